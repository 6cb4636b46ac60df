"""Times and digests of what files say."""

from __future__ import annotations

import pytest

from gate.harness.source import moment, prompt_digest
from gate.values.canonical import canonical_json, digest_of


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-23T16:18:12+00:00", "2026-11-23T16:18:12Z"),
        ("2026-11-23 16:30:24", "2026-11-23T16:30:24Z"),
        ("2026-11-23T16:30:24.5+02:00", "2026-11-23T14:30:24Z"),
        (1795450934.28, "2026-11-23T16:22:14Z"),
        ("yesterday", None),
        (None, None),
        (True, None),
        (float("inf"), None),
    ],
)
def test_moments(value: object, expected: str | None) -> None:
    assert moment(value) == expected


def test_digest_of_variables_that_are_no_json() -> None:
    digests = [prompt_digest(value) for value in ({"a": float("nan")}, {"a": "NaN"}, {"a": float("inf")}, {"a": None})]
    assert len({*digests}) == 4
    assert prompt_digest({"b": 1, "a": "é"}) == digest_of(canonical_json({"a": "é", "b": 1}))
