"""Facts of one document of the pack: its text with places, and how the head differs from the state it was made for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from gate.approvals.approvals import Approvals
from gate.case.facts import commits, dates, named_files
from gate.case.shape import ChangedSurface, DecisionFacts, DocumentFacts, MadeFor
from gate.case.sides import Sides
from gate.config.approvers import Approvers
from gate.evidence.pack import Document, load_state
from gate.git.snapshot import Snapshot
from gate.surfaces.compare import compare
from gate.surfaces.reader import Reader
from gate.surfaces.significance import significance
from gate.values.elements import State

MAX_KEYS = 20  # of changed elements that are named, for each surface
MadeForLookup = Callable[[str], MadeFor]


def document_facts(sides: Sides, reader: Reader, document: Document, made_for: MadeForLookup) -> DocumentFacts:
    """An evidence document with its places, and how the head differs from the state it was made for."""
    return {
        "path": document.path,
        "digest": document.digest,
        "document": document.value,
        "lines": document.node.lines(),
        "dates": dates(document.value),
        "files": named_files(sides.head, reader, document.value),
        "commits": commits(sides.repository, document.value),
        "made_for": made_for(document.value["state"]),
    }


def decision_facts(
    sides: Sides,
    reader: Reader,
    document: Document,
    made_for: MadeForLookup,
    approvals: Approvals,
    approvers: Approvers | None,
) -> DecisionFacts:
    """A disposition or a determination, with who approved it."""
    return {**document_facts(sides, reader, document, made_for), "approval": approvals.of(document, approvers)}


def made_for_lookup(snapshot: Snapshot, folder: str, head: State) -> MadeForLookup:
    """State digest -> how ``head`` differs from that state, each digest compared once.

    ``folder`` is that of the evidence, which keeps the states that documents were made for.
    """
    return cache(lambda digest: _made_for(snapshot, folder, head, digest))


def _made_for(snapshot: Snapshot, folder: str, head: State, digest: str) -> MadeFor:
    reviewed = load_state(snapshot, folder, digest)
    if digest == head.digest:  # nothing differs, but without its file nobody can tell later what did
        return {"digest": digest, "known": reviewed is not None, "changed": {}}
    if reviewed is None:
        changed: dict[str, ChangedSurface] = {surface: {"count": 0, "keys": []} for surface in head.by_surface}
        return {"digest": digest, "known": False, "changed": changed}
    return {"digest": digest, "known": True, "changed": changed_surfaces(reviewed, head)}


def changed_surfaces(reviewed: State, head: State) -> dict[str, ChangedSurface]:
    """The surfaces that differ between two states, with the keys of the first changes."""
    changed: dict[str, ChangedSurface] = {}
    differences = compare(reviewed, head)
    for change in differences:
        row = changed.setdefault(change.surface, {"count": 0, "keys": []})
        row["count"] += 1
        if len(row["keys"]) < MAX_KEYS:
            row["keys"].append(change.key)
    if "base_model" in changed:
        changed["base_model"]["significance"] = significance(c for c in differences if c.surface == "base_model")
    return changed
