"""Pieces of GitHub Flavored Markdown in which a text is only shown: code spans, fenced blocks, tables of those."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from gate.values.redact import log_safe, one_line
from gate.values.regex import regex

WIDTH = 100
_TICKS = regex("`+")


def code(text: str) -> str:
    """A code span that shows the text in one line; a table would split at ``|``, so that is written as an escape."""
    text = one_line(text, 1000).replace("|", "\\x7c").strip()
    if not text:
        return ""
    ticks = "`" * (_longest_run(text) + 1)
    gap = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{ticks}{gap}{text}{gap}{ticks}"


def link(where: str, page: str | None) -> str:
    """A place as a code span, which leads to its page where there is one."""
    shown = code(one_line(where, 200))
    return f"[{shown}]({page})" if page and len(page) <= 1000 else shown


def block(lines: Sequence[str], indent: str) -> list[str]:
    """A fenced block of lines of text, as lines of a list's item."""
    fence = "`" * max(3, _longest_run("\n".join(lines)) + 1)
    return [f"{indent}{fence}text", *(f"{indent}{line}" for line in lines), f"{indent}{fence}"]


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def table(head: Sequence[str], rows: Sequence[str], total: int) -> str:
    """A table of rows as `row` makes them; what is left out of ``total`` is counted below."""
    lines = [row(*head), row(*("---" for _ in head)), *rows]
    left = total - len(rows)
    return "\n".join([*lines, *(["", f"{left} more; the JSON report has all of them."] if left else [])])


def fit(rows: Sequence[str], most: int, size: int) -> list[str]:
    """The first rows, at most ``most`` and together at most ``size`` bytes of UTF-8 with their line ends."""
    kept: list[str] = []
    for line in rows[:most]:
        size -= len(log_safe(line).encode("utf-8", "surrogatepass")) + 1
        if size < 0:
            break
        kept.append(line)
    return kept


def wrap(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False) or [""]


def _longest_run(text: str) -> int:
    return max((len(run) for run in _TICKS.findall(text)), default=0)
