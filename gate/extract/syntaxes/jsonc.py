"""JSON, also with comments and with commas behind the last item (VS Code, TypeScript, JSON5's most used parts)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gate.documents import DocumentError, parse
from gate.extract.syntaxes.tree import walk
from gate.extract.triple import Triple
from gate.values.regex import regex

_PARTS = regex(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?\*/|,(?=\s*(?:(?://[^\n]*|/\*.*?\*/)\s*)*[}\]])', re.DOTALL)


def read(text: str) -> Iterator[Triple]:
    """Raises DocumentError where it is no JSON."""
    try:
        root = parse(text.encode("utf-8", "replace"), "json")
    except DocumentError:
        root = parse(stripped(text).encode("utf-8", "replace"), "json")
    yield from walk(root, ())


def stripped(text: str) -> str:
    """The text as plain JSON, with every line where it was."""
    return _PARTS.sub(lambda match: match[0] if match[0][0] == '"' else "\n" * match[0].count("\n"), text)
