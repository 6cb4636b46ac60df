"""Changes from base to head, under the definitions of both sides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gate.case.control_plane import control_plane_changes
from gate.case.sides import Sides
from gate.case.touched import changed_paths, definitions, touched
from gate.config.load import Surfaces
from gate.surfaces.compare import compare
from gate.surfaces.fetch import SnapshotFetch
from gate.surfaces.keys import printable
from gate.surfaces.reader import Reader
from gate.surfaces.state import build
from gate.values.changes import Change, ChangeRow
from gate.values.redact import redact_key, redact_value


def model_changes(sides: Sides, reader: Reader, name: str, surfaces: Iterable[Surfaces]) -> list[Change]:
    """Base-to-head changes of a model under each of the surface definitions, every change once."""
    if sides.base is None:
        return []
    found: dict[tuple[Any, ...], Change] = {}
    own = sides.blocks(name)[1]
    for definition in surfaces:
        old = build(sides.base, name, definition, reader, strict=False)
        new = build(sides.head, name, definition, reader, strict=True, own=own.surfaces if own else None)
        for change in compare(old, new, SnapshotFetch(sides.base), SnapshotFetch(sides.head)):
            place = (change.surface, change.change, change.key, change.line, change.base_line, change.detail)
            found.setdefault(place, change)
    return sorted(found.values(), key=lambda c: (c.surface, c.path, c.line or c.base_line or 0, c.key))


def all_changes(sides: Sides, reader: Reader) -> list[Change]:
    """Every change of the control plane and of every touched model, without the evidence."""
    changed = changed_paths(sides)
    found = list(control_plane_changes(sides, reader, changed))
    for name in touched(sides, changed):
        found += model_changes(sides, reader, name, definitions(sides.blocks(name)))
    return found


def public_row(change: Change) -> ChangeRow:
    """A change as it may be shown: values redacted, those of training data as records; names in any encoding."""
    row = change.row()
    shown = (redact_value(value, change.surface) for value in (change.old, change.new, change.detail))
    row["old"], row["new"], row["detail"] = shown
    row["key"], row["path"] = printable(redact_key(change.key, change.surface)), printable(change.path)
    row["base_path"] = None if change.base_path is None else printable(change.base_path)
    return row
