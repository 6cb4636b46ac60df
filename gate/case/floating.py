"""Reviewed references to models and data sets that can come to mean something else without a change here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate.config.selectors import covers
from gate.documents import tokens_of
from gate.recognise.floating import how_to_pin, is_alias, is_hosted_alias, is_moving_name
from gate.surfaces.keys import printable
from gate.values.elements import split_key
from gate.values.redact import redact_key, redact_value

if TYPE_CHECKING:
    from gate.case.shape import FloatingReference
    from gate.config.load import Surfaces
    from gate.git.snapshot import Snapshot
    from gate.surfaces.reader import Reader
    from gate.values.elements import Element, State

SURFACES = ("base_model", "fine_tuned_model", "training_data")  # whose values can name what is kept elsewhere


@dataclass(frozen=True, slots=True)
class Floating:
    """A reference that nothing pins, on the surface that reviews it; ``pin`` says how to.

    ``names`` is what it refers to, ``revision`` what stands beside it.
    """

    surface: str
    key: str
    value: str
    pin: str
    path: str
    line: int
    end_line: int
    names: str
    revision: str


def floating(snapshot: Snapshot, reader: Reader, head: State, surfaces: Surfaces) -> list[FloatingReference]:
    """The facts of the case on the references of a state that float."""
    return [
        {
            "surface": row.surface,
            "key": redact_key(row.key, row.surface),
            "value": str(redact_value(row.value, row.surface)),
            "pin": row.pin,
            "path": printable(row.path),
            "line": row.line,
            "end_line": row.end_line,
        }
        for row in floating_references(snapshot, reader, head, surfaces)
    ]


def floating_references(snapshot: Snapshot, reader: Reader, head: State, surfaces: Surfaces) -> list[Floating]:
    """What recognisers find to float in reviewed files, and reviewed values that are aliases by their looks."""
    found = {row.key: row for row in _aliases(head)}
    found.update((row.key, row) for row in _recognised(snapshot, reader, head, surfaces))
    return sorted(found.values(), key=lambda row: (row.path, row.line, row.key))


def _recognised(snapshot: Snapshot, reader: Reader, head: State, surfaces: Surfaces) -> Iterator[Floating]:
    from gate.recognise.scan import scan_file

    for path in sorted({e.path for e in head.elements if e.surface in SURFACES}):
        entry = snapshot.entry(path)
        found = scan_file(snapshot, path, entry, reader) if entry else None
        for e in found.elements if found and not found.rough else ():  # line by line, no revision is seen
            tokens = tokens_of(e.pointer)
            surface = next((s for s in SURFACES if covers(surfaces.get(s, ()), path, tokens)), None)
            if e.pinned is False and surface is not None:
                yield _row(e, surface, e.pin)


def _aliases(head: State) -> Iterator[Floating]:
    digests = {e.key.rpartition("/")[0] for e in head.elements if e.key.endswith(("/digest", "/sha256"))}
    for e in head.elements:
        if e.surface not in ("base_model", "fine_tuned_model") or e.is_file or not isinstance(e.value, str):
            continue
        above, _, last = split_key(e.key)[1].rpartition("/")
        moves = is_alias(e.value) or is_hosted_alias(e.value) or is_moving_name(last, e.value)
        if moves and f"{e.path}#{above}" not in digests:
            yield _row(e, e.surface, how_to_pin(e.value, "", e.surface))


def _row(e: Element, surface: str, pin: str) -> Floating:
    variable, equals, rest = str(e.value).partition("=")
    names = rest if equals and variable.isupper() else str(e.value)
    place = (e.path, e.line or 1, e.end_line or e.line or 1)
    return Floating(surface, e.key, str(e.value), pin, *place, names, e.revision)
