"""What was decided when, as the history of the repository has it."""

from __future__ import annotations

from gate.page.history import Past, moment_of
from gate.page.sections.decision import DECISIONS
from gate.page.subject import MOST_ROWS, Subject, day, words
from gate.page.tree import Block, Cell, Code, Event, Inline, Mark, Paragraph, Place, Section, Timeline
from gate.values.origin import Origin

LEAD = (
    "A determination is the answer of one change's owner that nothing has to be assessed again. A withdrawal takes a "
    "decision back. Signatures of earlier decisions are shown by a report of their own commit."
)


def section(subject: Subject) -> Section | None:
    """Dispositions, determinations and withdrawals, the newest first."""
    history = subject.history
    if history is None:
        return None
    events = tuple(event(past, subject.decision.origin) for past in history.past[:MOST_ROWS])
    blocks: list[Block] = [Timeline(events)] if events else [Paragraph(("Nothing was decided on this model yet.",))]
    if left := len(history.past) - len(events):
        blocks.append(Paragraph((f"{left} earlier decisions are not shown.",)))
    if history.cut:
        blocks.append(
            Paragraph((Mark("Older decisions may be missing:", "warn"), " this clone does not have all commits."))
        )
    if history.unreadable:
        said = f"{history.unreadable} older documents do not fit today's schemas, and are left out."
        blocks.append(Paragraph((said,)))
    return Section("timeline", "How it came to this", LEAD, tuple(blocks))


def event(past: Past, origin: Origin) -> Event:
    """A decision, with why and where it is recorded."""
    moment = moment_of(past)[:10] or past.day or ""
    page = origin.link(past.commit, past.path)
    where: Cell = ("Recorded in ", Place(past.path, href=page), " at commit ", Code(past.commit[:12]))
    return Event(moment, tuple(_said(past)), (*_why(past), where))


def _said(past: Past) -> list[Inline]:
    value = past.value
    if past.kind == "disposition":
        decision = str(value["decision"])
        return [
            Mark(DECISIONS.get(decision, words(decision))),
            f". {value['decided_by']} decided, until {day(str(value['expires']))}, on state ",
            Code(str(value["state"])[7:19]),
            ".",
        ]
    if past.kind == "determination":
        trigger = words(str(value["trigger"]))
        return [Mark("No new assessment"), f" after a {trigger}, determined by {value['owner']}."]
    return [Mark("Withdrawn", "bad"), f" by {value['withdrawn_by']}."]


def _why(past: Past) -> list[Cell]:
    reason = past.value.get("rationale") or past.value.get("reason")
    return [(str(reason).strip(),)] if reason else []
