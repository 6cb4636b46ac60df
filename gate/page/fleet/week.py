"""A summary for a weekly meeting: what was decided, what ends, what is open, and what changed since the last one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gate.page.answer import Answer, answer
from gate.page.history import Past, moment_of
from gate.page.interval import Interval
from gate.page.model import foot
from gate.page.portfolio import SOON, ending, expiring, model_row, unread
from gate.page.sections.decision import DECISIONS
from gate.page.subject import Fleet, Subject, cell, codes, count, day, words
from gate.page.tree import Banner, Block, Cell, Code, Mark, Page, Paragraph, Place, Section, Table
from gate.values.changes import Change

ENDING = "md"
MOST = 200  # rows of a table
CHANGED = (
    "What differs in the repository between the first day and now: the models, and the parts of them that are "
    "reviewed. A decision is on one exact state, so a change needs a new one."
)


def build(fleet: Fleet) -> Page:
    """The page. Without an interval nothing is said of what came before."""
    subjects = sorted(fleet.subjects, key=lambda subject: subject.model)
    interval = fleet.interval
    decided = sorted(_decided(subjects, interval), key=lambda row: (moment_of(row[1]), row[0].model), reverse=True)
    waiting = [subject for subject in subjects if answer(subject) is not Answer.APPROVED]
    ends = sum(1 for _ in ending(subjects))
    said = f"{len(decided)} decided, {len(waiting)} open, {ends} ending within {SOON} days"
    sections = [
        _decisions(decided, interval),
        expiring(subjects),
        unread(subjects),
        _open(waiting),
        _changed(interval),
    ]
    title = f"Models, {day(interval.since)} to {day(fleet.now)}" if interval is not None else "Models"
    top = Banner(Mark(said, "warn" if waiting or ends else "good"), tuple(_summary(subjects, interval)))
    found = tuple(section for section in sections if section is not None)
    return Page(title, top, found, foot(fleet.head, fleet.now))


def _summary(subjects: list[Subject], interval: Interval | None) -> Iterator[Cell]:
    approved = sum(answer(subject) is Answer.APPROVED for subject in subjects)
    yield (f"{approved} of {count(len(subjects), 'model')} approved at this commit.",)
    if interval is not None and interval.commit is not None:
        yield ("Compared with commit ", Code(interval.commit[:12]), f", the newest one by {day(interval.since)}.")


def _decided(subjects: list[Subject], interval: Interval | None) -> Iterator[tuple[Subject, Past]]:
    for subject in subjects:
        for past in subject.history.past if subject.history is not None else ():
            if interval is None or moment_of(past) >= interval.since:
                yield subject, past


def _decisions(decided: list[tuple[Subject, Past]], interval: Interval | None) -> Section:
    lead = "Decisions on models, determinations that a change needs none, and decisions that were taken back."
    if not decided:
        return Section("decided", "What was decided", lead, (Paragraph(("Nothing was decided.",)),))
    rows = tuple(_decision(subject, past) for subject, past in decided[:MOST])
    head = ("Day", "Model", "What", "By", "Until", "Where")
    table = Table("Decisions", head, rows, len(decided) - len(rows))
    return Section("decided", "What was decided", lead, (table,))


def _decision(subject: Subject, past: Past) -> tuple[Cell, ...]:
    value = past.value
    if past.kind == "disposition":
        what: Cell = (DECISIONS.get(str(value["decision"]), words(str(value["decision"]))),)
    elif past.kind == "determination":
        what = (f"No new assessment after a {words(str(value['trigger']))}",)
    else:
        what = (Mark("Withdrawn", "bad"),)
    who = value.get("decided_by") or value.get("owner") or value.get("withdrawn_by")
    expires = value.get("expires")
    where = Place(past.path, href=subject.decision.origin.link(past.commit, past.path))
    until = day(str(expires)) if expires else ""
    return (cell(day(moment_of(past))), cell(subject.model), what, cell(str(who)), cell(until), cell(where))


def _open(waiting: list[Subject]) -> Section:
    lead = "Models that may not run as they are, with what blocks them."
    if not waiting:
        said = Paragraph((Mark("Nothing is open.", "good"), " Every model is approved."))
        return Section("open", "What is open", lead, (said,))
    head = ("Model", "Approved", "Decided by", "In force until", "Conditions", "Open", "Where")
    rows = tuple(model_row(subject) for subject in waiting[:MOST])
    return Section("open", "What is open", lead, (Table("Not approved", head, rows, len(waiting) - len(rows)),))


def _changed(interval: Interval | None) -> Section | None:
    if interval is None:
        return None
    return Section("changed", "What changed", CHANGED, tuple(_changes(interval)))


def _changes(interval: Interval) -> Iterator[Block]:
    if interval.unreadable:
        yield Paragraph((Mark("Unknown.", "bad"), " The configuration of then cannot be read."))
        return
    for names, said in ((interval.added, "New"), (interval.removed, "Gone")):
        if names:
            yield Paragraph((f"{said}: ", *codes(list(names)), "."))
    rows = [(name, found) for name, found in sorted(interval.changes.items()) if found is None or found]
    if rows:
        shown = tuple((cell(name), _surfaces(found)) for name, found in rows[:MOST])
        yield Table("Changed models", ("Model", "What"), shown, len(rows) - len(shown))
    elif not (interval.added or interval.removed):
        yield Paragraph(("No model and no reviewed part of one.",))


def _surfaces(found: tuple[Change, ...] | None) -> Cell:
    if found is None:
        return cell(Mark("cannot be compared", "warn"))
    number = Counter(change.surface for change in found)
    return cell(", ".join(f"{words(name)}: {count(many, 'change')}" for name, many in sorted(number.items())))
