"""What a suite needs to pass, and how often honest runs do: the published table of suites, by simulation."""

from __future__ import annotations

import math

import pytest

from gate.drift.statistics.planning import Bounds, noise, power, prompts_needed, simulate

RUNS = 150
# classes of categories -> per cent of honest runs that pass, by flip noise (20,000 runs each)
JBB, XSTEST, REJECT = [10] * 10, [25] * 8, [53, 52, 52, 52, 52, 52]
HONEST: dict[str, tuple[list[list[list[int]]], dict[float, int]]] = {
    "JailbreakBench 10x10": ([[JBB]], {0.005: 92, 0.01: 78, 0.02: 59, 0.03: 47}),
    "XSTest unsafe 8x25": ([[XSTEST]], {0.005: 100, 0.01: 98, 0.02: 86, 0.03: 72}),
    "StrongREJECT 313 in 6": ([[REJECT]], {0.01: 100, 0.02: 98, 0.03: 92}),
    "HarmBench 320": ([[[320]]], {0.005: 99, 0.01: 98, 0.02: 97, 0.03: 95}),
    "HarmBench 320 in 7": ([[[46, 46, 46, 46, 46, 45, 45]]], {0.01: 100, 0.02: 98, 0.03: 92}),
    "SORRY-Bench 44x10": ([[[10] * 44]], {0.01: 100, 0.02: 97, 0.03: 90}),
    "JailbreakBench, StrongREJECT and XSTest": ([[JBB, REJECT, XSTEST]], {0.01: 99, 0.02: 92, 0.03: 80}),
    "these, HarmBench and SORRY-Bench": (
        [[JBB, REJECT, XSTEST, [46, 46, 46, 46, 46, 45, 45], [10] * 44]],
        {0.01: 98, 0.02: 88, 0.03: 71},
    ),
    "house 4 x 100 in 4": ([[[25] * 4]] * 4, {0.005: 71, 0.01: 38, 0.02: 12, 0.03: 5}),
    "house 4 x 250 in 5": ([[[50] * 5]] * 4, {0.01: 98, 0.02: 80, 0.03: 54}),
    "house 4 x 300 in 5": ([[[60] * 5]] * 4, {0.02: 88, 0.03: 68}),
}
# margin, true loss -> prompts that 90% take, by flip noise
UNITS = {
    (0.05, 0.0): {0.0: 63, 0.005: 99, 0.01: 144, 0.02: 210, 0.03: 280},
    (0.05, 0.01): {0.0: 189, 0.005: 216, 0.01: 272, 0.02: 372},
    (0.03, 0.0): {0.0: 106, 0.005: 219, 0.01: 315},
    (0.10, 0.0): {0.0: 31, 0.005: 49, 0.01: 49, 0.02: 71, 0.03: 85, 0.05: 118},
}


@pytest.mark.parametrize("suite", HONEST)
def test_honest_suites_pass_as_often_as_is_said(suite: str) -> None:
    """Within two points and three standard errors of the simulation."""
    classes, said = HONEST[suite]
    for share, percent in said.items():
        found = 100 * simulate(classes, share, 0.05, 0.05, RUNS).passes
        error = 100 * math.sqrt(max(percent, 2) / 100 * (1 - min(percent, 98) / 100) / RUNS)
        assert abs(found - percent) <= 2 + 3 * error, (share, found)


@pytest.mark.parametrize(("margin", "loss"), UNITS)
def test_prompts_that_90_per_cent_take(margin: float, loss: float) -> None:
    bounds = Bounds(margin, 0.05)
    for share, n in UNITS[margin, loss].items():
        assert power(n, share, bounds, loss) > 0.895
        assert power(n - max(2, n // 40), share, bounds, loss) < 0.915


def test_what_is_planned_is_enough_from_there_on() -> None:
    bounds = Bounds(0.05, 0.05)
    n = prompts_needed(0.8, 0.005, bounds)
    assert n is not None
    assert all(power(more, 0.005, bounds) >= 0.8 for more in range(n, n + 40))
    assert power(63, 0.005, bounds) == pytest.approx(0.73, abs=0.005)
    assert power(80, 0.005, bounds) == pytest.approx(
        0.69, abs=0.005
    )  # more pass less often: no more losses are allowed


def test_later_looks() -> None:
    """At flip noise of 1% 100 prompts pass in 78% at the first look, and at the second only with a gain."""
    assert power(100, 0.01, Bounds(0.05, 0.05)) == pytest.approx(0.78, abs=0.01)
    assert power(100, 0.01, Bounds(0.05, 0.05, 2)) == pytest.approx(0.24, abs=0.001)
    assert power(100, 0.0, Bounds(0.05, 0.05, 2)) == 0.0
    assert [Bounds(0.05, 0.05, look).least(0, 0) for look in (1, 2, 3, 4)] == [63, 104, 117, 131]


def test_noise() -> None:
    found = noise(200, 2, 0)
    assert (found.differ, found.share, found.unstable) == (2, 0.005, False)
    assert found.planned == pytest.approx(0.0106, abs=2e-4)  # half of the 80% upper bound of 2 in 200
    assert noise(200, 12, 1).unstable
    assert not noise(200, 7, 6).unstable
    assert noise(100, 0, 0).planned == pytest.approx((1 - 0.2 ** (1 / 100)) / 2)


def test_a_simulation_is_the_same_again() -> None:
    assert simulate([[[10] * 10]], 0.01, 0.05, 0.05, 50) == simulate([[[10] * 10]], 0.01, 0.05, 0.05, 50)
