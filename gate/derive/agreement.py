"""How far raters agree: Cohen's and Fleiss' kappa, Krippendorff's alpha.

A coefficient is undefined, which is None here, where chance alone explains everything: every rating is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Literal, TypeAlias

Label: TypeAlias = "str | float"
Level = Literal["nominal", "ordinal", "interval", "ratio"]
Weights = Literal["linear", "quadratic"]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio")


def cohen(pairs: Sequence[tuple[Label, Label]], weights: Weights | None = None) -> float | None:
    """Cohen's kappa of two raters over the items that both rated.

    Cohen, *Educational and Psychological Measurement* 20 (1960); with weights by the distance of the categories' ranks,
    *Psychological Bulletin* 70 (1968). Labels of which all are numbers are ranked as numbers, others as text.
    """
    labels = sorted({label for pair in pairs for label in pair}, key=_order)
    rank = {label: place for place, label in enumerate(labels)}
    total = len(pairs)
    if len(labels) < 2:
        return None

    def distance(one: Label, other: Label) -> int:
        apart = abs(rank[one] - rank[other])
        return apart if weights == "linear" else apart * apart if weights == "quadratic" else min(apart, 1)

    observed = sum(distance(a, b) for a, b in pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum(first[a] * second[b] * distance(a, b) for a in first for b in second)
    return None if not expected else 1 - observed * total / expected


def fleiss(table: Sequence[Mapping[Label, int]]) -> float | None:
    """Fleiss' kappa of items that were each rated equally often; ``table`` counts the labels of each item.

    Fleiss, *Psychological Bulletin* 76 (1971). Raises ValueError where the number of ratings differs.
    """
    ratings = {sum(row.values()) for row in table}
    if len(ratings) != 1 or (raters := ratings.pop()) < 2:
        raise ValueError("the number of ratings differs from item to item")
    total = len(table) * raters
    shares: Counter[Label] = Counter()
    agreeing = 0
    for row in table:
        shares.update(row)
        agreeing += sum(count * (count - 1) for count in row.values())
    observed = agreeing / (total * (raters - 1))
    expected = sum(count * count for count in shares.values()) / (total * total)
    return None if sum(1 for count in shares.values() if count) < 2 else (observed - expected) / (1 - expected)


def krippendorff(units: Iterable[Sequence[Label]], level: Level = "nominal") -> float | None:
    """Krippendorff's alpha over the ratings of each unit; units with fewer than two ratings do not count.

    Krippendorff, *Content Analysis* (2004), chapter 11, from the matrix of coincidences. Above the nominal level all
    labels have to be numbers. Raises ValueError where they are not.
    """
    weights: dict[tuple[Label, Label], float] = {}
    for unit in units:
        if len(unit) < 2:
            continue
        for one, other in combinations(unit, 2):
            for pair in ((one, other), (other, one)):
                weights[pair] = weights.get(pair, 0.0) + 1 / (len(unit) - 1)
    totals: dict[Label, float] = {}
    for (one, _), weight in weights.items():
        totals[one] = totals.get(one, 0.0) + weight
    if len(totals) < 2:
        return None
    distance = _distances(totals, level)
    count = sum(totals.values())
    observed = sum(weight * distance(one, other) for (one, other), weight in weights.items())
    expected = sum(totals[a] * totals[b] * distance(a, b) for a in totals for b in totals)
    return None if not expected else 1 - (count - 1) * observed / expected


def _distances(totals: Mapping[Label, float], level: Level) -> Callable[[Label, Label], float]:
    """The squared difference of two labels at a level of measurement."""
    if level == "nominal":
        return lambda one, other: float(one != other)
    numbers = sorted(label for label in totals if isinstance(label, int | float))
    if len(numbers) != len(totals):
        raise ValueError(f"the level {level} needs numbers")
    if level == "interval":
        return lambda one, other: (float(one) - float(other)) ** 2
    if level == "ratio":
        if float(numbers[0]) < 0:
            raise ValueError("the level ratio needs numbers that are not negative")
        return lambda a, b: 0.0 if a == b else ((float(a) - float(b)) / (float(a) + float(b))) ** 2
    below: dict[Label, float] = {}  # ratings below a label, and half of its own
    seen = 0.0
    for label in numbers:
        below[label] = seen + totals[label] / 2
        seen += totals[label]
    return lambda one, other: (below[one] - below[other]) ** 2


def _order(label: Label) -> tuple[bool, Label]:
    return (isinstance(label, str), label)
