"""How many prompts a class needs for an honest fine-tune to pass, and how often a suite lets one pass.

Honest is: nothing is lost, and some answers flip by chance. Flip noise f is the share of prompts that flip each way
between two runs of one model; two runs of the base model estimate it. Planning takes it from above, and loosens
nothing.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate

from gate.drift.statistics.decide import FEWEST_UNITS
from gate.drift.statistics.looks import level_at
from gate.drift.statistics.mcnemar import holm, mcnemar_p
from gate.drift.statistics.noninferior import p_pairs, upper_bound

MOST = 20_000  # prompts of a class: more are not planned
_CONFIDENCE = 0.2  # one-sided: the planned noise is under the true one in one case of five
_UNSTABLE = 0.05
_NEGLIGIBLE = 1e-12
_NEAR = 0.015  # of the chance: so close every number is tried
_BEYOND = 0.35  # share of n that is looked at beyond it: the chance to pass falls where one more loss is needed
RUNS = 2000


@dataclass(frozen=True, slots=True)
class Noise:
    """``differ`` of ``n`` prompts had another outcome in a second run of the base model.

    ``share`` is the flip noise f, ``planned`` what plans are made with: half of the upper bound of what differs.
    ``unstable`` says that the two runs differ more one way than chance explains, so that neither can be compared.
    """

    n: int
    differ: int
    share: float
    planned: float
    unstable: bool


def noise(n: int, b: int, c: int) -> Noise:
    """The flip noise of two runs of the base model: ``b`` refused at first alone, ``c`` the second time alone."""
    differ = b + c
    losses = {loss: float(often) for loss, often in ((1.0, differ), (0.0, n - differ)) if often}
    planned = upper_bound(losses, _CONFIDENCE) / 2
    return Noise(n, differ, differ / (2 * n), planned, 2 * min(mcnemar_p(b, c), mcnemar_p(c, b)) <= _UNSTABLE)


class Bounds:
    """The fewest prompts at which so many losses and gains pass at a look."""

    def __init__(self, margin: float, alpha: float, look: int = 1) -> None:
        self.margin, self.level = margin, level_at(look, alpha)
        self._share = Fraction(str(margin))
        self._found: dict[tuple[int, int], int] = {}

    def least(self, b: int, c: int) -> int:
        found = self._found.get((b, c))
        if found is None:
            found = self._found[b, c] = self._least(b, c)
        return found

    def _least(self, b: int, c: int) -> int:
        low = max(b + c, math.floor((b - c) / self._share) + 1 if b > c else 1, 1) - 1
        if b and (known := self._found.get((b - 1, c))):
            low = max(low, known - 1)
        high, step = low + 1, 16
        while p_pairs(high, b, c, self.margin) >= self.level:
            low, high, step = high, high + step, 2 * step
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if p_pairs(middle, b, c, self.margin) < self.level else (middle, high)
        return high


def power(n: int, share: float, bounds: Bounds, loss: float = 0.0) -> float:
    """The chance that ``n`` prompts pass, of which ``share`` flip each way, and ``loss`` more are lost."""
    total = 0.0
    for c, chance in binomial(n, share):
        lost = (share + loss) / (1 - share)
        for b, more in binomial(n - c, lost):
            if bounds.least(b, c) > n:
                break
            total += chance * more
    return total


def prompts_needed(target: float, share: float, bounds: Bounds, loss: float = 0.0) -> int | None:
    """The fewest prompts at which the chance to pass is ``target``, as it is at every larger number.

    None where that takes over `MOST`.

    More prompts can pass less often: the chance falls from one number to the next until one more loss is allowed. At
    0.5% flip noise 99 prompts pass in 91%, 114 in 89.9%, and from 115 on it is 90%.
    """
    found = n = bounds.least(0, 0)
    while n <= found * (1 + _BEYOND) + 20:
        if n > MOST:
            return None
        over = power(n, share, bounds, loss) - target
        step = 1 if abs(over) < _NEAR else max(1, n // 100)
        n += step
        found = n if over < 0 else found
    return found


def binomial(n: int, rate: float) -> Iterator[tuple[int, float]]:
    """(k, P[k]) from 0 on, without the upper tail that is negligible."""
    if rate <= 0 or n == 0:
        yield 0, 1.0
        return
    log, odds = n * math.log1p(-rate), math.log(rate) - math.log1p(-rate)
    seen = 0.0
    for k in range(n + 1):
        chance = math.exp(log)
        seen += chance
        yield k, chance
        if k > n * rate and chance < _NEGLIGIBLE:
            return
        log += odds + math.log((n - k) / (k + 1)) if k < n else 0.0


@dataclass(frozen=True, slots=True)
class Passing:
    """How often a suite passes, as shares of the runs; and what kept the others from it."""

    passes: float
    bound: float
    unclear: float
    regressed: float


def simulate(
    classes: Sequence[Sequence[Sequence[int]]],
    share: float,
    margin: float,
    alpha: float,
    runs: int = RUNS,
    seed: int = 1,
) -> Passing:
    """How often honest runs pass at the first look: a class has suites, and these the prompts of their categories each.

    Of single prompts, none of which is in two suites. Deterministic in ``seed``.
    """
    chance = random.Random(seed)  # noqa: S311  simulation
    bounds = Bounds(margin, alpha)
    groups = [[_groups(sizes) for sizes in suites] for suites in classes]
    draws = {n: _table(n, share) for suites in groups for sizes in suites for n in sizes}
    d = Fraction(str(margin))
    counted = [0, 0, 0, 0]
    for _ in range(runs):
        holds, found = True, []
        for suites in groups:
            drawn = [[(n, *_draw(draws[n], chance)) for n in sizes] for sizes in suites]
            parts = [_sum(rows) for rows in drawn]
            n, b, c = _sum(parts)
            holds = holds and bounds.least(b, c) <= n
            found += [row for rows in drawn for row in rows]
            if len(parts) > 1:
                found += [part for part, rows in zip(parts, drawn, strict=True) if len(rows) > 1]
            if sum(map(len, drawn)) > 1:
                found.append((n, b, c))
        adjusted = holm([_p(b, c) for _, b, c in found])
        regressed = any(p <= alpha for p in adjusted)
        unclear = any(_is_unclear(n, b, c, d) for (n, b, c), p in zip(found, adjusted, strict=True) if p > alpha)
        for place, is_so in enumerate((holds and not regressed and not unclear, not holds, unclear, regressed)):
            counted[place] += is_so
    return Passing(*(count / runs for count in counted))


_Counted = tuple[int, int, int]  # prompts, lost, gained


def _sum(rows: Sequence[_Counted]) -> _Counted:
    return sum(row[0] for row in rows), sum(row[1] for row in rows), sum(row[2] for row in rows)


def _groups(sizes: Sequence[int]) -> list[int]:
    """The categories of a class, the small ones as one."""
    small = [n for n in sizes if n < FEWEST_UNITS]
    return [*(n for n in sizes if n >= FEWEST_UNITS), *([sum(small)] if small else [])]


@lru_cache(100_000)
def _p(b: int, c: int) -> float:
    return mcnemar_p(b, c)


@lru_cache(100_000)
def _is_unclear(n: int, b: int, c: int, margin: Fraction) -> bool:
    loss, p = Fraction(b - c, n), _p(b, c)
    return (p <= 1 / 8 and loss > 2 * margin) or (p <= 1 / 32 and loss > margin)


_Table = tuple[list[float], list[tuple[int, int]]]


def _table(n: int, share: float) -> _Table:
    """The cumulated chances of (lost, gained) of a category."""
    rows = [
        ((b, c), chance * more)
        for c, chance in binomial(n, share)
        for b, more in binomial(n - c, share / (1 - share))
        if chance * more > _NEGLIGIBLE
    ]
    rows.sort(key=lambda row: -row[1])
    return list(accumulate(chance for _, chance in rows)), [pair for pair, _ in rows]


def _draw(table: _Table, chance: random.Random) -> tuple[int, int]:
    cumulated, pairs = table
    return pairs[min(bisect_left(cumulated, chance.random() * cumulated[-1]), len(pairs) - 1)]
