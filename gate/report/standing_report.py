"""On what a model stands, in lines: the decision, who made it, who signed it, until when, on which conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from gate.judge.decision import Decision
from gate.values.terms import CONTROL_PLANE

if TYPE_CHECKING:
    from gate.judge.standing import Standing

MOST = 20  # documents
MOST_CONDITIONS = 8
MOST_NAMES = 5

Named = Callable[[str], str]
"""How a name or text of the repository is shown."""


def standing_lines(decision: Decision, named: Named = str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(what was decided of a model, what there is to know of it) of the first documents of a decision that passes, or
    that waits for nothing but signatures."""
    waiting = {step.model for step in decision.steps} - {step.model for step in decision.steps if step.step != "sign"}
    if decision.verdict == "pass":
        rows = [row for row in decision.standing if row.trigger is None or _answers(row, decision)]
    else:  # who has to sign is shown what
        rows = [row for row in decision.standing if row.trigger is None and row.covers and row.model in waiting]
    for row in rows[:MOST]:
        yield _sentence(row, named), tuple(_below(row, named))
    if len(rows) > MOST:
        yield f"{len(rows) - MOST} more documents; the JSON report has all of them", ()


def _answers(row: Standing, decision: Decision) -> bool:
    """Whether a trigger was answered by a determination of this kind."""
    return any(
        trigger["answered_by"] == "determination" and (trigger["model"], trigger["trigger"]) == (row.model, row.trigger)
        for trigger in decision.triggers
    ) or (decision.mode == "verify" and row.model != CONTROL_PLANE)


def _sentence(row: Standing, named: Named) -> str:
    day = row.at[:10]
    if row.trigger is not None:
        what = f"{named(row.trigger)} determined as not material by {named(row.by)} on {day}"
    else:
        what = f"{named(row.decision)}, decided by {named(row.by)} on {day}"
        if not row.covers:
            what += " for an earlier state"
    return f"{named(row.model)}: {what}, holds until {row.expires}"


def _below(row: Standing, named: Named) -> Iterator[str]:
    yield f"{signers(row, named)}; {named(row.path)}, {named(row.digest[:19])}"
    for condition in row.conditions[:MOST_CONDITIONS]:
        due = f", due {named(condition.due)}" if condition.due else ""
        text = condition.text if len(condition.text) <= 200 else condition.text[:197] + "..."
        yield f"condition {named(condition.id)} ({named(condition.owner)}{due}): {named(text)}"
    if len(row.conditions) > MOST_CONDITIONS:
        yield f"{len(row.conditions) - MOST_CONDITIONS} more conditions"
    if row.risks:
        yield f"{row.risks} residual risk{'s' * (row.risks != 1)} accepted"


def signers(row: Standing, named: Named = str) -> str:
    """Who signed a document, by the people whose approvals count; never who owns it."""
    if row.signed:
        return f"signed by {_listed([named(signed.principal) for signed in row.signed])}"
    return "signed by nobody" if row.asked else "signed by nobody, since no approvers are named"


def answered(decision: Decision, model: str, trigger: str, answer: str | None, named: Named = str) -> str:
    """What answers a trigger, and who signed that."""
    if answer is None:
        return "not answered"
    for row in decision.standing:
        if row.model == model and row.trigger == (trigger if answer == "determination" else None):
            said = f"the determination of {named(row.by)}" if row.trigger else "the disposition"
            signed = f", {signers(row, named)}" if row.signed or row.asked else ""
            return f"answered by {said}{signed}"
    return f"answered by the {answer}"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more
