"""What a page is made of, whatever it is written as. `gate.page.html` and `gate.page.markdown` write the same tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Tone = Literal["good", "bad", "warn", "plain"]
"""How a mark is coloured. Its words say the same, so that nothing hangs on the colour."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file and its 1-based lines at the commit. ``href`` leads there; None where the repository's page is unknown."""

    path: str
    line: int | None = None
    end_line: int | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A word that is coloured: a verdict, an outcome."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Code:
    """A name, digest or command, shown as it is written."""

    text: str


Inline = str | Mark | Code | Place
Cell = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Prose."""

    parts: Cell


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and what it is here. ``means`` explains the term to somebody who does not know it."""

    term: str
    value: tuple[Cell, ...]  # one paragraph each
    means: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Terms and values."""

    rows: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head. ``left`` rows are not shown. One that is ``searched`` can be filtered where scripts run."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left: int = 0
    searched: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, on a day (``YYYY-MM-DD``)."""

    day: str
    parts: Cell
    details: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events, the newest first."""

    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing as SVG, the same in words for who cannot see it, and as lines of text where no SVG is shown."""

    svg: str
    words: str
    lines: tuple[str, ...] = ()


Block = Paragraph | Facts | Table | Timeline | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page. ``lead`` says in a sentence or two what a reader finds in it, and explains its terms."""

    id: str
    title: str
    lead: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Banner:
    """The answer, at the top of the page."""

    answer: Mark
    sentences: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page about one model, or about all of them."""

    title: str
    banner: Banner
    sections: tuple[Section, ...]
    foot: tuple[Cell, ...] = ()
    filters: bool = False  # it has a table that is searched
    links: tuple[tuple[str, str], ...] = field(default=())  # words and address
