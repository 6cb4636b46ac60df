"""The page of one model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gate import __version__
from gate.page.answer import OPENING, Answer, answer, blocking, concerning, days_left, is_let_in
from gate.page.sections import SECTIONS
from gate.page.sections.decision import DECISIONS
from gate.page.subject import Subject, count, day, words
from gate.page.tree import Banner, Cell, Code, Inline, Mark, Page

if TYPE_CHECKING:
    from gate.case.shape import Case


def page(subject: Subject) -> Page:
    """Everything that is known of a model, and what is not."""
    sections = tuple(found for build in SECTIONS if (found := build(subject)) is not None)
    return Page(
        f"Review of {subject.model}", banner(subject), sections, foot(subject.decision.head, subject.decision.now)
    )


def banner(subject: Subject) -> Banner:
    """The answer in words. Only `Answer.APPROVED` looks approved."""
    found = answer(subject)
    if found is Answer.UNKNOWN:
        return Banner(Mark("Unknown: treat it as not approved", "bad"), (_unread(subject),))
    if found is Answer.NOT_REVIEWED:
        return Banner(Mark("Not reviewed", "bad"), tuple(_unreviewed(subject)))
    if found is Answer.NOT_APPROVED:
        return Banner(Mark("Not approved as it is now", "bad"), (_refused(subject), *_was(subject)))
    disposition = subject.disposition or {}
    decision = str(disposition["decision"])
    doubts = tuple(_doubts(subject))
    said = "Approved" if decision == "proceed" else f"Approved: {DECISIONS.get(decision, words(decision)).lower()}"
    return Banner(Mark(said, "warn" if doubts else "good"), ((_summary(subject, disposition),), *doubts))


def _unread(subject: Subject) -> Cell:
    why = "The gate could not read what it needs, or could not decide. Nothing on this page approves the model."
    return (f"{why} {count(len(subject.decision.findings), 'problem')}, listed below with file and line.",)


def _unreviewed(subject: Subject) -> Iterator[Cell]:
    if subject.facts is None:
        yield (f"The configuration has no model {subject.model!r} at this commit.",)
    elif is_let_in(subject):
        yield (_let_in(subject),)
        yield from _was(subject)
    else:
        yield ("No rule blocks, and there is no decision on this model.",)


def _refused(subject: Subject) -> Cell:
    """Why, of a model that was judged."""
    if found := blocking(subject):
        return (f"{count(len(found), 'finding')} to resolve before this model can be deployed.",)
    disposition = subject.disposition
    if disposition is not None and disposition["decision"] not in OPENING:
        return ("The decision in force does not allow a deployment.",)
    if disposition is not None and days_left(subject) < 0:
        return (f"The decision ended on {day(str(disposition['expires']))}.",)
    return ("The gate gave no verdict that lets it run.",)


def _let_in(subject: Subject) -> str:
    baseline = subject.facts["evidence"]["baseline"] if subject.facts is not None else None
    if baseline is None:
        why = "The configuration only observes: what is found is reported here and does not block"
        return f"{why}, so nothing says that the model was reviewed."
    said = baseline["document"]
    return f"{said['owner']} lets it in until {day(str(said['expires']))}: {said['reason']}"


def _doubts(subject: Subject) -> Iterator[Cell]:
    """What somebody who relies on the approval has to know first."""
    if subject.case is not None and not _is_checked(subject.case):
        said = " Nobody asked whether it is on the protected branch, so it was judged by its own rules and waivers."
        yield (Mark("This commit is unchecked.", "warn"), said)
    if waived := sum(found.waived_by is not None for found in concerning(subject)):
        yield (Mark(f"Waivers cover {count(waived, 'finding')}.", "warn"),)
    if not signers(subject):
        yield (Mark("Nobody signed it.", "warn"), " The file names who decided; no signature proves it.")


def signers(subject: Subject) -> list[str]:
    """Whose signatures on the decision were verified and count."""
    facts = subject.facts
    found = facts["evidence"]["disposition"] if facts is not None else None
    return [row["principal"] for row in found["approval"]["counted"]] if found is not None else []


def _is_checked(case: Case) -> bool:
    """Whether the commit is known to be on the protected branch."""
    verification = case["verification"]
    return verification is not None and verification["trusted"] is not None


def _summary(subject: Subject, disposition: Mapping[str, Any]) -> str:
    names = signers(subject)
    signed = f"signed by {', '.join(names)}" if names else "signed by nobody"
    conditions = len(disposition["conditions"])
    under = f", under {count(conditions, 'condition')}" if conditions else ""
    when = f"{day(str(disposition['decided_at']))}, in force until {day(str(disposition['expires']))}"
    return f"Decided by {disposition['decided_by']} on {when}{under}; {signed}."


def _was(subject: Subject) -> list[Cell]:
    """The decision that is in the repository, where it does not hold."""
    disposition = subject.disposition
    if disposition is None:
        return []
    decision = str(disposition["decision"])
    when = day(str(disposition["decided_at"]))
    return [(f"The last decision, of {when}, was: {DECISIONS.get(decision, words(decision)).lower()}.",)]


def foot(head: str | None, now: str) -> tuple[Cell, ...]:
    """What the page was made from. A reader can make it again from that."""
    made: list[Inline] = [f"Made by tunegate {__version__} on {day(now)} at {now[11:16]} UTC"]
    if head is not None:
        made += [" from commit ", Code(head)]
    return ((*made, "."), ("Evidence, signatures and rules are in the repository; this page adds nothing to them.",))
