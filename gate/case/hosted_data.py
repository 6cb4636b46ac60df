"""Data sets on a hub: those that the training-data surface loads, and whether what a manifest claims is named there.

Facts of the source ``hub``: ``loaded`` (``id``, ``revision``, ``path``, ``line``) and ``named`` (id of a claim ->
whether a file of the surface or of the recipe names it).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gate.derive.facts import Origin
from gate.derive.given import Given
from gate.derive.outcomes import Outcome
from gate.git.paths import is_inside
from gate.surfaces.keys import printable
from gate.values.errors import UndecidedError
from gate.values.terms import TRAINING_DATA

if TYPE_CHECKING:
    from gate.derive.outcomes import Sources
    from gate.evidence.pack import Document
    from gate.values.elements import State

HUB = "hub"
MAX_TEXT = 1024 * 1024  # bytes of a configuration or a script in which names are looked for
_NAMING = (TRAINING_DATA, "training_recipe")
_DATA = frozenset(("jsonl", "data"))


def hub_origins(sources: Sources, state: State, document: Document) -> Iterator[Origin]:
    """The source, where something is loaded from a hub or claimed to be."""
    files = sorted({e.path for e in state.elements if e.surface in _NAMING and e.format not in _DATA})
    loaded = [*_loaded(sources, state)]
    named = {name: any(name.encode() in data for data in _texts(sources, files)) for name in _claims(document.value)}
    if loaded or named:
        yield Origin(Outcome(HUB, document.path, None, Given(facts={"loaded": loaded, "named": named})))


def _claims(document: Mapping[str, Any]) -> Iterator[str]:
    rows = document.get("sources")
    for row in rows if isinstance(rows, list) else ():
        hosted = row.get("hosted_datasets") if isinstance(row, Mapping) else None
        for one in hosted if isinstance(hosted, list) else ():
            if isinstance(one, Mapping) and isinstance(one.get("id"), str):
                yield one["id"]


def _loaded(sources: Sources, state: State) -> Iterator[dict[str, Any]]:
    """References to data sets on the surface that are no files here: what is local is neither pinned nor floating."""
    from gate.recognise.scan import scan_file

    keys = {e.key: e.path for e in state.by_surface.get(TRAINING_DATA, ()) if not e.is_file}
    for path in sorted(set(keys.values())):
        entry = sources.snapshot.entry(path)
        found = scan_file(sources.snapshot, path, entry, sources.reader) if entry is not None else None
        for e in found.elements if found is not None and not found.rough else ():
            if e.pinned is None or not isinstance(e.value, str) or e.key not in keys:
                continue
            if not (is_inside(e.value) and sources.snapshot.mode(e.value) is not None):
                yield {"id": printable(e.value), "revision": e.revision, "path": printable(path), "line": e.line or 1}


def _texts(sources: Sources, files: list[str]) -> Iterator[bytes]:
    for path in files:
        entry = sources.snapshot.entry(path)
        if entry is None or not entry.is_regular:
            continue
        try:
            yield sources.snapshot.read(path, entry, limit=MAX_TEXT)
        except UndecidedError:
            continue
