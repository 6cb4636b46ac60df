"""A log of records that people read, a line of JSON each: how many, by whom, when, and what they found.

The form is tunegate's own: ``{"record": "ret-0001", "by": "governance@acme.example", "at": "2026-10-13T11:00:00Z"}``,
``finding`` with ``action`` where something was found, and ``looked_for``, a list of what was. Facts: ``records`` and
``findings``, how many there are.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gate.derive.given import Given, Note, Source, SourceError, Value
from gate.derive.moments import moment
from gate.derive.parsing import whole_lines

KIND = "inspection-log"
_AT, _MANIFEST = "/sources/*/inspection", "training-data-manifest"
_REMEDY = 'Write a line for each record: {"record": "a-1", "by": "team@acme.example", "at": "2026-10-13T11:00:00Z"}.'


@dataclass
class _Read:
    records: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    moments: list[str] = field(default_factory=list)
    findings: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    looked_for: dict[str, None] = field(default_factory=dict)
    end: int = 1


def recognises(source: Source) -> bool:
    first = source.head.lstrip().split(b"\n", 1)[0]
    return source.name.endswith((".jsonl", ".ndjson")) and b'"record"' in first and b'"by"' in first


def read(source: Source) -> Given:
    """Raises SourceError for a line that does not say which record was read, by whom and when."""
    found = _Read()
    for line, row in whole_lines(source):
        _look(row, line, found)
    said: dict[str, object] = {"sample_size": len(found.records), "inspected_at": max(found.moments)}
    notes = []
    if len(found.people) == 1:
        said["inspected_by"] = next(iter(found.people))
    else:
        names = ", ".join(sorted(found.people))
        notes.append(Note(f"several people read: {names}", 1, "Name who answers for it.", f"{_AT}/inspected_by"))
    if found.looked_for:
        said["looked_for"] = list(found.looked_for)
    said["findings"] = [
        {"description": what, "records": len(records), "action": action}
        for (what, action), records in found.findings.items()
    ]
    return Given(
        values=tuple(
            Value(_MANIFEST, f"{_AT}/{key}", value, 1, found.end, ordered=False) for key, value in said.items()
        ),
        facts={"records": len(found.records), "findings": len(found.findings)},
        notes=tuple(notes),
    )


def _look(row: object, line: int, found: _Read) -> None:
    said = row if isinstance(row, dict) else {}
    record, person, when = said.get("record"), said.get("by"), moment(said.get("at"))
    if not (isinstance(record, str) and record and isinstance(person, str) and person and when):
        raise SourceError("the line does not say which record was read, by whom and when", line, _REMEDY)
    found.records.add(record)
    found.people.add(person)
    found.moments.append(when)
    found.end = line
    found.looked_for |= dict.fromkeys(map(str, said.get("looked_for") or ()))
    what, action = said.get("finding"), said.get("action")
    if what is None:
        return
    if not isinstance(what, str) or not isinstance(action, str) or not what.strip() or not action.strip():
        raise SourceError("a finding says what was found, and under 'action' what was done", line, _REMEDY)
    found.findings.setdefault((what.strip(), action.strip()), set()).add(record)
