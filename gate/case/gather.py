"""The case: one JSON document with every fact that the policies judge (``schemas/case.schema.json``).

This gathers and judges nothing. It opens only the models that the change touches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypedDict, Unpack

from gate.approvals.approvals import Approvals, Reviewers
from gate.approvals.authors import authors_of
from gate.case.changes import placed, public_row
from gate.case.comparison import comparison
from gate.case.control_plane import control_plane_facts, touched_plane
from gate.case.coverage import uncovered_files
from gate.case.deletions import read_deletions
from gate.case.naming import naming
from gate.case.shadowed import Taken, taken_places
from gate.case.touched import changed_paths, refuse_lookalikes, touched, watched
from gate.policy.in_force import bundle_of
from gate.surfaces.reader import Reader
from gate.values.errors import EvidenceError, SurfaceError, TunegateError

if TYPE_CHECKING:
    from gate.case.coverage_shape import UnselectedFacts
    from gate.case.deletions import Deletions
    from gate.case.shape import Case, ModelFacts
    from gate.case.sides import Sides
    from gate.case.verification_shape import VerificationFacts
    from gate.config.approvers import Signing
    from gate.git.snapshot import Snapshot
    from gate.policy.bundle import Bundle
    from gate.values.changes import Change
    from gate.values.elements import State

CASE_SCHEMA = "tunegate/case/v1"


@dataclass(frozen=True)
class Gathered:
    """The case, and what a renderer needs beside it. ``whole``: its models are all that concern the commit.
    ``signing`` is the trusted configuration's, None where it has none, and its lists of keys lie at ``authority``."""

    case: Case
    bundle: Bundle
    base: Snapshot | None
    head: Snapshot
    models: tuple[str, ...]
    whole: bool = True
    signing: Signing | None = None
    authority: Snapshot | None = None

    @property
    def repository(self) -> str | None:
        """The name that signatures are bound to."""
        return self.signing.repository if self.signing else None


@dataclass(frozen=True)
class Begun:
    """What is the same whichever models are opened: ``frame`` is the case without them, and with the ``changes`` of the
    gate's own files. ``names`` are the models to open."""

    sides: Sides
    reader: Reader
    approvals: Approvals
    changed: set[str] | None
    taken: Taken
    bundle: Bundle
    names: list[str]
    changes: list[Change]
    deletions: Deletions | None
    frame: Case


class Asking(TypedDict, total=False):
    """What is asked beside the two sides.

    Where ``only`` names models, the others that the change touches are listed and not opened. ``mode`` is the one that
    is asked for, ``enforce`` or ``observe``: the policies hold it against the configuration's. A ``reader`` knows what
    it has read before, and is not asked about a file of the same bytes again. ``logins`` are those that GitHub says
    are behind the change; ``reviewers`` asks it who approved.
    """

    all_models: bool
    only: frozenset[str]
    logins: frozenset[str]
    reviewers: Reviewers | None
    mode: str | None
    reader: Reader


def begin(sides: Sides, **asked: Unpack[Asking]) -> Begun:
    """Everything but the models. Raises TunegateError."""
    reader, only = asked.get("reader") or Reader(), asked.get("only", frozenset())
    changed = changed_paths(sides)
    refuse_lookalikes(sides, changed)
    approvals = _approvals(sides, asked.get("logins", frozenset()), asked.get("reviewers"))
    plane = touched_plane(sides, reader, changed)
    plane_facts = control_plane_facts(sides, reader, plane, approvals, changed)
    bundle = bundle_of(sides.trusted, sides.authority)
    taken = taken_places(sides, changed)
    names = touched(
        sides,
        changed,
        all_models=asked.get("all_models", False),
        also=(p.path for places in taken.values() for p in places),
    )
    names = sorted({*names, *naming(sides, reader, changed, names)})
    deletions = read_deletions(sides, reader, changed)
    names = sorted({*names, *(deletions.carriers() if deletions else ())})
    unjudged = [name for name in names if only and name not in only]
    frame: Case = {
        "schema": CASE_SCHEMA,
        "now": sides.context.now,
        "mode": "check" if sides.verification is None else "verify",
        "enforcement": {"configured": sides.trusted.mode, "asked": asked.get("mode")},
        "event": sides.context.event,
        "base": sides.context.base,
        "head": sides.context.head,
        "comparison": comparison(sides, ()),
        "settings": sides.trusted.settings,
        "adjustments": list(sides.trusted.adjustments),
        "waivers": list(sides.trusted.waivers),
        "control_plane": plane_facts,
        "verification": verification_facts(sides, {}),
        "models": {},
        "unjudged": unjudged,
        "uncovered": [],
        "unselected": None,
        "changes": [],
    }
    names = [name for name in names if name not in unjudged]
    changes = list(plane.changes) if plane else []
    return Begun(sides, reader, approvals, changed, taken, bundle, names, changes, deletions, frame)


def gather(sides: Sides, **asked: Unpack[Asking]) -> Gathered:
    """Build the case. Raises TunegateError with every problem of configuration, surfaces and evidence."""
    return complete(begin(sides, **asked), whole=asked.get("all_models", False) or sides.verification is not None)


def complete(begun: Begun, *, whole: bool) -> Gathered:
    """The case with all of its models. ``whole``: what no selector covers is asked of the whole repository.

    Raises TunegateError with every problem of surfaces and evidence.
    """
    sides, reader = begun.sides, begun.reader
    changes = list(begun.changes)
    heads: dict[str, State] = {}
    models = _models(begun, changes, heads)
    everything = whole and not sides.context.first
    case: Case = {
        **begun.frame,
        "comparison": comparison(sides, changes),
        "verification": verification_facts(sides, heads),
        "models": models,
        "uncovered": uncovered_files(sides, reader, begun.changed),
        "unselected": _unselected(sides, reader, begun.approvals, models, heads) if everything else None,
        "changes": [public_row(placed(change, sides.head, reader)) for change in changes],
    }
    if begun.deletions is not None:
        case["deletions"] = begun.deletions.facts(heads)
    all_of_them = is_whole(sides, models)
    signing, authority = sides.trusted.signing, sides.authority
    return Gathered(case, begun.bundle, sides.base, sides.head, tuple(models), all_of_them, signing, authority)


def is_whole(sides: Sides, models: Iterable[str]) -> bool:
    """Whether these models are all that concern the commit."""
    return sides.verification is None or {*models} == {*sides.trusted.models, *sides.names}


def _approvals(sides: Sides, logins: frozenset[str], reviewers: Reviewers | None) -> Approvals:
    """The approvals of the head's documents, by the keys of the trusted commit."""
    return Approvals(
        sides.head,
        sides.authority,
        sides.trusted.signing,
        sides.context.now,
        lambda: authors_of(sides.repository, sides.context.base, sides.context.head, logins),
        reviewers,
    )


def _models(begun: Begun, changes: list[Change], heads: dict[str, State]) -> dict[str, ModelFacts]:
    """The facts of each model; its changes are added to ``changes``, its state at the head to ``heads``."""
    models: dict[str, ModelFacts] = {}
    if not begun.names:
        return models
    from gate.case.derived import Sourcing
    from gate.case.model import model_facts

    sides, changed = begun.sides, begun.changed
    sourcing = Sourcing(sides, begun.reader, changed)
    problems: list[TunegateError] = []
    for name in begun.names:
        try:
            models[name], rows, heads[name] = model_facts(sides, sourcing, begun.approvals, name, begun.taken, changed)
        except (SurfaceError, EvidenceError) as error:
            problems.append(type(error)(replace(problem, model=name) for problem in error.problems))
            continue
        changes += rows
    if problems:
        raise type(problems[0])([p for error in problems for p in error.problems])
    return models


def _unselected(
    sides: Sides, reader: Reader, approvals: Approvals, models: Mapping[str, ModelFacts], heads: Mapping[str, State]
) -> UnselectedFacts | None:
    from gate.case.unselected import unselected_facts

    return unselected_facts(sides, reader, approvals, models, heads)


def verification_facts(sides: Sides, heads: Mapping[str, State]) -> VerificationFacts | None:
    """What a verification asks of the models with these states; None where a change is checked."""
    asked = sides.verification
    if asked is None:
        return None
    states = {name: _deployed(asked.states[name], head) for name, head in heads.items() if name in asked.states}
    if asked.branch is None:
        return {"trusted": None, "states": states}
    from gate.case.verification import disposition_at

    trusted = sides.trusted.models
    return {
        "trusted": {
            "name": asked.branch.name,
            "commit": asked.branch.commit,
            "reachable": asked.reachable,
            "models": {
                name: {
                    "watched": watched(trusted.get(name)) == watched(sides.blocks(name)[1]),
                    "disposition": disposition_at(sides.authority, trusted[name].evidence, head)
                    if name in trusted
                    else None,
                }
                for name, head in heads.items()
            },
        },
        "states": states,
    }


def _deployed(digest: str, head: State) -> str:
    """The digest of what is deployed; the commit's own state by its newest form, in whichever it was named."""
    from gate.evidence.states import is_digest_of

    return head.digest if is_digest_of(digest, head) else digest
