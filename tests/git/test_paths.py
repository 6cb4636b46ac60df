"""Which paths are below others."""

from __future__ import annotations

from gate.git.paths import below


def test_below() -> None:
    rows = [("a/b", "a"), ("a", "a"), ("ab", "a"), ("a/b", ""), ("a", "a/b")]
    assert [below(path, prefix) for path, prefix in rows] == [True, True, False, True, False]
