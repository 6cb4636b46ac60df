"""What to run for an honest fine-tune to pass, from two runs of the base model on one suite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gate.drift.comparability import FEWEST_RESPONSES
from gate.drift.groups import Measured, build
from gate.drift.statistics.planning import Bounds, noise, power, prompts_needed, simulate
from gate.drift.statistics.samples import Units
from gate.drift.suite import Suite

TARGETS = (0.8, 0.95)


def plan(suites: Sequence[Suite], margin: float, alpha: float) -> dict[str, Any]:
    """For each class: the flip noise, the chance to pass at the first look as it is, and the prompts that it takes.

    That is for each of `TARGETS`, all classes together. It is of single prompts; clusters are planned as units.
    """
    groups = build([Measured(suite.name, suite.pairs, suite.tallies) for suite in suites])
    bounds = Bounds(margin, alpha)
    samples = {one.cls: one.sample for one in groups.classes if isinstance(one.sample, Units)}
    each = {target: target ** (1 / max(1, len(samples))) for target in TARGETS}
    rows = []
    worst = 0.0
    for cls, sample in samples.items():
        changed = {sign: sum(n for (_, total), n in sample.counts.items() if sign * total > 0) for sign in (1, -1)}
        seen = noise(sample.number, changed[1], changed[-1])
        worst = max(worst, seen.planned)
        rows.append(
            {
                "class": cls,
                "units": sample.number,
                "answers": sample.n,
                "differ": seen.differ,
                "noise": seen.share,
                "planned_noise": seen.planned,
                "unstable": seen.unstable,
                "passes": power(sample.number, seen.planned, bounds),
                "needed": [
                    {"chance": target, "units": prompts_needed(of_class, seen.planned, bounds)}
                    for target, of_class in each.items()
                ],
            }
        )
    sizes = [
        [parts for suite in suites if (parts := [t.n for t in suite.tallies if t.cls == cls and t.n])]
        for cls in samples
    ]
    found = simulate(sizes, worst, margin, alpha)
    return {
        "schema": "tunegate/drift-plan/v1",
        "margin": margin,
        "alpha": alpha,
        "cached": all(_is_cached(suite) for suite in suites),
        "classes": rows,
        "passes": found.passes,
        "blocked_by": {"bound": found.bound, "unclear": found.unclear, "regressed": found.regressed},
    }


def _is_cached(suite: Suite) -> bool:
    """Whether both runs have the same text throughout: that is a cache, and no estimate of anything."""
    texts = [{(a.item, a.sample): a.response for a in run.answers if a.response} for run in (suite.base, suite.tuned)]
    both = texts[0].keys() & texts[1].keys()
    return len(set(texts[0].values())) >= FEWEST_RESPONSES and all(texts[0][key] == texts[1][key] for key in both)
