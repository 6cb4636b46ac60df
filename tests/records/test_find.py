"""Records are found after everything that happens to data; `make test-servers` does the same with 1,000 in 50."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.records.canaries import outcome


def test_canaries(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    found = outcome(tmp_path, 2)
    assert (found.exact, found.wrong) == (found.asked, 0)
    assert found.near / found.near_asked >= 0.95
