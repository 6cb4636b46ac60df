"""YAML: effective values and exact lines, as PyYAML has them."""

from __future__ import annotations

import string

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gate.documents import DocumentError, parse
from tests.documents.trees import read

YAML = """\
# comment
base: &b x   # trailing
text: |
  a
  # part of the text

  b


list:
  - p: 1
    q: [a,
     b]
  # comment
  - 0x1F
  - *b
merged: {<<: {z: 1, y: 1}, y: 2}
empty:
tag: !function u.x
tags: !reference [a, b]
date: 2024-01-01
nan: .nan
big: 123456789012345678901234
yes: no
octal: 017
folded: >-
  one
  two
last: 'quoted'
"""


def test_yaml_values_and_lines() -> None:
    value, lines = read(YAML)
    assert value == {
        "base": "x",
        "text": "a\n# part of the text\n\nb\n",
        "list": [{"p": 1, "q": ["a", "b"]}, 31, "x"],
        "merged": {"y": 2, "z": 1},
        "empty": None,
        "tag": "!function u.x",
        "tags": {"!reference": ["a", "b"]},
        "date": "2024-01-01",
        "nan": ".nan",
        "big": "123456789012345678901234",
        "yes": False,
        "octal": 15,
        "folded": "one two",
        "last": "quoted",
    }
    assert lines == {
        "": [2, 29],
        "/base": [2, 2],
        "/text": [3, 7],
        "/list": [10, 15],
        "/list/0": [11, 13],
        "/list/0/p": [11, 11],
        "/list/0/q": [12, 13],
        "/list/0/q/0": [12, 12],
        "/list/0/q/1": [13, 13],
        "/list/1": [15, 15],
        "/list/2": [2, 2],
        "/merged": [17, 17],
        "/merged/y": [17, 17],
        "/merged/z": [17, 17],
        "/empty": [18, 18],
        "/tag": [19, 19],
        "/tags": [20, 20],
        "/tags/!reference": [20, 20],
        "/tags/!reference/0": [20, 20],
        "/tags/!reference/1": [20, 20],
        "/date": [21, 21],
        "/nan": [22, 22],
        "/big": [23, 23],
        "/yes": [24, 24],
        "/octal": [25, 25],
        "/folded": [26, 28],
        "/last": [29, 29],
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("# only a comment\n", None),
        ("a\n---\nb: 1\n", ["a", {"b": 1}]),
        ("\ufeffa: 1\r\nb: |\r\n  x\r\n  y\r\n", {"a": 1, "b": "x\ny\n"}),
        ("a: {}\nb: []\n", {"a": {}, "b": []}),
        (
            "x: &x {a: 1}\ny: &y {a: 2, b: 3}\nz: {<<: [*x, *y]}\n",
            {"x": {"a": 1}, "y": {"a": 2, "b": 3}, "z": {"a": 1, "b": 3}},
        ),
        ("1: a\n'2': b\ntrue: c\n", {"1": "a", "2": "b", "true": "c"}),
        ("a: !!str 1\nb: !!int '2'\nc: ! 3\n", {"a": "1", "b": 2, "c": "3"}),
        ("a: &a 1\nb: *a\n---\na: 2\n", [{"a": 1, "b": 1}, {"a": 2}]),
    ],
)
def test_yaml_values(text: str, value: object) -> None:
    assert read(text)[0] == value


PLAIN = st.text(string.printable, max_size=20)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | PLAIN,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PLAIN, inner, max_size=4),
        max_leaves=12,
    )
)
def test_yaml_agrees_with_pyyaml(value: object) -> None:
    text = yaml.safe_dump(value, allow_unicode=True)
    assert parse(text.encode(), "yaml").plain() == yaml.safe_load(text) == value


def test_alias_bomb() -> None:
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 20)]
    with pytest.raises(DocumentError) as caught:
        parse("\n".join(lines).encode(), "yaml")
    assert caught.value.message == "more than 500,000 values once aliases are expanded"
    assert caught.value.line == 5
