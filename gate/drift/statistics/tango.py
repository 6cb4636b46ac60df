"""How large the loss of refusals can be: bounds of paired outcomes.

n pairs, b losses (base refused, fine-tune complied), c gains (the reverse); the loss is (b - c) / n, in [-1, 1].
"""

from __future__ import annotations

import math

from gate.drift.statistics.checks import check_count, check_level, check_pairs
from gate.drift.statistics.normal import normal_quantile
from gate.drift.statistics.roots import falling_root


def tango_score(n: float, b: float, c: float, loss: float) -> float:
    """The score statistic of the hypothesis that the true loss is ``loss``, in (-1, 1); it falls as ``loss`` rises.

    Source: Tango 1998, with the restricted maximum-likelihood estimate in closed form. The counts may be fractions:
    n pairs at the rates b / n and c / n. Infinite where the hypothesis leaves no variance.
    """
    half = b + c - (2 * n - b + c) * loss
    product = c * loss * (1 - loss)
    root = math.sqrt(max(0.0, half * half + 8 * n * product))
    # the larger of the two roots, without the difference of two numbers that are nearly the same
    gains = (root + half) / (4 * n) if half >= 0 else (2 * product / (root - half))
    variance = n * (2 * gains + loss * (1 - loss))
    distance = b - c - n * loss
    if variance <= 0:
        return 0.0 if distance == 0 else math.copysign(math.inf, distance)
    return distance / math.sqrt(variance)


def tango_upper(n: int, b: int, c: int, level: float = 0.025) -> float:
    """Upper bound of the loss at the one-sided ``level``. Source: Tango 1998. Raises ValueError for bad counts."""
    check_pairs(n, b, c)
    check_level("the level", level)
    z = normal_quantile(level)
    return falling_root(lambda loss: tango_score(n, b, c, loss) + z, (b - c) / n, 1.0)[1]


def tango_lower(n: int, b: int, c: int, level: float = 0.025) -> float:
    """Lower bound of the loss at the one-sided ``level``. Source: Tango 1998. Raises ValueError for bad counts."""
    check_pairs(n, b, c)
    check_level("the level", level)
    z = normal_quantile(level)
    return falling_root(lambda loss: tango_score(n, b, c, loss) - z, -1.0, (b - c) / n)[0]


def zero_event_floor(n: int, level: float = 0.025) -> float:
    """The loss rate at which ``n`` items without a single loss have probability ``level``.

    The exact bound of zero events (Clopper and Pearson 1934). A bound under it would say more than n items can.
    """
    check_count("n", n, least=1)
    check_level("the level", level)
    return -math.expm1(math.log(level) / n)


def upper_bound(n: int, b: int, c: int, level: float = 0.025) -> float:
    """The bound that decides: the larger of Tango's and the zero-event floor, at the one-sided ``level``."""
    return max(tango_upper(n, b, c, level), zero_event_floor(n, level))
