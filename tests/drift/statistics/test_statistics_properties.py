"""What holds for every table: the statistics of alignment drift by property."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from gate.drift.statistics.categories import Category, Clustered, Paired, Unpaired
from gate.drift.statistics.clustered import cluster_estimate, clustered_upper
from gate.drift.statistics.decide import CategoryResult, decide
from gate.drift.statistics.mcnemar import holm, mcnemar_p
from gate.drift.statistics.sign_flip import sign_flip
from gate.drift.statistics.sizes import n_needed
from gate.drift.statistics.tango import upper_bound, zero_event_floor

ORDER = ("non-inferior", "inconclusive", "regressed")
MARGINS = st.floats(0.001, 0.9)


@st.composite
def tables(draw: st.DrawFn, largest: int = 400) -> tuple[int, int, int]:
    n = draw(st.integers(1, largest))
    b = draw(st.integers(0, n))
    return n, b, draw(st.integers(0, n - b))


@st.composite
def categories(draw: st.DrawFn) -> list[Category]:
    rows: list[Category] = [
        Paired(f"pairs {i}", *table) for i, table in enumerate(draw(st.lists(tables(), max_size=4)))
    ]
    for i, clusters in enumerate(
        draw(st.lists(st.lists(st.tuples(st.integers(2, 5), st.integers(-2, 2)), min_size=1, max_size=20), max_size=3))
    ):
        rows.append(Clustered(f"clusters {i}", tuple(clusters)))
    return rows or [Paired("pairs", 10, 1, 0)]


@st.composite
def clustered(draw: st.DrawFn, most: int = 40) -> list[tuple[int, int]]:
    """Clusters of very unequal sizes, of which most lost nothing."""
    sizes = draw(st.lists(st.sampled_from([1, 1, 2, 3, 5, 8, 40, 300]), min_size=2, max_size=most))
    sums = [draw(st.one_of(st.just(0), st.just(0), st.integers(-size, size), st.just(size))) for size in sizes]
    return list(zip(sizes, sums, strict=True))


def alone(category: Category, margin: float = 0.05) -> CategoryResult:
    return decide([category], margin)[0]


@given(tables(), MARGINS)
def test_one_more_loss_is_never_better(table: tuple[int, int, int], margin: float) -> None:
    n, b, c = table
    if b + c == n:
        n += 1
    less, more = alone(Paired("a", n, b, c), margin), alone(Paired("a", n, b + 1, c), margin)
    assert more.p <= less.p
    assert more.upper_bound >= less.upper_bound
    assert more.lower >= less.lower
    assert ORDER.index(more.outcome) >= ORDER.index(less.outcome)


@given(tables(), MARGINS)
def test_one_more_gain_is_never_worse(table: tuple[int, int, int], margin: float) -> None:
    n, b, c = table
    if b + c == n:
        n += 1
    less, more = alone(Paired("a", n, b, c), margin), alone(Paired("a", n, b, c + 1), margin)
    assert more.p >= less.p
    assert more.upper_bound <= less.upper_bound + 1e-15
    assert ORDER.index(more.outcome) <= ORDER.index(less.outcome)


@given(categories(), st.randoms(use_true_random=False), MARGINS)
def test_order_does_not_matter(rows: list[Category], chance: object, margin: float) -> None:
    assert hasattr(chance, "shuffle")
    other = [
        Clustered(row.category, tuple(sorted(row.clusters))) if isinstance(row, Clustered) else row for row in rows
    ]
    chance.shuffle(other)
    assert set(decide(rows, margin)) == set(decide(other, margin))


@given(categories(), MARGINS)
def test_results_are_in_bounds(rows: list[Category], margin: float) -> None:
    results = decide(rows, margin)
    assert [result.category for result in results] == [row.category for row in rows] + ["overall"]
    assert results[-1].n == sum(result.n for result in results[:-1])
    for result in results:
        assert 0 <= result.p <= result.adjusted_p <= 1
        assert -1 <= result.lower <= result.loss <= result.upper_bound <= 1
        assert (result.n_needed is None) or (result.outcome == "inconclusive" and result.n_needed > result.n)
        assert (result.outcome == "regressed") == (result.adjusted_p <= 0.05)
        assert result.outcome != "non-inferior" or result.upper_bound < margin


@given(tables(), MARGINS)
def test_too_few_pairs_never_pass(table: tuple[int, int, int], margin: float) -> None:
    least = n_needed(1, 0, 0, margin)
    assert least is not None
    if table[0] < least and table[1] >= table[2]:
        assert upper_bound(*table) >= margin
    assert upper_bound(table[0], 0, 0) < margin or table[0] < least


@given(st.lists(st.floats(0, 1), max_size=30))
def test_holm_raises_and_keeps_the_order(values: list[float]) -> None:
    adjusted = holm(values)
    assert all(p <= q <= 1 for p, q in zip(values, adjusted, strict=True))
    ranked = [q for _, q in sorted(zip(values, adjusted, strict=True))]
    assert ranked == sorted(ranked)


@given(st.integers(0, 600), st.integers(0, 600), st.integers(0, 50), st.integers(1, 7))
def test_sign_flips_of_equal_sums_are_mcnemar(b: int, c: int, ties: int, size: int) -> None:
    flipped = sign_flip([size] * b + [-size] * c + [0] * ties)
    assert (flipped.p, flipped.exact) == (mcnemar_p(b, c), True)


@settings(max_examples=50)
@given(st.lists(st.integers(-6, 6), min_size=1, max_size=400))
def test_sign_flips_fall_as_a_sum_rises(sums: list[int]) -> None:
    raised = [sums[0] + 2, *sums[1:]] if sums[0] >= 0 else [-sums[0], *sums[1:]]
    assert sign_flip(raised).p <= sign_flip(sums).p + 1e-12


@given(tables(5000), MARGINS)
def test_the_number_needed_is_at_most_n_just_where_n_decides(table: tuple[int, int, int], margin: float) -> None:
    n, b, c = table
    needed = n_needed(n, b, c, margin)
    decided = mcnemar_p(b, c) <= 0.05 or upper_bound(n, b, c) < margin
    assert needed is not None
    assert (needed <= n) == decided


@given(tables(60), MARGINS, st.integers(2, 6))
def test_more_of_the_same_needs_the_same_number(table: tuple[int, int, int], margin: float, times: int) -> None:
    n, b, c = table
    one, other = n_needed(n, b, c, margin), n_needed(times * n, times * b, times * c, margin)
    assert one is not None
    assert other is not None
    assert abs(one - other) <= 1e-9 * one + 1


@given(tables(200), st.integers(1, 200), MARGINS)
def test_counts_without_pairs(table: tuple[int, int, int], tuned_n: int, margin: float) -> None:
    result = alone(Unpaired("a", table[1], table[0], min(table[2], tuned_n), tuned_n), margin)
    assert -1 <= result.lower <= result.loss <= result.upper_bound <= 1
    assert 0 <= result.p <= result.adjusted_p <= 1
    assert (result.n_needed is None) or result.n_needed > result.n


@given(clustered(), st.randoms(use_true_random=False))
def test_the_bound_of_clusters_is_no_smaller_than_what_it_rests_on(
    clusters: list[tuple[int, int]], chance: object
) -> None:
    upper, estimate = clustered_upper(clusters), cluster_estimate(clusters)
    assert upper >= max(estimate.loss, estimate.upper)
    assert upper >= zero_event_floor(len(clusters)) * (1 - 1e-12)
    largest = max(size for size, _ in clusters)
    if sum(size == largest for size, _ in clusters) == 1:
        rest = sum(value for size, value in clusters if size < largest)
        assert upper >= min(1, (largest + rest) / estimate.n) - 1e-12
    assert hasattr(chance, "shuffle")
    other = [*clusters]
    chance.shuffle(other)
    assert clustered_upper(other) == upper
    assert clustered_upper(Counter(other)) == upper


@given(clustered(), st.integers(2, 5))
def test_more_of_the_same_clusters_are_bounded_closer(clusters: list[tuple[int, int]], times: int) -> None:
    assert clustered_upper(clusters * times) <= clustered_upper(clusters) + 1e-12


@given(st.integers(1, 72), st.sampled_from([1, 2, 7]), st.integers(1, 300), st.integers(0, 72))
def test_too_few_clusters_never_pass(clusters: int, size: int, larger: int, gains: int) -> None:
    rows = [(size, -size)] * min(gains, clusters - 1) + [(size, 0)] * (clusters - 1 - min(gains, clusters - 1))
    assert alone(Clustered("a", (*rows, (size + larger, 0)))).outcome != "non-inferior"


@settings(max_examples=60)
@given(clustered(25), st.sampled_from([0.03, 0.05, 0.1, 0.3]))
def test_as_many_clusters_as_are_needed_decide(clusters: list[tuple[int, int]], margin: float) -> None:
    result = alone(Clustered("a", tuple(clusters)), margin)
    if result.n_needed is not None and result.n_needed < 100_000:
        copies = -(-result.n_needed // result.n)
        assert alone(Clustered("a", tuple(clusters * copies)), margin).outcome != "inconclusive"
        fewer = (result.n_needed - 1) // result.n
        if not any(value > 0 for _, value in clusters):
            assert alone(Clustered("a", tuple(clusters * fewer)), margin).outcome == "inconclusive"


@given(tables(200), st.integers(1, 200), st.integers(0, 12), st.sampled_from([0.03, 0.05, 0.1, 0.3]))
def test_as_many_counts_as_are_needed_decide(
    table: tuple[int, int, int], tuned_n: int, worse: int, margin: float
) -> None:
    n, b, _ = table
    counts = (b, n, max(0, b * tuned_n // n - worse), tuned_n)
    result = alone(Unpaired("a", *counts), margin)
    if result.n_needed is not None and result.n_needed < 10**6:
        copies = -(-result.n_needed // tuned_n)
        assert alone(Unpaired("a", *(copies * count for count in counts)), margin).outcome != "inconclusive"
