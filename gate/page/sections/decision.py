"""The decision: what was decided, by whom, until when, on which conditions, and who accepted what is left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from gate.page.subject import Subject, cell, count, day, fact, missing, words
from gate.page.tree import Block, Cell, Fact, Facts, Inline, Mark, Paragraph, Section, Table

if TYPE_CHECKING:
    from gate.case.shape import DecisionFacts

DECISIONS = {
    "proceed": "Deploy it",
    "conditional": "Deploy it, on conditions",
    "restricted-pilot": "Pilot it, with restricted access",
    "hold": "Hold: do not deploy it yet",
    "decline": "Declined: do not deploy it",
}
"""What each decision of a disposition means (``schemas/disposition.schema.json``)."""

_METHODS = {"ssh": "with an SSH key", "review": "by a review on GitHub"}
SOON = 30  # days before its end in which a decision is marked
LEAD = (
    "A disposition is the written decision on one exact state of the model: its data, weights, prompt and filters. "
    "It stops counting when any of these changes, and on the day that it names."
)


def section(subject: Subject) -> Section:
    """The disposition at the commit, or that there is none."""
    facts = subject.facts
    found = facts["evidence"]["disposition"] if facts is not None else None
    if found is None:
        said = missing(subject, "No decision.", "There is no disposition for this model. Nobody has approved it.")
        return Section("decision", "The decision", LEAD, (said,))
    blocks: list[Block] = [Facts(tuple(_facts(subject, found)))]
    blocks += _conditions(subject, found)
    blocks += _risks(subject, found)
    return Section("decision", "The decision", LEAD, tuple(blocks))


def _facts(subject: Subject, found: DecisionFacts) -> Iterator[Fact]:
    document = found["document"]
    decision = str(document["decision"])
    yield fact(
        "Decision", f"{DECISIONS.get(decision, words(decision))} ({decision}). ", subject.within(found, "/decision")
    )
    yield fact("Why", f"{str(document['rationale']).strip()} ", subject.within(found, "/rationale"))
    decided = f"{document['decided_by']}, {day(document['decided_at'])} "
    yield fact("Decided by", decided, subject.within(found, "/decided_by"))
    signed = "A signature proves who agreed to exactly this text. Only those that were verified and count are listed."
    yield Fact("Signed by", tuple(_signed(subject, found)), signed)
    yield fact("In force until", *_until(subject, str(document["expires"])), " ", subject.within(found, "/expires"))
    if document.get("overhang"):
        yield fact(
            "What it can still do",
            f"{str(document['overhang']).strip()} ",
            subject.within(found, "/overhang"),
            means="Abilities of the base model that the fine-tune did not need and did not remove.",
        )
    changed = found["made_for"]["changed"]
    if changed:
        names = ", ".join(sorted(words(name) for name in changed))
        yield fact(
            "Changed since", Mark("This decision is out of date.", "bad"), f" Changed after it was made: {names}."
        )


def _signed(subject: Subject, found: DecisionFacts) -> Iterator[Cell]:
    facts = subject.facts
    asked = facts["approvers"] if facts is not None else None
    approval = found["approval"]
    for row in approval["counted"]:
        methods = " and ".join(sorted({_METHODS[means["method"]] for means in row["approvals"]}))
        yield (f"{row['principal']}, {methods}",)
    if asked is None:
        yield (Mark("Nobody is asked to sign.", "warn"), " The configuration names no approvers.")
    elif len(approval["counted"]) < asked["quorum"]:
        have = len(approval["counted"])
        yield (
            Mark(f"{have} of {asked['quorum']} needed signatures.", "bad"),
            f" May sign: {', '.join(asked['principals'])}.",
        )
    for rejected in approval["rejected"]:
        yield (Mark("A signature does not count.", "warn"), f" {rejected['message']}")


def _until(subject: Subject, expires: str) -> list[Inline]:
    try:
        left = (date.fromisoformat(expires[:10]) - subject.today).days
    except ValueError:
        return [expires]
    if left < 0:
        return [f"{day(expires)}. ", Mark(f"Expired {count(-left, 'day')} ago.", "bad")]
    return [f"{day(expires)} ", Mark(f"({count(left, 'day')} left)", "warn" if left <= SOON else "plain")]


def _conditions(subject: Subject, found: DecisionFacts) -> list[Block]:
    rows = []
    for index, row in enumerate(found["document"]["conditions"]):
        due = str(row["due"])
        late = due[:10] < subject.today.isoformat()
        rows.append(
            (
                cell(str(row["id"])),
                cell(str(row["text"]).strip()),
                cell(str(row["owner"])),
                cell(day(due), *((" ", Mark("overdue", "bad")) if late else ())),
                cell(subject.within(found, f"/conditions/{index}")),
            )
        )
    if not rows:
        return [Paragraph(("No conditions.",))]
    return [Table("Conditions of the decision", ("No.", "What has to happen", "Who", "By", "Where"), tuple(rows))]


def _risks(subject: Subject, found: DecisionFacts) -> list[Block]:
    rows = [
        (
            cell(str(row["risk"]).strip()),
            cell(str(row["accepted_by"])),
            cell(subject.within(found, f"/residual_risks/{index}")),
        )
        for index, row in enumerate(found["document"]["residual_risks"])
    ]
    if not rows:
        return [Paragraph(("No residual risk is recorded.",))]
    return [Table("Risks that stay, and who accepted them", ("Risk", "Accepted by", "Where"), tuple(rows))]
