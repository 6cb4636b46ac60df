"""Alignment classes that names of categories say."""

from __future__ import annotations

import pytest

from gate.harness.classes import by_words


@pytest.mark.parametrize(
    ("category", "cls"),
    [
        ("Non-Violent Crimes", "disallowed-content"),
        ("violent_crime", "disallowed-content"),
        ("harmful", "disallowed-content"),
        ("benign Cybercrime", None),
        ("unsafe jailbreaks", "indirect-harmful"),
        *((name, None) for name in ("harmless", "non-violent", "benign fraud", "safe", "over-refusal of drugs")),
        *((name, None) for name in ("privacy_public", "privacy-fictional", "not_harmful", "harmless prompts")),
    ],
)
def test_classes_that_names_say(category: str, cls: str | None) -> None:
    assert by_words([category]).get(category) == cls
