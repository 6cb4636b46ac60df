"""``upstream.yaml`` of a pack: what floating references stood for when they were last looked up.

What a reference stands for is an element of its surface, by an implicit selector (`selector_of`), so that a changed
observation is a change like any other; when it was looked up is not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gate.config.selectors import OBSERVED

SCHEMA = "tunegate/upstream/v1"


@dataclass(frozen=True, slots=True)
class Observation:
    """What a reference stands for. ``key`` is the reference, with its revision; ``observed_at`` is RFC 3339."""

    surface: str
    key: str
    registry: str
    host: str
    stands_for: str
    observed_at: str


def path_of(folder: str) -> str:
    return f"{folder}/{OBSERVED}"


def observations(document: Mapping[str, Any]) -> list[Observation]:
    """The observations of a document that fits its schema."""
    return [
        Observation(surface, key, row["registry"], row["host"], row["stands_for"], row["observed_at"])
        for surface, rows in document["observations"].items()
        for key, row in rows.items()
    ]


def renewed(
    old: Iterable[Observation], new: Iterable[Observation], kept: Iterable[tuple[str, str]]
) -> list[Observation]:
    """The new observations, with the old time where nothing changed, and the old ones that could not be renewed.

    ``kept`` are (surface, key) of references that no registry answered for.
    """
    before = {(row.surface, row.key): row for row in old}
    found = {(row.surface, row.key): row for row in new}
    for place, row in found.items():
        was = before.get(place)
        if was is not None and replace(row, observed_at=was.observed_at) == was:
            found[place] = was
    found.update((place, before[place]) for place in kept if place in before and place not in found)
    return [found[place] for place in sorted(found)]


def text_of(model: str, rows: Iterable[Observation]) -> str:
    """The document as it is written."""
    lines = [
        "# What floating references stood for when they were looked up. Written by 'tunegate upstream'.",
        f"schema: {SCHEMA}",
        f"model: {json.dumps(model)}",
    ]
    by_surface: dict[str, list[Observation]] = {}
    for row in rows:
        by_surface.setdefault(row.surface, []).append(row)
    lines.append("observations:" if by_surface else "observations: {}")
    for surface, found in sorted(by_surface.items()):
        lines.append(f"  {surface}:")
        for row in sorted(found, key=lambda one: one.key):
            lines.append(f"    {json.dumps(row.key, ensure_ascii=False)}:")
            for name in ("registry", "host", "stands_for", "observed_at"):
                lines.append(f"      {name}: {json.dumps(getattr(row, name), ensure_ascii=False)}")
    return "\n".join(lines) + "\n"
