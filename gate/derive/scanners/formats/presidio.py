"""Presidio (analyzer 2.2): the list that ``/analyze`` answers, or JSON lines of a record and its ``results``.

A result has an ``entity_type``, offsets and a score, and neither the file nor the text. Overlapping results count one
each, as Presidio gives them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gate.derive.given import Source, SourceError
from gate.derive.parsing import python_json, whole_lines
from gate.derive.scanners import CATEGORIES, Match, Report, first

NAME = "presidio"
SEARCHES = ("personal-data", "special-category-data")
_RESULT = {"entity_type", "start", "end", "score"}
# entities of Presidio's own recognisers that are no personal data by themselves, or are more than that
_CATEGORY = {
    "NRP": "special-category-data",  # nationality, religious or political group
    "MEDICAL_CONDITION": "special-category-data",
    "MEDICAL_DISEASE": "special-category-data",
    "URL": "other",
    "DATE_TIME": "other",
    "API_KEY": "secrets",
    "PASSWORD": "secrets",
    "SECRET": "secrets",
}


def is_report(source: Source) -> bool:
    row = first(source)
    results = row.get("results")
    found = results[0] if isinstance(results, list) and results else row
    return isinstance(found, dict) and found.keys() >= _RESULT


def read(source: Source) -> Report:
    """Raises SourceError where it is no answer of Presidio."""
    matches: list[Match] = []
    exposed = 0
    for line, row in _results(source):
        kind = row.get("entity_type") if isinstance(row, dict) else None
        if not isinstance(kind, str):
            raise SourceError("this is not a result of Presidio", line, "Give the list of results, or a record a line.")
        path = row.get("path") if isinstance(row.get("path"), str) else None
        matches.append(Match(kind, category_of(kind), path, row.get("line")))
        exposed += "text" in row
    return Report(NAME, tuple(matches), exposed)


def category_of(entity: str) -> str:
    """The manifest's category of an entity; your own recognisers may use a category's name."""
    named = entity.lower().replace("_", "-")
    return named if named in CATEGORIES else _CATEGORY.get(entity, "personal-data")


def _results(source: Source) -> Iterator[tuple[int, Any]]:
    if source.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        yield from ((1, row) for row in python_json(source))
        return
    for line, row in whole_lines(source):
        results = row.get("results") if isinstance(row, dict) else None
        if not isinstance(results, list):
            raise SourceError("the line has no results of Presidio", line, "Write one record a line, with its results.")
        yield from ((line, result) for result in results)
