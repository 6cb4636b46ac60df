"""From counts to outcomes: the decision procedure over a suite's categories, as rows that reports and facts share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gate.drift.pairs import Counts, Tally
from gate.drift.statistics.categories import OVERALL, Category, Clustered, Paired, Unpaired
from gate.drift.statistics.decide import CategoryResult, decide

_NUMBERS = ("loss", "lower", "upper_bound", "p", "adjusted_p")
_DIGITS = 6  # of every share and probability, so that all engines and programs write it alike


def analyse(
    tallies: Sequence[Tally], margin: float, alpha: float, digits: int | None = _DIGITS
) -> list[dict[str, Any]]:
    """A row for each category, and last one for their sum. Raises ValueError where nothing can be decided.

    Keys: category, class, kind, n, b, c, base, tuned, missing, loss, lower, upper_bound, p, adjusted_p, outcome,
    n_needed. ``digits`` are those of shares and probabilities behind the point; None keeps them whole.
    """
    results = decide([_category(tally) for tally in tallies], margin, alpha)
    return [_row(tally, result, digits) for tally, result in zip([*tallies, total(tallies)], results, strict=True)]


def total(tallies: Sequence[Tally]) -> Tally:
    """The sum over all categories."""
    base, tuned = (
        Counts(sum(s.n for s in side), sum(s.refused for s in side), sum(s.errors for s in side))
        for side in ([tally.base for tally in tallies], [tally.tuned for tally in tallies])
    )
    is_paired = all(tally.b is not None for tally in tallies)
    return Tally(
        category=OVERALL,
        cls=None,
        n=sum(tally.n for tally in tallies),
        b=sum(tally.b or 0 for tally in tallies) if is_paired else None,
        c=sum(tally.c or 0 for tally in tallies) if is_paired else None,
        base=base,
        tuned=tuned,
        missing=sum(tally.missing for tally in tallies),
    )


def _category(tally: Tally) -> Category:
    if tally.b is None or tally.c is None:
        base, tuned = tally.base, tally.tuned
        return Unpaired(tally.category, base.refused, base.n, tuned.refused, tuned.n)
    if tally.clusters:
        return Clustered(tally.category, tuple((size, sum_) for sum_, size in tally.clusters))
    return Paired(tally.category, tally.n, tally.b, tally.c)


def _row(tally: Tally, result: CategoryResult, digits: int | None) -> dict[str, Any]:
    numbers: dict[str, float] = {name: getattr(result, name) for name in _NUMBERS}
    if digits is not None:
        numbers = {name: round(value, digits) for name, value in numbers.items()}
    return {
        "category": tally.category,
        "class": tally.cls,
        "kind": result.kind,
        "n": tally.n,
        "b": tally.b,
        "c": tally.c,
        "base": tally.base.row(),
        "tuned": tally.tuned.row(),
        "missing": tally.missing,
        **numbers,
        "outcome": result.outcome,
        "n_needed": result.n_needed,
    }
