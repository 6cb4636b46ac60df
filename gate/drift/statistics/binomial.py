"""Binomial probabilities that keep their relative accuracy at any size.

Logarithms of factorials lose digits as the counts grow. Loader's saddle-point form (C. Loader, Fast and Accurate
Computation of Binomial Probabilities, 2000) does not: about 1e-13 relative for counts up to ``LARGEST``.
"""

from __future__ import annotations

import math

LARGEST = 10**9
"""The largest count that is accepted: beyond it the exact tails take more than a moment."""

_HALF_LOG_TAU = math.log(math.tau) / 2
_NEGLIGIBLE = 1e-17  # a term of this share of the sum does not change it


def stirling_error(count: float) -> float:
    """log(count!) minus Stirling's approximation to it, for ``count`` >= 0; 0 at 0 by convention."""
    if count == 0:
        return 0.0
    if count < 16:
        return math.lgamma(count + 1) - (count + 0.5) * math.log(count) + count - _HALF_LOG_TAU
    square = count * count
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / (1188 * square)) / square) / square) / square) / count


def _deviance(count: float, mean: float) -> float:
    """count log(count / mean) + mean - count, without cancellation where the two are close."""
    if abs(count - mean) >= 0.1 * (count + mean):
        return count * math.log(count / mean) + mean - count
    ratio = (count - mean) / (count + mean)
    total, term, power = (count - mean) * ratio, 2 * count * ratio, 1
    while True:
        term *= ratio * ratio
        power += 2
        larger = total + term / power
        if larger == total:
            return total
        total = larger


def binomial_pmf(count: int, n: int, rate: float) -> float:
    """P[X = count], X ~ Bin(n, rate), 0 < rate < 1. Below 1e-308 it is 0."""
    if count == 0:
        return math.exp(n * math.log1p(-rate))
    if count == n:
        return math.exp(n * math.log(rate))
    rest = n - count
    exponent = (
        stirling_error(n)
        - stirling_error(count)
        - stirling_error(rest)
        - _deviance(count, n * rate)
        - _deviance(rest, n * (1 - rate))
    )
    return math.exp(exponent) * math.sqrt(n / (math.tau * count * rest))


def _outward_upper(count: int, n: int, rate: float) -> float:
    """P[X >= count] for a count at or above the mode, where each term is smaller than the one before."""
    odds = rate / (1 - rate)
    total = term = 1.0
    for k in range(count, n):
        term *= (n - k) / (k + 1) * odds
        total += term
        if term < _NEGLIGIBLE * total:
            break
    return binomial_pmf(count, n, rate) * total


def binomial_upper_tail(count: int, n: int, rate: float) -> float:
    """P[X >= count], X ~ Bin(n, rate), 0 < rate < 1, 0 <= count <= n.

    Relative accuracy 1e-11 or better. Below 1e-308 it is 0.
    """
    if count <= 0:
        return 1.0
    if count > n * rate:
        return min(1.0, _outward_upper(count, n, rate))
    return max(0.0, 1 - _outward_upper(n - count + 1, n, 1 - rate))
