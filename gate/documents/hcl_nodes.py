"""Terraform (HCL 2) by its blocks, parsed by python-hcl2, which the extra ``terraform`` installs.

A block is under its type and its labels: ``/resource/aws_bedrock_guardrail/main/topic_policy_config``; what occurs
several times is a list. An expression that is no literal is its source in ``${...}``. The root's ``value`` is the
normal form: the values by their keys, without comments, layout and order.
"""

from __future__ import annotations

import json
import re
import textwrap
from typing import Any

from gate.documents.node import MAX_DEPTH, DocumentError, Node, ParserMissingError, exact_int, put

MAX_SOURCE = 1024 * 1024  # characters; the parser reads some 250,000 a second
_SPACE = re.compile(r'"(?:[^"\\]|\\.)*+"|\s+')
_LAYOUT = "new_line_or_comment"


def parse_hcl(text: str) -> Node:
    """Parse a Terraform file. Raises DocumentError, also where the parser is not installed."""
    if len(text) > MAX_SOURCE:
        raise DocumentError(f"more than {MAX_SOURCE:,} characters of Terraform", 1, "Split the file.")
    try:
        from hcl2.parser import parser
        from lark.exceptions import LarkError, UnexpectedInput
    except ImportError:
        remedy = "Install tunegate with the extra: pip install 'tunegate[terraform]'."
        raise ParserMissingError("reading Terraform needs the extra 'terraform'", 1, remedy) from None
    text = text.replace("\r\n", "\n")
    source = text if text.endswith("\n") else text + "\n"
    try:
        tree = parser().parse(source)
        reader = _Reader(source)
        root = Node(1, max(1, source.count("\n")), children={})
        for body in tree.children:
            reader.body(body, root, 0)
        root.value = json.dumps(root.plain(), sort_keys=True)
    except UnexpectedInput as error:
        line = getattr(error, "line", None)
        raise DocumentError("not valid Terraform", line if line and line > 0 else None, "Correct the file.") from None
    except (LarkError, ValueError, RecursionError):
        raise DocumentError("not valid Terraform", 1, "Correct the file.") from None
    return root


def one_line(expression: str) -> str:
    """An expression without line ends and indentation; its strings stay as they are."""
    return _SPACE.sub(lambda match: match[0] if match[0][0] == '"' else " ", expression)


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source

    def body(self, body: Any, scope: Node, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise DocumentError(f"nested deeper than {MAX_DEPTH} levels", scope.line, "Flatten the file.")
        for part in body.children:
            kind = getattr(part, "data", None)
            if kind == "attribute":
                name, value = part.children[0], part.children[-1]
                node = self.value(value, depth)
                put(scope, self.text(name), Node(part.meta.line, node.end_line, node.value, node.children))
            elif kind == "block":
                self.block(part, scope, depth)

    def block(self, block: Any, scope: Node, depth: int) -> None:
        names = [child for child in block.children if getattr(child, "data", None) in ("identifier", "string")]
        inside = next(child for child in block.children if getattr(child, "data", None) == "body")
        node = Node(block.meta.line, block.meta.end_line, children={})
        self.body(inside, node, depth + 1)
        for name in names[:-1]:
            scope = self.step(scope, self.label(name), node)
        put(scope, self.label(names[-1]), node)

    def step(self, scope: Node, name: str, node: Node) -> Node:
        """The mapping under a type or label, which other blocks may have made."""
        there = scope.child(name)
        if there is None or not isinstance(there.children, dict):
            there = Node(node.line, node.end_line, children={})
            if isinstance(scope.children, dict):
                scope.children[name] = there
        there.end_line = max(there.end_line, node.end_line)
        return there

    def label(self, name: Any) -> str:
        return self.text(name).strip('"')

    def text(self, part: Any) -> str:
        return self.source[part.meta.start_pos : part.meta.end_pos]

    def value(self, part: Any, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise DocumentError(f"nested deeper than {MAX_DEPTH} levels", part.meta.line, "Flatten the file.")
        line, end = part.meta.line, part.meta.end_line
        inner = part.children[0] if part.data == "expr_term" and len(part.children) == 1 else part
        kind = inner.data
        if kind == "tuple":
            items = [child for child in inner.children if getattr(child, "data", _LAYOUT) != _LAYOUT]
            return Node(line, end, children=[self.value(item, depth + 1) for item in items])
        if kind == "object":
            found = Node(line, end, children={})
            for element in inner.children:
                if getattr(element, "data", "") == "object_elem":
                    node = self.value(element.children[-1], depth + 1)
                    key = self.label(element.children[0]).strip("() ")
                    put(found, key, Node(element.meta.line, node.end_line, node.value, node.children))
            return found
        if kind in ("heredoc_template", "heredoc_template_trim"):
            lines = self.text(inner).rstrip().split("\n")
            text = "\n".join(lines[1:-1]) + "\n"
            trimmed = textwrap.dedent(text) if kind.endswith("trim") else text
            return Node(line, line + len(lines) - 1, trimmed)
        return Node(line, end, self.scalar(inner))

    def scalar(self, inner: Any) -> Any:
        text = one_line(self.text(inner))
        if inner.data == "string" and all(getattr(c, "data", "") in ("", "string_part") for c in inner.children):
            return self.text(inner)[1:-1].replace('\\"', '"').replace("\\n", "\n")
        known: dict[str, Any] = {"true": True, "false": False, "null": None}
        if text in known:
            return known[text]
        try:
            return exact_int(int(text))
        except ValueError:
            pass
        try:
            return float(text) if text[-1:].isdigit() and text.lower() not in ("nan", "inf") else f"${{{text}}}"
        except ValueError:
            return f"${{{text}}}"
