"""No module is longer than a reader can keep in mind."""

from __future__ import annotations

import pytest

from tests.tools import ROOT

MOST = 350  # lines; split a longer one by what it does


@pytest.mark.parametrize("folder", ["gate", "tests"])
def test_length(folder: str) -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8").count("\n") for path in (ROOT / folder).rglob("*.py")
    }
    assert {path: length for path, length in lengths.items() if length > MOST} == {}
    assert len(lengths) > 100
