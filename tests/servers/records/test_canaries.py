"""1,000 canaries in 50 repositories: every one is found exactly, none where it never was."""

from __future__ import annotations

from pathlib import Path

from tests.records.canaries import CANARIES, outcome


def test_a_thousand_canaries_in_fifty_repositories(tmp_path: Path) -> None:
    found = outcome(tmp_path, 50)
    assert found.asked == 50 * CANARIES * 7
    assert (found.exact, found.wrong) == (found.asked, 0)
    assert found.near / found.near_asked >= 0.95
