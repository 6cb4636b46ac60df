"""Texts with YAML front matter: prompty, model cards, prompts in Markdown. What follows it is under ``body``."""

from __future__ import annotations

import json
import re

from gate.documents.node import DocumentError, Node, put, whole
from gate.documents.yaml_nodes import parse_yaml
from gate.values.regex import regex

_FENCE = regex(r"---[ \t]*\r?\n")
_CLOSE = regex(r"^(---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE)


def parse_frontmatter(text: str) -> Node:
    """Parse a text; without front matter there is only ``body``. Raises DocumentError."""
    last = max(1, text.count("\n") + (not text.endswith("\n")))
    opening = _FENCE.match(text)
    closing = _CLOSE.search(text, opening.end()) if opening else None
    children: dict[str, Node] = {}
    start = 0
    if opening and closing:
        start = closing.end()
        try:
            front = whole(parse_yaml(text[opening.end() : closing.start()]))
        except DocumentError as error:
            raise DocumentError(error.message, (error.line or 1) + 1, error.remedy) from None
        if front.plain() is not None and not isinstance(front.children, dict):
            raise DocumentError("the front matter is not a mapping", 2, "Write 'key: value' lines.")
        _shift(front, 1)
        children.update(front.items())
    body = text[start:].replace("\r\n", "\n")
    first = text.count("\n", 0, start) + 1
    root = Node(1, last, children=children)
    put(root, "body", Node(min(first, last), last, body))
    if opening and closing and (opening[0].rstrip("\r\n"), closing[0].rstrip("\r\n")) != ("---", "---"):
        root.kind = "between " + repr((opening[0].strip("\r\n"), closing[0].strip("\r\n")))  # not front matter for all
    root.value = json.dumps(root.plain(), sort_keys=True)
    return root


def _shift(node: Node, lines: int) -> None:
    """Move a tree down; nodes that an alias put in several places are moved once."""
    seen: set[int] = set()
    todo = [node]
    while todo:
        one = todo.pop()
        if id(one) not in seen:
            seen.add(id(one))
            one.line += lines
            one.end_line += lines
            todo += [child for _, child in one.written()]
