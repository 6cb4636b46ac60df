"""What is open: everything that the rules found, and the waivers that cover some of it."""

from __future__ import annotations

from gate.page.answer import concerning
from gate.page.subject import MOST_ROWS, Subject, cell, day
from gate.page.tree import Block, Cell, Code, Mark, Paragraph, Section, Table, Tone
from gate.values.findings import Finding

LEAD = (
    "What the gate's rules found at this commit. A blocking finding has to be resolved before the model can be "
    "deployed; a warning has to be read. A waiver is a named person's decision to accept a finding for a while."
)
_WORDS: dict[str, tuple[str, Tone]] = {
    "error": ("blocks", "bad"),
    "warning": ("warning", "warn"),
    "notice": ("note", "plain"),
}


def section(subject: Subject) -> Section:
    """Findings about the model and about the repository as a whole."""
    rows = concerning(subject)
    blocks: list[Block] = []
    if rows:
        shown = tuple(_row(subject, finding) for finding in rows[:MOST_ROWS])
        head = ("What kind", "What was found", "What to do", "Where")
        blocks.append(Table("Findings", head, shown, len(rows) - len(shown)))
    else:
        blocks.append(Paragraph((Mark("Nothing is open.", "good"), " No rule found anything.")))
    waivers = [row for row in subject.decision.waivers if row["model"] in (None, subject.model)]
    if waivers:
        covered = tuple(
            (
                cell(Code(str(row["rule"]))),
                cell(str(row["owner"])),
                cell(day(str(row["expires"]))),
                cell(str(row["reason"])),
                cell(subject.place(row["config"], row["line"], row["end_line"])),
            )
            for row in waivers[:MOST_ROWS]
        )
        columns = ("Rule", "Who", "Until", "Why", "Where")
        blocks.append(Table("Waivers", columns, covered, len(waivers) - len(covered)))
    return Section("open", "What is open", LEAD, tuple(blocks))


def _row(subject: Subject, finding: Finding) -> tuple[Cell, ...]:
    word, tone = _WORDS[finding.severity]
    about = subject.decision.about.get(finding.rule)
    title = str(about["title"]) if about and about.get("title") else ""
    waived = f" Waived by {finding.waived_by}." if finding.waived_by else ""
    where = subject.place(finding.path, finding.line, finding.end_line) if finding.path else None
    said = f"{title}: {finding.message}." if title else f"{finding.message}."
    return (
        cell(Mark(word, tone), " ", Code(finding.rule)),
        cell(said.replace("..", ".") + waived),
        cell(finding.remedy),
        cell(where),
    )
