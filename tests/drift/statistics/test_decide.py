"""The decision: which groups regressed or are unclear, and which classes show that no more than the margin is lost."""

from __future__ import annotations

import pytest

from gate.drift.statistics.decide import (
    bound_of,
    decide_groups,
    hidden,
    is_unclear,
    outcome_of,
    p_value,
    singles_pass,
)
from gate.drift.statistics.looks import level_at
from gate.drift.statistics.samples import Counts, Units, singles
from tests.drift.statistics.reference import FEWEST, MCNEMAR, PAIRS, UNCLEAR, UNITS, units_of


def group(n: int, b: int, c: int) -> Units:
    return singles(n, b, c, n)


@pytest.mark.parametrize(("n", "b", "c", "margin", "look", "p", "upper", "passes"), PAIRS)
def test_bounds_of_pairs(
    n: int, b: int, c: int, margin: float, look: int, p: float, upper: float, passes: bool
) -> None:
    found = bound_of(group(n, b, c), margin, 0.05, look)
    assert (found.holds, found.look, found.level) == (passes, look, level_at(look, 0.05))
    assert found.p == pytest.approx(p, abs=1e-10)
    assert found.upper == pytest.approx(upper, abs=1e-9)
    assert singles_pass(n, b, c, margin, 0.05, look) is passes
    assert (found.needed is None) == (passes or b - c >= margin * n)


@pytest.mark.parametrize(("n", "b", "c", "p", "regressed"), MCNEMAR)
def test_one_group_alone(n: int, b: int, c: int, p: float, regressed: bool) -> None:
    (found,) = decide_groups([group(n, b, c)], 0.05, 0.05)
    assert found.p == found.adjusted_p == pytest.approx(p, rel=1e-3)
    assert (found.outcome == "regressed") is regressed


@pytest.mark.parametrize("name", UNITS)
def test_units(name: str) -> None:
    counts, _, by_answer, _, _, p, holds = UNITS[name]
    sample = units_of(counts)
    assert (sample.b - sample.c) / sample.n == pytest.approx(by_answer, abs=1e-6)
    assert p_value(sample) == pytest.approx(p, rel=1e-6)
    assert bound_of(sample, 0.05, 0.05).holds is holds


@pytest.mark.parametrize(("row", "expected"), UNCLEAR)
def test_unclear(row: tuple[int, int, int], expected: bool) -> None:
    sample = group(*row)
    assert is_unclear(sample, p_value(sample), 0.05) is expected


def test_seven_of_ten_in_one_of_ten_categories() -> None:
    """JailbreakBench with 7 of 10 lost in one category: 11 tests, adjusted p 11 / 2^7."""
    groups = [group(10, 7, 0), *[group(10, 0, 0)] * 9, group(100, 7, 0)]
    found = decide_groups(groups, 0.05, 0.05)
    assert found[0].adjusted_p == 11 / 2**7
    assert [one.outcome for one in found] == ["unclear", *["watched"] * 9, "unclear"]


@pytest.mark.parametrize("tests", FEWEST)
def test_fewest_losses_that_regress(tests: int) -> None:
    def outcome(lost: int) -> str:
        others = [group(1000, 0, 0)] * (tests - 1)
        return decide_groups([group(1000, lost, 0), *others], 0.05, 0.05)[0].outcome

    assert (outcome(FEWEST[tests] - 1) == "regressed", outcome(FEWEST[tests])) == (False, "regressed")


def test_levels() -> None:
    assert [level_at(look, 0.05) for look in (1, 2, 3, 4)] == pytest.approx([0.04, 0.005, 0.0025, 0.00125])
    assert sum(level_at(look, 0.05) for look in range(1, 60)) == pytest.approx(0.05)
    with pytest.raises(ValueError, match="the look is 0; the first is 1"):
        level_at(0, 0.05)


def test_outcomes_of_a_class() -> None:
    assert outcome_of("regressed", [], True) == "regressed"
    assert outcome_of("watched", [], True) == "non-inferior"
    assert (
        outcome_of("watched", ["watched", "regressed"], True) == "non-inferior"
    )  # that group has an answer of its own
    assert outcome_of("watched", ["unclear"], True) == "inconclusive"
    assert outcome_of("unclear", [], True) == "inconclusive"
    assert outcome_of("watched", [], False) == "inconclusive"


def test_what_a_small_category_hides() -> None:
    assert [hidden(group(n, 0, 0), 0.05) for n in (1, 5, 10, 20, 25, 44, 100, 1000)] == [1, 2, 2, 2, 2, 4, 5, 50]


def test_counts_without_pairs() -> None:
    assert p_value(Counts(53, 330, 1, 330)) == pytest.approx(3.415728e-16, rel=1e-6)
    found = bound_of(Counts(300, 330, 300, 330), 0.05, 0.05)
    assert (found.p, found.level, found.holds, found.needed) == (None, 0.025, True, None)
    assert not bound_of(Counts(90, 100, 90, 100), 0.05, 0.05).holds
    with pytest.raises(ValueError, match="counts without pairs are decided at the first look alone"):
        bound_of(Counts(300, 330, 300, 330), 0.05, 0.05, 2)
    assert is_unclear(Counts(10, 10, 7, 10), 0.1, 0.05)
