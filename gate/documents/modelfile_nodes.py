"""Ollama's Modelfile: one instruction a line, values bare, quoted, or in triple quotes over several lines.

As in Ollama's own parser, a value is quoted where it starts with a quote and nothing follows the closing one.
"""

from __future__ import annotations

import json

from gate.documents.node import DocumentError, Node, put
from gate.values.regex import regex

_INSTRUCTION = regex(r"\s*([A-Za-z]+)(?:[ \t]+(.*))?")
_KEYED = frozenset({"PARAMETER", "MESSAGE"})
_KNOWN = frozenset(
    {
        "FROM",
        "ADAPTER",
        "SYSTEM",
        "TEMPLATE",
        "MESSAGE",
        "PARAMETER",
        "LICENSE",
        "RENDERER",
        "PARSER",
        "REQUIRES",
        "DRAFT",
    }
)


def parse_modelfile(text: str) -> Node:
    """Parse a Modelfile. Raises DocumentError."""
    text = text.replace("\r\n", "\n")
    if "\r" in text:  # a line ends there for Ollama, and not for git
        place = text.count("\n", 0, text.index("\r")) + 1
        raise DocumentError("a carriage return inside a line", place, "Use one kind of line end.")
    lines = text.split("\n")
    root = Node(1, max(1, len(lines) - (lines[-1] == "")), children={})
    index = 0
    while index < len(lines):
        line = lines[index]
        first = index + 1
        index += 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _INSTRUCTION.fullmatch(line)
        if not match or match[1].upper() not in _KNOWN:
            raise DocumentError(f"not an instruction: {line.strip()[:40]!r}", first, "Correct the Modelfile.")
        name, rest = match[1].upper(), (match[2] or "").strip()
        key = ""
        if name in _KEYED:
            key, rest = [*rest.split(maxsplit=1), "", ""][:2]
        quote = '"""' if rest.startswith('"""') else '"' if rest.startswith('"') else ""
        body = [rest[len(quote) :]] if quote else [rest]
        while quote and not body[-1].rstrip().endswith(quote):
            if index == len(lines):
                what = '""" is' if len(quote) == 3 else "a quote is"
                raise DocumentError(f"{what} not closed", first, f"Close the text with {quote}.")
            body.append(lines[index])
            index += 1
        value = "\n".join(body)
        _put(root, name, key, value.rstrip()[: -len(quote)] if quote else value, first, index)
    root.value = json.dumps({name: node.plain() for name, node in root.items()}, sort_keys=True)
    return root


def _put(root: Node, name: str, key: str, text: str, line: int, end_line: int) -> None:
    if name == "PARAMETER":
        group = root.child(name) or Node(line, end_line, children={})
        put(group, key, Node(line, end_line, text))
        if isinstance(root.children, dict):
            root.children[name] = group
    elif name == "MESSAGE":
        pair = {"role": Node(line, end_line, key), "content": Node(line, end_line, text)}
        put(root, name, Node(line, end_line, children=dict(pair)))
    else:
        put(root, name, Node(line, end_line, text))
