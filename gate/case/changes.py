"""Changes from base to head, under the definitions of both sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from gate.case.control_plane import control_plane_changes
from gate.case.moves import Places
from gate.case.sides import Sides
from gate.case.touched import changed_paths, definitions, touched
from gate.config.load import Surfaces
from gate.documents import DocumentError, format_of
from gate.documents.node import tokens_of
from gate.git.snapshot import Snapshot
from gate.surfaces.comments import STEP
from gate.surfaces.compare import compare
from gate.surfaces.fetch import SnapshotFetch
from gate.surfaces.keys import printable
from gate.surfaces.reader import Reader
from gate.surfaces.state import build
from gate.values.changes import RELOCATED, Change, ChangeRow
from gate.values.elements import State, split_key
from gate.values.errors import TunegateError
from gate.values.redact import redact_key, redact_value


def model_changes(sides: Sides, reader: Reader, name: str, surfaces: Iterable[Surfaces]) -> list[Change]:
    """Base-to-head changes of a model under each of the surface definitions, every change once."""
    if sides.base is None:
        return []
    found: dict[tuple[Any, ...], Change] = {}
    own = sides.blocks(name)[1]
    fetch = SnapshotFetch(sides.base), SnapshotFetch(sides.head)
    places = places_of(sides)
    states: list[tuple[State, State]] = []
    for definition in surfaces:
        old = build(sides.base, name, definition, reader, strict=False)
        new = build(sides.head, name, definition, reader, strict=True, own=own.surfaces if own else None)
        states.append((old, new))
        for change in places.relocated(old, new, compare(old, new, *fetch)):
            place = (change.surface, change.change, change.key, change.line, change.base_line, change.detail)
            found.setdefault(place, change)
    changes = list(found.values())
    if len(states) > 1:
        changes = _with_selectors(changes, places, states[0][0], states[-1][1])
    return sorted(changes, key=lambda c: (c.surface, c.path, c.line or c.base_line or 0, c.key))


def places_of(sides: Sides) -> Places:
    """What says at the head what a place means; evidence and the gate's own files say nothing."""
    own = {config.path for config in sides.configs}
    for config in sides.configs:
        own |= {config.control_plane.evidence, *(model.evidence for model in config.models.values())}
    return Places(sides.head, sorted(own))


def _with_selectors(changes: list[Change], places: Places, old: State, new: State) -> list[Change]:
    """The changes with a move that the selectors went along with: each definition alone sees but half of it."""
    moves = [c for c in places.relocated(old, new, compare(old, new)) if c.change == RELOCATED]
    gone = {(move.surface, move.base_path) for move in moves}
    come = {(move.surface, move.path) for move in moves}
    return moves + [
        c
        for c in changes
        if c.change != RELOCATED
        and not (c.change == "removed" and (c.surface, c.base_path) in gone)
        and not (c.change == "added" and (c.surface, c.path) in come)
    ]


def placed(change: Change, head: Snapshot, reader: Reader) -> Change:
    """A value that was removed, with the line of the nearest list or mapping around it that is still there."""
    path, pointer = split_key(change.key)
    entry = head.entry(path) if change.change == "removed" and pointer else None
    format = format_of(path)
    if entry is None or format is None or change.runs or f"/{STEP}/" in pointer:  # nothing is around a comment
        return change
    try:
        node = reader.parts(head, path, entry, format).at(tokens_of(pointer)[:-1])
    except (DocumentError, TunegateError):
        return change
    return replace(change, runs=((node.line, node.line),))


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
    if change.words is not None:
        row["words"] = [redact_value(side, change.surface) for side in change.words]
    row["key"], row["path"] = printable(redact_key(change.key, change.surface)), printable(change.path)
    row["base_path"] = None if change.base_path is None else printable(change.base_path)
    return row
