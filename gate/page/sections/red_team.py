"""What people found who attacked the model on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gate.page.subject import MOST_ROWS, Subject, cell, day, missing, words
from gate.page.tree import Block, Cell, Mark, Paragraph, Section, Table, Tone

LEAD = (
    "A red team attacks the model as a malicious user would. A success is an attack that worked; each one has to lead "
    "to a finding that was fixed, mitigated by a control, or accepted by a named person."
)
_TONES: dict[str, Tone] = {"open": "bad", "accepted": "warn", "mitigated": "good", "fixed": "good"}


def section(subject: Subject) -> Section:
    """The attempts by pattern, and the findings."""
    found = subject.artefact("red-team-report")
    if found is None:
        said = missing(subject, "Not tested.", "There is no red-team report that can be read.")
        return Section("red-team", "What attackers got out of it", LEAD, (said,))
    report = found["document"]
    at = report.get("performed_at", {})
    when = f"{day(str(at.get('from', '')))} to {day(str(at.get('until', '')))}"
    who = f"{report.get('performed_by', 'Nobody named')}, {when}. "
    patterns = [
        (scope, index, row)
        for scope in ("in_scope_patterns", "out_of_scope_patterns")
        for index, row in enumerate(report.get(scope, ()))
    ]
    rows = tuple(
        (
            cell(str(row["name"])),
            cell("its task" if scope == "in_scope_patterns" else "beyond its task"),
            _successes(row),
            cell(subject.within(found, f"/{scope}/{index}")),
        )
        for scope, index, row in patterns[:MOST_ROWS]
    )
    blocks: list[Block] = [
        Paragraph((f"{who}{str(report.get('method', '')).strip()} ", subject.within(found, "/method"))),
        Table("Attacks tried", ("Attack", "Aims at", "Worked", "Where"), rows, len(patterns) - len(rows)),
    ]
    findings = list(report.get("findings", ()))
    shown = tuple(_finding(row, subject.within(found, f"/findings/{i}")) for i, row in enumerate(findings[:MOST_ROWS]))
    if shown:
        head = ("Finding", "Severity", "What was done", "Tested again", "Where")
        blocks.append(Table("Findings of the red team", head, shown, len(findings) - len(shown)))
    else:
        blocks.append(Paragraph(("The red team reported no findings.",)))
    return Section("red-team", "What attackers got out of it", LEAD, tuple(blocks))


def _successes(row: Mapping[str, Any]) -> Cell:
    attempts, successes = row.get("attempts"), row.get("successes")
    if attempts is None or successes is None:
        return cell("not counted")
    return cell(Mark(f"{successes} of {attempts}", "warn" if successes else "good"))


def _finding(row: Mapping[str, Any], where: Any) -> tuple[Cell, ...]:
    state = str(row["disposition"])
    by = f", by {row['accepted_by']}" if row.get("accepted_by") else ""
    retest = row.get("retest")
    again = f"{retest['successes']} of {retest['attempts']} worked, {day(str(retest['run_at']))}" if retest else "no"
    return (
        cell(f"{row['id']}: {row['title']}"),
        cell(str(row["severity"])),
        cell(Mark(words(state), _TONES.get(state, "plain")), by),
        cell(again if state in ("mitigated", "fixed") or retest else ""),
        cell(where),
    )
