"""YAML and JSON with Helm's, Jinja's or another template's braces around them.

Rows that are nothing but an instruction are taken out, expressions become a word, and the rest is parsed.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.documents import DocumentError, parse
from gate.extract.syntaxes import lines
from gate.extract.syntaxes.tree import walk
from gate.extract.triple import Triple
from gate.values.regex import regex

MAX_ROW = 2000  # characters; a longer row is kept as it is
_ROW = regex(r"[ \t]*(?:-[ \t]*)?(?:\{\{-?.*-?\}\}|\{%-?.*-?%\}|\{#.*#\})[ \t]*")
_DEFAULT = regex(
    r"\{\{-?\s*[\w.$]+\s*\|\s*default\(?\s*[\"']([^\"']*)[\"']\s*\)?\s*(?:\|[^}]*)?-?\}\}|\{\{-?\s*default\s+[\"']([^\"']*)[\"']\s+[\w.$]+[^}]*\}\}"
)
_HOLE = regex(r"\{\{-?.*?-?\}\}|\{%-?.*?-?%\}")


def is_templated(text: str) -> bool:
    return "{{" in text or "{%" in text


def read(text: str, format: str) -> Iterator[Triple]:
    plain = "\n".join(_plain(row) for row in text.split("\n"))
    try:
        root = parse(plain.encode("utf-8", "replace"), format)
    except DocumentError:
        yield from lines.read(text)
        return
    yield from walk(root, ())


def _plain(row: str) -> str:
    if len(row) > MAX_ROW:
        return row
    return "" if _ROW.fullmatch(row) else _filled(row)


def _filled(row: str) -> str:
    row = _DEFAULT.sub(lambda match: match[1] if match[1] is not None else match[2], row)
    return _HOLE.sub("x_x", row)
