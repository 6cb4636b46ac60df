"""Colang 1.0 and 2.x of NeMo Guardrails: flows and messages by name. Indentation decides what belongs to what.

A definition's value is its lines without blank ones, comments and trailing blanks; the root's ``value`` is that of
the whole file. Comments that begin with ``meta`` are read by Colang itself, and texts in triple quotes stay as they
are.
"""

from __future__ import annotations

import re

from gate.documents.node import Node, put

_DEFINITION = re.compile(
    r"(?:define\s+)?(?:user|bot|flow|subflow|extension\s+flow|parallel\s+(?:extension\s+)?flow|event|action|priority|import)\b.*"
)
_META = re.compile(r"#\s*meta\b")


def parse_colang(text: str) -> Node:
    """Parse a Colang file. Every text is one; what stands outside of any definition is under the empty key."""
    lines = effective_lines(text)
    root = Node(1, max(1, text.count("\n") + (not text.endswith("\n"))), children={})
    name, start, last = "", 1, 1
    body: list[str] = []
    decorated: list[tuple[int, str]] = []

    def close() -> None:
        if body:
            put(root, name, Node(start, last, "\n".join(body)))

    for number, line in lines:
        if line[:1] == "@":
            decorated.append((number, line))
            continue
        if line[:1] not in (" ", "\t") and _DEFINITION.fullmatch(line):
            close()
            name = " ".join(line.removeprefix("define ").rstrip(":").split())[:200]
            body = [text for _, text in decorated] + [line]
            start = decorated[0][0] if decorated else number
        else:
            if not body:
                start = number
            body += [*(text for _, text in decorated), line]
        decorated = []
        last = number
    body += [text for _, text in decorated]
    close()
    root.value = "\n".join(line for _, line in lines)
    return root


def effective_lines(text: str) -> list[tuple[int, str]]:
    """(line number, line) of everything that Colang reads."""
    found: list[tuple[int, str]] = []
    quoted = False
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        bare = line.strip()
        if quoted or (bare and (not bare.startswith("#") or _META.match(bare))):
            found.append((number, line if quoted else line.rstrip()))
        if line.count('"""') % 2:
            quoted = not quoted
    return found
