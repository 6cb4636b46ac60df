"""What became of each match of a scan, a line of JSON each, as those who went through them decided.

The form is tunegate's own: ``{"category": "secrets", "path": "data/a.jsonl", "line": 7, "action": "false-positive"}``
and ``note``. Matches of one category that were dealt with alike, with the same note, are one row of the manifest.
Facts: ``matches`` (category -> number).
"""

from __future__ import annotations

from collections import Counter

from gate.derive.given import Given, Source, SourceError, Value
from gate.derive.parsing import whole_lines
from gate.derive.scanners import CATEGORIES, MANIFEST, SCAN

KIND = "scan-triage"
ACTIONS = ("removed", "redacted", "pseudonymised", "false-positive", "kept")
_REMEDY = 'Write a line for each match: {"category": "secrets", "path": "a.jsonl", "line": 7, "action": "removed"}.'


def recognises(source: Source) -> bool:
    first = source.head.lstrip().split(b"\n", 1)[0]
    return source.name.endswith((".jsonl", ".ndjson")) and all(key in first for key in (b'"category"', b'"action"'))


def read(source: Source) -> Given:
    """Raises SourceError for a line that does not say which match it is about, or what was done."""
    counts: Counter[tuple[str, str, str]] = Counter()
    seen: set[tuple[str, str, int, int]] = set()
    end = 1
    for end, row in whole_lines(source):
        said = row if isinstance(row, dict) else {}
        category, action, note = said.get("category"), said.get("action"), said.get("note", "")
        place = (said.get("path"), said.get("line"), said.get("column", 0))
        if category not in CATEGORIES or action not in ACTIONS or not isinstance(note, str):
            raise SourceError("the line names no known category, or no known action", end, _REMEDY)
        if not isinstance(place[0], str) or not isinstance(place[1], int) or not isinstance(place[2], int):
            raise SourceError("the line does not say where the match is", end, _REMEDY)
        match = (str(category), place[0], place[1], place[2])
        if match in seen:
            raise SourceError("the match was dealt with in an earlier line", end, "Keep one of the two.")
        seen.add(match)
        counts[str(category), str(action), note.strip()] += 1
    rows = [
        {"category": category, "count": count, "action": action, **({"note": note} if note else {})}
        for (category, action, note), count in counts.items()
    ]
    matches: Counter[str] = Counter()
    for (category, _, _), count in counts.items():
        matches[category] += count
    value = Value(MANIFEST, f"{SCAN}/matches_disposition", rows, 1, end, ordered=False)
    return Given(values=(value,), facts={"matches": dict(matches)})
