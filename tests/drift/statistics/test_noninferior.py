"""The p value of the margin and its bound, by reference values and by what has to hold."""

from __future__ import annotations

import math

import pytest

from gate.drift.statistics.looks import level_at
from gate.drift.statistics.noninferior import lower_bound, p_of, p_pairs, p_units, units_needed, upper_bound
from tests.drift.statistics.reference import PAIRS, UNITS, WITHOUT_DIFFERENCE, units_of


def losses(n: int, b: int, c: int) -> dict[float, float]:
    return {loss: often for loss, often in ((1.0, b), (-1.0, c), (0.0, n - b - c)) if often}


@pytest.mark.parametrize(("n", "b", "c", "margin", "look", "p", "upper", "passes"), PAIRS)
def test_pairs(n: int, b: int, c: int, margin: float, look: int, p: float, upper: float, passes: bool) -> None:
    units, level = losses(n, b, c), level_at(look, 0.05)
    assert p_pairs(n, b, c, margin) == pytest.approx(p, abs=1e-10)
    assert p_units(units, margin) == pytest.approx(p, abs=2e-10)
    assert upper_bound(units, level) == pytest.approx(upper, abs=1e-9)
    assert (p < level, upper < margin) == (passes, passes)


@pytest.mark.parametrize("name", UNITS)
def test_units(name: str) -> None:
    counts, by_unit, _, p, upper, _, _ = UNITS[name]
    sample = units_of(counts)
    assert sample.loss == pytest.approx(by_unit, abs=1e-6)
    assert p_of(sample.losses, 0.05) == pytest.approx(p, abs=1e-10)
    assert upper_bound(sample.losses, 0.04) == pytest.approx(upper, abs=1e-9)


@pytest.mark.parametrize("margin", WITHOUT_DIFFERENCE)
def test_units_that_pass_without_any_difference(margin: float) -> None:
    needed = [units_needed({0.0: 10}, margin, level_at(look, 0.05)) for look in (1, 2, 3, 4)]
    assert needed == WITHOUT_DIFFERENCE[margin]


def test_closed_forms() -> None:
    """Without gains it is the exact binomial test; all alike at s, s + (1 - s)(1 - level^(1 / G))."""
    binomial = sum(math.comb(40, k) * 0.1**k * 0.9 ** (40 - k) for k in range(3))
    assert p_pairs(40, 2, 0, 0.1) == pytest.approx(binomial, rel=1e-12)
    assert upper_bound({0.04: 200}, 0.04) == pytest.approx(0.04 + 0.96 * (1 - 0.04 ** (1 / 200)), abs=1e-11)
    assert upper_bound({1.0: 7}, 0.04) == 1
    assert lower_bound({-1.0: 7}, 0.04) == -1
    assert p_units({0.2: 5}, 0.05) == 1


@pytest.mark.parametrize(("n", "b", "c"), [(100, 2, 1), (49, 42, 0), (5, 0, 0), (60, 20, 30), (1, 1, 0), (1, 0, 1)])
def test_the_interval_has_the_loss(n: int, b: int, c: int) -> None:
    lower, upper = lower_bound(losses(n, b, c), 0.04), upper_bound(losses(n, b, c), 0.04)
    assert -1 <= lower <= (b - c) / n <= upper <= 1


def test_what_it_would_take() -> None:
    assert units_needed(losses(100, 2, 1), 0.05, level_at(2, 0.05)) == 233
    assert units_needed(losses(100, 5, 0), 0.05, 0.04) is None
    assert units_needed({0.06: 10}, 0.05, 0.04) is None
