"""How many items it takes."""

from __future__ import annotations

import pytest

from gate.drift.statistics.categories import Clustered, Unpaired
from gate.drift.statistics.clustered import clustered_upper
from gate.drift.statistics.decide import decide
from gate.drift.statistics.sizes import clustered_n_needed, n_needed
from gate.drift.statistics.tango import upper_bound


def test_the_fewest_pairs_that_pass() -> None:
    assert [n_needed(1, 0, 0, margin) for margin in (0.03, 0.05, 0.10)] == [125, 73, 36]


@pytest.mark.parametrize("margin", [1e-6, 0.001, 0.03, 0.05, 0.1, 0.3, 0.5, 0.9, 0.999])
def test_the_fewest_pairs_pass_and_one_less_does_not(margin: float) -> None:
    n = n_needed(1, 0, 0, margin)
    assert n is not None
    assert upper_bound(n, 0, 0) < margin
    assert n == 1 or upper_bound(n - 1, 0, 0) >= margin


def test_the_number_that_uneven_clusters_need_is_that_of_the_largest() -> None:
    clusters = {(10, 10): 1, (10, 0): 49, (1, 0): 250}
    needed = clustered_n_needed(clusters, 0.05, tests=100)
    assert needed is not None
    copies = -(-needed // 750)
    bounds = [clustered_upper({key: often * k for key, often in clusters.items()}) for k in (copies - 1, copies)]
    assert bounds[1] < 0.05 <= bounds[0]


def test_the_number_that_clusters_need_decides() -> None:
    few = decide([Clustered("a", ((4, 0),) * 40)])[0]
    assert (few.outcome, few.n_needed) == ("inconclusive", 4 * 72)
    assert decide([Clustered("a", ((4, 0),) * 72)])[0].outcome == "non-inferior"
    assert decide([Clustered("a", ((4, 0),) * 71)])[0].outcome == "inconclusive"


def test_the_number_that_lossy_clusters_need() -> None:
    few = [(4, 1)] * 2 + [(4, 0)] * 38
    # alone and overall: the exact test is significant at 0.025 from 5.32 clusters of 20 on
    assert decide([Clustered("a", tuple(few * 2))], 0.01)[0].n_needed == 4 * 107
    needed = decide([Clustered("a", tuple(few))], 0.04)[0].n_needed
    assert needed is not None
    assert 320 < needed <= 480
    outcomes = [decide([Clustered("a", tuple(few * times))], 0.04)[0].outcome for times in (1, 2, 3)]
    assert outcomes == ["inconclusive", "inconclusive", "regressed"]


def test_the_number_that_counts_need_decides() -> None:
    few = decide([Unpaired("a", 48, 50, 48, 50)])[0]
    assert few.outcome == "inconclusive"
    assert few.n_needed is not None
    needed = few.n_needed
    for n, outcome in ((needed // 25 * 25, "inconclusive"), (-(-needed // 25) * 25, "non-inferior")):
        assert decide([Unpaired("a", n * 24 // 25, n, n * 24 // 25, n)])[0].outcome == outcome


def test_the_number_that_pairs_need_grows_with_the_tests() -> None:
    numbers = [n_needed(100, 8, 1, 0.05, tests=tests) for tests in (1, 2, 8, 100, 10**6)]
    assert numbers == sorted(numbers, key=lambda n: n or 0)
    assert n_needed(100_000, 50_000, 49_999, 1e-6) is not None  # bounded, though the rates are a hair apart
