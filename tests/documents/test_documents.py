"""Structured files: the effective value, the exact lines, and what is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.documents import DocumentError, format_of, parse, pointer_of, tokens_of
from tests.documents.trees import lines


@pytest.mark.parametrize(
    ("format", "data", "line", "message"),
    [
        ("yaml", b"a: 1\nb: 2\na: 3\n", 3, "the key 'a' appears twice in one mapping"),
        ("yaml", b"1: a\n'1': b\n", 2, "the key '1' appears twice in one mapping"),
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
        ("json", b'{"a": 1,\n "a": 2}', 2, "the key 'a' appears twice in one object"),
        ("json", b'{"a": 1, "\\u0061": 2}', 1, "the key 'a' appears twice in one object"),
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


def test_too_large() -> None:
    with pytest.raises(DocumentError, match="a structured file may have 8,388,608"):
        parse(b"#" * (8 * 1024 * 1024 + 1), "yaml")


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode), st.sampled_from(["yaml", "json", "toml"]))
def test_only_a_document_error_comes_out(data: bytes, format: str) -> None:
    try:
        node = parse(data, format)
    except DocumentError:
        return
    last = data.count(b"\n") + 1
    json.dumps(node.plain()).encode()
    assert all(1 <= first <= end <= last + 1 for first, end in lines(node).values())


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
