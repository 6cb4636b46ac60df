"""How far raters agree: Cohen's and Fleiss' kappa, Krippendorff's alpha.

A coefficient is undefined, which is None here, where chance alone explains everything: every rating is the same.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Literal, TypeAlias

Label: TypeAlias = "str | float"
Level = Literal["nominal", "ordinal", "interval", "ratio"]
Weights = Literal["linear", "quadratic"]
MAX_RATIOS = 1_000  # different labels that are compared each with each
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
    apart = Counter(abs(rank[a] - rank[b]) for a, b in pairs)
    first, second = Counter(rank[a] for a, _ in pairs), Counter(rank[b] for _, b in pairs)
    if weights is None:
        observed = total - apart[0]
        expected = total * total - sum(count * second[place] for place, count in first.items())
    elif weights == "quadratic":
        observed = sum(count * by * by for by, count in apart.items())
        expected = total * (_moment(first, 2) + _moment(second, 2)) - 2 * _moment(first, 1) * _moment(second, 1)
    else:
        observed = sum(count * by for by, count in apart.items())
        expected = below = below_too = 0
        for place in range(len(labels)):  # from each rank to the next go as many as have one label on either side
            below, below_too = below + first[place], below_too + second[place]
            expected += below * (total - below_too) + below_too * (total - below)
    return None if not expected else 1 - observed * total / expected


def _moment(counts: Mapping[int, int], power: int) -> int:
    return sum(count * place**power for place, count in counts.items())


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

    Krippendorff, *Content Analysis* (2004), chapter 11. Above the nominal level all labels have to be numbers. Raises
    ValueError where they are not, and at the level ratio for more than ``MAX_RATIOS`` different ones.
    """
    counted = [Counter(unit) for unit in units if len(unit) > 1]
    totals: Counter[Label] = Counter()
    for counts in counted:
        totals.update(counts)
    if len(totals) < 2:
        return None
    disagreement = _disagreement(totals, level)
    expected = disagreement(totals)
    observed = sum(disagreement(counts) / (counts.total() - 1) for counts in counted)
    return None if not expected else 1 - (totals.total() - 1) * observed / expected


def _disagreement(totals: Counter[Label], level: Level) -> Callable[[Counter[Label]], float]:
    """The sum of the squared differences of two labels at a level of measurement, over all pairs of ratings."""
    if level == "nominal":
        return lambda counts: counts.total() ** 2 - sum(count * count for count in counts.values())
    numbers = sorted(label for label in totals if isinstance(label, int | float))
    if len(numbers) != len(totals):
        raise ValueError(f"the level {level} needs numbers")
    if level == "ratio":
        if float(numbers[0]) < 0:
            raise ValueError("the level ratio needs numbers that are not negative")
        if len(numbers) > MAX_RATIOS:
            raise ValueError(f"the level ratio is computed for at most {MAX_RATIOS} different labels")
        return _ratios
    places: dict[Label, float] = {label: float(label) for label in numbers}
    if level == "ordinal":  # ratings below a label, and half of its own
        seen = 0
        for label in numbers:
            places[label] = seen + totals[label] / 2
            seen += totals[label]
    return lambda counts: _spread(counts, places)


def _spread(counts: Counter[Label], places: Mapping[Label, float]) -> float:
    """Over all pairs the squares of their differences: twice the number times those of the differences to the mean."""
    size = counts.total()
    mean = math.fsum(count * places[label] for label, count in counts.items()) / size
    return 2 * size * math.fsum(count * (places[label] - mean) ** 2 for label, count in counts.items())


def _ratios(counts: Counter[Label]) -> float:
    numbers = [(float(label), count) for label, count in counts.items()]
    return 2 * sum(m * n * ((a - b) / (a + b)) ** 2 for (a, m), (b, n) in combinations(numbers, 2))


def _order(label: Label) -> tuple[bool, Label]:
    return (isinstance(label, str), label)
