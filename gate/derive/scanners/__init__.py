"""What scanners report: matches by the categories of the manifest, without the text that was matched.

A module a scanner has ``NAME`` (the field's), ``is_report(source) -> bool`` and ``read(source) -> Report``; those that
`run` can start also have ``PROGRAM``, ``SEARCHES`` and what `gate.derive.scanners.run` asks for.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from gate.derive.given import About, Given, Note, Source, Value
from gate.process.registry import Registry

MANIFEST = "training-data-manifest"
SCAN = "/sources/*/sensitivity_scan"
CATEGORIES = ("personal-data", "special-category-data", "secrets", "restricted-classification", "other")
REDACTED = ("", "REDACTED", "[redacted]")
_BIND = "Run 'tunegate evidence scan-data': its record has the digests of the files that were scanned."


@dataclass(frozen=True, slots=True)
class Match:
    """One match. ``path`` is None where the report does not name the file; ``line`` is that in the scanned file."""

    rule: str
    category: str
    path: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A scanner's report. ``exposed`` is how many matches stand there in the clear; ``scanned_at`` is RFC 3339."""

    tool: str
    matches: tuple[Match, ...]
    exposed: int = 0
    version: str | None = None
    scanned_at: str | None = None
    rules: int | None = None
    notes: tuple[str, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)  # of scanned files, where the report has them


class Scanner(Protocol):
    NAME: str
    SEARCHES: tuple[str, ...]

    def is_report(self, source: Source) -> bool: ...

    def read(self, source: Source) -> Report: ...


SCANNERS = Registry[Scanner]("gate.derive.scanners.formats")


def first(source: Source) -> Mapping[str, Any]:
    """The first object of a JSON list, of JSON lines, or of a file of one; nothing where there is none in its head."""
    start = source.head.decode("utf-8-sig", "ignore").lstrip()
    start = start[1:].lstrip() if start.startswith("[") else start
    try:
        found, _ = json.JSONDecoder().raw_decode(start)
    except (RecursionError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def counted(matches: Sequence[Match]) -> dict[str, int]:
    """Category -> number of matches, in the manifest's order."""
    found = Counter(match.category for match in matches)
    return {category: found[category] for category in CATEGORIES if found[category]}


def by_rule(matches: Sequence[Match]) -> dict[str, int]:
    """The scanner's rule -> number of matches, sorted by rule."""
    return dict(sorted(Counter(match.rule for match in matches).items()))


def given(scanner: Scanner, source: Source) -> Given:
    """What a report on its own gives: how many matches there are of each category that it has some of.

    It does not say what else was scanned, nor which bytes, so that nothing follows from what it lacks. Raises
    SourceError where it is none.
    """
    report = scanner.read(source)
    paths = tuple(sorted({match.path for match in report.matches if match.path is not None}))
    counts = counted(report.matches)
    values = tuple(
        Value(MANIFEST, f"{SCAN}/matches_by_category/{category}", count, about=paths)
        for category, count in counts.items()
    )
    what = "which files had no match, and which bytes were scanned" if counts else "which files were scanned"
    notes = (
        *(Note(text) for text in report.notes),
        Note(f"the report does not say {what}, so the scan stays unproven", 1, _BIND, f"{SCAN}/matches"),
    )
    version = f" {report.version}" if report.version else ""
    return Given(
        tool=f"{report.tool}{version}",
        values=values,
        about=tuple(About(path, report.digests.get(path)) for path in paths),
        facts={"matches": counts, "rules": by_rule(report.matches), "exposed": report.exposed, "bound": False},
        notes=notes,
    )
