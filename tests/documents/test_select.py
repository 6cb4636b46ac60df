"""What is wrong in one part of a file: it concerns the selectors that lead there, and no others."""

from __future__ import annotations

import pytest

from gate.documents import DocumentError, parse, parse_parts, tokens_of
from gate.documents.select import refused

TWICE = "appears twice in one"
COLLIDES = "is set here and again by a '<<' below it"
KEY = "a mapping key has to be plain text"
NOT_ALIKE = "two mappings under '<<' set"

# text, pointers that it refuses, pointers that it does not
PARTS: dict[str, tuple[str, str, str, str]] = {
    "a key twice": ("a: 1\nb: {c: 1}\na: 2\n", TWICE, "/a  /*  /a/x", "/b /b/c /b/* /d"),
    "a key twice, deeper": ("m: {a: 1, a: 2, n: 3}\nb: 1\n", TWICE, " /m /m/a /*/a /m/*", "/b /m/n"),
    "keys that are one for some": ("m:\n  on: 1\n  'true': 1\n  x: 1\n", TWICE, "/m/on /m/true /m", "/m/x"),
    "in a list": ("- {a: 1, a: 1}\n- {a: 1}\n", TWICE, "/0 /0/a /*/a", "/1 /1/a"),
    "in the second document": ("a: 1\n---\nb: 1\nb: 2\n", TWICE, "/1 /1/b", "/0 /0/a"),
    "through an alias": ("x: &x {a: 1, a: 2, b: 1}\ny: *x\nz: 1\n", TWICE, "/y /y/a /x/a", "/z /y/b"),
    "through a merge": ("x: &x {a: 1, a: 2, b: 1}\ny:\n  <<: *x\n  c: 1\n", TWICE, "/y /y/a", "/y/c /y/b"),
    "through two": ("x: &x {a: 1, a: 2}\ny: &y {<<: *x, c: 1}\nz: {<<: [*y]}\n", TWICE, "/z/a /z", "/z/c /y/c"),
    "under a tag": ("a: !x {b: 1, b: 2}\nc: 1\n", TWICE, "/a /a/!x/b", "/c"),
    "'<<' twice": ("<<: {a: 1}\n<<: {a: 2}\nb: 1\n", TWICE, "/a /b /c", ""),
    "'<<' twice, elsewhere": ("m:\n  <<: {a: 1}\n  <<: {a: 2}\nb: 1\n", TWICE, "/m /m/a /m/z", "/b"),
    "'<<' below": ("a: {b: 1}\nc: 1\n<<: {a: {b: 2}, d: 1}\n", COLLIDES, "/a /a/b /*", "/c /d"),
    "'<<' below, deeper": ("m:\n  a: 1\n  <<: {a: 2}\nc: 1\n", COLLIDES, "/m /m/a", "/c"),
    "a list under '<<'": ("<<: [{a: 1, b: 1}, {a: 2}]\nc: 1\n", NOT_ALIKE, "/a", "/b /c"),
    "'<<' of a text": ("m: {<<: x, a: 1}\nc: 1\n", "'<<' merges mappings only", "/m /m/a", "/c"),
    "a list behind an alias": ("l: &l [{a: 1}]\nm: {<<: *l}\nc: 1\n", "stands for a list", "/m /m/a", "/c /l"),
    "a list as a key": ("m:\n  ? [a]\n  : 1\n  b: 1\nc: 1\n", KEY, "/m /m/b", "/c"),
    "an alias as a key": ("a: &a b\nm: {*a : 1, c: 2}\nd: 1\n", KEY, "/m /m/c /m/b", "/a /d"),
    "a mapping in a key": ("m: {{x: 1, x: 2}: 3}\nc: 1\n", KEY, "/m /m/3", "/c"),
    "a key with a tag": ("m: {!!str a: 1, b: 1}\nc: 1\n", "has a tag", "/m/a /m/b", "/c"),
    "an empty key": ("m: {? : 1, b: 1}\nc: 1\n", "a mapping key is empty", "/m /m/b", "/c"),
    "a key over two lines": ('m: {? "a\n    b" : 1, c: 1}\nd: 1\n', "is not written on one line", "/m /m/c", "/d"),
    "what is no number": ("a: !!int x\nb: 1\n", "'x' is not a int", "/a", "/b"),
    "JSON": ('{"a": {"b": 1, "c": 2, "b": 3}, "d": 1}', TWICE, "/a /a/b /*/b", "/a/c /d"),
    "half of a character in JSON": (
        '{"a": "\\ud83d", "b": {"\\ud83d": 1, "c": 1}, "d": 1}',
        "half of",
        "/a /b/c",
        "/d",
    ),
}

# what can change the rest of a file stays refused with it
WHOLE = {
    "a carriage return alone": "a: 1\n# x\rb: 2\n",
    "U+2028 in a comment": "a: 1\n# x\u2028b: 2\n",
    "what looks like a directive": "a: 1\nb: 'x\n%YAML 1.1'\n",
    "what looks like the end of a document": "a: 1\n---x: 2\n",
    "an anchor inside of its like": "a: 1\nb: &x {c: &x 1}\n",
    "an anchor that goes on for some": "a: 1\nb: &x: 1\n",
    "half of a character": 'a: ["\\ud83d", 1]\nb: 1\n',
    "what builds an object": "a: 1\nb: !!python/object/apply:os.system ['x']\n",
    "what is cut off": "a: 1\nb: {\n",
}


@pytest.mark.parametrize("name", PARTS)
def test_a_part(name: str) -> None:
    text, message, doubted, sure = PARTS[name]
    format = "json" if "JSON" in name else "yaml"
    with pytest.raises(DocumentError) as caught:
        parse(text.encode(), format)
    root = parse_parts(text.encode(), format)
    assert message in caught.value.message
    for pointer in ["", *doubted.split()]:
        error = refused(root, tokens_of(pointer))
        assert error, pointer
        assert message in error.message, pointer
    assert [pointer for pointer in sure.split() if refused(root, tokens_of(pointer))] == []


@pytest.mark.parametrize("name", WHOLE)
def test_the_whole(name: str) -> None:
    with pytest.raises(DocumentError):
        parse_parts(WHOLE[name].encode(), "yaml")


def test_flags() -> None:
    text = b"a: {args: [--model, x], args: [--model, y]}\nb: {args: [--model, z]}\n"
    root = parse_parts(text, "yaml")
    assert [bool(refused(root, (name, "args", "--model"))) for name in "ab"] == [True, False]


def test_the_first_is_named() -> None:
    """Also where what comes below it is not YAML at all."""
    for rest in ("", "c: {\n"):
        with pytest.raises(DocumentError) as caught:
            parse(f"a: 1\na: 2\nb: 1\nb: 2\n{rest}".encode(), "yaml")
        assert (caught.value.message, caught.value.line) == ("the key 'a' appears twice in one mapping", 2)
