"""Whether the mean loss of units is shown to be under a margin.

The bound is the (1 - alpha) quantile of sum W_i x_i, W ~ Dirichlet(1, ..., 1), over the losses x_i of the units and of
one more unit that is lost entirely: Gaffke 2005 (Mathematical Methods of Statistics 14:451), Learned-Miller and Thomas
2020 (arXiv 1905.06208). Of it follows the p value of "the mean loss is d or more",
P[sum E_i (x_i - d) + E_0 (1 - d) > 0] with E exponential, which decides; the bound is where it is alpha.

Without gains it is the exact binomial test (Clopper and Pearson 1934). Its coverage is proven for outcomes of two
values, and a conjecture otherwise, which enumeration bears out (``make drift-tables``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

Losses = Mapping[float, float]
"""Losses of units in [-1, 1] -> how many units, which may be a fraction where more units are imagined."""

_MOST_STEPS = 200_000
_SMALL = -32.0  # log of what adds nothing to the integral any more
_TAIL = -40.0  # log of what adds nothing to a sum of terms that fall
_EVALUATIONS = 200
_FEW = 16  # units: the integral falls too slowly for fewer than 10
MOST = 10**9
"""Of units that are imagined: nobody collects more."""


def p_pairs(n: float, b: float, c: float, margin: float) -> float:
    """The p value for ``n`` units, of which ``b`` lost everything and ``c`` gained everything; 1 where all lost.

    P[NB(c, (1 - d) / 2) + NB(n - b - c, 1 - d) <= b], NB(r, s) the failures before r successes.
    """
    if c + (n - b - c) <= 0:
        return 1.0
    whole = math.floor(b)
    cumulated = list(accumulate(_failures(n - b - c, 1 - margin, whole)))
    if not c:
        return min(1.0, cumulated[-1])
    return min(1.0, sum(p * cumulated[whole - k] for k, p in enumerate(_failures(c, (1 - margin) / 2, whole))))


def _failures(successes: float, share: float, most: int) -> list[float]:
    """P[k failures before so many successes], k from 0 to ``most``."""
    if successes <= 0:
        return [1.0] + [0.0] * most
    log, rest, exp = successes * math.log(share), math.log1p(-share), math.exp
    return [exp(log + ways + k * rest) for k, ways in enumerate(_ways(successes, most))]


@lru_cache(8)
def _ways(successes: float, most: int) -> list[float]:
    """The logarithm of in how many orders k failures come before so many successes, k from 0 to ``most``."""
    return list(accumulate((math.log((successes + k) / (k + 1)) for k in range(most)), initial=0.0))


def p_units(units: Losses, margin: float) -> float:
    """The p value for units of any losses. 1 where none is under the margin.

    By the inversion formula for sums of exponentials (Davies 1973, Biometrika 60:415), to about 1e-10 from 10 units on;
    exact for fewer than 16.
    """
    if not any(loss < margin and often for loss, often in units.items()):
        return 1.0
    if sum(units.values()) < _FEW and all(float(often).is_integer() for often in units.values()):
        return _race(units, margin)
    parts: dict[float, float] = {1.0 - margin: 1.0}
    for loss, often in units.items():
        if often and loss != margin:
            parts[loss - margin] = parts.get(loss - margin, 0.0) + often
    rows = list(parts.items())
    mean = abs(sum(value * often for value, often in rows))
    spread = math.sqrt(sum(value * value * often for value, often in rows))
    step = math.pi / (mean + 12 * spread + 30 * max(abs(value) for value, _ in rows))
    total = 0.5
    for j in range(_MOST_STEPS):
        u = (j + 0.5) * step
        log = angle = 0.0
        for value, often in rows:
            at = value * u
            log -= often * math.log1p(at * at)
            angle += often * math.atan(at)
        log /= 2
        if log < _SMALL:
            break
        total += math.exp(log) * math.sin(angle) / (math.pi * (j + 0.5))
    return min(1.0, max(0.0, total))


def _race(units: Losses, margin: float) -> float:
    """The same, one exponential after the other.

    They have no memory: of two with means a and b, the second ends first with a / (a + b), and the first starts anew.
    """
    above = [
        1.0 - margin,
        *(loss - margin for loss, often in units.items() if loss > margin for _ in range(int(often))),
    ]
    below = [margin - loss for loss, often in units.items() if loss < margin for _ in range(int(often))]
    chances = [1.0] * len(above) + [0.0]  # that what is left above lasts longer than what is left below
    for b in reversed(below):
        for i in reversed(range(len(above))):
            a = above[i]
            chances[i] = (a * chances[i] + b * chances[i + 1]) / (a + b)
    return chances[0]


def p_of(units: Losses, margin: float) -> float:
    """`p_pairs` where every unit lost all, nothing or gained all, and `p_units` otherwise."""
    if 0 < margin < 1 and units.keys() <= {-1.0, 0.0, 1.0}:
        return p_pairs(sum(units.values()), units.get(1.0, 0), units.get(-1.0, 0), margin)
    return p_units(units, margin)


def upper_bound(units: Losses, level: float) -> float:
    """The margin at which the p value is ``level``: the mean loss is under it with 1 - ``level``."""
    mean = sum(loss * often for loss, often in units.items()) / sum(units.values())
    if min(units) >= 1:
        return 1.0 - (1.0 - min(units))
    return _crossing(lambda margin: p_of(units, margin), max(mean, min(units)), 1.0, level)


def lower_bound(units: Losses, level: float) -> float:
    """The same from below: `upper_bound` of the gains."""
    return -upper_bound({-loss: often for loss, often in units.items()}, level)


def _crossing(function: Callable[[float], float], low: float, high: float, level: float) -> float:
    """Where a falling function crosses ``level``, on its logarithm: by secants, and by halves where those are slow."""

    def height(at: float) -> float:
        return math.log(max(function(at), 1e-320)) - math.log(level)

    above, below = -math.log(level), -math.inf
    for turn in range(_EVALUATIONS):
        slope = above / (above - below) if below > -math.inf else 0.5
        at = low + (high - low) * (slope if turn % 3 and 0 < slope < 1 else 0.5)
        if not low < at < high or high - low < 1e-13:
            break
        found = height(at)
        if abs(found) < 1e-12:
            return at
        if found > 0:
            low, above = at, found
        else:
            high, below = at, found
    return (low + high) / 2


def units_needed(units: Losses, margin: float, level: float) -> int | None:
    """The fewest units at which the same rates would pass at ``level``; None where they never do."""
    now = sum(units.values())
    if sum(loss * often for loss, often in units.items()) / now >= margin:
        return None

    def passes(count: int) -> bool:
        return _p_of_rates({loss: often / now for loss, often in units.items()}, count, margin) < level

    # where every unit lost as little as the best one, fewer than this do not pass
    low = max(0, math.ceil(math.log(level) / math.log((1 - margin) / (1 - min(units)))) - 1)
    high = max(1, 2 * low)
    while not passes(high):
        low, high = high, high * 2
        if high > MOST:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if passes(middle) else (middle, high)
    return high


def _p_of_rates(rates: Losses, count: int, margin: float) -> float:
    if rates.keys() <= {0.0}:
        return math.exp(count * math.log1p(-margin))
    return p_units({loss: rate * count for loss, rate in rates.items()}, margin)


@dataclass(frozen=True, slots=True)
class Bound:
    """What the units of a class show: ``p`` that the mean loss is the margin or more, and the interval of the loss."""

    p: float
    lower: float
    upper: float


def bound(units: Losses, margin: float, level: float) -> Bound:
    """The p value at the margin, and both one-sided bounds at ``level``. ``units`` must not be empty."""
    return Bound(p_of(units, margin), lower_bound(units, level), upper_bound(units, level))
