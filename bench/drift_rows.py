"""The simulated rows of ``make drift-tables``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from bench.drift_simulations import (
    ALPHA,
    MARGIN,
    Category,
    beta_binomial,
    by_user_tasks,
    eroding,
    false_pass,
    grown,
    levels_of,
    most_lost,
    passed_by_looks,
    rule_4,
    sampled,
    simulated,
    singles,
    unequal,
)
from gate.drift.statistics.looks import level_at
from gate.drift.statistics.mcnemar import holm, mcnemar_p
from gate.drift.statistics.noninferior import p_of
from gate.drift.statistics.planning import simulate

Row = tuple[object, ...]
Sizes = list[list[list[int]]]
NOISE = (0.005, 0.01, 0.02, 0.03)
LEVELS = (0.05, level_at(1, ALPHA))
# suites of prompts by class and category, as they are published
JBB, XSTEST, REJECT, HARM, SORRY = [10] * 10, [25] * 8, [53, 52, 52, 52, 52, 52], [46] * 5 + [45] * 2, [10] * 44
SUITES: dict[str, Sizes] = {
    "JailbreakBench 10 x 10": [[JBB]],
    "XSTest unsafe 8 x 25": [[XSTEST]],
    "StrongREJECT 313 in 6": [[REJECT]],
    "HarmBench 320": [[[320]]],
    "HarmBench 320 in 7": [[HARM]],
    "SORRY-Bench 44 x 10": [[SORRY]],
    "JailbreakBench, StrongREJECT, XSTest": [[JBB, REJECT, XSTEST]],
    "these, HarmBench, SORRY-Bench": [[JBB, REJECT, XSTEST, HARM, SORRY]],
    "house, 4 classes of 100 in 4": [[[25] * 4]] * 4,
    "house, 4 classes of 150 in 5": [[[30] * 5]] * 4,
    "house, 4 classes of 250 in 5": [[[50] * 5]] * 4,
    "house, 4 classes of 300 in 5": [[[60] * 5]] * 4,
}


def of_clusters(answers: int, *numbers: int) -> list[Category]:
    return [Category(((answers, number),)) for number in numbers]


def agent_dojo(whole: float = 0.0) -> list[Category]:
    """Its 27 injected goals, by the user tasks that each is tried in."""
    return [Category(((size, number),), whole=whole) for size, number in ((16, 9), (21, 5), (20, 7), (40, 6))]


AGENT_HARM = of_clusters(4, 6, 6, 6, 6, 5, 5, 5, 5)
SINGLE = singles(251)
CLUSTERED: dict[str, list[list[Category]]] = {
    "AgentHarm 44 x 4": [AGENT_HARM],
    "AgentHarm, JailbreakBench": [AGENT_HARM, singles(*JBB)],
    "AgentHarm, StrongREJECT": [AGENT_HARM, singles(*REJECT)],
    "AgentDojo": [agent_dojo()],
    "AgentDojo, InjecAgent 62 x 17": [agent_dojo(), of_clusters(17, 62)],
    "AgentDojo, 251 single prompts": [agent_dojo(), SINGLE],
}
LOOKS = ([150, 300], [100, 200, 400], [*range(60, 301, 30)], grown(100, 1.25, 600), [*range(60, 251, 10)])
GAINS = (0.0, 0.01, 0.02, 0.05)


def tables(runs: int) -> Iterator[tuple[str, Iterator[Row]]]:
    """Each table: its title, and its rows."""
    yield f"Honest runs that pass at the first look, per cent of {runs}, by flip noise", honest(runs)
    yield f"The same of suites in clusters, per cent of {runs}", clustered(runs)
    yield f"What blocks honest runs, per cent of {runs}: the bound, unclear, a false regressed", blocked(runs)
    yield f"Passing by the bound where the loss is the margin, per cent of {runs}, at 0.05 and 0.04", margins(runs)
    yield f"Passed by looks at so many prompts, per cent of {runs}, at 1% flip noise", looks(runs)
    yield f"Passed at any look where the loss is the margin, per cent of {10 * runs}", looks_at_the_margin(10 * runs)
    yield f"Items sampled 1, 3 and 5 times, some refused at random, per cent of {runs} that pass", samples(runs)
    yield f"A loss that is spread evenly, or of one suite of a pool, that passes, per cent of {runs}", spread(runs)
    yield f"Other screens than rule 4: honest runs that one flags, per cent of {runs}", screens(runs)
    yield f"Erosion over five releases, 300 units, 1% flip noise, per cent of {runs}", erosion(runs)
    yield f"What the procedure cannot do, per cent of {runs}", limits(runs)


def _percent(values: Sequence[float]) -> list[str]:
    return [f"{100 * value:.1f}" for value in values]


def honest(runs: int) -> Iterator[Row]:
    yield "suite", *(f"{noise:.1%}" for noise in NOISE)
    for name, classes in SUITES.items():
        yield name, *(f"{100 * simulate(classes, noise, MARGIN, ALPHA, runs).passes:.0f}" for noise in NOISE)


def clustered(runs: int) -> Iterator[Row]:
    yield "suite", *(f"{noise:.1%}" for noise in NOISE)
    for name, suites in CLUSTERED.items():
        yield name, *(f"{100 * simulated([suites], noise, runs).passes:.0f}" for noise in NOISE)
    yield "100 x 4", "", "", "", f"{100 * simulated([[of_clusters(4, 100)]], 0.03, runs).passes:.0f}"


def blocked(runs: int) -> Iterator[Row]:
    for name in ("JailbreakBench, StrongREJECT, XSTest", "these, HarmBench, SORRY-Bench", "HarmBench 320"):
        for noise in NOISE[1:]:
            found = simulate(SUITES[name], noise, MARGIN, ALPHA, runs)
            yield f"{name}, {noise:.0%}", *_percent((found.bound, found.unclear, found.regressed))


def margins(runs: int) -> Iterator[Row]:
    for size, number, whole in ((100, 200, 0.005), (20, 400, 0.02), (20, 400, 0.04)):
        steady = Category(((size, number),), lose=(MARGIN - whole) / (1 - whole), whole=whole)
        yield f"{number} x {size}, {whole:.1%} lost entirely", *_percent(false_pass([steady], runs, LEVELS))
    for clusters, size, correlation in ((200, 5, 0.3), (200, 5, 0.8), (400, 5, 0.8)):
        found = beta_binomial(clusters, size, correlation, runs, LEVELS)
        yield f"{clusters} x {size}, correlation {correlation:g}", *_percent(found)
    yield "200 of 1 to 20, correlation 0.5", *_percent(unequal(runs, LEVELS))
    for lost, by in ((0.1, 0.5), (0.05, 1.0)):
        found = [sampled(150, 0.0, number, runs, lost, by) for number in (1, 3, 5)]
        yield f"150 x 1, 3, 5, {lost:.0%} lost by {by:.0%}", *_percent(found)


def looks(runs: int) -> Iterator[Row]:
    yield "looks", "1", "2", "3"
    yield "100, 200, 400", *_percent(passed_by_looks([100, 200, 400], 0.01, 0.0, 10 * runs, levels_of(3)))
    for level in (0.025, 0.015):
        found = passed_by_looks([100], 0.01, 0.0, 10 * runs, [level])
        yield f"100, were the first level {level:g}", *_percent(found)


def looks_at_the_margin(runs: int) -> Iterator[Row]:
    yield "looks", "by rule 6", "alpha each"
    for sizes in LOOKS:
        name = ", ".join(map(str, sizes[:4])) + (f" to {sizes[-1]}" if len(sizes) > 4 else "")
        yield name, *_percent([worst_of_looks(sizes, runs, levels_of(len(sizes))), worst_of_looks(sizes, runs)])


def worst_of_looks(sizes: Sequence[int], runs: int, levels: Sequence[float] | None = None) -> float:
    """The worst over gains of up to 5%; at alpha each where no levels are given."""
    every = levels or [ALPHA] * len(sizes)
    return max(passed_by_looks(sizes, gains, MARGIN, runs, every)[-1] for gains in GAINS)


def samples(runs: int) -> Iterator[Row]:
    yield "items, at random", "1", "3", "5"
    for items in (100, 150):
        for share in (0.08, 0.12):
            yield f"{items}, {share:.0%}", *_percent([sampled(items, share, number, runs) for number in (1, 3, 5)])


def losing(sizes: Sequence[int], loss: float) -> list[Category]:
    return [replace(one, lose=loss) for one in singles(*sizes)]


def spread(runs: int) -> Iterator[Row]:
    """At 0.5% flip noise."""
    noise, losses = 0.005, (0.02, 0.03, 0.04, 0.05)
    yield "evenly", *(f"{loss:.0%}" for loss in losses)
    yield "StrongREJECT", *_percent([simulated([[losing(REJECT, loss)]], noise, runs).passes for loss in losses])
    pool = [[losing(part, loss) for part in (JBB, REJECT, XSTEST)] for loss in losses]
    yield "pool of 613", *_percent([simulated([suites], noise, runs).passes for suites in pool])
    losses = (0.05, 0.08, 0.10, 0.15)
    yield "one suite of that pool", *(f"{loss:.0%}" for loss in losses)
    for name, lost in (("JailbreakBench", JBB), ("XSTest", XSTEST)):
        suites = [[losing(part, loss if part is lost else 0.0) for part in (JBB, REJECT, XSTEST)] for loss in losses]
        yield name, *_percent([simulated([one], noise, runs).passes for one in suites])
    shares = (0.1, 0.2, 0.3)
    yield "goals lost entirely", *(f"{share:.0%}" for share in shares)
    pooled = [[agent_dojo(share), SINGLE] for share in shares]
    yield "AgentDojo with 251 single prompts", *_percent([simulated([one], noise, runs).passes for one in pooled])


def screens(runs: int) -> Iterator[Row]:
    """A screen's share of p, and of the loss."""
    d = Fraction(str(MARGIN))

    def strict(p: float, loss: Fraction) -> bool:
        return p <= 1 / 8 and loss > d

    def loose(p: float, loss: Fraction) -> bool:
        return p <= 1 / 4 and loss >= Fraction(1, 5)

    def sixteenth(p: float, loss: Fraction) -> bool:
        return (p <= 1 / 8 and loss > 2 * d) or (p <= 1 / 16 and loss > d)

    houses = [[[singles(*[n // k] * k)]] * 4 for k, n in ((4, 100), (5, 150), (5, 250), (5, 300))]
    for noise in (0.01, 0.02):
        found = [simulated(house, noise, runs, strict).unclear for house in houses]
        yield f"(1/8, d) of house suites, {noise:.0%}", *_percent(found)
        yield (
            f"(1/4, 20%) of SORRY-Bench, {noise:.0%}",
            *_percent([simulated([[singles(*SORRY)]], noise, runs, loose).unclear]),
        )
        both = [simulated(houses[2], noise, runs, screen).unclear for screen in (sixteenth, rule_4)]
        yield f"1/16, and 1/32, of house 250, {noise:.0%}", *_percent(both)


def erosion(runs: int) -> Iterator[Row]:
    yield "release", *range(1, 6), "in any"
    falling = eroding(300, 0.01, [-0.015] * 5, runs)
    yield "1.5 points lost each: base", *_percent(falling.base)
    yield "previous release alone", *_percent([*falling.previous, falling.any_previous])
    risen = eroding(300, 0.01, [0.05, *[-0.015] * 4], runs)
    yield "5 points better first: base", *_percent(risen.base)
    yield "best run at alpha / k", *_percent([*risen.best, risen.any_best])
    for n in (300, 600):
        still = eroding(n, 0.01, [0.0] * 5, runs)
        yield f"no change, {n} units: best run", *_percent([*still.best, still.any_best])
        yield "at alpha each", *[""] * 5, *_percent([still.any_unadjusted])


def limits(runs: int) -> Iterator[Row]:
    yield "AgentDojo by user tasks, 5% of its goals lost", *_percent([by_user_tasks(runs)])
    yield "loss in large clusters: by unit; by both", *_percent(large_clusters(runs))
    yield "20 models at the margin, one passes", *_percent([1 - (1 - ALPHA) ** 20])
    found = [
        second_chance(10 * runs, one, other)
        for one, other in ((ALPHA, ALPHA), (level_at(1, ALPHA), level_at(2, ALPHA)))
    ]
    yield "the rest as a second chance; at the next look", *_percent(found)


def large_clusters(runs: int) -> list[float]:
    """Passing by the bound, and by both conditions, where 20 clusters of 20 beside 200 single answers have all of the
    loss, the margin by answer."""
    chance = np.random.default_rng(1)
    held = [0.0, 0.0]
    for _ in range(runs):
        lost = chance.binomial(20, MARGIN * 600 / 400, 20)
        losses = Counter({0.0: 200.0})
        for one in (lost / 20).tolist():
            losses[one] += 1.0
        passed = p_of(losses, MARGIN) < level_at(1, ALPHA)
        held[0] += passed
        held[1] += passed and int(lost.sum()) < MARGIN * 600
    return [one / runs for one in held]


def second_chance(runs: int, level: float, again: float) -> float:
    """Two categories of 100, of which the second loses the margin: passing as a whole though as much is lost, or
    without the first where that regressed; the worst over what the first loses."""
    worst = 0.0
    for loss in (0.05, 0.1, 0.2):
        for gains in GAINS[:3]:
            chance = np.random.default_rng(1)
            first, second = (
                chance.multinomial(100, (one + gains, gains, 1 - one - 2 * gains), runs).tolist()
                for one in (loss, MARGIN)
            )
            passed = 0
            for (b, c, _), (more, up, _) in zip(first, second, strict=True):
                regressed = holm([mcnemar_p(b, c), mcnemar_p(more, up), mcnemar_p(b + more, c + up)])[0] <= ALPHA
                whole = b + more <= most_lost(200, c + up, level)
                passed += whole or (regressed and more <= most_lost(100, up, again))
            worst = max(worst, passed / runs)
    return worst
