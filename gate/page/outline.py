"""Outlines of documents that a law asks for: what the evidence answers is filled in, and what it does not is a gap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gate.page.model import foot
from gate.page.subject import Subject, cell, count
from gate.page.tree import Banner, Cell, Fact, Facts, Mark, Page, Section

GAP = "Gap"


def gap(what: str) -> Cell:
    """What a person has to write, because no evidence says it."""
    return (Mark(f"{GAP}:", "warn"), f" {what}")


def point(number: str, title: str, values: Iterable[Cell], missing: str) -> Fact:
    """A point of the law's list, with what the evidence says of it; a gap where that is nothing."""
    found = tuple(value for value in values if value)
    return Fact(f"{number} {title}", found or (gap(missing),))


def outline(
    subject: Subject, title: str, about: Sequence[str], sections: Sequence[tuple[str, str, list[Fact]]]
) -> Page:
    """The page. ``about`` says what the outline is and what it is not; a section is (id, title, its points)."""
    gaps = sum(value[:1] == (Mark(f"{GAP}:", "warn"),) for *_, rows in sections for row in rows for value in row.value)
    if subject.facts is None:
        answer = Mark("Nothing is known: the evidence could not be read", "bad")
    else:
        answer = Mark(f"{count(gaps, 'gap')} to fill in", "warn") if gaps else Mark("No gaps", "plain")
    made = tuple(Section(name, heading, "", (Facts(tuple(rows)),)) for name, heading, rows in sections)
    banner = Banner(answer, tuple((line,) for line in about))
    return Page(f"{title}: {subject.model}", banner, made, foot(subject.decision.head, subject.decision.now))


def said(document: Mapping[str, Any] | None, *keys: str) -> Iterable[Cell]:
    """The value at some keys of a document as one paragraph; nothing where it is not there."""
    value: Any = document
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    if value is not None and value != "":
        yield cell(str(value).strip())


def told(subject: Subject, kind: str, *keys: str) -> Iterable[Cell]:
    """The value at some keys of the model's document of a kind, with its place."""
    found = subject.documented(kind)
    if found is not None:
        for (text,) in said(found["document"], *keys):
            yield cell(f"{text} ", subject.within(found, "".join(f"/{key}" for key in keys)))
