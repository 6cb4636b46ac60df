"""Terraform and Bicep: effective values, their exact lines, what is no change, and what is refused."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.documents import DocumentError, Node, hcl_nodes, parse


def places(node: Node) -> dict[str, tuple[Any, int, int]]:
    """JSON Pointer of every leaf -> (value, first line, last line)."""
    lines = node.lines()
    return {
        pointer: (leaf.plain(), *lines[pointer])
        for tokens, leaf in node.leaves()
        for pointer in ["".join("/" + token for token in tokens)]
    }


TERRAFORM = """\
# comment
resource "aws_bedrock_guardrail" "main" {
  name = "g-${var.stage}" # trailing
  content_policy_config {
    filters_config {
      type           = "HATE"
      input_strength = -5
    }

    filters_config {
      type = ("VIOLENCE")
    }
  }
  words = [1.5, "a\\t\\u00e9",
    { "k" = null, (z) : true
      for = f( a,b... ) }
  ]
  text = <<-EOF
    one
      ${jsonencode({ a = "}" })}

  EOF
  raw = <<X
  $${y}
X
  total = a +
    b   # c

  cond = a > -1 ? [for x in y : { k = x.*.id
    l = 1
  }] : "x"
  big = 123456789012345678901
  empty = {}
}

resource aws_bedrockagent_agent one {
  instruction = "x"
}
"""
GUARDRAIL = "/resource/aws_bedrock_guardrail/main"

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
def test_terraform_values_and_lines(ends: str) -> None:
    root = parse(TERRAFORM.replace("\n", ends).encode(), "hcl")
    assert places(root) == {
        f"{GUARDRAIL}/name": ("g-${var.stage}", 3, 3),
        f"{GUARDRAIL}/content_policy_config/filters_config/0/type": ("HATE", 6, 6),
        f"{GUARDRAIL}/content_policy_config/filters_config/0/input_strength": (-5, 7, 7),
        f"{GUARDRAIL}/content_policy_config/filters_config/1/type": ("VIOLENCE", 11, 11),
        f"{GUARDRAIL}/words/0": (1.5, 14, 14),
        f"{GUARDRAIL}/words/1": ("a\té", 14, 14),
        f"{GUARDRAIL}/words/2/k": (None, 15, 15),
        f"{GUARDRAIL}/words/2/${{z}}": (True, 15, 15),
        f"{GUARDRAIL}/words/2/for": ("${f(a, b...)}", 16, 16),
        f"{GUARDRAIL}/text": ('one\n  ${jsonencode({ a = "}" })}\n\n', 18, 22),
        f"{GUARDRAIL}/raw": ("  $${y}\n", 23, 25),
        f"{GUARDRAIL}/total": ("${a + b}", 26, 27),
        f"{GUARDRAIL}/cond": ('${a > -1 ? [for x in y : { k = x.*.id, l = 1 }] : "x"}', 29, 31),
        f"{GUARDRAIL}/big": ("${123456789012345678901}", 32, 32),
        f"{GUARDRAIL}/empty": ({}, 33, 33),
        "/resource/aws_bedrockagent_agent/one/instruction": ("x", 37, 37),
    }
    inner = {pointer: lines for pointer, lines in root.lines().items() if pointer not in places(root)}
    assert inner == {
        "": [1, 38],
        "/resource": [2, 38],
        "/resource/aws_bedrock_guardrail": [2, 34],
        GUARDRAIL: [2, 34],
        f"{GUARDRAIL}/content_policy_config": [4, 13],
        f"{GUARDRAIL}/content_policy_config/filters_config": [5, 12],
        f"{GUARDRAIL}/content_policy_config/filters_config/0": [5, 8],
        f"{GUARDRAIL}/content_policy_config/filters_config/1": [10, 12],
        f"{GUARDRAIL}/words": [14, 17],
        f"{GUARDRAIL}/words/2": [15, 16],
        "/resource/aws_bedrockagent_agent": [36, 38],
        "/resource/aws_bedrockagent_agent/one": [36, 38],
    }


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
    inner = {pointer: lines for pointer, lines in root.lines().items() if pointer not in places(root)}
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
    ("format", "one", "other"),
    [
        ("hcl", "a = 1\n", "# x\n/* y\n*/ a   =  1 // z"),
        ("hcl", "a = 1\n\n\nb = 2\n", "a = 1\r\nb = 2\r\n"),
        ("hcl", 'a "x" {\n}\n', "a x {\n  # nothing\n}\n"),
        ("hcl", "a = { b = 1, c = 2 }", 'a = {\n "b" : 1\n c = 2\n}'),
        ("hcl", "a = [1, 2]", "a = [\n 1,\n 2, # two\n]"),
        ("hcl", 'a = "x\\ny\\n"', "a = <<E\nx\ny\nE\n"),
        ("hcl", "a = <<E\nx\nE\n", "a = <<-F\n  x\n  F  \n"),
        ("hcl", 'a = "\\u0041"', 'a = "A"'),
        ("hcl", 'a = "${b+c}"', "a = b + c"),
        ("hcl", "a = f(b,[c,],{d=1})", "a = f( b, [ c ], {\n d = 1\n} )"),
        ("hcl", "a = - 5", "a = (-5)"),
        ("bicep", "var a = 1", "// x\nvar  a /* y\n */ = 1 // z\n\n"),
        ("bicep", "var a = 1\nvar b = 2", "var a = 1\r\n\r\nvar b = 2\r\n"),
        ("bicep", "var a = [1, 2]", "var a = [\n  1\n  2 // two\n]"),
        ("bicep", "var a = {b: 1, c: 2}", "var a = {\n b: 1\n\n c: 2,\n}"),
        ("bicep", "var a = b ? 'c' : d", "var a = b\n  ? '''c'''\n  : d"),
        ("bicep", "var a = 'x\\ny'", "var a = '''\nx\ny'''"),
        ("bicep", "var a = '\\u{41}${ b }'", "var a = 'A${b}'"),
        ("bicep", "var a = f(b, c)", "var a = f(\n b,\n c\n)"),
        ("bicep", "param a string?\nparam b int", "#disable-next-line x\nparam a string?\n\nparam b int"),
    ],
)
def test_no_change(format: str, one: str, other: str) -> None:
    assert parse(one.encode(), format).value == parse(other.encode(), format).value


@pytest.mark.parametrize(
    ("format", "one", "other"),
    [
        ("hcl", "a = 1", 'a = "1"'),
        ("hcl", "a = b", 'a = "b"'),
        ("hcl", "a = {}", "a {}"),
        ("hcl", "a {}\na {}", "a = [{}, {}]"),
        ("hcl", "a {}", "a {}\na {}"),
        ("hcl", "a {\n}\nb = 1", "a {\nb = 1\n}"),
        ("hcl", 'a = "# x"', 'a = "# y"'),
        ("hcl", "a = <<E\n# x\nE\n", "a = <<E\n# y\nE\n"),
        ("hcl", "a = <<E\n x\nE\n", "a = <<-E\n x\nE\n"),
        ("hcl", 'a = "$${b}"', 'a = "${b}"'),
        ("hcl", 'a = "${b}  ${c}"', 'a = "${b} ${c}"'),
        ("hcl", 'a = "$${"\nb = {}\nc = "# x"', 'a = "$${"\nb = {}\nc = "# y"'),
        ("hcl", "a = f(b - c)", "a = f(b, -c)"),
        ("hcl", 'a = f("b, c")', 'a = f("b", "c")'),
        ("hcl", "a = { b = 1 }", "a = { (b) = 1 }"),
        ("hcl", "a = [f(b...)]", "a = [f(b)]"),
        ("bicep", "var a = 1", "var a = '1'"),
        ("bicep", "var a = b", "var a = 'b'"),
        ("bicep", "var a = '\\${b}'", "var a = '${b}'"),
        ("bicep", "var a = '$\\${b}'", "var a = '$${b}'"),
        ("bicep", "var a = 'b // c'", "var a = 'b // d'"),
        ("bicep", "var a = [\n b\n -c\n]", "var a = [b - c]"),
        ("bicep", "var a = [\n b\n [0]\n]", "var a = [b[0]]"),
        ("bicep", "var a = '${b}${c}'", "var a = '${b} ${c}'"),
        ("bicep", "@secure()\nparam a string", "param a string"),
        ("bicep", "param a string?", "param a string"),
        ("bicep", "resource a 'b' = {}", "resource a 'b' existing = {}"),
        ("bicep", "resource a 'b' = {}", "resource a 'b' = if (c) {}"),
        ("bicep", "var a = '''\n x'''", "var a = '''\nx'''"),
    ],
)
def test_change(format: str, one: str, other: str) -> None:
    first, second = parse(one.encode(), format), parse(other.encode(), format)
    assert first.value != second.value


NO_TERRAFORM = "not valid Terraform, or beyond what is read of it"


@pytest.mark.parametrize(
    ("format", "text", "line", "message"),
    [
        ("hcl", "a = 1\nb = \n", 2, NO_TERRAFORM),
        ("hcl", "a = 1\nb = 'x'\n", 2, NO_TERRAFORM),
        ("hcl", "a {\n", 1, NO_TERRAFORM),
        ("hcl", 'a = "x', 1, NO_TERRAFORM),
        ("hcl", "\na = <<E\nx\n", 2, NO_TERRAFORM),
        ("hcl", "a = 1\na = 2\n", 2, "'a' stands twice in one body"),
        ("hcl", "a = 1\na {}\n", 2, "'a' stands twice in one body"),
        ("hcl", "a {}\na b {}\n", 2, "'a' stands twice in one body"),
        ("hcl", 'a = {\n b = 1\n "b" = 2\n}', 3, "the key 'b' stands twice in one object"),
        ("hcl", 'a = "\\q"', 1, "'\\\\q' is no escape that is read"),
        ("hcl", 'a = "\\ud800"', 1, "'\\\\ud800' is no escape that is read"),
        ("hcl", 'a = "\\u0024{b}"', 1, "'\\\\u0024' is no escape that is read"),
        ("hcl", '\na = "$$${b}"', 2, "'$$${' can be read in two ways"),
        ("hcl", "a = 1 # x\rb = 2", 1, "a carriage return inside a line"),
        ("hcl", 'a = f(\\"b\\")', 1, "a backslash outside of a string"),
        ("hcl", "a = <<E\n${f(\nE\n", 1, "an interpolation goes on behind the here-document"),
        ("hcl", 'a = <<E\n${"}"\nE\n', 1, "an interpolation goes on behind the here-document"),
        ("hcl", "a = <<E\n${<<F\n}\nF\n}\nE\n", 1, "an interpolation goes on behind the here-document"),
        ("hcl", "a = " + "[" * 101 + "]" * 101, 1, "nested deeper than 100 levels"),
        ("hcl", 'a = "' + '${"' * 101 + '"}' * 101 + '"', 1, "nested deeper than 100 levels"),
        ("hcl", "a " * 200 + "{}", 1, "nested deeper than 100 levels"),
        ("hcl", "a {\n" * 101 + "}\n" * 101, 101, "nested deeper than 100 levels"),
        ("hcl", "#" * (192 * 1024 + 1), 1, "more than 196,608 characters of Terraform"),
        ("bicep", "var a = 1\nvar b =\n", 2, "not valid Bicep: a value is missing"),
        ("bicep", "var a = 'x\n'", 1, "not valid Bicep: a string without an end"),
        ("bicep", "\nvar a = '''x", 2, "not valid Bicep: a string without an end"),
        ("bicep", "var a = '\\q'", 1, "not valid Bicep: an escape that Bicep does not know"),
        ("bicep", "var a = '\\u{d800}'", 1, "not valid Bicep: an escape that is no character"),
        ("bicep", "var a = '${}'", 1, "not valid Bicep: an interpolation without an expression"),
        ("bicep", "var a = /* x", 1, "not valid Bicep: a comment without an end"),
        ("bicep", "var a = ^", 1, "not valid Bicep: a character that starts nothing"),
        ("bicep", "var a = [\n", 1, "not valid Bicep: a bracket is not closed"),
        ("bicep", "var a = (]", 1, "not valid Bicep: ']' closes nothing"),
        ("bicep", "var = {}", 1, "not valid Bicep: 'var' without a name"),
        ("bicep", "using = 1\nusing 'x'", 2, "not valid Bicep: 'using' stands twice"),
        (
            "bicep",
            "module a 'b' = {\n resource: 1\n resource c 'd' = {}\n}",
            3,
            "not valid Bicep: 'resource' stands twice",
        ),
        ("bicep", "var a = 1\n\nvar a = 2", 3, "'a' stands twice in one place"),
        ("bicep", "var a = {\n b: 1\n 'b': 2\n}", 3, "'b' stands twice in one place"),
        ("bicep", "var a = {\n b\n}", 2, "not valid Bicep: a key and a ':' are missing"),
        ("bicep", "var\n", 1, "not valid Bicep: 'var' without a name"),
        ("bicep", "'a'", 1, "not valid Bicep: a statement starts with a word"),
        ("bicep", "resource a = {}", 1, "not valid Bicep: the type is missing"),
        ("bicep", "module a 'b' = c", 1, "not valid Bicep: the body is no object"),
        ("bicep", "module a 'b' =", 1, "not valid Bicep: the body is missing"),
        ("bicep", "// x\rvar a = 1", 1, "a carriage return inside a line"),
        ("bicep", "var a = " + "[" * 101 + "]" * 101, 1, "nested deeper than 100 levels"),
        ("bicep", "var a = '" + "${'" * 51 + "'}" * 51 + "'", 1, "nested deeper than 100 levels"),
        ("bicep", "var a = [" + "1," * 500_000 + "]", 1, "more than 500,000 words and signs"),
    ],
)
def test_refused(format: str, text: str, line: int, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse(text.encode(), format)
    assert (caught.value.message, caught.value.line) == (message, line)
    assert caught.value.remedy


def test_terraform_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hcl2", None)
    hcl_nodes._grammar.cache_clear()
    with pytest.raises(DocumentError) as caught:
        parse(b"a = 1", "hcl")
    assert caught.value.message == "reading Terraform needs the extra 'terraform'"
    assert (caught.value.line, caught.value.remedy) == (
        1,
        "Install tunegate with the extra: pip install 'tunegate[terraform]'.",
    )


@pytest.mark.parametrize("format", ["hcl", "bicep"])
def test_empty(format: str) -> None:
    node = parse(b"\n\n", format)
    assert (node.plain(), node.lines(), node.value) == ({}, {"": [1, 2]}, "")


SIGNS = "'|\"|'''|\\|\\'|\\\"|$|${|$${|%{|{|}|[|]|(|)|@|#|//|/*|*/|<<E|<<-E|=|:|,|.|-|!|?|::|...|=>|==|*|~|\n|\r\n|\t| "
WORDS = "a|b|E|1|1.5|for|in|if|else|endif|resource|module|param|existing|'x'|\"x\"|null|true"
PIECES = st.sampled_from(f"{SIGNS}|{WORDS}".split("|"))


@pytest.mark.parametrize("format", ["hcl", "bicep"])
@settings(deadline=None)
@given(text=st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map(" ".join)))
def test_any_text_is_read_or_refused(format: str, text: str) -> None:
    for source in (text, f"a = {text}\n", f"var a = {text}\n", f'a = "{text}"', f"var a = '{text}'"):
        try:
            node = parse(source.encode(), format)
        except DocumentError:
            continue
        assert isinstance(node.value, str)
        assert all(1 <= first <= end <= node.end_line for first, end in node.lines().values())
