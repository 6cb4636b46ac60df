"""Student's t, and the regularised incomplete beta function that it and other tails rest on."""

from __future__ import annotations

import math

from gate.drift.statistics.binomial import stirling_error
from gate.drift.statistics.normal import normal_quantile

_TERMS = 200_000
_TINY = 1e-300
_STEPS = 1200  # one degree of freedom doubles t at each step


def incomplete_beta(a: float, b: float, x: float, rest: float) -> float:
    """I_x(a, b), the regularised incomplete beta function; ``rest`` is 1 - x, given apart so that it keeps its digits.

    Source: the continued fraction of NIST DLMF 8.17.22, evaluated by Lentz's method (1976).
    """
    if x <= 0:
        return 0.0
    if rest <= 0:
        return 1.0
    if x * (a + b + 2) > a + 1:
        return 1 - incomplete_beta(b, a, rest, x)
    return math.exp(_log_front(a, b, x, rest)) * _fraction(a, b, x) / a


def _log_front(a: float, b: float, x: float, rest: float) -> float:
    """log(x^a (1 - x)^b / B(a, b)), from Stirling errors: the logarithms of large factorials would cancel."""
    total = a + b
    scale = stirling_error(total) - stirling_error(a) - stirling_error(b) + math.log(a * b / (math.tau * total)) / 2
    return scale + a * math.log(x * total / a) + b * math.log(rest * total / b)


def _fraction(a: float, b: float, x: float) -> float:
    upper = 1.0
    lower = 1 / _away(1 - (a + b) * x / (a + 1))
    value = lower
    for m in range(1, _TERMS):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            lower = 1 / _away(1 + step * lower)
            upper = _away(1 + step / upper)
            change = lower * upper
            value *= change
        if abs(change - 1) < 1e-15:
            break
    return value


def _away(value: float) -> float:
    """``value``, kept away from zero, by which the next step divides."""
    return value if abs(value) > _TINY else _TINY


def student_t_tail(t: float, degrees: float) -> float:
    """P[T > t] for t >= 0 and Student's t with ``degrees`` >= 1 of freedom."""
    square = t * (t / degrees)
    return incomplete_beta(degrees / 2, 0.5, 1 / (1 + square), square / (1 + square) if square < 1e300 else 1.0) / 2


def student_t_quantile(level: float, degrees: float) -> float:
    """t with P[T > t] = ``level``, 0 < ``level`` < 1/2, for ``degrees`` >= 1; relative accuracy 1e-10.

    Newton's method from the normal quantile: the tail is convex, so that every step stays left of the answer.
    """
    t = normal_quantile(level)
    scale = math.exp(_log_front(degrees / 2, 0.5, 0.5, 0.5) + (degrees + 1) / 2 * math.log(2)) / math.sqrt(degrees)
    for _ in range(_STEPS):
        density = scale * math.exp(-(degrees + 1) / 2 * math.log1p(t * (t / degrees)))
        closer = t + (student_t_tail(t, degrees) - level) / density
        if not closer > t * (1 + 1e-15):
            break
        t = closer
    return t
