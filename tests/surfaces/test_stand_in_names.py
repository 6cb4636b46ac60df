"""The hints of the table's rows leave out no path that their patterns match."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.surfaces.stand_in_names import _NEW, _ROWS, _Row

ROWS = (*_ROWS, *_NEW)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.reader}: {row.path}" for row in ROWS])
@settings(max_examples=40, database=None)
@given(data=st.data())
def test_what_matches_has_a_hint(row: _Row, data: st.DataObject) -> None:
    path = data.draw(st.from_regex(re.compile(row.path), fullmatch=True))
    assert [hint for hint in row.hints.split() if hint in path.lower()]
