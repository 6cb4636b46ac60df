"""Simulated suites of units: the rows of ``make drift-tables`` that no enumeration gives."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

import numpy as np

from gate.drift.statistics.decide import p_value
from gate.drift.statistics.looks import level_at
from gate.drift.statistics.mcnemar import holm, mcnemar_p
from gate.drift.statistics.noninferior import p_of, p_pairs
from gate.drift.statistics.samples import Units

MARGIN, ALPHA = 0.05, 0.05
_D = Fraction("0.05")
Histogram = tuple[tuple[tuple[int, int], int], ...]  # (answers of a unit, losses less gains) -> how many units
Screen = Callable[[float, Fraction], bool]  # p and loss of a group -> whether it is unclear


@dataclass(frozen=True, slots=True)
class Category:
    """``sizes`` are (answers of a unit, how many such units). Each answer is lost with ``lose`` and gained with
    ``gain``; a unit is lost as a whole with ``whole``."""

    sizes: tuple[tuple[int, int], ...]
    lose: float = 0.0
    gain: float = 0.0
    whole: float = 0.0

    def noisy(self, share: float) -> Category:
        """With flip noise beside what is lost."""
        return replace(self, lose=self.lose + share, gain=self.gain + share)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A group in one run."""

    units: Histogram
    n: int
    b: int
    c: int


@dataclass(frozen=True, slots=True)
class Shares:
    """Of the runs: those that pass, and those in which the bound fails, a group is unclear, or one regressed."""

    passes: float
    bound: float
    unclear: float
    regressed: float


def singles(*sizes: int) -> list[Category]:
    return [Category(((1, size),)) for size in sizes]


def rule_4(p: float, loss: Fraction) -> bool:
    return (p <= 1 / 8 and loss > 2 * _D) or (p <= 1 / 32 and loss > _D)


def simulated(
    classes: Sequence[Sequence[Sequence[Category]]], share: float, runs: int, screen: Screen = rule_4, seed: int = 1
) -> Shares:
    """How often runs pass at the first look: a class has suites, and these their categories."""
    chance = np.random.default_rng(seed)
    drawn = [[[draws(one.noisy(share), chance, runs) for one in suite] for suite in suites] for suites in classes]
    counted = np.zeros(4, dtype=int)
    for run in range(runs):
        holds, found = True, []
        for suites in drawn:
            parts = []
            for suite in suites:
                rows = [category[run] for category in suite]
                parts.append(_sum(rows))
                found += rows
                if len(suites) > 1 and len(rows) > 1:
                    found.append(parts[-1])
            whole = _sum(parts)
            holds = holds and passes(whole)
            if sum(map(len, suites)) > 1:
                found.append(whole)
        adjusted = holm([_p(group.units) for group in found])
        regressed = min(adjusted) <= ALPHA
        unclear = any(
            p > ALPHA and screen(_p(group.units), Fraction(group.b - group.c, group.n))
            for group, p in zip(found, adjusted, strict=True)
        )
        counted += holds and not regressed and not unclear, not holds, unclear, regressed
    return Shares(*(counted / runs).tolist())


def draws(category: Category, chance: np.random.Generator, runs: int) -> list[Drawn]:
    """The category in each run."""
    rows: list[list[tuple[tuple[int, int], int]]] = [[] for _ in range(runs)]
    b, c = np.zeros(runs, dtype=int), np.zeros(runs, dtype=int)
    for size, number in category.sizes:
        lost = chance.binomial(size, category.lose, (runs, number))
        gained = chance.binomial(size - lost, category.gain / (1 - category.lose))
        gone = chance.random((runs, number)) < category.whole
        lost, gained = np.where(gone, size, lost), np.where(gone, 0, gained)
        b, c = b + lost.sum(1), c + gained.sum(1)
        for total in range(-size, size + 1):
            often = (lost - gained == total).sum(1)
            for run in np.flatnonzero(often):
                rows[run].append(((size, total), int(often[run])))
    n = sum(size * number for size, number in category.sizes)
    return [Drawn(tuple(row), n, int(b[run]), int(c[run])) for run, row in enumerate(rows)]


def _sum(groups: Sequence[Drawn]) -> Drawn:
    if len(groups) == 1:
        return groups[0]
    units: Counter[tuple[int, int]] = Counter()
    for group in groups:
        for key, often in group.units:
            units[key] += often
    n, b, c = (sum(getattr(group, name) for group in groups) for name in ("n", "b", "c"))
    return Drawn(tuple(sorted(units.items())), n, b, c)


def passes(group: Drawn, level: float = level_at(1, ALPHA)) -> bool:
    """Whether the bound of a class holds, and its loss by answer is under the margin."""
    return group.b - group.c < _D * group.n and _p_margin(group.units) < level


@lru_cache(200_000)
def _p(units: Histogram) -> float:
    return p_value(Units(dict(units), _net(units, 1), _net(units, -1), 0))


def _net(units: Histogram, sign: int) -> int:
    """Losses, or gains: with single answers these are all that there were."""
    return sum(sign * total * often for (_, total), often in units if sign * total > 0)


@lru_cache(200_000)
def _p_margin(units: Histogram) -> float:
    losses: dict[float, float] = {}
    for (answers, total), often in units:
        losses[total / answers] = losses.get(total / answers, 0.0) + often
    return p_of(losses, MARGIN)


def false_pass(categories: Iterable[Category], runs: int, levels: Sequence[float], seed: int = 1) -> list[float]:
    """How often the bound alone holds, at each level."""
    chance = np.random.default_rng(seed)
    drawn = zip(*(draws(one, chance, runs) for one in categories), strict=True)
    found = np.array([_p_margin(_sum(parts).units) for parts in drawn])
    return [float((found < level).mean()) for level in levels]


def beta_binomial(clusters: int, size: int, correlation: float, runs: int, levels: Sequence[float]) -> list[float]:
    """The same for clusters whose own share of losses is of a beta law with the margin as its mean."""
    chance = np.random.default_rng(1)
    scale = 1 / correlation - 1
    rates = chance.beta(MARGIN * scale, (1 - MARGIN) * scale, (runs, clusters))
    lost = chance.binomial(size, rates)
    found = np.array([_p_margin(tuple(((size, int(k)), int(often)) for k, often in _counted(row))) for row in lost])
    return [float((found < level).mean()) for level in levels]


def unequal(runs: int, levels: Sequence[float]) -> list[float]:
    """Clusters of 1 to 20 answers whose losses do not depend on their size, correlated by a half."""
    chance = np.random.default_rng(1)
    found = []
    for _ in range(runs):
        sizes = chance.integers(1, 21, 200)
        lost = chance.binomial(sizes, chance.beta(MARGIN, 1 - MARGIN, 200))
        losses = Counter((lost / sizes).tolist())
        found.append(p_of({loss: float(often) for loss, often in losses.items()}, MARGIN))
    return [float((np.array(found) < level).mean()) for level in levels]


def _counted(row: np.ndarray) -> list[tuple[int, int]]:
    values, often = np.unique(row, return_counts=True)
    return list(zip(values.tolist(), often.tolist(), strict=True))


def sampled(items: int, undecided: float, samples: int, runs: int, lost: float = 0.0, by: float = 0.0) -> float:
    """How often items that are sampled several times pass: a share is refused at random, half of the time, by both
    models, and a share ``lost`` is refused ``by`` less."""
    chance = np.random.default_rng(1)
    rates = np.where(np.arange(items) < undecided * items, 0.5, 1.0)
    tuned = np.where(chance.random((runs, items)) < lost, 1 - by, rates)
    sums = chance.binomial(samples, rates, (runs, items)) - chance.binomial(samples, tuned, (runs, items))
    held = 0
    for row in sums:
        units = tuple(((samples, int(total)), int(often)) for total, often in _counted(row))
        held += passes(Drawn(units, items * samples, max(0, int(row.sum())), max(0, -int(row.sum()))))
    return held / runs


def by_user_tasks(runs: int, lost: float = MARGIN) -> float:
    """AgentDojo with its 97 user tasks as units, where a share of its 27 injected goals is lost entirely."""
    chance = np.random.default_rng(1)
    held = 0
    for _ in range(runs):
        losses: Counter[float] = Counter()
        for users, goals in ((16, 9), (21, 5), (20, 7), (40, 6)):
            losses[chance.binomial(goals, lost) / goals] += users
        held += p_of({loss: float(often) for loss, often in losses.items()}, MARGIN) < level_at(1, ALPHA)
    return held / runs


@dataclass(frozen=True, slots=True)
class Eroded:
    """Of the runs, release by release: blocked against the base, found worse than the release before and than the best
    run so far at alpha / k; and in any release by the last two, and by the best run at alpha each."""

    base: list[float]
    previous: list[float]
    best: list[float]
    any_previous: float
    any_best: float
    any_unadjusted: float


def eroding(n: int, share: float, steps: Sequence[float], runs: int) -> Eroded:
    """Releases that refuse ``steps`` more or less of ``n`` items each, of which four in five are refused at first; what
    was gained is lost first."""
    chance = np.random.default_rng(1)
    most = {c: most_lost(n, c, level_at(1, ALPHA)) for c in range(n // 4)}
    counts = np.zeros((3, len(steps)))
    any_of = np.zeros(3)
    for _ in range(runs):
        first = state = chance.permutation(n) < 0.8 * n
        seen = [state ^ (chance.random(n) < share)]
        ever = np.zeros(3, dtype=bool)
        for place, step in enumerate(steps):
            state = state.copy()
            often = chance.binomial(n, abs(step))
            pool = chance.permutation(np.flatnonzero(state if step < 0 else ~state))
            pool = pool[np.argsort(first[pool], kind="stable")] if step < 0 else pool
            state[pool[:often]] = step > 0
            now = state ^ (chance.random(n) < share)
            best = max(seen, key=lambda run: int(run.sum()))
            b, c = _against(seen[0], now)
            p = mcnemar_p(*_against(best, now)) if best.sum() > seen[0].sum() or best is seen[0] else 1.0
            previous = mcnemar_p(*_against(seen[-1], now)) <= ALPHA
            found = (b > most.get(c, n), previous, p <= ALPHA / (place + 1))
            counts[:, place] += found
            ever |= (previous, found[2], p <= ALPHA)
            seen.append(now)
        any_of += ever
    base, previous, best = (counts / runs).tolist()
    return Eroded(base, previous, best, *(any_of / runs).tolist())


def _against(before: np.ndarray, now: np.ndarray) -> tuple[int, int]:
    return int((before & ~now).sum()), int((now & ~before).sum())


@lru_cache(100_000)
def most_lost(n: int, c: int, level: float) -> int:
    """The most losses beside ``c`` gains that pass; -1 where none does."""
    low, high = -1, min(n - c, math.ceil(_D * n) - 1 + c) + 1  # the second is too many
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if p_pairs(n, middle, c, MARGIN) < level else (low, middle)
    return low


def passed_by_looks(sizes: Sequence[int], share: float, loss: float, runs: int, levels: Sequence[float]) -> list[float]:
    """The share of runs that passed by each look; all items so far count."""
    chance = np.random.default_rng(1)
    b, c = np.zeros(runs, dtype=int), np.zeros(runs, dtype=int)
    held, done, found = np.zeros(runs, dtype=bool), 0, []
    for size, level in zip(sizes, levels, strict=True):
        more = chance.multinomial(size - done, (share + loss, share, 1 - 2 * share - loss), runs)
        b, c, done = b + more[:, 0], c + more[:, 1], size
        most = np.array([most_lost(size, gains, level) for gains in range(int(c.max()) + 1)])
        held |= b <= most[c]
        found.append(float(held.mean()))
    return found


def levels_of(looks: int) -> list[float]:
    return [level_at(look, ALPHA) for look in range(1, looks + 1)]


def grown(first: float, factor: float, last: float) -> list[int]:
    """Sizes of looks, each larger by a factor."""
    return [math.floor(first * factor**k) for k in range(int(math.log(last / first) / math.log(factor) + 1.01))]
