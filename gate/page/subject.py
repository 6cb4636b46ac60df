"""What the sections of a page read: one model's facts, the decision on them, and what came before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from gate.page.tree import Cell, Code, Fact, Inline, Mark, Paragraph, Place

if TYPE_CHECKING:
    from gate.case.shape import Case, DocumentFacts, ModelFacts
    from gate.judge.decision import Decision
    from gate.page.history import History
    from gate.page.interval import Interval

MOST_ROWS = 50  # of a table; what is left out is counted
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Subject:
    """One model. ``case`` is None where it could not be gathered; ``history`` is None where nothing is known of it."""

    model: str
    decision: Decision
    case: Case | None = None
    history: History | None = None

    @property
    def facts(self) -> ModelFacts | None:
        return self.case["models"].get(self.model) if self.case is not None else None

    @property
    def disposition(self) -> Mapping[str, Any] | None:
        facts = self.facts
        found = facts["evidence"]["disposition"] if facts is not None else None
        return found["document"] if found is not None else None

    @property
    def today(self) -> date:
        return date.fromisoformat(self.decision.now[:10])

    def document(self, kind: str) -> Mapping[str, Any] | None:
        """An artefact's document, or None where the pack has none that can be read."""
        found = self.artefact(kind)
        return found["document"] if found is not None else None

    def artefact(self, kind: str) -> DocumentFacts | None:
        facts = self.facts
        return facts["evidence"]["artefacts"].get(kind) if facts is not None else None

    def documented(self, kind: str) -> DocumentFacts | None:
        """An artefact, or the disposition."""
        facts = self.facts
        if kind != "disposition":
            return self.artefact(kind)
        return facts["evidence"]["disposition"] if facts is not None else None

    def place(self, path: str, line: int | None = None, end_line: int | None = None) -> Place:
        """A place at the commit that was judged, with its page where one is known."""
        return Place(path, line, end_line, self.decision.origin.link(self.decision.head, path, line, end_line))

    def within(self, document: DocumentFacts, pointer: str = "") -> Place:
        """The place of a JSON Pointer in a document of the pack, or of the nearest value around it."""
        lines = document["lines"]
        while pointer and pointer not in lines:
            pointer = pointer.rpartition("/")[0]
        first, last = lines.get(pointer, [None, None]) if pointer else (None, None)
        return self.place(document["path"], first, last)


@dataclass(frozen=True, slots=True)
class Fleet:
    """All models at a commit; None where there is none. ``now`` is RFC 3339. ``interval`` is the time before it."""

    subjects: Sequence[Subject]
    head: str | None
    now: str
    interval: Interval | None = None


def missing(subject: Subject, what: str, why: str) -> Paragraph:
    """That a part of the evidence is not there; or that nobody knows, where nothing could be read."""
    if subject.facts is None:
        return Paragraph((Mark("Unknown.", "bad"), " The evidence could not be read."))
    return Paragraph((Mark(what, "bad"), f" {why}"))


def day(text: str) -> str:
    """``2027-05-31``, or a time that begins with it, as ``31 May 2027``; another text as it is."""
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return text
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


def words(term: str) -> str:
    """A term of the documents as words: ``legitimate-interests`` is ``legitimate interests``."""
    return term.replace("-", " ").replace("_", " ")


def fact(term: str, *parts: Inline, means: str = "") -> Fact:
    """A term with a value of one paragraph."""
    return Fact(term, (parts,), means)


def cell(*parts: Inline | None) -> Cell:
    """The parts that there are."""
    return tuple(part for part in parts if part is not None and part != "")


def codes(names: list[str], most: int = 20) -> Cell:
    """Names in one cell, with commas between."""
    parts: list[Inline] = []
    for name in names[:most]:
        parts += [", ", Code(name)] if parts else [Code(name)]
    if len(names) > most:
        parts.append(f" and {len(names) - most} more")
    return tuple(parts)


def count(number: int, one: str, several: str = "") -> str:
    """``1 record``, ``2 records``."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def percent(share: float) -> str:
    """A share with one decimal: 0.0108 is ``1.1%``."""
    return f"{share * 100:.1f}%"
