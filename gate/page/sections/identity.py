"""Which model this is: the base and the fine-tune, as the evidence and the deployment name them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gate.page.subject import MOST_ROWS, Subject, cell, codes, fact
from gate.page.tree import Block, Cell, Code, Fact, Facts, Section, Table

if TYPE_CHECKING:
    from gate.case.shape import ModelFacts

LEAD = (
    "A fine-tune is a base model that was trained further; its weights are the numbers that it learned. A digest is a "
    "fingerprint of a file: one changed byte gives another digest, so it says exactly which weights were looked at. A "
    "commit is one saved version of the repository, the place where model, prompts and evidence are kept."
)


def section(subject: Subject) -> Section | None:
    """The pinned base, the reviewed weights, what is deployed, and the state."""
    facts = subject.facts
    if facts is None:
        return None
    blocks: list[Block] = [Facts(tuple(_facts(subject, facts)))]
    deployed = facts["reviewed"]["deployed"]
    rows = tuple(
        (
            cell(Code(row["said"])),
            cell(row["kind"]),
            cell(subject.place(row["path"], row["line"], row["end_line"])),
        )
        for row in deployed[:MOST_ROWS]
    )
    table = Table("What the deployment names", ("Value", "What it is", "Where"), rows, len(deployed) - len(rows))
    blocks += [table] if rows else []
    return Section("identity", "Which model this is", LEAD, tuple(blocks))


def _facts(subject: Subject, facts: ModelFacts) -> Iterator[Fact]:
    purpose, run = subject.artefact("overhang-statement"), subject.artefact("training-run")
    if purpose is not None:
        what = f"{str(purpose['document']['intended_use']).strip()} "
        yield fact("Meant for", what, subject.within(purpose, "/intended_use"))
    if run is not None:
        base, where = run["document"]["base_model"], subject.within(run, "/base_model")
        yield Fact("Base model", (cell(str(base["id"]), *_pinned(" at ", base.get("revision")), " ", where),))
    elif facts["reviewed"]["base_model"]:
        yield Fact("Base model", (codes(facts["reviewed"]["base_model"]),))
    evaluated = subject.artefact("evaluation-results")
    if evaluated is not None:
        tuned, where = evaluated["document"]["tuned_model"], subject.within(evaluated, "/tuned_model")
        yield Fact("Fine-tune", (cell(str(tuned["id"]), *_pinned(", weights ", tuned.get("digest")), " ", where),))
    yield fact("State", Code(facts["state"]["digest"]), means="One fingerprint over everything that was reviewed.")
    yield fact("Commit", Code(subject.decision.head or "unknown"), means="Every link of this page leads to it.")


def _pinned(between: str, value: object) -> Cell:
    return (between, Code(str(value))) if value else ()
