"""trufflehog: the JSON lines of version 3, and those of the old Python version 2.

Version 3 (by its own readers: no report could be made here): ``DetectorName``, ``SourceMetadata.Data.*.file`` and
``.line``, with the match in ``Raw`` and ``RawV2``. Version 2.2.1: ``reason``, ``path`` and the whole diff in the clear.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gate.derive.given import Source, SourceError
from gate.derive.parsing import whole_lines
from gate.derive.scanners import REDACTED, Match, Report, first

NAME = "trufflehog"
SEARCHES = ("secrets",)
_OTHER = "Give what 'trufflehog filesystem --json' writes."


def is_report(source: Source) -> bool:
    keys = first(source).keys()
    return {"DetectorName", "SourceMetadata"} <= keys or {"stringsFound", "reason", "printDiff"} <= keys


def read(source: Source) -> Report:
    """Raises SourceError where a line is no finding of trufflehog."""
    matches: list[Match] = []
    exposed = 0
    notes: set[str] = set()
    for line, row in whole_lines(source):
        if isinstance(row, dict) and "DetectorName" in row:
            path, at = _place(row)
            matches.append(Match(str(row["DetectorName"]), "secrets", path, at))
            exposed += any(row.get(key) not in (None, *REDACTED) for key in ("Raw", "RawV2"))
        elif isinstance(row, dict) and "reason" in row and "path" in row:
            matches.append(Match(str(row["reason"]), "secrets", str(row["path"])))
            exposed += bool(row.get("stringsFound"))
            notes.add("a report of trufflehog 2, which is no longer maintained")
        elif not (isinstance(row, dict) and "level" in row and "msg" in row):  # a line of its log
            raise SourceError("this is not a finding of trufflehog", line, _OTHER)
    return Report(NAME, tuple(matches), exposed, notes=tuple(sorted(notes)))


def _place(row: Mapping[str, Any]) -> tuple[str | None, int | None]:
    data = (row.get("SourceMetadata") or {}).get("Data") or {}
    for part in data.values():
        if isinstance(part, dict) and isinstance(part.get("file"), str):
            line = part.get("line")
            return part["file"], line if isinstance(line, int) else None
    return None, None
