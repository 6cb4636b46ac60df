"""Issues as ``gh issue list --json number,title,body,labels,url`` and ``gh issue view --json ...`` export them (gh 2).

A finding of a red team is the issue whose title starts with the finding's id: ``RT-01: Promises a refund``. Its
severity is a label of that name, or ``severity: high``. Facts: ``issues``, how many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gate.derive.given import Given, Note, Source, SourceError, Value
from gate.derive.parsing import line_of_key, python_json
from gate.values.regex import regex

KIND = "issue-export"
_AT, _REPORT = "/findings/*", "red-team-report"
_TITLE = regex(r"\[?([A-Za-z][A-Za-z0-9._-]*-?\d+)\]?\s*[:\-]\s+(\S.*)")
_SEVERITY = regex(r"(?:severity\s*[:/-]\s*)?(critical|high|medium|low|informational)")
_EXPORT = "Export them again: gh issue list --json number,title,body,labels,url."


def recognises(source: Source) -> bool:
    keys = (b'"number"', b'"title"', b'"labels"')
    return source.name.endswith(".json") and all(key in source.head for key in keys)


def read(source: Source) -> Given:
    """Raises SourceError where the file holds no issue, or one without its title."""
    found = python_json(source)
    issues = found if isinstance(found, list) else [found]
    if not issues or not all(isinstance(one, dict) and isinstance(one.get("title"), str) for one in issues):
        raise SourceError("there is no issue with a title in it", 1, _EXPORT)
    values: list[Value] = []
    notes: list[Note] = []
    for issue in issues:
        match = _TITLE.fullmatch(issue["title"].strip())
        if match is None:
            notes.append(Note(f"the title of {issue.get('number')} names no finding", 1, "Write 'RT-01: ...'."))
            continue
        line = line_of_key(source.data, "title", max(source.data.find(match[1].encode()) - 40, 0))
        values += [
            Value(_REPORT, f"{_AT}/{key}", said, line, line, (match[1],), is_worded=is_worded)
            for key, said, is_worded in _said(issue, match[2])
        ]
    return Given(tool="gh", values=tuple(values), facts={"issues": len(issues)}, notes=tuple(notes))


def _said(issue: Mapping[str, Any], title: str) -> Iterator[tuple[str, str, bool]]:
    yield "title", title.strip(), True
    names = [row.get("name") for row in issue.get("labels") or () if isinstance(row, dict)]
    severities = [match[1] for name in names if isinstance(name, str) and (match := _SEVERITY.fullmatch(name.lower()))]
    if len(severities) == 1:
        yield "severity", severities[0], False
    for key, where in (("body", "description"), ("url", "reference")):
        if isinstance(issue.get(key), str) and issue[key].strip():
            yield where, " ".join(issue[key].split()), True
