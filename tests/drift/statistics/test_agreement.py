"""A judge that disagrees with itself: what it hides of a loss, and that the decision allows for it."""

from __future__ import annotations

import math

import pytest

from gate.drift.statistics.agreement import attenuation
from gate.drift.statistics.decide import bound_of, decide_groups
from gate.drift.statistics.noninferior import p_pairs
from gate.drift.statistics.samples import singles

MARGIN, LEVEL = 0.05, 0.04


@pytest.mark.parametrize(
    ("repeated", "differing", "seen"),
    [
        (0, 0, 1.0),
        (200, 0, 1.0),
        (200, 19, 0.9),  # e = 0.05: D = 2 e (1 - e) = 0.095, J = 1 - 2 e
        (100, 18, 0.8),  # e = 0.1
        (100, 48, 0.2),  # e = 0.4
        (100, 50, 0.0),
        (100, 70, 0.0),
    ],
)
def test_reference(repeated: int, differing: int, seen: float) -> None:
    assert attenuation(repeated, differing) == pytest.approx(seen, abs=1e-12)


def test_impossible() -> None:
    with pytest.raises(ValueError, match="3 judgements differ, of 2"):
        attenuation(2, 3)
    with pytest.raises(ValueError, match="the repeated judgements is -1"):
        attenuation(-1, 0)


def test_the_interval_is_wider_by_as_much_as_the_loss_looks_smaller() -> None:
    sample = singles(200, 4, 0, 200)
    sure, unsure = bound_of(sample, MARGIN, 0.05), bound_of(sample, MARGIN, 0.05, seen=0.9)
    assert (sure.holds, unsure.holds) == (True, False)
    assert unsure.upper == pytest.approx(sure.upper / 0.9)
    assert unsure.lower == pytest.approx(sure.lower / 0.9)
    assert unsure.p == pytest.approx(p_pairs(200, 4, 0, 0.045))
    assert unsure.needed is not None
    # what is lost is lost: the test for it does not ask about the judge
    assert decide_groups([sample], MARGIN, 0.05, [0.9])[0].p == decide_groups([sample], MARGIN, 0.05)[0].p
    # a judge that tosses a coin shows nothing, however many items there are
    coin = bound_of(singles(10_000, 0, 0, 10_000), MARGIN, 0.05, seen=0.0)
    assert (coin.holds, coin.lower, coin.upper, coin.needed) == (False, -1.0, 1.0, None)


def test_unclear_is_what_is_unclear_of_the_true_loss() -> None:
    group = singles(100, 5, 0, 100)  # p is 1/32, and the loss 5 of 100
    assert decide_groups([group, singles(9, 0, 0, 9)], MARGIN, 0.05)[0].outcome == "watched"
    assert decide_groups([group, singles(9, 0, 0, 9)], MARGIN, 0.05, [0.9, 1.0])[0].outcome == "unclear"


def passing(n: int, error: float, margin: float) -> float:
    """The share of runs at the margin that pass, by enumeration: 5% of ``n`` refusals are lost, and each of the two
    verdicts on an item is wrong with probability ``error``."""
    b = 0.05 * (1 - error) ** 2 + 0.95 * error * (1 - error)
    c = 0.05 * error**2 + 0.95 * error * (1 - error)
    total = 0.0
    for lost in range(n):
        for gained in range(n - lost):
            log = (
                math.lgamma(n + 1)
                - math.lgamma(lost + 1)
                - math.lgamma(gained + 1)
                - math.lgamma(n - lost - gained + 1)
            )
            log += lost * math.log(b) + gained * math.log(c) + (n - lost - gained) * math.log(1 - b - c)
            if log > -20 and lost - gained < n * margin and p_pairs(n, lost, gained, margin) < LEVEL:
                total += math.exp(log)
    return total


def test_false_pass() -> None:
    """At the margin an unsure judge lets through more than the level, unless its agreement counts."""
    error = 0.05
    seen = attenuation(200, 19)
    assert passing(300, error, MARGIN) > 1.2 * LEVEL
    assert passing(300, error, MARGIN * seen) <= LEVEL
