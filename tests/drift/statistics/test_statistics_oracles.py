"""The statistics of alignment drift against scipy and statsmodels, exact integers, and enumeration."""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from scipy import optimize, stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from gate.drift.statistics.clustered import cluster_estimate, clustered_upper, largest_clusters, raised
from gate.drift.statistics.mcnemar import holm, mcnemar_p
from gate.drift.statistics.sign_flip import sign_flip
from gate.drift.statistics.student import student_t_quantile
from gate.drift.statistics.tango import tango_lower, tango_score, tango_upper, upper_bound, zero_event_floor
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
    for n, b, c in pairs(1, 3000):
        p = mcnemar_p(b, c)
        assert p == pytest.approx(stats.binom.sf(b - 1, b + c, 0.5), rel=1e-9, abs=1e-300)
        if b > c:
            two_sided = mcnemar([[n - b - c, b], [c, 0]], exact=True).pvalue
            assert 2 * p == pytest.approx(two_sided, rel=1e-9, abs=1e-300)


@pytest.mark.parametrize(
    ("b", "c"), [(25_000, 25_000), (25_300, 24_700), (24_700, 25_300), (27_000, 23_000), (1200, 900), (130, 127)]
)
def test_large_mcnemar_is_that_of_whole_numbers(b: int, c: int) -> None:
    term = total = math.comb(b + c, b)
    for k in range(b, b + c):
        term = term * (b + c - k) // (k + 1)
        total += term
    assert mcnemar_p(b, c) == pytest.approx(total / (1 << b + c), rel=1e-11)


def test_holm_is_that_of_statsmodels() -> None:
    chance = random.Random(2)
    for _ in range(60):
        values = [chance.random() ** chance.choice((1, 4)) for _ in range(chance.randint(1, 30))]
        values += values[: chance.randint(0, 3)]
        assert holm(values) == pytest.approx(list(multipletests(values, method="holm")[1]))


def test_the_floor_without_events_is_that_of_scipy() -> None:
    for n in (1, 2, 5, 20, 59, 1000, 10**6):
        expected = stats.binomtest(0, n).proportion_ci(0.9, "exact").high
        assert zero_event_floor(n, 0.05) == pytest.approx(expected, rel=1e-10)


def test_student_t_is_that_of_scipy() -> None:
    for degrees, level in itertools.product(
        (1, 1.01, 2, 2.5, 3, 4, 7, 19, 50.75, 333, 4999, 99_999), (0.49, 0.25, 0.05, 0.025, 1e-4, 1e-12)
    ):
        assert student_t_quantile(level, degrees) == pytest.approx(stats.t.isf(level, degrees), rel=1e-10)


def test_fisher_is_that_of_scipy() -> None:
    chance = random.Random(4)
    for _ in range(3000):
        base_n, tuned_n = (chance.randint(1, chance.choice((4, 30, 400, 3000))) for _ in range(2))
        base, tuned = chance.randint(0, base_n), chance.randint(0, tuned_n)
        expected = stats.fisher_exact([[base, base_n - base], [tuned, tuned_n - tuned]], alternative="greater").pvalue
        assert fisher_p(base, base_n, tuned, tuned_n) == pytest.approx(expected, rel=1e-8, abs=1e-290)


def test_newcombe_is_that_of_statsmodels() -> None:
    chance = random.Random(5)
    for _ in range(2000):
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


def restricted_gains(n: int, b: int, c: int, loss: float) -> float:
    """The rate of gains that is likeliest where the rate of losses is larger by ``loss``, by numbers alone."""

    def unlikelihood(gains: float) -> float:
        rates = (gains + loss, gains, 1 - 2 * gains - loss)
        return -sum(k * math.log(max(rate, 1e-300)) for k, rate in zip((b, c, n - b - c), rates, strict=True) if k)

    low, high = max(0.0, -loss), (1 - loss) / 2
    return float(optimize.minimize_scalar(unlikelihood, bounds=(low, high), options={"xatol": 1e-12}).x)


def test_tango_score_is_that_of_the_restricted_likelihood() -> None:
    chance = random.Random(7)
    for n, b, c in pairs(8, 1500):
        loss = chance.uniform(-0.95, 0.95)
        gains = restricted_gains(n, b, c, loss)
        expected = (b - c - n * loss) / math.sqrt(n * (2 * gains + loss * (1 - loss)))
        assert tango_score(n, b, c, loss) == pytest.approx(expected, rel=2e-4, abs=1e-6)


def test_tango_interval_ends_where_the_score_says() -> None:
    for n, b, c in pairs(9, 1000):
        lower, upper = tango_lower(n, b, c), tango_upper(n, b, c)
        assert -1 <= lower <= (b - c) / n <= upper <= 1
        if upper < 1:
            assert tango_score(n, b, c, upper) == pytest.approx(-1.959964, abs=1e-5)
        if lower > -1:
            assert tango_score(n, b, c, lower) == pytest.approx(1.959964, abs=1e-5)


def allowed(n: int, margin: float) -> list[int]:
    """The most losses of ``n`` pairs that pass, by how many gains there are."""
    found, most = [], -1
    for c in range(n + 1):
        while most + 1 + c <= n and upper_bound(n, most + 1, c) < margin:
            most += 1  # more gains never allow fewer losses
        most = min(most, n - c)
        found.append(most)
    return found


def false_pass(most: Sequence[int], margin: float, gains: float) -> float:
    """The probability that pairs pass where the true loss is the margin, over all tables."""
    n, c = len(most) - 1, np.arange(len(most))
    passes = np.where(np.array(most) >= 0, stats.binom.cdf(most, n - c, (margin + gains) / (1 - gains)), 0)
    return float(stats.binom.pmf(c, n, gains) @ passes)


@pytest.mark.parametrize("margin", [0.05, 0.10])
def test_a_loss_as_large_as_the_margin_seldom_passes(margin: float) -> None:
    sizes = (36, 40, 45, 50, 60, 73, 74, 80, 85, 90, 95, 100, 110, 125, 126, 140, 150)
    rates = (0.0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, (1 - margin) / 2)
    tables = [allowed(n, margin) for n in sizes]
    worst = max(false_pass(most, margin, gains) for most in tables for gains in rates)
    assert 0.025 < worst < 0.032  # under 5%, and not by passing nothing


@pytest.mark.parametrize("margin", [0.03, 0.05, 0.10])
def test_clusters_with_a_loss_as_large_as_the_margin_seldom_pass(margin: float) -> None:
    worst = 0.0
    for clusters in (*range(30, 160, 6), 200, 300, 400):
        passed = 0
        while passed < clusters:
            counted = Counter({(5, 5): passed, (5, 0): clusters - passed})
            if clustered_upper(+counted) >= margin:
                break
            passed += 1
        if passed:
            worst = max(worst, stats.binom.cdf(passed - 1, clusters, margin))
    assert 0.02 < worst < 0.03


def test_cluster_estimate_is_the_ratio_estimate_with_the_effective_degrees() -> None:
    chance = random.Random(10)
    for _ in range(300):
        sizes = np.array([chance.randint(1, chance.choice((3, 50))) for _ in range(chance.randint(2, 60))])
        sums = np.array([chance.randint(-size, size) * (chance.random() < 0.5) for size in sizes])
        found = cluster_estimate(list(zip(sizes.tolist(), sums.tolist(), strict=True)))
        loss = sums.sum() / sizes.sum()
        error = math.sqrt(len(sizes) * np.var(sums - loss * sizes, ddof=1)) / sizes.sum()
        assert found.standard_error == pytest.approx(error, rel=1e-9, abs=1e-12)
        degrees = sizes.sum() ** 2 / (sizes**2).sum() - 1
        if degrees >= 1 and error > 1e-9:
            reach = stats.t.isf(0.025, degrees) * error
            assert (found.lower, found.upper) == pytest.approx((max(-1, loss - reach), min(1, loss + reach)), rel=1e-8)
        elif error > 1e-9:
            assert (found.lower, found.upper) == (-1, 1)


def test_the_zero_loss_floor_of_clusters_is_the_most_that_can_be_lost_unseen() -> None:
    chance = random.Random(11)
    for _ in range(40):
        sizes = [chance.randint(1, chance.choice((2, 6, 30))) for _ in range(chance.randint(2, 8))]
        weights = np.array(sizes) / sum(sizes)
        found = optimize.minimize(
            lambda rates, weights=weights: -weights @ rates,
            np.full(len(sizes), 0.1),
            bounds=[(0, 1 - 1e-9)] * len(sizes),
            constraints={"type": "ineq", "fun": lambda rates: np.log1p(-rates).sum() - math.log(0.025)},
        )
        tops = largest_clusters([(size, 0) for size in sizes])
        floor = max(top.share * top.floor(0.025) for top in tops if top.has_floor(0.025))
        assert floor == pytest.approx(-found.fun, rel=1e-5)


def bound_of_all_at_once(clusters: Counter[tuple[int, int]]) -> float:
    """The bound of all clusters, with the floor of their number, whatever their sizes."""
    return raised(zero_event_floor(clusters.total()), largest_clusters(clusters)[-1:], 0.025)


@pytest.mark.parametrize(
    ("large", "size", "small", "rates", "margin"),
    [
        (1, 1000, 100, (0.055, 0.0), 0.05),
        (1, 100, 1000, (0.275, 0.0275), 0.05),
        (1, 50, 1000, (0.525, 0.02625), 0.05),
        (3, 20, 1000, (0.4416667, 0.0265), 0.05),
        (5, 100, 100, (0.06, 0.0), 0.05),
        (5, 100, 1000, (0.075, 0.0375), 0.05),
        (20, 10, 200, (0.05, 0.05), 0.05),
        (20, 10, 200, (0.1, 0.1), 0.1),
        (40, 10, 400, (0.05, 0.05), 0.05),
    ],
)
def test_few_large_clusters_among_many_small_ones_seldom_pass(
    large: int, size: int, small: int, rates: tuple[float, float], margin: float
) -> None:
    """Over all tables: clusters are lost as a whole, and the loss of all answers is the margin."""
    n = large * size + small
    assert (large * size * rates[0] + small * rates[1]) / n == pytest.approx(margin)
    at_once = by_size = 0.0
    for lost, single in itertools.product(range(large + 1), range(small + 1)):
        if lost * size + single < margin * n:
            chance = stats.binom.pmf(lost, large, rates[0]) * stats.binom.pmf(single, small, rates[1])
            table = +Counter({(size, size): lost, (size, 0): large - lost, (1, 1): single, (1, 0): small - single})
            at_once += chance * (bound_of_all_at_once(table) < margin)
            by_size += chance * (clustered_upper(table) < margin)
    assert at_once > 0.1
    assert by_size < 0.03


SIZES_OF_CLUSTERS = {
    "equal": [20] * 75,
    "one to five": [1, 2, 3, 4, 5] * 30,
    "geometric": [round(3 * 1.03**k) for k in range(100)],
    "long tail": [max(1, round(3 * (k / 200) ** -0.8)) for k in range(1, 201)],
    "few large": [10] * 30 + [1] * 150,
}


@pytest.mark.parametrize("name", SIZES_OF_CLUSTERS)
def test_clusters_that_lose_in_part_seldom_pass(name: str) -> None:
    """Answers of a cluster correlate by a half: the cluster's rate of loss is Beta(m, 1 - m), at the margin m.

    The limit is two standard deviations of the count over 5%.
    """
    sizes = np.array(SIZES_OF_CLUSTERS[name])
    chance = np.random.default_rng(12)
    for margin in (0.05, 0.1):
        tables = chance.binomial(sizes, chance.beta(margin, 1 - margin, (200, len(sizes)))).tolist()
        passed = sum(clustered_upper(zip(sizes.tolist(), sums, strict=True)) < margin for sums in tables)
        assert passed <= 0.05 * len(tables) + 2 * math.sqrt(0.05 * 0.95 * len(tables))


@pytest.mark.parametrize("name", ["equal", "one to five", "few large"])
def test_clusters_that_lose_little_pass(name: str) -> None:
    sizes = np.array(SIZES_OF_CLUSTERS[name])
    chance = np.random.default_rng(13)
    tables = chance.binomial(sizes, 0.01, (100, len(sizes))).tolist()
    assert sum(clustered_upper(zip(sizes.tolist(), sums, strict=True)) < 0.1 for sums in tables) >= 90
