"""What changed since the decision before this one."""

from __future__ import annotations

from collections import Counter

from gate.page.subject import MOST_ROWS, Subject, cell, count, words
from gate.page.tree import Block, Cell, Code, Paragraph, Section, Table
from gate.report.text_report import value_text
from gate.values.changes import Change
from gate.values.elements import split_key
from gate.values.terms import TRAINING_DATA

LEAD = (
    "The difference between the state of the decision before and the state of this one. A surface is a part of the "
    "model that is reviewed: its data, recipe, base, weights, prompt, filters or scope."
)


def section(subject: Subject) -> Section | None:
    """The changes by surface; None where no decision is known."""
    history = subject.history
    dispositions = [past for past in history.past if past.kind == "disposition"] if history is not None else []
    if history is None or not dispositions:
        return None
    title = "What changed since the last decision"
    if all(past.value["state"] == dispositions[0].value["state"] for past in dispositions):
        said = "There is no earlier decision on another state." if not history.cut else "No earlier decision was found."
        return Section("since", title, LEAD, (Paragraph((said,)),))
    if history.changes is None:
        return Section(
            "since", title, LEAD, (Paragraph(("The state of the decision before cannot be read any more.",)),)
        )
    rows = tuple(_row(subject, change) for change in history.changes[:MOST_ROWS])
    number = Counter(change.surface for change in history.changes)
    sums = ", ".join(f"{words(surface)}: {count(found, 'change')}" for surface, found in sorted(number.items()))
    blocks: list[Block] = [Paragraph((sums or "Nothing on the reviewed surfaces.",))]
    if rows:
        head = ("Surface", "What", "Before", "After", "Where")
        blocks.append(Table("Changes", head, rows, len(history.changes) - len(rows)))
    return Section("since", title, LEAD, tuple(blocks))


def _row(subject: Subject, change: Change) -> tuple[Cell, ...]:
    path, pointer = split_key(change.key)
    line, end = (change.line, change.end_line) if change.path == path else (None, None)
    # a value of training data may be a record, which is never quoted
    quoted = change.surface != TRAINING_DATA
    old, new = (
        cell(Code(value_text(value))) if value is not None and quoted else cell() for value in (change.old, change.new)
    )
    return (
        cell(words(change.surface)),
        cell(change.change, " ", Code(pointer) if pointer else None),
        old,
        new,
        cell(subject.place(path, line, end)),
    )
