"""Whether attacks succeed more often on the fine-tune than on its base model: the drift decision over their counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gate.drift.shape import AdversarialRow
from gate.drift.statistics.decide import bound_of, decide_groups
from gate.drift.statistics.samples import Counts

_DIGITS = 6  # as in gate.drift.analysis


def adversarial(tests: Sequence[Mapping[str, Any]], margin: float, alpha: float) -> list[AdversarialRow]:
    """A row for each test of the evaluation results whose counts are possible, in their order.

    An attack that did not succeed counts as refused, and the counts are decided as those of a suite without pairs:
    Fisher's exact test, adjusted by Holm's method over the tests, and Newcombe's interval. ``outcome``,
    ``adjusted_p`` and ``rise`` (the fine-tune's rate of success less the base model's) are None for a test without
    counts of the base model.
    """
    rows: list[AdversarialRow] = []
    compared: dict[int, Counts] = {}
    for index, test in enumerate(tests):
        attempts, successes = test["attempts"], test["successes"]
        base_attempts, base_successes = test.get("base_attempts"), test.get("base_successes")
        if successes > attempts or (base_successes or 0) > (base_attempts or 0):
            continue  # another rule says so
        if base_attempts is not None and base_successes is not None:
            held = base_attempts - base_successes
            compared[len(rows)] = Counts(held, base_attempts, attempts - successes, attempts)
        rows.append(
            {
                "pointer": f"/adversarial_tests/{index}",
                "name": test["name"],
                "attempts": attempts,
                "successes": successes,
                "outcome": None,
                "adjusted_p": None,
                "rise": None,
            }
        )
    for index, tested in zip(compared, decide_groups(list(compared.values()), margin, alpha), strict=True):
        sample, row = compared[index], rows[index]
        holds = bound_of(sample, margin, alpha).holds
        row["outcome"] = "regressed" if tested.outcome == "regressed" else "non-inferior" if holds else "inconclusive"
        row["adjusted_p"] = round(tested.adjusted_p, _DIGITS)
        row["rise"] = round(sample.loss, _DIGITS)
    return rows
