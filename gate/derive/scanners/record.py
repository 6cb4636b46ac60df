"""The record of a scan, which binds a scanner's matches to the bytes that it was given (``tunegate/data-scan/v1``).

JSON with ``schema``, ``source`` (an id of the manifest), ``files`` (``path``, ``digest``) and ``runs``: each with
``scanner``, ``version``, ``rules`` (what is known of them), ``scanned_at``, ``categories`` (what it searches for) and
``matches`` (``rule``, ``category``, ``path``, ``line``). What was matched is not in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gate.derive.given import Source, SourceError
from gate.derive.parsing import python_json
from gate.derive.scanners import CATEGORIES, Match
from gate.values.regex import regex

SCHEMA = "tunegate/data-scan/v1"
FOLDER = "scans"
_DIGEST = regex(r"sha256:[0-9a-f]{64}")
_MOMENT = regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_AGAIN = "Scan again: tunegate evidence scan-data."


@dataclass(frozen=True, slots=True)
class Run:
    """One scanner over all files of a source. ``scanned_at`` is RFC 3339 in UTC."""

    scanner: str
    version: str
    scanned_at: str
    categories: tuple[str, ...]
    matches: tuple[Match, ...]
    rules: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """``files``: path -> digest of the scanned bytes."""

    source: str
    files: Mapping[str, str]
    runs: tuple[Run, ...]


def path_of(folder: str, source: str) -> str:
    """Where the record of a source of data is kept in the folder of the evidence."""
    return f"{folder}/{FOLDER}/{source}.json"


def with_run(before: Record | None, source: str, files: Mapping[str, str], run: Run) -> Record:
    """The record with a new run; runs over other bytes, and the last one of the same scanner, are dropped."""
    kept = before.runs if before is not None and dict(before.files) == dict(files) else ()
    runs = [*(one for one in kept if one.scanner != run.scanner), run]
    return Record(source, files, tuple(sorted(runs, key=lambda one: one.scanner)))


def text_of(record: Record) -> str:
    value = {
        "schema": SCHEMA,
        "source": record.source,
        "files": [{"path": path, "digest": digest} for path, digest in sorted(record.files.items())],
        "runs": [
            {
                "scanner": run.scanner,
                "version": run.version,
                "rules": dict(run.rules),
                "scanned_at": run.scanned_at,
                "categories": list(run.categories),
                "matches": [_row(match) for match in sorted(run.matches, key=_order)],
            }
            for run in record.runs
        ],
    }
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def is_record(source: Source) -> bool:
    return SCHEMA.encode() in source.head[:512]


def read(source: Source) -> Record:
    """Raises SourceError where the record is not whole."""
    value = python_json(source)
    if not isinstance(value, dict) or value.get("schema") != SCHEMA:
        raise SourceError(f"this is no {SCHEMA}", 1, _AGAIN)
    files = {str(row["path"]): str(row["digest"]) for row in value["files"]}
    if not files or len(files) < len(value["files"]) or not all(map(_DIGEST.fullmatch, files.values())):
        raise SourceError("the record does not name the scanned files, each with its digest", 1, _AGAIN)
    runs = tuple(_run(row, files) for row in value["runs"])
    if not runs:
        raise SourceError("the record has no run of a scanner", 1, _AGAIN)
    return Record(str(value["source"]), files, runs)


def _run(row: Mapping[str, Any], files: Mapping[str, str]) -> Run:
    matches = tuple(Match(str(m["rule"]), str(m["category"]), str(m["path"]), m.get("line")) for m in row["matches"])
    categories = tuple(str(name) for name in row["categories"])
    wrong = [name for name in (*categories, *(m.category for m in matches)) if name not in CATEGORIES]
    if wrong or not categories:
        raise SourceError(f"{wrong[0] if wrong else 'nothing'} is not a category of the manifest", 1, _AGAIN)
    stray = next((match.path for match in matches if match.path not in files), None)
    if stray is not None:
        raise SourceError(f"a match is in {stray}, which was not scanned", 1, _AGAIN)
    version, when = str(row["version"]).strip(), str(row["scanned_at"])
    if not version or not _MOMENT.fullmatch(when):
        raise SourceError(f"the run of {row['scanner']} lacks its version or its time", 1, _AGAIN)
    return Run(str(row["scanner"]), version, when, categories, matches, dict(row.get("rules") or {}))


def _row(match: Match) -> dict[str, Any]:
    row: dict[str, Any] = {"rule": match.rule, "category": match.category, "path": match.path}
    return {**row, "line": match.line} if match.line is not None else row


def _order(match: Match) -> tuple[str, int, str]:
    return (match.path or "", match.line or 0, match.rule)
