"""Answers that are no independent draws."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from gate.drift.statistics.clustered import cluster_estimate, clustered_upper
from gate.drift.statistics.mcnemar import mcnemar_p
from gate.drift.statistics.sign_flip import sign_flip
from gate.drift.statistics.tango import tango_score, tango_upper, zero_event_floor
from tests.drift.statistics.published import CLUSTER_SUMS


def test_clusters() -> None:
    assert sign_flip(CLUSTER_SUMS).p == 0.018798828125
    assert mcnemar_p(sum(d for d in CLUSTER_SUMS if d > 0), 4) == pytest.approx(0.000155, abs=5e-7)
    estimate = cluster_estimate((6, d) for d in CLUSTER_SUMS)
    assert estimate.standard_error == pytest.approx(0.0667489, abs=1e-7)
    assert estimate.upper == pytest.approx(0.298040, abs=1e-6)
    assert (estimate.clusters, estimate.effective) == (20, 20)
    assert clustered_upper((6, d) for d in CLUSTER_SUMS) == pytest.approx(0.304501, abs=1e-6)


def test_clusters_of_one_size_without_a_loss_have_the_floor_of_their_number() -> None:
    for size, clusters in ((2, 73), (7, 40), (1000, 3)):
        assert clustered_upper({(size, 0): clusters}) == zero_event_floor(clusters)


@pytest.mark.parametrize(
    ("clusters", "upper"),
    [
        ({(1000, 0): 1, (1, 0): 100}, 1000 / 1100),  # one cluster says nothing about what it could lose
        ({(50, 0): 1, (1, 0): 950}, 0.05),
        ({(50, 0): 1, (1, 1): 20, (1, 0): 930}, 0.07),  # beside what the others lost
        ({(20, 0): 3, (1, 0): 1000}, 60 / 1060 * zero_event_floor(3)),
        ({(5, 0): 80, (1, 0): 200}, 400 / 600 * zero_event_floor(80)),
        ({(5, 0): 80, (1, -1): 100, (1, 0): 100}, 400 / 600 * zero_event_floor(80)),  # gains do not lower it
    ],
)
def test_few_large_clusters_bound_what_many_small_ones_do_not_show(
    clusters: dict[tuple[int, int], int], upper: float
) -> None:
    assert clustered_upper(clusters) == pytest.approx(upper, rel=1e-12)


def test_few_losses_of_large_clusters_are_bounded_as_by_effective_pairs() -> None:
    upper = clustered_upper({(10, 10): 2, (10, 0): 98, (1, 0): 480, (1, 1): 20})
    # 2 of 100 clusters, whose loss has the standard error of 99 pairs, beside 20 answers of 1500
    assert tango_score(99, 1.98, 0, (upper - 20 / 1500) * 1500 / 1000) == pytest.approx(-1.959964, abs=1e-6)


def test_clusters_that_lost_alike_are_held_to_the_number_of_answers() -> None:
    alike = {(40, 1): 400}
    assert cluster_estimate(alike).upper == 0.025
    assert clustered_upper(alike) == pytest.approx(tango_upper(16_000, 400, 0), rel=1e-12)


def test_clusters_of_nearly_one_size_need_hardly_more() -> None:
    even, uneven = {(20, 20): 2, (20, 0): 198}, {(20, 20): 2, (20, 0): 168, (19, 0): 30}
    assert clustered_upper(even) < clustered_upper(uneven) < 1.03 * clustered_upper(even)


def test_a_hundred_thousand_clusters_take_a_moment() -> None:
    clusters = Counter({(size, size * (size % 50 == 0)): 20 for size in range(1, 5001)})
    started = time.process_time()
    upper = clustered_upper(clusters)
    assert time.process_time() - started < 2
    assert upper == clustered_upper(dict(reversed(clusters.items())))
    assert 0.02 < upper < 0.023
