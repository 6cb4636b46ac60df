"""How far raters agree: the published examples, and established packages on random tables."""

from __future__ import annotations

import random
from collections import Counter

import krippendorff as reference
import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

from gate.derive.agreement import LEVELS, Label, Level, Weights, cohen, fleiss, krippendorff

# Krippendorff's own example of 12 units and 4 observers; the values are those that he gives
UNITS: list[list[Label]] = [
    [1, 1, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [5, 5, 5],
    [1, 1],
    [3],
]


def pairs(seed: int, labels: int = 4) -> list[tuple[Label, Label]]:
    """Two raters who agree more often than not."""
    chance = random.Random(seed)
    found: list[tuple[Label, Label]] = []
    for _ in range(chance.randint(5, 60)):
        one = float(chance.randrange(labels))
        found.append((one, one if chance.random() < 0.6 else float(chance.randrange(labels))))
    return found


def test_cohen_published() -> None:
    assert cohen([("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15) == pytest.approx(0.4)


@pytest.mark.parametrize("weights", [None, "linear", "quadratic"])
@pytest.mark.parametrize("seed", range(20))
def test_cohen(seed: int, weights: Weights | None) -> None:
    rows = pairs(seed)
    labels = sorted({label for pair in rows for label in pair})
    counts = Counter(rows)
    table = np.array([[counts[a, b] for b in labels] for a in labels])
    wanted = cohens_kappa(table, wt=weights, return_results=False)
    assert cohen(rows, weights) == pytest.approx(wanted)


@pytest.mark.parametrize("seed", range(20))
def test_fleiss(seed: int) -> None:
    chance = random.Random(seed)
    raters, items = chance.randint(2, 6), chance.randint(3, 40)
    rows: list[Counter[Label]] = [Counter(chance.choices("abcd", weights=(5, 3, 1, 1), k=raters)) for _ in range(items)]
    table = np.array([[row[label] for label in "abcd"] for row in rows])
    assert fleiss(rows) == pytest.approx(fleiss_kappa(table))


def test_fleiss_needs_as_many_ratings_of_each_item() -> None:
    tables: list[list[dict[Label, int]]] = [[{"a": 2}, {"a": 3}], [{"a": 1}, {"a": 1}], []]
    for table in tables:
        with pytest.raises(ValueError, match="number of ratings"):
            fleiss(table)


@pytest.mark.parametrize(
    ("level", "value"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_krippendorff_published(level: Level, value: float) -> None:
    assert round(krippendorff(UNITS, level) or 0, 3) == value


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("seed", range(20))
def test_krippendorff(seed: int, level: Level) -> None:
    chance = random.Random(seed)
    raters = chance.randint(2, 5)
    rows = [[chance.choice([1.0, 2.0, 2.0, 5.0, np.nan]) for _ in range(raters)] for _ in range(chance.randint(5, 40))]
    units: list[list[Label]] = [[label for label in row if not np.isnan(label)] for row in rows]
    wanted = reference.alpha(reliability_data=np.array(rows).T, level_of_measurement=level)
    assert krippendorff(units, level) == pytest.approx(wanted)


def test_undefined() -> None:
    """Where every rating is the same, chance explains all of it."""
    assert cohen([("a", "a")] * 9) is None
    assert cohen([]) is None
    assert fleiss([{"a": 3}] * 9) is None
    assert krippendorff([["a", "a"]] * 9) is None
    assert krippendorff([["a"], ["b"]]) is None


def test_levels_need_numbers() -> None:
    for level in ("ordinal", "interval", "ratio"):
        with pytest.raises(ValueError, match="needs numbers"):
            krippendorff([["a", "b"], ["a", "a"]], level)
    with pytest.raises(ValueError, match="not negative"):
        krippendorff([[-1, 1], [1, 1]], "ratio")


@pytest.mark.parametrize("weights", [None, "linear", "quadratic"])
def test_a_label_of_its_own_for_every_item(weights: Weights | None) -> None:
    """The work follows the ratings, however many labels they have."""
    scores: list[tuple[Label, Label]] = [(float(item), item + 0.5 * (item % 2)) for item in range(50_000)]
    found = cohen(scores, weights)
    assert found is not None
    assert -1 < found <= 1


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
def test_many_labels_and_many_raters(level: Level) -> None:
    scores: list[Label] = [float(score) for score in range(50_000)]
    assert krippendorff([scores], level) == pytest.approx(0)
    assert krippendorff([[score, score] for score in scores], level) == 1


def test_ratios_of_many_labels_are_not_computed() -> None:
    with pytest.raises(ValueError, match="at most 1000 different labels"):
        krippendorff([[float(score), float(score)] for score in range(50_000)], "ratio")
