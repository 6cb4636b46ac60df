"""A page as Markdown: the same tree as the HTML file, for a pull request, a wiki, or a diff of two reports."""

from __future__ import annotations

import re

from gate.page.tree import (
    Block,
    Cell,
    Code,
    Fact,
    Facts,
    Figure,
    Inline,
    Mark,
    Page,
    Paragraph,
    Place,
    Section,
    Table,
    Timeline,
)
from gate.report.common import place
from gate.report.markup import block as fenced
from gate.report.markup import code, link, row
from gate.report.markup import table as rows_of
from gate.values.regex import regex
from gate.values.text import Lines, Text, one_line

_SIGNS = {"good": "✅", "bad": "❌", "warn": "⚠️", "plain": ""}
_MARKUP = regex(r"[\\`*_\[\]|<>~$&]")
_AT_START = regex(r"([-+#=]|[0-9]{1,9}(?=[.)](?:\s|$)))")
# what GitHub makes a link, a mention or a picture of; a backslash does not stop it, a code span does
_LINKED = regex(r"(?:\S*://|www\.|[@#(]*@[A-Za-z0-9]|\S*#[0-9]|GH-[0-9]|:[a-z0-9_+-]+:)\S*")
LONGEST = 2000  # characters of one piece of prose


def markdown(page: Page) -> Lines:
    """The page as GitHub Flavored Markdown in which every text of the repository is only shown."""
    banner = page.banner
    parts: list[list[str]] = [[f"# {_prose(page.title)}"], [_inline((banner.answer,))]]
    parts += [[_inline(cell)] for cell in banner.sentences]
    for section in page.sections:
        parts += _section(section)
    parts += [["---"], *([_inline(cell)] for cell in page.foot)]
    return Lines([line for part in parts for line in (*part, "")][:-1])


def _section(section: Section) -> list[list[str]]:
    lead = [[_prose(section.lead)]] if section.lead else []
    return [[f"## {_prose(section.title)}"], *lead, *(part for block in section.blocks for part in _block(block))]


def _block(block: Block) -> list[list[str]]:
    match block:
        case Paragraph():
            return [[_inline(block.parts)]]
        case Facts():
            rows = [row(_term(fact), "<br>".join(_inline(cell) for cell in fact.value)) for fact in block.rows]
            return [[rows_of(("what", "here"), rows, len(rows))]]
        case Table():
            rows = [row(*(_inline(cell) for cell in cells)) for cells in block.rows]
            return [[f"**{_prose(block.caption)}**"], [rows_of(block.head, rows, len(rows) + block.left)]]
        case Timeline():
            lines = []
            for event in block.events:
                lines.append(f"- **{event.day}** {_inline(event.parts)}")
                lines += [f"  - {_inline(cell)}" for cell in event.details]
            return [lines] if lines else []
        case Figure():
            return [[_prose(block.words)], *([fenced(block.lines, "")] if block.lines else [])]


def _term(fact: Fact) -> str:
    return f"{_prose(fact.term)}<br>{_prose(fact.means)}" if fact.means else _prose(fact.term)


def _inline(cell: Cell) -> str:
    return "".join(map(_part, cell)).strip()


def _part(part: Inline) -> str:
    match part:
        case Mark():
            return f"{_SIGNS[part.tone]} **{_prose(part.text)}**".strip()
        case Code():
            return code(part.text)
        case Place():
            return link(place(part.path, part.line, part.end_line), part.href)
        case _:
            return _prose(part)


def _prose(text: str) -> str:
    """Words in which no sign means anything to Markdown; spaces at the ends stay."""
    if not text.strip():
        return " " if text else ""
    start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    shown = " ".join(_word(word) for word in one_line(Text(text.strip()), LONGEST).split(" "))
    return f"{' ' if start else ''}{_started(shown) if shown else ''}{' ' if end else ''}"


def _word(word: str) -> str:
    return code(word) if _LINKED.match(word) else _MARKUP.sub(_escaped, word)


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def _started(shown: str) -> str:
    """A paragraph that begins with what would begin a list, a heading or a rule."""
    if found := _AT_START.match(shown):
        digits = found[0][0].isdigit()
        return f"{found[0]}\\{shown[found.end() :]}" if digits else f"\\{shown}"
    return shown
