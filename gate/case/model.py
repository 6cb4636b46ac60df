"""The facts of one model: its state, its evidence, and what the base had of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from gate.case.baseline import adopted_before
from gate.case.before import base_document
from gate.case.changes import model_changes, places_of
from gate.case.documents import against_head, artefact_facts, decision_facts, determination_facts
from gate.case.earlier import StateAt, earlier_facts, read_earlier, withdrawal_facts
from gate.case.elsewhere import Statements
from gate.case.facts import ended, reviewed
from gate.case.former import before, brought
from gate.case.holds import hold_facts
from gate.case.past import Past, past_of
from gate.case.proven import proven
from gate.case.revised import is_of_older_form
from gate.case.shadowed import Taken, shadowed
from gate.case.stated import stated_facts
from gate.case.test_sets import test_sets
from gate.case.touched import definitions
from gate.case.unmatched import unmatched
from gate.evidence.kept import kept_forms
from gate.evidence.pack import DISPOSITION, Document, Pack, load
from gate.evidence.states import made_for, named
from gate.surfaces.state import build
from gate.values.errors import UndecidedError
from gate.values.terms import CONTROL_SURFACES

if TYPE_CHECKING:
    from collections.abc import Callable

    from gate.approvals.approvals import Approvals
    from gate.case.derived import Sourcing
    from gate.case.shape import DecidedBefore, EvidenceFacts, ModelFacts, StateFacts
    from gate.case.sides import Sides
    from gate.config.approvers import Approvers
    from gate.config.load import Model
    from gate.drift.shape import DriftFacts, RegressedRow
    from gate.evidence.shape import MadeFor
    from gate.git.snapshot import Snapshot
    from gate.surfaces.reader import Reader
    from gate.values.changes import Change
    from gate.values.elements import State


def model_facts(
    sides: Sides, sourcing: Sourcing, approvals: Approvals, name: str, taken: Taken, changed: set[str] | None
) -> tuple[ModelFacts, list[Change], State]:
    """The facts of a model, its changes and its state at the head. Raises SurfaceError and EvidenceError."""
    from gate.case.floating import floating
    from gate.case.references import references

    reader = sourcing.reader
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
        "unmatched": unmatched(sides, reader, shown, head),
        "floating": floating(sides.head, reader, head, shown.surfaces),
        "shadowed": shadowed(sides, name, taken),
        "references": references(sides, reader, name, head, changes, changed),
        "reviewed": reviewed(head),
        "approvers": approvals.asked(approvers),
        "evidence": _evidence(sides, sourcing, approvals, old, pack, head, approvers, _state_at(reader, shown)),
    }
    return facts, changes, head


def _approvers(sides: Sides, shown: Model) -> Approvers | None:
    """Who is asked by the trusted configuration; of a model that it does not have, by the one that adds it."""
    trusted = sides.trusted.models.get(shown.name)
    if trusted is None and sides.verification is not None and sides.verification.branch is not None:
        return None  # an older commit does not say itself who may approve what the branch has dropped
    return (trusted or shown).approvers


def _state(head: State) -> StateFacts:
    return {
        "digest": head.digest,
        "form": head.form.number,
        "surfaces": {
            surface: {"digest": head.surface_digests[surface], "elements": len(rows)}
            for surface, rows in head.by_surface.items()
        },
    }


def _evidence(
    sides: Sides,
    sourcing: Sourcing,
    approvals: Approvals,
    old: Model | None,
    pack: Pack,
    head: State,
    approvers: Approvers | None,
    state_at: StateAt,
) -> EvidenceFacts:
    reader = sourcing.reader
    folders = {pack.path, *((old.evidence,) if old else ())}
    before_that = read_earlier(sides, folders)
    against = against_head(
        sides.head,
        pack.path,
        head,
        places_of(sides),
        Statements(sides, pack.statements, before_that.snapshots, folders),
    )
    results, analysis, run = (
        pack.artefacts.get(kind) for kind in ("evaluation-results", "alignment-regression", "training-run")
    )
    tested = _before(sides.base, old, "evaluation-results", results)
    analysed = _before(sides.base, old, "alignment-regression", analysis)
    past = past_of(sides, old, (tested, results), (analysed, analysis), head, against)
    drift = _drift(sides, results, past)
    sourced = sourcing.at_head(head, pack.artefacts)
    controls = {surface: [e.key for e in head.by_surface.get(surface, ())] for surface in CONTROL_SURFACES}
    determinations = [
        determination_facts(
            sides,
            reader,
            document,
            against,
            approvals,
            approvers,
            named(sides.head, pack.path, document.value["from_state"], [head]),
            lambda digests: before_that.stood(digests, state_at),
        )
        for document in pack.determinations
    ]
    artefacts = {
        kind: artefact_facts(
            sides, reader, d, against, sourced, sourcing.at_base(old, d), proven(kind, d.value, drift, controls)
        )
        for kind, d in pack.artefacts.items()
    }
    return {
        "path": pack.path,
        "stated": stated_facts(pack),
        "older_form": is_of_older_form(sides.base or sides.head, old.evidence if old else pack.path),
        "artefacts": artefacts,
        "disposition": decision_facts(sides, reader, pack.disposition, against, approvals, approvers)
        if pack.disposition
        else None,
        "baseline": decision_facts(sides, reader, pack.baseline, against, approvals, approvers)
        if pack.baseline
        else None,
        "adopted_before": adopted_before(before_that.snapshots, folders),
        "determinations": determinations,
        "earlier": earlier_facts(before_that, head, determinations),
        "withdrawals": withdrawal_facts(before_that, head, pack.withdrawals),
        "holds": hold_facts(before_that, pack, approvals, approvers, is_verified=sides.verification is not None),
        "drift": drift,
        "decided_before": _decided_before(sides.base, old, pack.disposition),
        "trained_until": ended(run.value) if run else None,
        "recorded_before": _recorded(tested),
        "tested_before": past.tested,
        "regressed_before": _regressed_before(analysed),
        "test_sets": test_sets(sides.head, results, artefacts[results.kind]["files"] if results else {}),
        "brought": brought(sides.base, old, pack),
        "before": before(sides.base, old, pack, _against_base(sides, old, head), against.made_for),
    }


def _against_base(sides: Sides, old: Model | None, head: State) -> Callable[[str], MadeFor]:
    """How the head differs from a state that a document of the base names."""

    def was(digest: str) -> MadeFor:
        if sides.base is None or old is None:
            raise UndecidedError("there is no base to compare with")
        return made_for(sides.base, old.evidence, digest, head)

    return cache(was)


def _state_at(reader: Reader, shown: Model) -> StateAt:
    return cache(lambda snapshot: build(snapshot, shown.name, shown.surfaces, reader, strict=False).digest)


def _decided_before(base: Snapshot | None, old: Model | None, disposition: Document | None) -> DecidedBefore | None:
    """The base's disposition, if the head has another one."""
    before = base_document(base, old, DISPOSITION, disposition)
    decided = before.value.get("decided_at") if before else None
    if base is None or before is None or not isinstance(decided, str):
        return None
    older = [digest for kept in kept_forms(base, before) for digest in kept.digests]
    return {"digest": before.digest, "older": older, "decided_at": decided}


def _recorded(before: dict[str, Any]) -> list[str]:
    """The base's suites with outcomes item by item."""
    suites = before.get("safety_suites")
    rows = [row for row in suites if isinstance(row, dict)] if isinstance(suites, list) else []
    return sorted({str(row.get("name")) for row in rows if "records" in row})


def _regressed_before(before: dict[str, Any]) -> list[RegressedRow] | None:
    """What was regressed in the base's analysis, if the head has another one."""
    if not before:
        return None
    from gate.drift.base_results import regressed

    return regressed(before)


def _before(base: Snapshot | None, old: Model | None, kind: str, document: Document | None) -> dict[str, Any]:
    """The base's document of a kind, where the head has another one; empty for one that cannot be read.

    Raises EvidenceError for one that a newer tunegate wrote.
    """
    found = base_document(base, old, kind, document)
    return dict(found.value) if found else {}


def _drift(sides: Sides, results: Document | None, past: Past) -> DriftFacts | None:
    if results is None:
        return None
    from gate.drift.suite_facts import drift

    return drift(sides.head, results, sides.trusted.settings, past.looks)
