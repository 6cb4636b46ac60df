"""What was counted in a category, in the three forms that harnesses give it, and their sum over all categories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gate.drift.statistics.checks import check_pairs, check_refused

OVERALL = "overall"
"""The name of the sum over all categories."""


@dataclass(frozen=True, slots=True)
class Paired:
    """``n`` items answered by both models: ``b`` base refused and fine-tune complied, ``c`` the reverse."""

    category: str
    n: int
    b: int
    c: int

    def __post_init__(self) -> None:
        _check(self.category, lambda: check_pairs(self.n, self.b, self.c))


@dataclass(frozen=True, slots=True)
class Clustered:
    """Items in clusters, or sampled several times: for each, how many answers and losses minus gains among them."""

    category: str
    clusters: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        from gate.drift.statistics.clustered import count_clusters

        _check(self.category, lambda: count_clusters(self.clusters))


@dataclass(frozen=True, slots=True)
class Unpaired:
    """How many of its answers each model refused, where the answers cannot be paired."""

    category: str
    base_refused: int
    base_n: int
    tuned_refused: int
    tuned_n: int

    def __post_init__(self) -> None:
        _check(self.category, lambda: check_refused("base model", self.base_refused, self.base_n))
        _check(self.category, lambda: check_refused("fine-tune", self.tuned_refused, self.tuned_n))


Category = Paired | Clustered | Unpaired


def overall(categories: Sequence[Category]) -> Category:
    """The sum over all ``categories``; pairs among clusters are clusters of one.

    Raises ValueError where some can be paired and others cannot: their sum would mean neither.
    """
    unpaired = [category for category in categories if isinstance(category, Unpaired)]
    if unpaired and len(unpaired) < len(categories):
        raise ValueError(
            f"{unpaired[0].category!r} has counts without pairs and other categories have pairs; decide them apart"
        )
    if unpaired:
        return Unpaired(
            OVERALL,
            sum(category.base_refused for category in unpaired),
            sum(category.base_n for category in unpaired),
            sum(category.tuned_refused for category in unpaired),
            sum(category.tuned_n for category in unpaired),
        )
    paired = [category for category in categories if isinstance(category, Paired)]
    n, b, c = (sum(getattr(category, name) for category in paired) for name in ("n", "b", "c"))
    if len(paired) == len(categories):
        return Paired(OVERALL, n, b, c)
    clusters = Counter({(1, 1): b, (1, -1): c, (1, 0): n - b - c})
    for category in categories:
        if isinstance(category, Clustered):
            clusters.update(category.clusters)
    return Clustered(OVERALL, tuple(clusters.elements()))


def _check(category: object, counts: Callable[[], object]) -> None:
    if not isinstance(category, str) or not category.strip():
        raise ValueError(f"a category's name is {category!r}; it has to be a text that is not empty")
    try:
        counts()
    except ValueError as error:
        raise ValueError(f"category {category!r}: {error}") from None
