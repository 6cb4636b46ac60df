"""What the base commit's evaluation results say of the change's: what became of its tests, and which look this is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gate.case.sides import Sides
from gate.config.load import Model
from gate.evidence.pack import Document
from gate.evidence.states import made_for
from gate.values.elements import State

if TYPE_CHECKING:
    from gate.case.documents import Against
    from gate.drift.analysis import Look
    from gate.drift.shape import TestedBefore


@dataclass(frozen=True, slots=True)
class Past:
    """``tested`` is None where there is nothing to compare with; ``looks`` has classes that are not at the first."""

    tested: TestedBefore | None = None
    looks: Mapping[str, Look] = field(default_factory=dict)


def past_of(
    sides: Sides,
    old: Model | None,
    results: tuple[dict[str, Any], Document | None],
    analysis: tuple[dict[str, Any], Document | None],
    head: State,
    against: Against,
) -> Past:
    """``results`` and ``analysis`` are the base's document, empty where the head has the same one, and the head's."""
    before, now = results
    if now is None:
        return Past()
    from gate.drift.looks import stated_looks

    stated = stated_looks(analysis[1].value) if analysis[1] else {}
    if not before or sides.base is None or old is None:
        # what the base has is not doubted: a bound that was passed at an earlier look stays passed
        earlier = stated_looks(analysis[0]) if analysis[0] else stated
        return Past(None, {cls: _later(look, stated.get(cls)) for cls, look in earlier.items() if look.number > 1})
    from gate.drift import base_results
    from gate.drift.analysis import Look
    from gate.drift.erosion import erosion, suites_by_name
    from gate.drift.looks import looks, same_weights

    last = base_results.outcomes(sides.base, before, strict=False)
    best = base_results.best_outcomes(sides.base, before)
    ours = base_results.outcomes(sides.head, now.value, strict=True)
    kept = base_results.best_outcomes(sides.head, now.value)
    was = made_for(sides.base, old.evidence, str(before.get("state")), head)
    same = same_weights(was["changed"], before, now.value)
    alpha = float(sides.trusted.settings["drift_alpha"])
    old_suites, new_suites = suites_by_name(before), suites_by_name(now.value)
    former = analysis[0] or (dict(analysis[1].value) if analysis[1] else {})
    found = looks(last, stated_looks(former), ours) if same else {}
    tested: TestedBefore = {
        **base_results.earlier(before, now.value, last, ours),
        "same_state": was["state"] == against.made_for(now.value["state"])["state"],
        "changed": sorted(was["changed"]),
        "replaced": base_results.other_outcomes(before, now.value, last, ours) if same else [],
        "erosion": [] if same else erosion(old_suites, new_suites, last, best, ours, alpha),
        "best_dropped": [] if same else base_results.dropped_best(before, now.value, best, last, ours, kept),
    }
    every = {cls: _later(found.get(cls, Look()), stated.get(cls)) for cls in {*found, *stated}}
    return Past(tested, {cls: look for cls, look in every.items() if look.number > 1 or look.passed})


def _later(look: Look, stated: Look | None) -> Look:
    """The look, or a later one that the analysis states: looks outside of the repository are known to nobody else."""
    from gate.drift.analysis import Look

    return look if stated is None or stated.number <= look.number else Look(stated.number, look.passed)
