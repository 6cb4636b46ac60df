"""The page of all models: which may run, until when, and which need attention."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gate.page.model import banner, foot
from gate.page.subject import Subject, cell, count, day
from gate.page.tree import Banner, Cell, Mark, Page, Paragraph, Section, Table

SOON = 60  # days before its end in which a decision is listed as expiring


def portfolio(subjects: Sequence[Subject], head: str | None, now: str) -> Page:
    """One row a model; what expires first above."""
    approved = [subject for subject in subjects if _is_approved(subject)]
    left = len(subjects) - len(approved)
    answer = (
        Mark("All models are approved", "good") if not left else Mark(f"{count(left, 'model')} not approved", "bad")
    )
    if not subjects:
        answer = Mark("There are no models", "warn")
    sentences: tuple[Cell, ...] = ((f"{len(approved)} of {count(len(subjects), 'model')}: approved at this commit.",),)
    head_row = ("Model", "Approved", "Decided by", "In force until", "Conditions", "Open")
    table = Table("All models", head_row, tuple(_row(subject) for subject in subjects))
    lead = "Every model of the configuration at this commit. Its own page has the reasons."
    sections = [Section("models", "Models", lead, (table,))]
    if expiring := sorted(_expiring(subjects)):
        rows = tuple((cell(name), cell(day(until)), cell(count(days, "day"))) for days, name, until in expiring)
        soon = Table(f"Decisions that end within {SOON} days", ("Model", "Ends", "Left"), rows)
        sections.insert(0, Section("expiring", "Ending soon", "After its last day a decision does not count.", (soon,)))
    elif approved:
        said = Paragraph((f"No decision ends within {SOON} days.",))
        sections.append(Section("expiring", "Ending soon", "After its last day a decision does not count.", (said,)))
    return Page("Models and their reviews", Banner(answer, sentences), tuple(sections), foot(head, now), filters=True)


def _is_approved(subject: Subject) -> bool:
    return not banner(subject).answer.text.startswith(("Not ", "Unknown"))


def _row(subject: Subject) -> tuple[Cell, ...]:
    disposition = subject.disposition or {}
    errors = sum(f.severity == "error" for f in subject.decision.findings if f.model in (None, subject.model))
    expires = str(disposition.get("expires", ""))
    return (
        cell(subject.model),
        cell(banner(subject).answer),
        cell(str(disposition.get("decided_by", ""))),
        cell(day(expires) if expires else ""),
        cell(str(len(disposition["conditions"])) if disposition else ""),
        cell(Mark(count(errors, "finding"), "bad") if errors else "none"),
    )


def _expiring(subjects: Sequence[Subject]) -> list[tuple[int, str, str]]:
    found = []
    for subject in subjects:
        disposition = subject.disposition
        if disposition is None:
            continue
        left = (date.fromisoformat(str(disposition["expires"])[:10]) - subject.today).days
        if 0 <= left <= SOON:
            found.append((left, subject.model, str(disposition["expires"])))
    return found
