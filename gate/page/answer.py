"""Whether a model may run, as a value that pages show in words and colours and count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import Enum

from gate.page.subject import Subject
from gate.values.findings import Finding

OPENING = ("proceed", "conditional", "restricted-pilot")
"""The decisions that allow a deployment, as ``policies/lib/tables.rego`` has them (``opening_decisions``)."""


class Answer(Enum):
    """What a page may say of a model. Only ``APPROVED`` lets it run."""

    APPROVED = "approved"
    NOT_APPROVED = "not approved"
    NOT_REVIEWED = "not reviewed"
    UNKNOWN = "unknown"


def answer(subject: Subject) -> Answer:
    """The answer on one model, whatever was found of the others that were judged with it.

    A severity that the configuration lowered does not make a decision of what is none: one that holds the model, or
    whose last day is over, never looks approved.
    """
    decision, disposition = subject.decision, subject.disposition
    if decision.verdict == "error":
        return Answer.UNKNOWN
    if subject.facts is None:
        return Answer.NOT_REVIEWED
    if blocking(subject) or decision.verdict not in ("pass", "not-reviewed", "block"):
        return Answer.NOT_APPROVED
    if decision.verdict == "block" and not any(found.severity == "error" for found in decision.findings):
        return Answer.NOT_APPROVED
    if disposition is None or is_let_in(subject):
        return Answer.NOT_REVIEWED
    if disposition["decision"] not in OPENING or days_left(subject) < 0:
        return Answer.NOT_APPROVED
    return Answer.APPROVED


def concerning(subject: Subject) -> list[Finding]:
    """The findings about the model, and those about no other one: the repository as a whole, the gate's own files."""
    others = set(subject.case["models"] if subject.case is not None else ()) - {subject.model}
    return [found for found in subject.decision.findings if found.model not in others]


def blocking(subject: Subject) -> Sequence[Finding]:
    """Those that have to be resolved before the model can run."""
    return [found for found in concerning(subject) if found.severity == "error"]


def is_let_in(subject: Subject) -> bool:
    """Whether the model runs unreviewed, in observe mode or by a baseline, while another one may be reviewed."""
    observed = subject.case is None or subject.case["enforcement"]["configured"] != "enforce"
    return observed or any(found.set_aside for found in concerning(subject))


def days_left(subject: Subject) -> int:
    """Days until the last one on which the decision counts, 0 on that day, negative after it."""
    ends = str((subject.disposition or {}).get("expires", ""))
    try:
        return (date.fromisoformat(ends[:10]) - subject.today).days
    except ValueError:
        return -1
