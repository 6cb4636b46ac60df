"""How much of the evidence is derived from files, how much a person stated, and how much nothing proves."""

from __future__ import annotations

from gate.page.subject import Subject, cell, day, words
from gate.page.tree import Mark, Paragraph, Section, Table

LEAD = (
    "Derived: read from a file that a tool wrote, and compared again at every check. Attested: a person wrote it, and "
    "answers for it. Unproven: a tool's file could show it, and none is there."
)


def section(subject: Subject) -> Section | None:
    """Counts by document."""
    facts = subject.facts
    if facts is None:
        return None
    artefacts = facts["evidence"]["artefacts"]
    if not artefacts:
        said = Paragraph((Mark("There is no evidence.", "bad"), " Nothing is documented on this model."))
        return Section("proof", "How much is proven", LEAD, (said,))
    rows = []
    for kind, found in artefacts.items():
        counts = found["derived"]["counts"]
        wrong = sum(value["agrees"] is False for value in found["derived"]["values"])
        document = found["document"]
        rows.append(
            (
                cell(words(kind)),
                cell(f"{counts['derived']:,}"),
                cell(f"{counts['attested']:,}"),
                cell(f"{counts['unproven']:,}"),
                cell(Mark(f"{wrong} contradicted", "bad") if wrong else Mark("agrees", "good")),
                cell(f"{document.get('prepared_by', '')}, {day(str(document.get('prepared_at', '')))}"),
                cell(subject.within(found)),
            )
        )
    head = ("Document", "Derived", "Attested", "Unproven", "Against its files", "Prepared by", "Where")
    return Section("proof", "How much is proven", LEAD, (Table("Values of the evidence", head, tuple(rows)),))
