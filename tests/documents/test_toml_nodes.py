"""TOML: effective values and exact lines, as the standard library has them."""

from __future__ import annotations

import json
import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gate.documents import parse
from tests.documents.trees import read

TOML = '''\
title = "x" # comment
a.b.c = 1
arr = [ # comment
  "one", # ] inside
  """two
lines""",
  { k = 1, "q.r" = [1,
  2] },
]
when = 1979-05-27 07:32:00
[t."q k"]
x = 'lit # eral'
[[ts]]
n = 1
[[ts]]
n = 2
[ts.sub]
z = inf
'''


def test_toml_values_and_lines() -> None:
    value, lines = read(TOML, "toml")
    assert value == {
        "title": "x",
        "a": {"b": {"c": 1}},
        "arr": ["one", "two\nlines", {"k": 1, "q.r": [1, 2]}],
        "when": "1979-05-27T07:32:00",
        "t": {"q k": {"x": "lit # eral"}},
        "ts": [{"n": 1}, {"n": 2, "sub": {"z": "inf"}}],
    }
    assert lines == {
        "": [1, 18],
        "/title": [1, 1],
        "/a": [2, 2],
        "/a/b": [2, 2],
        "/a/b/c": [2, 2],
        "/arr": [3, 9],
        "/arr/0": [4, 4],
        "/arr/1": [5, 6],
        "/arr/2": [7, 8],
        "/arr/2/k": [7, 7],
        "/arr/2/q.r": [7, 8],
        "/arr/2/q.r/0": [7, 7],
        "/arr/2/q.r/1": [8, 8],
        "/when": [10, 10],
        "/t": [11, 12],
        "/t/q k": [11, 12],
        "/t/q k/x": [12, 12],
        "/ts": [13, 18],
        "/ts/0": [13, 14],
        "/ts/0/n": [14, 14],
        "/ts/1": [15, 18],
        "/ts/1/n": [16, 16],
        "/ts/1/sub": [17, 18],
        "/ts/1/sub/z": [18, 18],
    }


@given(
    st.dictionaries(
        st.text("abc", min_size=1, max_size=2),
        st.integers() | st.text("ab\"'\\#[]=,\n", max_size=8) | st.lists(st.integers(0, 9), max_size=3),
        max_size=4,
    )
)
def test_toml_agrees_with_the_standard_library(value: dict[str, Any]) -> None:
    text = "\n".join(f"{key} = {json.dumps(item)}" for key, item in value.items())
    plain = parse(text.encode(), "toml").plain()
    expected = {k: str(v) if isinstance(v, int) and abs(v) > 2**53 else v for k, v in tomllib.loads(text).items()}
    assert plain == expected
