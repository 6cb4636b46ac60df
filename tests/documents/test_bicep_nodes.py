"""Bicep: effective values, their exact lines, what is no change, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.documents import DocumentError, parse
from tests.documents.pieces import INFRASTRUCTURE
from tests.documents.trees import lines, places

BICEP = """\
// comment
targetScope = 'resourceGroup'
@description('model') // d
@allowed([
  'a'
])
param model string = 'gpt-4o'
param opt string?
param n int = -5
var t = cond /* x */
  ? 'a' : !b
var long = '''
it's
  ok''''
var tpl = 'x-${model}-${f('q', [
  1
  2
])}'
resource pol 'Microsoft.CognitiveServices/accounts/raiPolicies@2024-10-01' = if (n > 1) {
  #disable-next-line BCP037
  name: 'Blo\\'cking\\u{e9}\\${a}'
  properties: {
    contentFilters: [
      { name: 'Hate', 'is-on': true }
      null
    ]
    all: [for f in fs: {
      name: f.name
    }]
    ...base
  }
  resource sub 'deployments@1' = {
    n: ((1))
  }
}
resource acc 'T@1' existing = { name: key! }
module m './x.bicep' = [for (x, i) in xs: if (x.on) {
  a: x[0].?b ?? -c - 1
}]
import { a } from 'b'
output o string = pol.id
"""


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_bicep_values_and_lines(ends: str) -> None:
    root = parse(BICEP.replace("\n", ends).encode(), "bicep")
    kind = "Microsoft.CognitiveServices/accounts/raiPolicies@2024-10-01"
    assert places(root) == {
        "/targetScope": ("resourceGroup", 2, 2),
        "/param/model": ("gpt-4o", 7, 7),
        "/param/opt": (None, 8, 8),
        "/param/n": (-5, 9, 9),
        "/var/t": ("${cond ? 'a' : !b}", 10, 11),
        "/var/long": ("it's\n  ok'", 12, 14),
        "/var/tpl": ("x-${model}-${f('q', [1, 2])}", 15, 18),
        "/resource/pol/type": (kind, 19, 19),
        "/resource/pol/if": ("${n > 1}", 19, 19),
        "/resource/pol/name": ("${'Blo\\'ckingé\\${a}'}", 21, 21),
        "/resource/pol/properties/contentFilters/0/name": ("Hate", 24, 24),
        "/resource/pol/properties/contentFilters/0/is-on": (True, 24, 24),
        "/resource/pol/properties/contentFilters/1": (None, 25, 25),
        "/resource/pol/properties/all": ("${[for f in fs : { name : f.name }]}", 27, 29),
        "/resource/pol/properties/... base": ("${base}", 30, 30),
        "/resource/pol/resource/sub/type": ("deployments@1", 32, 32),
        "/resource/pol/resource/sub/n": (1, 33, 33),
        "/resource/acc/type": ("T@1", 36, 36),
        "/resource/acc/existing": (True, 36, 36),
        "/resource/acc/name": ("${key!}", 36, 36),
        "/module/m/path": ("./x.bicep", 37, 37),
        "/module/m/for": ("${(x, i) in xs}", 37, 37),
        "/module/m/if": ("${x.on}", 37, 37),
        "/module/m/a": ("${x[0].?b ?? -c - 1}", 38, 38),
        "/import/0": ("${{ a } from 'b'}", 40, 40),
        "/output/o": ("${pol.id}", 41, 41),
    }
    inner = {pointer: place for pointer, place in lines(root).items() if pointer not in places(root)}
    assert inner == {
        "": [1, 41],
        "/param": [7, 9],
        "/var": [10, 18],
        "/resource": [19, 36],
        "/resource/pol": [19, 35],
        "/resource/pol/properties": [22, 31],
        "/resource/pol/properties/contentFilters": [23, 26],
        "/resource/pol/properties/contentFilters/0": [24, 24],
        "/resource/pol/resource": [32, 34],
        "/resource/pol/resource/sub": [32, 34],
        "/resource/acc": [36, 36],
        "/module": [37, 39],
        "/module/m": [37, 39],
        "/import": [40, 40],
        "/output": [41, 41],
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("var a = 1", "// x\nvar  a /* y\n */ = 1 // z\n\n"),
        ("var a = 1\nvar b = 2", "var a = 1\r\n\r\nvar b = 2\r\n"),
        ("var a = [1, 2]", "var a = [\n  1\n  2 // two\n]"),
        ("var a = {b: 1, c: 2}", "var a = {\n b: 1\n\n c: 2,\n}"),
        ("var a = b ? 'c' : d", "var a = b\n  ? '''c'''\n  : d"),
        ("var a = 'x\\ny'", "var a = '''\nx\ny'''"),
        ("var a = '\\u{41}${ b }'", "var a = 'A${b}'"),
        ("var a = f(b, c)", "var a = f(\n b,\n c\n)"),
        ("param a string?\nparam b int", "#disable-next-line x\nparam a string?\n\nparam b int"),
    ],
)
def test_no_change(one: str, other: str) -> None:
    assert parse(one.encode(), "bicep").value == parse(other.encode(), "bicep").value


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("var a = 1", "var a = '1'"),
        ("var a = b", "var a = 'b'"),
        ("var a = '\\${b}'", "var a = '${b}'"),
        ("var a = '$\\${b}'", "var a = '$${b}'"),
        ("var a = 'b // c'", "var a = 'b // d'"),
        ("var a = [\n b\n -c\n]", "var a = [b - c]"),
        ("var a = [\n b\n [0]\n]", "var a = [b[0]]"),
        ("var a = '${b}${c}'", "var a = '${b} ${c}'"),
        ("@secure()\nparam a string", "param a string"),
        ("param a string?", "param a string"),
        ("resource a 'b' = {}", "resource a 'b' existing = {}"),
        ("resource a 'b' = {}", "resource a 'b' = if (c) {}"),
        ("var a = '''\n x'''", "var a = '''\nx'''"),
    ],
)
def test_change(one: str, other: str) -> None:
    first, second = parse(one.encode(), "bicep"), parse(other.encode(), "bicep")
    assert first.value != second.value


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("var a = 1\nvar b =\n", 2, "not valid Bicep: a value is missing"),
        ("var a = 'x\n'", 1, "not valid Bicep: a string without an end"),
        ("\nvar a = '''x", 2, "not valid Bicep: a string without an end"),
        ("var a = '\\q'", 1, "not valid Bicep: an escape that Bicep does not know"),
        ("var a = '\\u{d800}'", 1, "not valid Bicep: an escape that is not a character"),
        ("var a = '${}'", 1, "not valid Bicep: an interpolation without an expression"),
        ("var a = /* x", 1, "not valid Bicep: a comment without an end"),
        ("var a = ^", 1, "not valid Bicep: a character that starts nothing"),
        ("var a = [\n", 1, "not valid Bicep: a bracket is not closed"),
        ("var a = (]", 1, "not valid Bicep: ']' closes nothing"),
        ("var = {}", 1, "not valid Bicep: 'var' without a name"),
        ("using = 1\nusing 'x'", 2, "not valid Bicep: 'using' appears twice"),
        (
            "module a 'b' = {\n resource: 1\n resource c 'd' = {}\n}",
            3,
            "not valid Bicep: 'resource' appears twice",
        ),
        ("var a = 1\n\nvar a = 2", 3, "'a' appears twice in one place"),
        ("var a = {\n b: 1\n 'b': 2\n}", 3, "'b' appears twice in one place"),
        ("var a = {\n b\n}", 2, "not valid Bicep: a key and a ':' are missing"),
        ("var\n", 1, "not valid Bicep: 'var' without a name"),
        ("'a'", 1, "not valid Bicep: a statement starts with a word"),
        ("resource a = {}", 1, "not valid Bicep: the type is missing"),
        ("module a 'b' = c", 1, "not valid Bicep: the body is not an object"),
        ("module a 'b' =", 1, "not valid Bicep: the body is missing"),
        ("// x\rvar a = 1", 1, "a carriage return inside a line"),
        ("var a = " + "[" * 101 + "]" * 101, 1, "nested deeper than 100 levels"),
        ("var a = '" + "${'" * 51 + "'}" * 51 + "'", 1, "nested deeper than 100 levels"),
        ("var a = [" + "1," * 500_000 + "]", 1, "more than 500,000 words and signs"),
    ],
)
def test_refused(text: str, line: int, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse(text.encode(), "bicep")
    assert (caught.value.message, caught.value.line) == (message, line)
    assert caught.value.remedy


def test_empty() -> None:
    node = parse(b"\n\n", "bicep")
    assert (node.plain(), lines(node), node.value) == ({}, {"": [1, 2]}, "")


@given(text=st.one_of(st.text(), st.lists(INFRASTRUCTURE).map("".join), st.lists(INFRASTRUCTURE).map(" ".join)))
def test_any_text_is_read_or_refused(text: str) -> None:
    for source in (text, f"a = {text}\n", f"var a = {text}\n", f'a = "{text}"', f"var a = '{text}'"):
        try:
            node = parse(source.encode(), "bicep")
        except DocumentError:
            continue
        assert isinstance(node.value, str)
        assert all(1 <= first <= end <= node.end_line for first, end in lines(node).values())
