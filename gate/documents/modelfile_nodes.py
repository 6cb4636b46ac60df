"""Ollama's Modelfile: one instruction a line, values bare, quoted, or in triple quotes over several lines."""

from __future__ import annotations

import json
import re

from gate.documents.node import DocumentError, Node, put

_INSTRUCTION = re.compile(r"\s*([A-Za-z]+)(?:[ \t]+(.*))?")
_KNOWN = frozenset(
    {"FROM", "ADAPTER", "SYSTEM", "TEMPLATE", "MESSAGE", "PARAMETER", "LICENSE", "RENDERER", "PARSER", "REQUIRES"}
)


def parse_modelfile(text: str) -> Node:
    """Parse a Modelfile. Raises DocumentError."""
    lines = text.replace("\r\n", "\n").split("\n")
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
        before, quotes, inside = rest.partition('"""')
        if quotes and '"""' not in inside:
            body = [inside]
            while index < len(lines) and '"""' not in lines[index]:
                body.append(lines[index])
                index += 1
            if index == len(lines):
                raise DocumentError('""" is not closed', first, 'Close the text with """.')
            body.append(lines[index].partition('"""')[0])
            index += 1
            rest = before + "\n".join(body)
        elif quotes:
            rest = before + inside.partition('"""')[0]
        elif rest.startswith('"') and rest.count('"') == 1 and name in ("SYSTEM", "TEMPLATE", "LICENSE"):
            body = [rest[1:]]
            while index < len(lines) and not lines[index].rstrip().endswith('"'):
                body.append(lines[index])
                index += 1
            if index == len(lines):
                raise DocumentError("a quote is not closed", first, "Close the quote.")
            body.append(lines[index].rstrip()[:-1])
            index += 1
            rest = "\n".join(body)
        elif len(rest) >= 2 and rest[0] == rest[-1] == '"':
            rest = rest[1:-1]
        _put(root, name, rest, first, index)
    root.value = json.dumps({name: node.plain() for name, node in root.items()}, sort_keys=True)
    return root


def _put(root: Node, name: str, text: str, line: int, end_line: int) -> None:
    key, _, value = text.partition(" ")
    if name == "PARAMETER":
        group = root.child(name) or Node(line, end_line, children={})
        put(group, key, Node(line, end_line, value.strip().strip('"')))
        if isinstance(root.children, dict):
            root.children[name] = group
    elif name == "MESSAGE":
        pair = {"role": Node(line, end_line, key), "content": Node(line, end_line, value.strip())}
        put(root, name, Node(line, end_line, children=dict(pair)))
    else:
        put(root, name, Node(line, end_line, text))
