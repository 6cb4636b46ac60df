"""The page of one model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gate import __version__
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
    """The answer. Only a decision that passes looks approved."""
    errors = sum(f.severity == "error" for f in subject.decision.findings if f.model in (None, subject.model))
    disposition = subject.disposition
    if subject.decision.verdict == "error":
        why = "The gate could not read the evidence or could not decide. Nothing on this page approves the model."
        return Banner(Mark("Unknown: treat it as not approved", "bad"), ((why,),))
    if subject.facts is None:
        return Banner(
            Mark("Not reviewed", "bad"), ((f"The configuration has no model {subject.model!r} at this commit.",),)
        )
    if subject.decision.verdict == "not-reviewed" and is_let_in(subject):
        return Banner(Mark("Not reviewed", "bad"), ((_let_in(subject),), *_was(subject)))
    if subject.decision.verdict not in ("pass", "not-reviewed"):
        said = f"{count(errors, 'finding')} to resolve before this model can be deployed."
        return Banner(Mark("Not approved as it is now", "bad"), ((said,), *_was(subject)))
    if disposition is None:
        return Banner(Mark("Not reviewed", "bad"), (("No rule blocks, and there is no decision on this model.",),))
    decision = str(disposition["decision"])
    waived = sum(f.waived_by is not None for f in subject.decision.findings if f.model == subject.model)
    sentences: list[Cell] = [(_summary(subject, disposition),)]
    unchecked = subject.case is not None and not _is_checked(subject.case)
    if unchecked:
        said = " Nobody asked whether it is on the protected branch, so it was judged by its own rules and waivers."
        sentences.append((Mark("This commit is unchecked.", "warn"), said))
    if waived:
        sentences.append((Mark(f"Waivers cover {count(waived, 'finding')}.", "warn"),))
    answer = "Approved" if decision == "proceed" else f"Approved: {DECISIONS.get(decision, words(decision)).lower()}"
    return Banner(Mark(answer, "warn" if waived or unchecked else "good"), tuple(sentences))


def is_let_in(subject: Subject) -> bool:
    """Whether the model itself is one that nobody reviewed; another one of the repository may be."""
    observed = subject.case is None or subject.case["enforcement"]["configured"] != "enforce"
    aside = any(f.set_aside and f.model in (None, subject.model) for f in subject.decision.findings)
    return observed or aside or subject.disposition is None


def _let_in(subject: Subject) -> str:
    baseline = subject.facts["evidence"]["baseline"] if subject.facts is not None else None
    if baseline is None:
        return "What is found is reported here and does not block, so nothing says that the model was reviewed."
    said = baseline["document"]
    return f"{said['owner']} lets it in until {day(str(said['expires']))}: {said['reason']}"


def _is_checked(case: Case) -> bool:
    """Whether the commit is known to be on the protected branch."""
    verification = case["verification"]
    return verification is not None and verification["trusted"] is not None


def _summary(subject: Subject, disposition: Mapping[str, Any]) -> str:
    facts = subject.facts
    found = facts["evidence"]["disposition"] if facts is not None else None
    signers = [row["principal"] for row in found["approval"]["counted"]] if found is not None else []
    signed = f"signed by {', '.join(signers)}" if signers else "signed by nobody"
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
