"""The statistics of alignment drift against scipy and statsmodels, exact integers, and enumeration."""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from gate.drift.statistics.mcnemar import holm, mcnemar_p
from gate.drift.statistics.noninferior import p_pairs, p_units, upper_bound
from gate.drift.statistics.sign_flip import sign_flip
from gate.drift.statistics.unpaired import fisher_p, newcombe_interval

SIZES = (3, 10, 40, 150, 1000, 20_000)


def pairs(seed: int, number: int) -> list[tuple[int, int, int]]:
    chance = random.Random(seed)
    rows = []
    for _ in range(number):
        n = chance.randint(1, chance.choice(SIZES))
        b = chance.randint(0, n)
        rows.append((n, b, chance.randint(0, n - b)))
    return rows


def test_mcnemar_is_that_of_scipy_and_statsmodels() -> None:
    for n, b, c in pairs(1, 800):
        p = mcnemar_p(b, c)
        assert p == pytest.approx(stats.binom.sf(b - 1, b + c, 0.5), rel=1e-9, abs=1e-300)
        if b > c:
            two_sided = mcnemar([[n - b - c, b], [c, 0]], exact=True).pvalue
            assert 2 * p == pytest.approx(two_sided, rel=1e-9, abs=1e-300)


@pytest.mark.parametrize(
    ("b", "c"), [(25_000, 25_000), (25_300, 24_700), (24_700, 25_300), (27_000, 23_000), (1200, 900), (130, 127)]
)
def test_large_mcnemar_is_that_of_whole_numbers(b: int, c: int) -> None:
    one = 1 << 600
    term = total = math.comb(b + c, b) * one >> b + c
    for k in range(b, b + c):
        term = term * (b + c - k) // (k + 1)
        total += term
    assert mcnemar_p(b, c) == pytest.approx(total / one, rel=1e-11)


def test_holm_is_that_of_statsmodels() -> None:
    chance = random.Random(2)
    for _ in range(60):
        values = [chance.random() ** chance.choice((1, 4)) for _ in range(chance.randint(1, 30))]
        values += values[: chance.randint(0, 3)]
        assert holm(values) == pytest.approx(list(multipletests(values, method="holm")[1]))


def test_fisher_is_that_of_scipy() -> None:
    chance = random.Random(4)
    for _ in range(800):
        base_n, tuned_n = (chance.randint(1, chance.choice((4, 30, 400, 3000))) for _ in range(2))
        base, tuned = chance.randint(0, base_n), chance.randint(0, tuned_n)
        expected = stats.fisher_exact([[base, base_n - base], [tuned, tuned_n - tuned]], alternative="greater").pvalue
        assert fisher_p(base, base_n, tuned, tuned_n) == pytest.approx(expected, rel=1e-8, abs=1e-290)


def test_newcombe_is_that_of_statsmodels() -> None:
    chance = random.Random(5)
    for _ in range(500):
        base_n, tuned_n = (chance.randint(1, chance.choice((4, 30, 400, 3000))) for _ in range(2))
        base, tuned = chance.randint(0, base_n), chance.randint(0, tuned_n)
        expected = confint_proportions_2indep(base, base_n, tuned, tuned_n, method="newcomb", compare="diff")
        assert newcombe_interval(base, base_n, tuned, tuned_n) == pytest.approx(expected, abs=1e-12)


def test_sign_flips_are_those_of_every_sign() -> None:
    chance = random.Random(6)
    for _ in range(300):
        sums = [chance.randint(-4, 5) * chance.choice((1, 1, 3)) for _ in range(chance.randint(1, 10))]
        signs = itertools.product((1, -1), repeat=len(sums))
        reached = sum(sum(map(int.__mul__, sign, map(abs, sums))) >= sum(sums) for sign in signs)
        assert sign_flip(sums).p == reached / 2 ** len(sums)


def test_sign_flips_are_those_of_scipy() -> None:
    sums = np.array([3, 2, 0, -1, 4, 1, 0, 2, 0, -2, 5, 1])
    found = stats.permutation_test(
        (sums,), np.sum, permutation_type="samples", alternative="greater", n_resamples=np.inf, vectorized=True
    )
    assert sign_flip(sums.tolist()).p == found.pvalue


@pytest.mark.parametrize("clusters", [200, 257, 1000, 3000])
def test_sign_flips_of_many_clusters_are_those_of_the_whole_distribution(clusters: int) -> None:
    chance = random.Random(clusters)
    sums = [chance.choice((-3, -2, -1, 0, 0, 1, 1, 2, 3)) for _ in range(clusters)]
    distribution = np.ones(1)
    for magnitude in map(abs, sums):
        step = np.zeros(magnitude + 1)
        step[0] += 0.5
        step[-1] += 0.5
        distribution = np.convolve(distribution, step)
    expected = distribution[sum(d for d in sums if d > 0) :].sum()
    flipped = sign_flip(sums)
    assert flipped.exact
    assert flipped.p == pytest.approx(expected, rel=1e-9)


def allowed(n: int, margin: float, level: float) -> list[int]:
    """The most losses of ``n`` pairs that pass, by how many gains there are."""
    found, most = [], -1
    for c in range(n + 1):
        while most + 1 + c <= n and p_pairs(n, most + 1, c, margin) < level:
            most += 1  # more gains never allow fewer losses
        most = min(most, n - c)
        found.append(most)
    return found


def false_pass(most: Sequence[int], margin: float, gains: float) -> float:
    """The probability that pairs pass where the true loss is the margin, over all tables."""
    n, c = len(most) - 1, np.arange(len(most))
    passes = np.where(np.array(most) >= 0, stats.binom.cdf(most, n - c, (margin + gains) / (1 - gains)), 0)
    return float(stats.binom.pmf(c, n, gains) @ passes)


@pytest.mark.parametrize(("level", "least"), [(0.04, 0.037), (0.005, 0.0045)])
def test_a_loss_as_large_as_the_margin_seldom_passes(level: float, least: float) -> None:
    """Exact, over all tables: never more often than the level says, and not by passing nothing."""
    worst = 0.0
    for margin, sizes in ((0.05, (63, 64, 90, 105, 120, 146, 180)), (0.10, (31, 45, 60, 90))):
        tables = [allowed(n, margin, level) for n in sizes]
        worst = max(false_pass(most, margin, g) for most in tables for g in (0.0, 0.001, 0.01, 0.05, 0.2, 0.4))
        assert worst <= level
    for n in (104, 117, 160, 190):
        worst = max(worst, false_pass(allowed(n, 0.05, level), 0.05, 0.0))
    assert least < worst <= level


def test_the_bound_is_the_quantile_of_its_weights() -> None:
    """By definition: the (1 - level) quantile of sum W_i x_i with a unit more that is lost, over Dirichlet weights."""
    chance = np.random.default_rng(3)
    for losses in ([0.0] * 40 + [1.0, -1.0, 0.5], [0.04] * 60, [1 / 6, 0.5, 0, -1 / 6, 2 / 3] * 4):
        weights = chance.dirichlet(np.ones(len(losses) + 1), 200_000)
        quantile = float(np.quantile(weights @ np.array([*losses, 1.0]), 0.96))
        assert upper_bound({x: float(n) for x, n in Counter(losses).items()}, 0.04) == pytest.approx(quantile, abs=2e-3)


def test_without_gains_the_bound_is_that_of_scipy() -> None:
    for n, b in ((40, 0), (63, 0), (100, 2), (313, 9), (5000, 120)):
        expected = stats.binomtest(b, n).proportion_ci(0.92, "exact").high
        losses = {loss: float(often) for loss, often in ((1.0, b), (0.0, n - b)) if often}
        assert upper_bound(losses, 0.04) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("size", [4, 20])
def test_clusters_that_lose_entirely_seldom_pass(size: int) -> None:
    """A share q of clusters is lost as a whole and the others lose steadily, the margin in all."""
    chance = np.random.default_rng(size)
    passed = 0
    for lost in chance.binomial(120, 0.02, 400).tolist():
        steady = (0.05 - 0.02) / 0.98
        sums = Counter(chance.binomial(size, steady, 120 - lost).tolist())
        losses = {total / size: float(often) for total, often in sums.items()}
        losses[1.0] = losses.get(1.0, 0.0) + lost
        passed += p_units(+Counter(losses), 0.05) < 0.04
    assert passed <= 0.04 * 400 + 2 * math.sqrt(0.04 * 0.96 * 400)
