"""The gate's own files: configuration, policies, lists of keys, what the configuration adds, and what runs the gate."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gate.approvals.approvals import Approvals, revoked_at, signers_at
from gate.case.deletions import kept_requests
from gate.config.selectors import Selector
from gate.config.snapshot import config_at
from gate.git.paths import below
from gate.git.snapshot import Snapshot
from gate.runners.files import Files
from gate.runners.find import Runners, changed_runners, find_runners
from gate.surfaces.compare import compare
from gate.surfaces.fetch import SnapshotFetch
from gate.surfaces.reader import Reader
from gate.surfaces.state import build
from gate.values.terms import CONTROL_PLANE, CONTROL_PLANE_SURFACE

if TYPE_CHECKING:
    from gate.case.shape import ControlPlaneFacts
    from gate.case.sides import Sides
    from gate.config.load import Config
    from gate.values.changes import Change
    from gate.values.elements import State


@dataclass(frozen=True, slots=True)
class Plane:
    """The control plane on both sides of a change that touches it."""

    base: State
    head: State
    changes: list[Change]


def control_plane_changes(sides: Sides, reader: Reader, changed: set[str] | None) -> list[Change]:
    plane = touched_plane(sides, reader, changed)
    return plane.changes if plane else []


def control_plane_facts(
    sides: Sides, reader: Reader, plane: Plane | None, approvals: Approvals, changed: set[str] | None
) -> ControlPlaneFacts:
    """The facts of the case on the control plane; ``plane`` is None where the change does not touch it.

    The states at the tip of the base's branch are the base's: where the two differ, the branch is out of date.
    """
    block = sides.trusted.control_plane
    facts: ControlPlaneFacts = {
        "path": sides.config_path,
        "introduced": sides.old is None,
        "owner": block.owner,
        "approvers": approvals.asked(block.approvers),
        "outdated": outdated(sides),
        "state": None,
        "base_state": None,
        "determinations": [],
        "earlier": [],
        "withdrawals": [],
    }
    folders = {config.control_plane.evidence for config in (sides.trusted, *sides.configs)}
    if plane is None and not any(below(path, folder) for path in changed or () for folder in folders):
        return facts  # as in most changes
    from gate.case.documents import against_head, determination_facts
    from gate.case.earlier import earlier_facts, read_earlier, withdrawal_facts
    from gate.evidence.pack import load
    from gate.evidence.states import named

    before, pack = read_earlier(sides, folders), load(sides.head, block.evidence).or_raise()
    state = plane.head if plane else None
    if plane is not None:
        base, against = plane.base.digest, against_head(sides.head, block.evidence, plane.head)
        facts["state"], facts["base_state"] = plane.head.digest, base
        facts["determinations"] = [
            determination_facts(
                sides,
                reader,
                document,
                against,
                approvals,
                block.approvers,
                named(sides.head, block.evidence, document.value["from_state"], [plane.base, plane.head]),
                lambda digests: before.stood(digests, lambda snapshot: base),
            )
            for document in pack.determinations
        ]
    own = (document.digest for document in pack.determinations)
    facts["earlier"] = earlier_facts(before, state, facts["determinations"], own)
    facts["withdrawals"] = withdrawal_facts(before, state, pack.withdrawals)
    return facts


def touched_plane(sides: Sides, reader: Reader, changed: set[str] | None) -> Plane | None:
    """The control plane, where the changed paths touch it. Raises ConfigError for lists of keys that cannot be read."""
    if not changed or sides.base is None:
        return None
    fixed = selectors(sides.configs)
    files = Files(sides.base, sides.head, changed)
    named = frozenset(s.glob for config in sides.configs for s in config.control_plane.paths if s.prefix == s.glob)
    hit = any(s.matches(path) for path in changed for s in fixed)
    requests = kept_requests(sides)
    fixed = (*fixed, *(Selector.literal(path) for path in requests))
    hit = hit or not changed.isdisjoint(requests)
    runners = find_runners(files, changed, _reviewed_elsewhere(sides), named, always=hit)
    touched = changed_runners(files, runners, changed)
    if not touched and not hit:
        return None
    _check_keys(sides)
    own = {CONTROL_PLANE_SURFACE: fixed}
    running = {CONTROL_PLANE_SURFACE: _running(files, runners, touched)}
    base, head = (
        _joined(
            build(side, CONTROL_PLANE, own, reader, strict=strict),
            build(side, CONTROL_PLANE, running, reader, strict=False),
        )
        for side, strict in ((sides.base, False), (sides.head, True))
    )
    return Plane(base, head, compare(base, head, SnapshotFetch(sides.base), SnapshotFetch(sides.head)))


def _reviewed_elsewhere(sides: Sides) -> Callable[[str], bool]:
    """Whether a path is the configuration, evidence, or on a surface: a job may name it, and it is reviewed as that."""
    folders = {config.control_plane.evidence for config in sides.configs}
    surfaces: list[Selector] = []
    for config in sides.configs:
        for model in config.models.values():
            folders.add(model.evidence)
            surfaces += [s for selectors in model.surfaces.values() for s in selectors if not s.exclude]
    paths = {config.path for config in sides.configs}
    return lambda path: (
        path in paths or any(below(path, folder) for folder in folders) or any(s.matches(path) for s in surfaces)
    )


def _running(files: Files, runners: Runners, touched: set[str]) -> tuple[Selector, ...]:
    """Selectors of what runs the gate, with what its links lead to.

    All of it, whatever else changed: a state is told by its snapshot alone, or no determination would fit it again.
    """
    paths = runners.paths | runners.partly.keys() | touched
    for path in list(paths):
        paths.update(files.targets(path))
    return (
        *(Selector.literal(path) for path in sorted(paths)),
        *(Selector.below(folder) for folder in sorted(runners.folders)),
    )


def _joined(one: State, other: State) -> State:
    """Both states as one; what both have counts once."""
    known = {element.key for element in one.elements}
    rest = tuple(element for element in other.elements if element.key not in known)
    return replace(one, elements=(*one.elements, *rest), unmatched=(*one.unmatched, *other.unmatched))


def outdated(sides: Sides) -> list[str]:
    """The gate's files that the base branch has changed since the base, sorted.

    The author of a branch chooses where it starts, and so could choose an older and weaker gate.
    """
    if sides.context.tip is None or sides.base is None:
        return []
    tip = Snapshot(sides.repository, sides.context.tip)
    found: set[str] = set()
    for selector in selectors([config for config in (sides.old, config_at(tip, sides.config_path)) if config]):
        old, new = sides.base.entries([selector.prefix]), tip.entries([selector.prefix])
        found |= {path for path in {*old, *new} if selector.matches(path) and old.get(path) != new.get(path)}
    return sorted(found)


def selectors(configs: Iterable[Config]) -> tuple[Selector, ...]:
    """Configuration, policies, lists of keys and the paths that the configurations add to them."""
    found: dict[str, Selector] = {}
    for config in configs:
        found.setdefault(config.path, Selector.parse(config.path))
        for folder in config.policies:
            found.setdefault(folder, Selector.parse(folder + "/**"))
        for path in config.signing.paths if config.signing else ():
            found.setdefault(path, Selector.literal(path))
        for other in config.elsewhere.values():
            for path in other.signing.paths:
                found.setdefault(path, Selector.literal(path))
        for selector in config.control_plane.paths:
            found.setdefault(selector.text, selector)
    return tuple(found.values())


def _check_keys(sides: Sides) -> None:
    """Raises ConfigError where the head's lists of keys would be of no use once they are the base's."""
    if sides.new is None:
        return
    for signing in (sides.new.signing, *(other.signing for other in sides.new.elsewhere.values())):
        if signing is not None:
            signers_at(sides.head, signing)
            revoked_at(sides.head, signing)
