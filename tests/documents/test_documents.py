"""Structured files: the effective value, the exact lines, and what is refused."""

from __future__ import annotations

import json
import string
import tomllib
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gate.documents import DocumentError, format_of, parse, pointer_of, tokens_of


def read(text: str, format: str = "yaml") -> tuple[Any, dict[str, list[int]]]:
    node = parse(text.encode(), format)
    return node.plain(), node.lines()


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


@pytest.mark.parametrize(
    ("format", "data", "line", "message"),
    [
        ("yaml", b"a: 1\nb: 2\na: 3\n", 3, "the key 'a' stands twice in one mapping"),
        ("yaml", b"1: a\n'1': b\n", 2, "the key '1' stands twice in one mapping"),
        ("yaml", b"a: !!python/object:os.x [x]\n", 1, "the tag !!python/object:os.x would build an object"),
        ("yaml", b"a: !!python/name:os.system x\n", 1, "the tag !!python/name:os.system would build an object"),
        ("yaml", b"a: *x\n", 1, "the alias *x has no anchor"),
        ("yaml", b"a: &x 1\n---\nb: *x\n", 3, "the alias *x has no anchor"),
        ("yaml", b"a: &x [*x]\n", 1, "the alias *x stands inside its own anchor"),
        ("yaml", b"? [a]\n: 1\n", 1, "a mapping key has to be plain text"),
        ("yaml", b"a: &x 1\n*x : 2\n", 2, "a mapping key has to be plain text"),
        ("yaml", b"a: {<<: 1}\n", 1, "'<<' merges mappings only"),
        ("yaml", b"a: b: c\n", 1, "not valid YAML: mapping values are not allowed in this context"),
        ("yaml", b"a:\n\t- b\n", 2, "not valid YAML: found character that cannot start any token"),
        ("yaml", b"a: !!int x\n", 1, "'x' is not a int"),
        ("yaml", b"[" * 200_000, 1, "nested deeper than 100 levels"),
        ("yaml", b"a: 1\nb: \xff\n", 2, "the file is not UTF-8 text"),
        ("json", b'{"a": 1,\n "a": 2}', 2, "the key 'a' stands twice in one object"),
        ("json", b'{"a": 1, "\\u0061": 2}', 1, "the key 'a' stands twice in one object"),
        ("json", b"[NaN]", 1, "not valid JSON: a value is missing"),
        ("json", b"[-Infinity]", 1, "not valid JSON: a value is missing"),
        ("json", b"[1,]", 1, "not valid JSON: a value is missing"),
        ("json", b"{} \n x", 2, "not valid JSON: text after the value"),
        ("json", b"[01]", 1, "not valid JSON: ',' or ']' is missing"),
        ("json", b'"\\ud800"', 1, "not valid JSON: half of a surrogate pair"),
        ("json", b"", 1, "not valid JSON: the text ends early"),
        ("json", b"[" * 100_000, 1, "nested deeper than 100 levels"),
        ("json", b'{"a" 1}', 1, "not valid JSON: ':' is missing"),
        ("json", b'["a\nb"]', 1, "not valid JSON: invalid control character at"),
        ("toml", b"a = 1\n[b]\n[b]\n", 3, "not valid TOML: Cannot declare ('b',) twice"),
        ("toml", b"a = \n", 1, "not valid TOML: Invalid value"),
        ("toml", b"a = " + b"[" * 150 + b"]" * 150, 1, "nested deeper than 100 levels"),
    ],
)
def test_refused(format: str, data: bytes, line: int, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse(data, format)
    assert (caught.value.message, caught.value.line) == (message, line)
    assert caught.value.remedy


def test_alias_bomb() -> None:
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 20)]
    with pytest.raises(DocumentError) as caught:
        parse("\n".join(lines).encode(), "yaml")
    assert caught.value.message == "more than 500,000 values once aliases are expanded"
    assert caught.value.line == 5


def test_too_large() -> None:
    with pytest.raises(DocumentError, match="a structured file may have 8,388,608"):
        parse(b"#" * (8 * 1024 * 1024 + 1), "yaml")


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


# -- agreement with the libraries that own the formats

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


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode), st.sampled_from(["yaml", "json", "toml"]))
def test_only_a_document_error_comes_out(data: bytes, format: str) -> None:
    try:
        node = parse(data, format)
    except DocumentError:
        return
    last = data.count(b"\n") + 1
    json.dumps(node.plain()).encode()
    assert all(1 <= first <= end <= last + 1 for first, end in node.lines().values())


@given(st.lists(st.text(max_size=5), max_size=4))
def test_pointers_round_trip(tokens: list[str]) -> None:
    assert tokens_of(pointer_of(tuple(tokens))) == tuple(tokens)


@pytest.mark.parametrize("pointer", ["a", "/~", "/~2", "/a~"])
def test_pointers_that_are_none(pointer: str) -> None:
    with pytest.raises(ValueError, match="JSON Pointer"):
        tokens_of(pointer)


@pytest.mark.parametrize(
    ("path", "format"),
    [
        ("a/b.yaml", "yaml"),
        ("b.YML", "yaml"),
        ("c.json", "json"),
        ("d.toml", "toml"),
        ("e.md", None),
        ("yaml", None),
        ("a.yaml/b", None),
    ],
)
def test_format_of(path: str, format: str | None) -> None:
    assert format_of(path) == format
