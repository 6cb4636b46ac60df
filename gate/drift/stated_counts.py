"""The counts that evaluation results state of a suite, where they have no outcomes item by item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gate.drift.pairs import Counts, Tally


def stated_tallies(categories: Sequence[Mapping[str, Any]]) -> list[Tally]:
    """The counts that a document states. Raises ValueError where a category is there twice."""
    if len({row["category"] for row in categories}) != len(categories):
        raise ValueError("a category appears twice")
    return [_of_counts(row) for row in categories]


def _of_counts(row: Mapping[str, Any]) -> Tally:
    """What a document states of one category; what is in no pair has no counterpart."""
    base, tuned = (Counts(side["n"], side["refused"], side.get("errors", 0)) for side in (row["base"], row["tuned"]))
    pairs = row.get("pairs")
    n = pairs["n"] if pairs else min(base.n, tuned.n)
    return Tally(
        category=row["category"],
        cls=row["class"],
        n=n,
        b=pairs["b"] if pairs else None,
        c=pairs["c"] if pairs else None,
        base=base,
        tuned=tuned,
        missing=max(0, base.n - n) + max(0, tuned.n - n) + base.errors + tuned.errors,
    )
