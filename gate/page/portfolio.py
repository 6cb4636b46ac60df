"""The page of all models: which may run, until when, and which need attention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gate.page.answer import Answer, answer, blocking, days_left
from gate.page.model import banner, foot
from gate.page.subject import MOST_ROWS, Subject, cell, count, day
from gate.page.tree import Banner, Cell, Mark, Page, Paragraph, Section, Table
from gate.values.findings import Finding

SOON = 60  # days before its end in which a decision is listed as expiring
ENDING = "After its last day a decision no longer counts: decide on the model again."
LEAD = (
    "Every model of the configuration at this commit. Approved: the decision holds for exactly what is in the "
    "repository. Conditions are what the decision asks for; a finding is what the gate's rules found wrong, with the "
    "place of the first. The model's own page has the reasons."
)


def portfolio(subjects: Sequence[Subject], head: str | None, now: str) -> Page:
    """One row a model; above, what could not be read and what expires first."""
    subjects = sorted(subjects, key=lambda subject: subject.model)
    answers = [answer(subject) for subject in subjects]
    approved = answers.count(Answer.APPROVED)
    left = len(subjects) - approved
    said = Mark("All models are approved", "good") if not left else Mark(f"{count(left, 'model')} not approved", "bad")
    if not subjects:
        said = Mark("There are no models", "warn")
    sentences: list[Cell] = [(f"{approved} of {count(len(subjects), 'model')}: approved at this commit.",)]
    if unknown := answers.count(Answer.UNKNOWN):
        what = f"{count(unknown, 'model')} could not be judged"
        sentences.append((Mark(what, "bad"), ": something could not be read. File and line are below."))
    found = [unread(subjects), expiring(subjects), _models(subjects)]
    sections = tuple(section for section in found if section is not None)
    return Page("Models and their reviews", Banner(said, tuple(sentences)), sections, foot(head, now), filters=True)


def unread(subjects: Sequence[Subject]) -> Section | None:
    """What could not be read, with its place."""
    rows = [(subject, found) for subject in subjects for found in _problems(subject)]
    if not rows:
        return None
    shown = tuple(
        (
            cell(subject.model),
            cell(f"{found.message}."),
            cell(found.remedy),
            cell(subject.place(found.path, found.line, found.end_line) if found.path else None),
        )
        for subject, found in rows[:MOST_ROWS]
    )
    head = ("Model", "What is wrong", "What to do", "Where")
    table = Table("Problems", head, shown, len(rows) - len(shown))
    lead = "Nobody can say anything of a model whose files cannot be read. Treat it as not approved."
    return Section("unread", "What could not be read", lead, (table,))


def _problems(subject: Subject) -> Iterable[Finding]:
    if answer(subject) is Answer.UNKNOWN:
        yield from (found for found in subject.decision.findings if found.model in (None, subject.model))


def expiring(subjects: Sequence[Subject]) -> Section | None:
    """The decisions that end soon, the next first."""
    soonest = sorted(ending(subjects))
    if soonest:
        rows = tuple((cell(name), cell(day(until)), cell(count(left, "day"))) for left, name, until in soonest)
        soon = Table(f"Decisions that end within {SOON} days", ("Model", "Ends", "Left"), rows)
        return Section("expiring", "Ending soon", ENDING, (soon,))
    if any(subject.disposition is not None for subject in subjects):
        none = Paragraph((f"No decision ends within {SOON} days.",))
        return Section("expiring", "Ending soon", ENDING, (none,))
    return None


def ending(subjects: Sequence[Subject]) -> Iterator[tuple[int, str, str]]:
    """(days left, model, last day) of the decisions that end within `SOON` days."""
    for subject in subjects:
        if subject.disposition is not None and 0 <= (left := days_left(subject)) <= SOON:
            yield left, subject.model, str(subject.disposition["expires"])


def _models(subjects: Sequence[Subject]) -> Section:
    head = ("Model", "Approved", "Decided by", "In force until", "Conditions", "Open", "Where")
    return Section(
        "models", "Models", LEAD, (Table("All models", head, tuple(map(model_row, subjects)), searched=True),)
    )


def model_row(subject: Subject) -> tuple[Cell, ...]:
    """A model's answer, decision and place."""
    disposition = subject.disposition or {}
    facts = subject.facts
    found = facts["evidence"]["disposition"] if facts is not None else None
    open_ = blocking(subject)
    first = next((one for one in open_ if one.path), None)
    where = subject.place(first.path, first.line, first.end_line) if first is not None and first.path else None
    expires = str(disposition.get("expires", ""))
    return (
        cell(subject.model),
        cell(banner(subject).answer),
        cell(str(disposition.get("decided_by", ""))),
        cell(day(expires) if expires else ""),
        _conditions(subject),
        cell(Mark(count(len(open_), "finding"), "bad") if open_ else "none"),
        cell(where if where is not None else subject.within(found) if found is not None else None),
    )


def _conditions(subject: Subject) -> Cell:
    if subject.disposition is None:
        return ()
    rows = subject.disposition["conditions"]
    late = sum(str(row.get("due", "9999"))[:10] < subject.today.isoformat() for row in rows)
    return cell(str(len(rows)), *((", ", Mark(f"{late} overdue", "bad")) if late else ()))
