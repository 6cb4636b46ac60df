"""Terraform: effective values, their exact lines, what is no change, and what is refused."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.documents import DocumentError, hcl_syntax, parse
from tests.documents.pieces import INFRASTRUCTURE
from tests.documents.trees import lines, places

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
    inner = {pointer: place for pointer, place in lines(root).items() if pointer not in places(root)}
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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a = 1\n", "# x\n/* y\n*/ a   =  1 // z"),
        ("a = 1\n\n\nb = 2\n", "a = 1\r\nb = 2\r\n"),
        ('a "x" {\n}\n', "a x {\n  # nothing\n}\n"),
        ("a = { b = 1, c = 2 }", 'a = {\n "b" : 1\n c = 2\n}'),
        ("a = [1, 2]", "a = [\n 1,\n 2, # two\n]"),
        ('a = "x\\ny\\n"', "a = <<E\nx\ny\nE\n"),
        ("a = <<E\nx\nE\n", "a = <<-F\n  x\n  F  \n"),
        ('a = "\\u0041"', 'a = "A"'),
        ('a = "${b+c}"', "a = b + c"),
        ("a = f(b,[c,],{d=1})", "a = f( b, [ c ], {\n d = 1\n} )"),
        ("a = - 5", "a = (-5)"),
    ],
)
def test_no_change(one: str, other: str) -> None:
    assert parse(one.encode(), "hcl").value == parse(other.encode(), "hcl").value


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a = 1", 'a = "1"'),
        ("a = b", 'a = "b"'),
        ("a = {}", "a {}"),
        ("a {}\na {}", "a = [{}, {}]"),
        ("a {}", "a {}\na {}"),
        ("a {\n}\nb = 1", "a {\nb = 1\n}"),
        ('a = "# x"', 'a = "# y"'),
        ("a = <<E\n# x\nE\n", "a = <<E\n# y\nE\n"),
        ("a = <<E\n x\nE\n", "a = <<-E\n x\nE\n"),
        ('a = "$${b}"', 'a = "${b}"'),
        ('a = "${b}  ${c}"', 'a = "${b} ${c}"'),
        ('a = "$${"\nb = {}\nc = "# x"', 'a = "$${"\nb = {}\nc = "# y"'),
        ("a = f(b - c)", "a = f(b, -c)"),
        ('a = f("b, c")', 'a = f("b", "c")'),
        ("a = { b = 1 }", "a = { (b) = 1 }"),
        ("a = [f(b...)]", "a = [f(b)]"),
    ],
)
def test_change(one: str, other: str) -> None:
    first, second = parse(one.encode(), "hcl"), parse(other.encode(), "hcl")
    assert first.value != second.value


NO_TERRAFORM = "not valid Terraform, or beyond what is read of it"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a = 1\nb = \n", 2, NO_TERRAFORM),
        ("a = 1\nb = 'x'\n", 2, NO_TERRAFORM),
        ("a {\n", 1, NO_TERRAFORM),
        ('a = "x', 1, NO_TERRAFORM),
        ("\na = <<E\nx\n", 2, NO_TERRAFORM),
        ("a = 1\na = 2\n", 2, "'a' appears twice in one body"),
        ("a = 1\na {}\n", 2, "'a' appears twice in one body"),
        ("a {}\na b {}\n", 2, "'a' appears twice in one body"),
        ('a = {\n b = 1\n "b" = 2\n}', 3, "the key 'b' appears twice in one object"),
        ('a = "\\q"', 1, "'\\\\q' is not an escape that can be read"),
        ('a = "\\ud800"', 1, "'\\\\ud800' is not an escape that can be read"),
        ('a = "\\u0024{b}"', 1, "'\\\\u0024' is not an escape that can be read"),
        ('\na = "$$${b}"', 2, "'$$${' can be read in two ways"),
        ("a = 1 # x\rb = 2", 1, "a carriage return inside a line"),
        ('a = f(\\"b\\")', 1, "a backslash outside of a string"),
        ("a = <<E\n${f(\nE\n", 1, "an interpolation goes on behind the here-document"),
        ('a = <<E\n${"}"\nE\n', 1, "an interpolation goes on behind the here-document"),
        ("a = <<E\n${<<F\n}\nF\n}\nE\n", 1, "an interpolation goes on behind the here-document"),
        ("a = " + "[" * 101 + "]" * 101, 1, "nested deeper than 100 levels"),
        ('a = "' + '${"' * 101 + '"}' * 101 + '"', 1, "nested deeper than 100 levels"),
        ("a " * 200 + "{}", 1, "nested deeper than 100 levels"),
        ("a {\n" * 101 + "}\n" * 101, 101, "nested deeper than 100 levels"),
        ("#" * (192 * 1024 + 1), 1, "more than 196,608 characters of Terraform"),
    ],
)
def test_refused(text: str, line: int, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse(text.encode(), "hcl")
    assert (caught.value.message, caught.value.line) == (message, line)
    assert caught.value.remedy


def test_terraform_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hcl2", None)
    hcl_syntax._grammar.cache_clear()
    with pytest.raises(DocumentError) as caught:
        parse(b"only_here = 1", "hcl")  # no tree of another test is kept for it
    assert caught.value.message == "reading Terraform needs the extra 'terraform'"
    assert (caught.value.line, caught.value.remedy) == (
        1,
        "Install tunegate with the extra: pip install 'tunegate[terraform]'.",
    )


def test_empty() -> None:
    node = parse(b"\n\n", "hcl")
    assert (node.plain(), lines(node), node.value) == ({}, {"": [1, 2]}, "")


@given(text=st.one_of(st.text(), st.lists(INFRASTRUCTURE).map("".join), st.lists(INFRASTRUCTURE).map(" ".join)))
def test_any_text_is_read_or_refused(text: str) -> None:
    for source in (text, f"a = {text}\n", f"var a = {text}\n", f'a = "{text}"', f"var a = '{text}'"):
        try:
            node = parse(source.encode(), "hcl")
        except DocumentError:
            continue
        assert isinstance(node.value, str)
        assert all(1 <= first <= end <= node.end_line for first, end in lines(node).values())
