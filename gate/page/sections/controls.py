"""What holds the model to its task, and what it could do without that."""

from __future__ import annotations

from gate.page.subject import MOST_ROWS, Subject, cell, codes, missing, words
from gate.page.tree import Block, Code, Mark, Paragraph, Section, Table

LEAD = (
    "A fine-tune narrows what a model is used for, not what it can do. What it can still do is called the overhang. "
    "Controls keep it out of the deployment: the system prompt, filters on what goes in and comes out, and the limits "
    "on tools and data."
)


def section(subject: Subject) -> Section:
    """The overhang in one sentence, and the control of each class of abilities."""
    found = subject.artefact("overhang-statement")
    if found is None:
        said = missing(subject, "Not stated.", "There is no overhang statement that can be read.")
        return Section("controls", "What holds it to its task", LEAD, (said,))
    document = found["document"]
    facts = subject.facts
    stated = facts["evidence"]["stated"]["overhang"] if facts is not None else None
    blocks: list[Block] = [Paragraph((f"{stated} ", subject.within(found)))] if stated else []
    classes = list(document.get("capability_classes", ()))
    rows = []
    for index, row in enumerate(classes[:MOST_ROWS]):
        controls = list(row.get("controls", ()))
        rows.append(
            (
                cell(": ".join(filter(None, (str(row["name"]), str(row.get("description", "")).strip())))),
                codes([str(control.get("path", "")) for control in controls]) or cell(Mark("none", "bad")),
                cell("; ".join(sorted({words(str(c.get("surface", "elsewhere"))) for c in controls}))),
                cell(str(row.get("residual_risk", "")).strip()),
                cell(subject.within(found, f"/capability_classes/{index}")),
            )
        )
    head = ("What it can still do", "Kept out by", "Kind of control", "What may still pass", "Where")
    blocks.append(Table("The overhang and its controls", head, tuple(rows), len(classes) - len(rows)))
    off = [switch for control in found["controls"] for switch in control["off"]]
    for switch in off[:MOST_ROWS]:
        what = Code(f"{switch['key']}: {switch['value']}")
        where = subject.place(switch["path"], switch["line"])
        blocks.append(Paragraph((Mark("Switched off:", "bad"), " ", what, " at ", where)))
    return Section("controls", "What holds it to its task", LEAD, tuple(blocks))
