"""The tables behind the decision (``make drift-tables``), by few runs: what was published of 20,000 and 2,000."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from bench.drift_rows import (
    CLUSTERED,
    JBB,
    LEVELS,
    LOOKS,
    REJECT,
    SINGLE,
    XSTEST,
    agent_dojo,
    large_clusters,
    losing,
    of_clusters,
    second_chance,
    worst_of_looks,
)
from bench.drift_simulations import (
    Category,
    beta_binomial,
    by_user_tasks,
    eroding,
    false_pass,
    levels_of,
    passed_by_looks,
    sampled,
    simulated,
    singles,
    unequal,
)
from bench.drift_tables import hidden_loss, unpaired_false_pass
from gate.drift.statistics.planning import Bounds, power, prompts_needed

RUNS = 200
# suite -> per cent of honest runs that pass at 0.5, 1, 2 and 3% flip noise
OF_CLUSTERS = {
    "AgentHarm 44 x 4": (0, 1, 4, 5),
    "AgentHarm, JailbreakBench": (99, 94, 79, 63),
    "AgentHarm, StrongREJECT": (100, 99, 96, 88),
    "AgentDojo": (0, 0, 0, 0),
    "AgentDojo, InjecAgent 62 x 17": (99, 99, 99, 97),
    "AgentDojo, 251 single prompts": (100, 99, 98, 92),
}
# of 600: size of the category -> per cent in which a loss of 20, 30, 50 and 100% is not noticed; of 100; without rule 4
UNNOTICED = {
    5: ((93, 82, 49, 0), (58, 40, 15, 0), (100, 100, 100, 100)),
    10: ((67, 39, 7, 0), (29, 12, 1, 0), (100, 100, 99, 88)),
    20: ((22.5, 5.5, 0.15, 0), (5, 1, 0, 0), (98, 92, 41, 0)),
    25: ((13, 2, 0, 0), (3, 0, 0, 0), (92, 65, 8, 0)),
    44: ((4.5, 0.1, 0, 0), (0, 0, 0, 0), (46, 7, 0, 0)),
    50: ((3, 0.1, 0, 0), (0, 0, 0, 0), (31, 3, 0, 0)),
}
# margin, true loss -> prompts that 90% take, at 0, 0.5, 1, 2, 3 and 5% flip noise
NEEDED = {
    (0.05, 0.0): (63, 99, 144, 210, 280, 420),
    (0.05, 0.01): (189, 216, 272, 372, 476, 705),
    (0.03, 0.0): (106, 219, 315, 507, 705, 1101),
    (0.10, 0.0): (31, 49, 49, 71, 85, 118),
}
NOISE = (0.0, 0.005, 0.01, 0.02, 0.03, 0.05)
OF_FOUR = {0.005: 144, 0.01: 201, 0.02: 292, 0.03: 396}


def near(found: float, percent: float, runs: int = RUNS, more: float = 1.5) -> bool:
    """Within three standard errors of both simulations."""
    share = min(max(percent, 2), 98) / 100
    return abs(100 * found - percent) <= more + 300 * math.sqrt(share * (1 - share) / runs)


@pytest.mark.parametrize("suite", OF_CLUSTERS)
def test_suites_in_clusters(suite: str) -> None:
    runs = 60 if suite == "AgentDojo" else RUNS
    for noise, percent in zip(NOISE[1:5], OF_CLUSTERS[suite], strict=True):
        assert near(simulated([CLUSTERED[suite]], noise, runs).passes, percent, runs), noise


def test_many_large_clusters() -> None:
    assert near(simulated([[of_clusters(4, 100)]], 0.03, RUNS).passes, 77, more=4)


def whole(lost: float) -> Category:
    return Category(((20, 400),), lose=(0.05 - lost) / (1 - lost), whole=lost)


def test_clusters_at_the_margin() -> None:
    """Per cent at 0.05 and at 0.04. A share of the clusters is lost entirely; then losses that are correlated."""
    steady = Category(((100, 200),), lose=(0.05 - 0.005) / 0.995, whole=0.005)
    assert false_pass([steady], RUNS, LEVELS) == [0, 0]
    for lost, said in ((0.02, (2.8, 2.2)), (0.04, (3.9, 3.2))):
        assert all(map(near, false_pass([whole(lost)], RUNS, LEVELS), said))
    rows: list[tuple[list[float], tuple[float, ...]]] = [
        (beta_binomial(200, 5, 0.8, RUNS, LEVELS), (3.0, 2.3)),
        (beta_binomial(400, 5, 0.8, RUNS, LEVELS), (4.2, 3.3)),
        (unequal(RUNS, LEVELS), (2.4, 2.0)),
        ([sampled(150, 0.0, 3, RUNS, 0.1, 0.5)], (2.5,)),
        ([sampled(150, 0.0, 3, RUNS, 0.05, 1.0)], (2.5,)),
    ]
    for found, expected in rows:
        assert all(map(near, found, expected)), (found, expected)


def test_items_that_are_sampled_several_times() -> None:
    for items, share, said in ((100, 0.08, (56, 86, 93)), (100, 0.12, (53, 72, 84)), (150, 0.08, (76, 99, 100))):
        for number, percent in zip((1, 3, 5), said, strict=True):
            assert near(sampled(items, share, number, RUNS), percent, more=3)


@pytest.mark.parametrize("size", UNNOTICED)
def test_a_loss_in_one_category(size: int) -> None:
    of_600, of_100, unscreened = UNNOTICED[size]
    for n, screened, said in ((600, True, of_600), (100, True, of_100), (600, False, unscreened)):
        for loss, percent in zip((0.2, 0.3, 0.5, 1.0), said, strict=True):
            assert 100 * hidden_loss(size, n, loss, screened) == pytest.approx(percent, abs=2.6)


def test_a_loss_that_is_spread() -> None:
    def passes(suites: Sequence[Sequence[Category]], noise: float = 0.005) -> float:
        return simulated([suites], noise, RUNS).passes

    for loss, alone, pooled in ((0.02, 72, 49), (0.03, 36, 14), (0.04, 12, 3), (0.05, 3, 0.3)):
        assert near(passes([losing(REJECT, loss)]), alone)
        assert near(passes([losing(part, loss) for part in (JBB, REJECT, XSTEST)]), pooled)
    for loss, ten, safe in ((0.05, 61, 25), (0.08, 23, 2), (0.10, 10, 0), (0.15, 1, 0)):
        assert near(passes([losing(JBB, loss), singles(*REJECT), singles(*XSTEST)]), ten)
        assert near(passes([singles(*JBB), singles(*REJECT), losing(XSTEST, loss)]), safe)
    for share, percent in ((0.1, 38), (0.2, 5), (0.3, 0.3)):
        assert near(passes([agent_dojo(share), SINGLE]), percent)


def test_looks_at_the_margin() -> None:
    """Per cent that pass at any look, by the levels of the looks and at alpha each."""
    for sizes, said in zip(LOOKS, ((2.9, 6.0), (3.7, 7.7), (2.2, 10.7), (3.7, 12.5), (2.2, 11.9)), strict=True):
        found = worst_of_looks(sizes, 5000, levels_of(len(sizes))), worst_of_looks(sizes, 5000)
        assert all(near(one, percent, 5000, 0.3) for one, percent in zip(found, said, strict=True)), (sizes, found)
    honest = passed_by_looks([100, 200, 400], 0.01, 0.0, 5000, levels_of(3))
    assert all(near(one, percent, 5000, 0.3) for one, percent in zip(honest, (78, 88, 99.7), strict=True))
    for level, percent in ((0.025, 62), (0.015, 47)):
        assert near(passed_by_looks([100], 0.01, 0.0, 5000, [level])[0], percent, 5000, 0.3)


def test_erosion_over_five_releases() -> None:
    falling = eroding(300, 0.01, [-0.015] * 5, RUNS)
    assert all(map(near, falling.base, (17, 66, 93, 99, 100)))
    assert all(near(found, 27) for found in falling.previous)
    assert near(falling.any_previous, 81, more=5)
    risen = eroding(300, 0.01, [0.05, *[-0.015] * 4], RUNS)
    assert all(map(near, risen.best[1:], (18, 50, 81, 94)))
    assert risen.best[-1] > 2 * risen.base[-1]
    for n, adjusted, each in ((300, 5, 14), (600, 9, 24)):
        still = eroding(n, 0.01, [0.0] * 5, RUNS)
        assert near(still.any_best, adjusted)
        assert near(still.any_unadjusted, each)


def test_what_the_procedure_cannot_do() -> None:
    assert near(by_user_tasks(RUNS), 25)
    by_unit, both = large_clusters(RUNS)
    assert by_unit == 1
    assert both < 0.65
    assert second_chance(1000, 0.04, 0.005) < 0.05
    assert max(unpaired_false_pass(n, 0.025) for n in (20, 40)) < 0.036 + 1e-3


@pytest.mark.parametrize(("margin", "loss"), NEEDED)
def test_prompts_that_90_per_cent_take_from_there_on(margin: float, loss: float) -> None:
    """The published numbers pass in 90% in whole per cent, and so does each larger number."""
    bounds = Bounds(margin, 0.05)
    for noise, n in zip(NOISE, NEEDED[margin, loss], strict=True):
        for more in range(n, math.ceil(1.2 * n), 1 + n // 60):
            assert power(more, noise, bounds, loss) >= 0.895
    if margin == 0.05:
        whole_percent, strictly = (prompts_needed(target, 0.005, bounds, loss) for target in (0.895, 0.9))
        assert (whole_percent, strictly) == ((99, 115) if loss == 0 else (215, 216))


def test_99_prompts_are_enough_in_whole_per_cent_and_115_strictly() -> None:
    """At 0.5% flip noise the chance falls under 90% once more, between 113 and 114 prompts."""
    bounds = Bounds(0.05, 0.05)
    chances = {n: power(n, 0.005, bounds) for n in range(98, 160)}
    assert chances[98] < 0.73
    assert [n for n in range(99, 160) if chances[n] < 0.9] == [113, 114]
    assert chances[114] == pytest.approx(0.8986, abs=1e-4)


def test_each_of_four_classes() -> None:
    bounds = Bounds(0.05, 0.05)
    for noise, n in OF_FOUR.items():
        assert all(power(more, noise, bounds) ** 4 >= 0.895 for more in range(n, n + 60, 3))
