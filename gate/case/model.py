"""The facts of one model: its state, its evidence, and what the base had of it."""

from __future__ import annotations

from typing import Any

from gate.approvals.approvals import Approvals
from gate.case.changes import model_changes
from gate.case.documents import MadeForLookup, decision_facts, document_facts, made_for_lookup
from gate.case.facts import ended, floating, reviewed
from gate.case.shape import EvidenceFacts, ModelFacts, StateFacts, UnmatchedSelector
from gate.case.sides import Sides
from gate.case.touched import definitions
from gate.config.approvers import Approvers
from gate.config.load import Model
from gate.documents import DocumentError, parse
from gate.drift.shape import DriftFacts, RegressedRow, TestedBefore
from gate.evidence.pack import DISPOSITION, MAX_DOCUMENT, Document, Pack, load
from gate.git.snapshot import Snapshot
from gate.surfaces.reader import Reader
from gate.surfaces.state import build
from gate.values.canonical import digest_of
from gate.values.changes import Change
from gate.values.elements import State
from gate.values.errors import UndecidedError


def model_facts(sides: Sides, reader: Reader, approvals: Approvals, name: str) -> tuple[ModelFacts, list[Change]]:
    """The facts of a model and its changes. Raises SurfaceError and EvidenceError."""
    old, new = sides.blocks(name)
    shown = new or old
    if shown is None:
        raise UndecidedError(f"neither the base nor the head has a model {name!r}", remedy="Check its name.")
    changes = model_changes(sides, reader, name, definitions((old, new)))
    head = build(sides.head, name, shown.surfaces, reader, strict=True)
    pack = load(sides.head, shown.evidence).or_raise() if new else Pack(shown.evidence)
    approvers = _approvers(sides, shown)
    facts: ModelFacts = {
        "config": {"path": sides.config_path, "line": shown.line, "end_line": shown.end_line},
        "status": "removed" if new is None else "added" if old is None else "present",
        "state": _state(head),
        "unmatched": _unmatched(sides.config_path, shown, head),
        "floating": floating(sides.head, reader, head),
        "reviewed": reviewed(head),
        "approvers": approvals.asked(approvers),
        "evidence": _evidence(sides, reader, approvals, old, pack, head, approvers),
    }
    return facts, changes


def _approvers(sides: Sides, shown: Model) -> Approvers | None:
    """Who is asked by the trusted configuration; of a model that it does not have, by the one that adds it."""
    trusted = sides.trusted.models.get(shown.name)
    if trusted is None and sides.verification is not None and sides.verification.branch is not None:
        return None  # an older commit does not say itself who may approve what the branch has dropped
    return (trusted or shown).approvers


def _state(head: State) -> StateFacts:
    return {
        "digest": head.digest,
        "surfaces": {
            surface: {"digest": head.surface_digests[surface], "elements": len(rows)}
            for surface, rows in head.by_surface.items()
        },
    }


def _unmatched(config_path: str, shown: Model, head: State) -> list[UnmatchedSelector]:
    return [
        {"surface": surface, "selector": text, "path": config_path, "line": place[0], "end_line": place[1]}
        for surface, text in head.unmatched
        for place in [shown.places[surface, text]]
    ]


def _evidence(
    sides: Sides,
    reader: Reader,
    approvals: Approvals,
    old: Model | None,
    pack: Pack,
    head: State,
    approvers: Approvers | None,
) -> EvidenceFacts:
    made_for = made_for_lookup(sides.head, pack.path, head)
    results, analysis, run = (
        pack.artefacts.get(kind) for kind in ("evaluation-results", "alignment-regression", "training-run")
    )
    before = _before(sides.base, old, "evaluation-results", results)
    decisions = [
        decision_facts(sides, reader, document, made_for, approvals, approvers)
        for document in (*([pack.disposition] if pack.disposition else []), *pack.determinations)
    ]
    return {
        "path": pack.path,
        "artefacts": {kind: document_facts(sides, reader, d, made_for) for kind, d in pack.artefacts.items()},
        "disposition": decisions.pop(0) if pack.disposition else None,
        "determinations": decisions,
        "drift": _drift(sides, results),
        "decided_before": _decided_before(_before(sides.base, old, DISPOSITION, pack.disposition)),
        "trained_until": ended(run.value) if run else None,
        "recorded_before": _recorded(before),
        "tested_before": _tested_before(sides, before, results, made_for),
        "regressed_before": _regressed_before(_before(sides.base, old, "alignment-regression", analysis)),
    }


def _decided_before(before: dict[str, Any]) -> str | None:
    """When the base's disposition was decided, if the head has another one."""
    decided = before.get("decided_at")
    return decided if isinstance(decided, str) else None


def _recorded(before: dict[str, Any]) -> list[str]:
    """The base's suites with outcomes item by item."""
    suites = before.get("safety_suites")
    rows = [row for row in suites if isinstance(row, dict)] if isinstance(suites, list) else []
    return sorted({str(row.get("name")) for row in rows if "records" in row})


def _tested_before(
    sides: Sides, before: dict[str, Any], results: Document | None, made_for: MadeForLookup
) -> TestedBefore | None:
    """What became of the items that the base's results have, if the head has other results."""
    if not before or sides.base is None or results is None:
        return None
    from gate.drift.base_results import earlier

    digest = before.get("state")
    changed = made_for(digest)["changed"] if isinstance(digest, str) else {}
    return {**earlier(sides.base, before, sides.head, results.value), "changed": sorted(changed)}


def _regressed_before(before: dict[str, Any]) -> list[RegressedRow] | None:
    """What was regressed in the base's analysis, if the head has another one."""
    if not before:
        return None
    from gate.drift.base_results import regressed

    return regressed(before)


def _before(base: Snapshot | None, old: Model | None, kind: str, document: Document | None) -> dict[str, Any]:
    """The base's document of a kind, where the head has another one; empty for one that cannot be read."""
    if base is None or old is None or document is None:
        return {}
    for ending in ("yaml", "yml"):
        path = f"{old.evidence}/{kind}.{ending}"
        entry = base.entry(path)
        if entry is None or not entry.is_regular:
            continue
        data = base.read(path, entry, limit=MAX_DOCUMENT)
        if digest_of(data) == document.digest:
            return {}
        try:
            found = parse(data, "yaml").plain()
        except DocumentError:
            return {}
        return found if isinstance(found, dict) else {}
    return {}


def _drift(sides: Sides, results: Document | None) -> DriftFacts | None:
    if results is None:
        return None
    from gate.drift.suite_facts import drift

    return drift(sides.head, results, sides.trusted.settings)
