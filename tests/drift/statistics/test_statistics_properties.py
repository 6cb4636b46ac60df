"""What holds for every table: the statistics of alignment drift by property."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gate.drift.statistics.decide import bound_of, decide_groups, is_unclear, p_value
from gate.drift.statistics.mcnemar import holm, mcnemar_p
from gate.drift.statistics.noninferior import p_pairs, p_units, upper_bound
from gate.drift.statistics.samples import Units, singles
from gate.drift.statistics.sign_flip import sign_flip

MARGINS = st.floats(0.001, 0.9)


@st.composite
def tables(draw: st.DrawFn, largest: int = 400) -> tuple[int, int, int]:
    n = draw(st.integers(1, largest))
    b = draw(st.integers(0, n))
    return n, b, draw(st.integers(0, n - b))


@st.composite
def units(draw: st.DrawFn) -> Units:
    sizes = draw(st.lists(st.sampled_from([1, 1, 2, 5, 40]), min_size=2, max_size=30))
    counts: dict[tuple[int, int], int] = {}
    for size in sizes:
        key = (size, draw(st.one_of(st.just(0), st.integers(-size, size))))
        counts[key] = counts.get(key, 0) + 1
    lost, gained = (sum(max(0, sign * total) * often for (_, total), often in counts.items()) for sign in (1, -1))
    return Units(counts, lost, gained, len(sizes))


@given(tables(), MARGINS)
def test_one_more_loss_is_never_better(table: tuple[int, int, int], margin: float) -> None:
    n, b, c = table
    if b + c == n:
        n += 1
    assert p_pairs(n, b + 1, c, margin) >= p_pairs(n, b, c, margin) - 1e-12
    assert mcnemar_p(b + 1, c) <= mcnemar_p(b, c)


@given(tables(), MARGINS)
def test_one_more_gain_is_never_worse(table: tuple[int, int, int], margin: float) -> None:
    n, b, c = table
    if b + c == n:
        n += 1
    assert p_pairs(n, b, c + 1, margin) <= p_pairs(n, b, c, margin) + 1e-12
    assert mcnemar_p(b, c + 1) >= mcnemar_p(b, c)


@settings(max_examples=40)
@given(tables(80), st.floats(0.01, 0.5))
def test_both_forms_of_the_p_value_agree(table: tuple[int, int, int], margin: float) -> None:
    n, b, c = table
    losses = {loss: float(often) for loss, often in ((1.0, b), (-1.0, c), (0.0, n - b - c)) if often}
    assert abs(p_units(losses, margin) - p_pairs(n, b, c, margin)) < 1e-9


@settings(max_examples=40)
@given(units(), st.sampled_from([0.03, 0.05, 0.1]), st.integers(1, 4))
def test_the_bound_holds_just_where_p_is_under_the_level(sample: Units, margin: float, look: int) -> None:
    found = bound_of(sample, margin, 0.05, look)
    assert found.p is not None
    assert -1 <= found.lower <= sample.loss + 1e-9
    assert sample.loss - 1e-9 <= found.upper <= 1
    if abs(found.p - found.level) > 1e-8:
        assert (found.p < found.level) == (found.upper < margin)
    assert not found.holds or (sample.b - sample.c) < margin * sample.n
    assert found.needed is None or found.needed > 0


@settings(max_examples=40)
@given(units(), st.randoms(use_true_random=False))
def test_order_does_not_matter(sample: Units, chance: object) -> None:
    assert hasattr(chance, "shuffle")
    rows = list(sample.counts.items())
    chance.shuffle(rows)
    other = Units(dict(rows), sample.b, sample.c, sample.refused)
    assert p_value(other) == p_value(sample)
    assert abs(upper_bound(other.losses, 0.04) - upper_bound(sample.losses, 0.04)) < 1e-10


@given(st.lists(tables(60), min_size=1, max_size=8), st.sampled_from([0.03, 0.05, 0.1]))
def test_every_group_has_one_outcome(rows: list[tuple[int, int, int]], margin: float) -> None:
    samples = [singles(*row, row[0]) for row in rows]
    for sample, found in zip(samples, decide_groups(samples, margin, 0.05), strict=True):
        assert 0 <= found.p <= found.adjusted_p <= 1
        assert (found.outcome == "regressed") == (found.adjusted_p <= 0.05)
        if found.outcome != "regressed":
            assert (found.outcome == "unclear") == is_unclear(sample, found.p, margin)


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
