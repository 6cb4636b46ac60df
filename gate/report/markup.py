"""Pieces of GitHub Flavored Markdown in which a text is only shown: code spans, fenced blocks, tables of those."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from gate.values.regex import regex
from gate.values.text import Lines, Text, one_line

WIDTH = 100
_TICKS = regex("`+")
_QUOTED = regex(r"'([^'\\]+)'")
_PLAIN = regex(r"(?:[A-Za-z ,;:]|'[^'\\]+')+")


def code(text: str) -> str:
    """A code span that shows the text in one line; a table would split at ``|``, so that is written as an escape."""
    text = one_line(text, 1000).replace("|", "\\x7c").strip()
    if not text:
        return ""
    ticks = "`" * (_longest_run(text) + 1)
    gap = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{ticks}{gap}{text}{gap}{ticks}"


def prose(note: str) -> str:
    """A sentence of the gate's own, with the names that it quotes in code spans.

    All of it is one code span where it has signs that Markdown might read.
    """
    if not _PLAIN.fullmatch(note):
        return code(note)
    shown = _QUOTED.sub(lambda match: code(match[1]), note)
    return f"{shown[:1].upper()}{shown[1:]}."


def link(where: str, page: str | None) -> str:
    """A place as a code span, which leads to its page where there is one."""
    shown = code(one_line(where, 200))
    return f"[{shown}]({page})" if page and len(page) <= 1000 else shown


def block(lines: Sequence[str], indent: str, kind: str = "text") -> list[str]:
    """A fenced block of lines of text, as lines of a list's item. ``kind`` is the language of its colours."""
    lines = [Text(line) for line in lines]
    fence = "`" * max(3, _longest_run("\n".join(lines)) + 1)
    return [f"{indent}{fence}{kind}", *(f"{indent}{line}" for line in lines), f"{indent}{fence}"]


def row(*cells: str) -> Lines:
    return Lines([f"| {' | '.join(cells)} |"])


def table(head: Sequence[str], rows: Sequence[Lines], total: int) -> Lines:
    """A table of rows as `row` makes them; what is left out of ``total`` is counted below."""
    lines = [row(*head), row(*("---" for _ in head)), *rows]
    left = total - len(rows)
    return Lines([*lines, *(["", f"{left} more; the JSON report has all of them."] if left else [])])


def fit(rows: Sequence[Lines], most: int, size: int) -> list[Lines]:
    """The first rows, at most ``most`` and together at most ``size`` bytes of UTF-8 with their line ends."""
    kept: list[Lines] = []
    for lines in rows[:most]:
        size -= len(lines.encode())
        if size < 0:
            break
        kept.append(lines)
    return kept


def wrap(text: str) -> list[str]:
    return textwrap.wrap(Text(text), WIDTH, subsequent_indent="  ", break_on_hyphens=False) or [""]


def _longest_run(text: str) -> int:
    return max((len(run) for run in _TICKS.findall(text)), default=0)
