"""Terraform (HCL) through the grammar of python-hcl2, as a tree with the exact lines of every attribute.

Block types and labels are steps; a block that occurs several times is a list. An expression that is no literal is its
source with the blanks made equal, in ``${...}``; a literal ``$${`` stays as it is written, so that the two never meet.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeGuard

from gate.documents.expressions import spaced
from gate.documents.hcl_syntax import TRIVIA, last_line, syntax
from gate.documents.node import MAX_DEPTH, MAX_EXACT_INT, DocumentError, Node
from gate.values.regex import regex

if TYPE_CHECKING:
    from lark import Token

    from gate.documents.hcl_syntax import Branch, Part

MAX_SOURCE = 192 * 1024  # characters; the grammar takes some 5 s for that much of the densest text
_ESCAPE = regex(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_UNCLEAR = regex(r"\$\$\$\{|%%%\{")
_MODES = {  # what changes the mode in a template's text, in a string and in the code of an interpolation
    "text": regex(r"\$\$\{|%%\{|[$%]\{"),
    "string": regex(r"\$\$\{|%%\{|[$%]\{|\\.|\"", re.DOTALL),
    "code": regex(r"#[^\n]*+|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+|<<|[\"{}]"),
}
_SEPARATED = ("tuple", "arguments", "object")


def parse_hcl(text: str) -> Node:
    """Parse a Terraform text. Raises DocumentError."""
    text = text.replace("\r\n", "\n")
    if len(text) > MAX_SOURCE:
        raise DocumentError(f"more than {MAX_SOURCE:,} characters of Terraform", 1, "Split the file.")
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        raise DocumentError("a carriage return inside a line", line, "Use one kind of line end.")
    if found := _UNCLEAR.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise DocumentError(f"{found[0]!r} can be read in two ways", line, "Write the sign as an expression.")
    root = Node(1, last_line(text), children={})
    reader = _Reader()
    reader.body(next(_branches(syntax(text))), root, 0)
    root.value = "\n".join(reader.form)
    return root


class _Reader:
    """Turns bodies into mappings and notes the normal form, one attribute or block on a line."""

    def __init__(self) -> None:
        self.form: list[str] = []

    def body(self, tree: Branch, into: Node, depth: int) -> None:
        names: dict[str, int] = {}  # of each name, its labels; -1 for an attribute
        for part in _branches(tree):
            head = [p for p in _branches(part) if p.data not in ("body", TRIVIA)]
            line, end = part.meta.line, _last(part).end_line or part.meta.line
            _guard(depth, line)
            name = _label(head[0])
            count = -1 if part.data == "attribute" else len(head) - 1
            if names.setdefault(name, count) != count or (count == -1 and _mapping(into).get(name)):
                raise DocumentError(f"{name!r} appears twice in one body", line, "Keep one of the two.")
            if part.data == "attribute":
                node = self.value(_expression(part), depth + 1)
                node.line, node.end_line = line, end
                _mapping(into)[name] = node
                self.form.append(f"{name} = {json.dumps(node.plain())}")
                continue
            labels = [_label(p) for p in head]
            _guard(depth + len(labels), line)
            self.form.append(f"{json.dumps(labels)} {{")
            node = Node(line, end, children={})
            self.body(next(p for p in _branches(part) if p.data == "body"), node, depth + len(labels))
            self.form.append("}")
            _place(into, labels, node)

    def value(self, tree: Part, depth: int) -> Node:
        """The node of an expression."""
        line, last = _first(tree), _last(tree)
        node = Node(line.line or 1, last.end_line or 1)
        _guard(depth, node.line)
        tree = _bare(tree)
        if _is(tree, "tuple"):
            node.children = [
                self.value(item, depth + 1)
                for item in tree.children
                if not isinstance(item, str) and item.data != TRIVIA
            ]
        elif _is(tree, "object"):
            node.children = self.members(tree, depth + 1)
        else:
            node.value = _scalar(tree, depth)
        return node

    def members(self, tree: Branch, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for element in _branches(tree):
            if element.data != "object_elem":
                continue
            first, last = _branches(element)
            key = _key(first, depth)
            line = _first(first).line or 1
            if key in found:
                raise DocumentError(f"the key {key!r} appears twice in one object", line, "Keep one of the two.")
            found[key] = self.value(last, depth)
            found[key].line = line
        return found


def _place(into: Node, labels: list[str], node: Node) -> None:
    """Put a block below its type and labels; every step on the way reaches from its first to its last block."""
    for label in labels[:-1]:
        into = _mapping(into).setdefault(label, Node(node.line, node.end_line, children={}))
        into.end_line = node.end_line
    there = _mapping(into).get(labels[-1])
    if there is None:
        _mapping(into)[labels[-1]] = node
    elif isinstance(there.children, list):
        there.children.append(node)
        there.end_line = node.end_line
    else:
        _mapping(into)[labels[-1]] = Node(there.line, node.end_line, children=[there, node])


def _guard(depth: int, line: int) -> None:
    if depth > MAX_DEPTH:
        raise DocumentError(f"nested deeper than {MAX_DEPTH} levels", line, "Flatten the file.")


def _mapping(node: Node) -> dict[str, Node]:
    if not isinstance(node.children, dict):
        raise DocumentError("a block stands where a value is", node.line, "Rename one of the two.")
    return node.children


def _is(part: Part | str, rule: str) -> TypeGuard[Branch]:
    return not isinstance(part, str) and part.data == rule


def _branches(tree: Branch) -> Iterator[Branch]:
    return (part for part in tree.children if not isinstance(part, str) and part.data != TRIVIA)


def _expression(attribute: Branch) -> Branch:
    return list(_branches(attribute))[-1]


def _first(part: Part) -> Token:
    while not isinstance(part, str):
        part = next(p for p in part.children if not _is(p, TRIVIA))
    return part


def _last(part: Part) -> Token:
    while not isinstance(part, str):
        part = next(p for p in reversed(part.children) if not _is(p, TRIVIA))
    return part


def _bare(tree: Part) -> Part:
    """An expression without the parentheses around it."""
    while _is(tree, "expr_term"):
        tree = next(_branches(tree))
    return tree


def _label(tree: Branch) -> str:
    return _text(tree, 0) if tree.data == "string" else str(_first(tree))


def _key(tree: Branch, depth: int) -> str:
    """A name stands for itself as the key of an object; in parentheses it is an expression."""
    inner = tree
    while len(inner.children) == 1 and not isinstance(inner.children[0], str):
        inner = inner.children[0]
    if inner.data in ("identifier", "keyword", "literal_value", "int_lit", "float_lit"):
        return str(inner.children[0])
    value = _scalar(_bare(inner), depth)
    return value if isinstance(value, str) else json.dumps(value)


def _scalar(tree: Part, depth: int) -> str | int | float | bool | None:
    source = spaced(_tokens(tree, depth)) if _is(tree, "unary_op") else str(_first(tree))
    if _is(tree, "string"):
        return _text(tree, depth)
    if _is(tree, "heredoc_template") or _is(tree, "heredoc_template_trim"):
        return _document(_first(tree))
    if _is(tree, "literal_value"):
        return {"true": True, "false": False}.get(source)
    if _is(tree, "int_lit") or (_is(tree, "unary_op") and re.fullmatch(r"-[0-9]+", source)):
        if len(source) < 20 and abs(int(source)) <= MAX_EXACT_INT:
            return int(source)
    elif (_is(tree, "float_lit") or re.fullmatch(r"-[0-9.]+([eE][-+]?[0-9]+)?", source)) and math.isfinite(
        float(source)
    ):
        return float(source)
    return "${" + spaced(_tokens(tree, depth)) + "}"


def _tokens(part: Branch | str, depth: int) -> Iterator[str]:
    """The tokens of an expression, with a comma between items however the source parts them."""
    stack: list[Branch | str] = [part]
    while stack:
        part = stack.pop()
        if isinstance(part, str):
            yield part.strip()
        elif part.data == "string":
            yield f'"{_text(part, depth, quoted=True)}"'
        elif part.data in ("heredoc_template", "heredoc_template_trim"):
            yield json.dumps(_document(_first(part)), ensure_ascii=False)
        elif part.data in _SEPARATED:
            items: list[Branch | str] = []
            for item in part.children:
                if _is(item, TRIVIA) or item == ",":
                    continue
                if items and items[-1] not in ("[", "{") and item not in ("]", "}", "..."):
                    items.append(",")
                items.append(item)
            stack += reversed(items)
        elif part.data == "template_string":
            raise DocumentError("a backslash outside of a string", _first(part).line, "Correct the syntax.")
        elif part.data != TRIVIA:
            stack += part.children[::-1]


def _text(tree: Branch, depth: int, *, quoted: bool = False) -> str:
    """The text of a string with its escapes resolved; ``quoted``: as it stands between double quotes."""
    _guard(depth, tree.meta.line)
    found: list[str] = []
    for part in _branches(tree):
        inner = part.children[0]
        if isinstance(inner, str):
            plain = _ESCAPE.sub(_unescape(inner.line or 1), inner)
            found.append(json.dumps(plain, ensure_ascii=False)[1:-1] if quoted else plain)
            continue
        tokens = [token for child in inner.children for token in _tokens(child, depth + 1)]
        found.append(tokens[0] + spaced(tokens[1:-1]) + tokens[-1])
    return "".join(found)


def _unescape(line: int) -> Callable[[re.Match[str]], str]:
    def replaced(match: re.Match[str]) -> str:
        digits = match[1] or match[2]
        code = int(digits, 16) if digits else 0
        char = chr(code) if digits and code < 0x110000 else _ESCAPES.get(match[3], "")
        if not char or char in "$%" or "\ud800" <= char <= "\udfff":
            raise DocumentError(f"{match[0]!r} is not an escape that can be read", line, "Write the character itself.")
        return char

    return replaced


def _document(token: Token) -> str:
    """The text of a here-document; ``<<-`` takes away the blanks that all its lines start with."""
    lines = token.split("\n")
    body = "".join(line + "\n" for line in lines[1:-1])
    if _is_open(body):
        raise DocumentError("an interpolation goes on behind the here-document", token.line, "Close it inside.")
    if not token.startswith("<<-"):
        return body
    blanks = [len(line) - len(line.lstrip()) for line in lines[1:-1] if line.strip()]
    cut = min(blanks, default=0)
    return "".join((line[cut:] if line.strip() else line) + "\n" for line in lines[1:-1])


def _is_open(template: str) -> bool:
    """Whether an interpolation in a template has no end, or holds a here-document, which may have any."""
    modes = ["text"]
    index = 0
    while match := _MODES[modes[-1]].search(template, index):
        index = match.end()
        if match[0] in ("${", "%{", "{"):
            modes.append("code")
        elif match[0] == "}" or (match[0] == '"' and modes[-1] == "string"):
            modes.pop()
        elif match[0] == '"':
            modes.append("string")
        elif match[0] == "<<":
            return True
    return len(modes) > 1
