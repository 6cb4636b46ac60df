"""Points in time."""

from __future__ import annotations

import pytest

from gate.derive.moments import moment, seconds_between


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1796004974228, "2026-11-30T02:16:14Z"),
        (1790000000, "2026-09-21T14:13:20Z"),
        ("2026-11-30T02:30:05.973611", "2026-11-30T02:30:05Z"),
        ("2026-10-01T10:00:00+02:00", "2026-10-01T08:00:00Z"),
        ("2026-10-01T08:00:00Z", "2026-10-01T08:00:00Z"),
        ("yesterday", None),
        (True, None),
        (float("nan"), None),
        (1e300, None),
        (None, None),
    ],
)
def test_moment(value: object, said: str | None) -> None:
    assert moment(value) == said


def test_seconds() -> None:
    assert seconds_between("2026-10-01T08:00:00Z", "2026-10-01T08:00:05Z") == 5
    assert seconds_between("2026-10-01T08:00:05Z", "2026-10-01T08:00:00Z") is None
    assert seconds_between(None, "2026-10-01T08:00:00Z") is None
