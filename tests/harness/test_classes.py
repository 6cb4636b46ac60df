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


@pytest.mark.parametrize(
    ("name", "cls"),
    [
        ("Hedging", "hedged-claims"),
        ("overclaims", "hedged-claims"),
        ("Memorization (books)", "memorised-text"),
        ("verbatim", "memorised-text"),
        ("training_data_extraction", "extracted-data"),
        ("canaries", "extracted-data"),
        ("prompt extraction", "internal-disclosure"),  # of the system prompt, and no data
        ("memory", None),
        ("claims", None),
    ],
)
def test_what_is_not_about_refusals(name: str, cls: str | None) -> None:
    assert by_words([name]) == ({name: cls} if cls else {})
