"""JSON: effective values and exact lines, as the standard library has them."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from gate.documents import parse
from tests.documents.trees import read


def test_json_values_and_lines() -> None:
    value, lines = read(
        '{"a": [1, 2.5,\n  {"b": "x\\ny"}],\n\n"c": null, "big": 99999999999999999999, "e": 1e999}', "json"
    )
    assert value == {"a": [1, 2.5, {"b": "x\ny"}], "c": None, "big": "99999999999999999999", "e": "1e999"}
    assert lines == {
        "": [1, 4],
        "/a": [1, 2],
        "/a/0": [1, 1],
        "/a/1": [1, 1],
        "/a/2": [2, 2],
        "/a/2/b": [2, 2],
        "/c": [4, 4],
        "/big": [4, 4],
        "/e": [4, 4],
    }


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES, st.sampled_from([None, 0, 2]))
def test_json_agrees_with_the_standard_library(value: object, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    assert parse(text.encode(), "json").plain() == json.loads(text) == value
