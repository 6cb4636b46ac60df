"""The normal distribution's tail and its inverse."""

from __future__ import annotations

import math


def normal_tail(z: float) -> float:
    """P[Z > z]."""
    return math.erfc(z / math.sqrt(2)) / 2


def normal_quantile(level: float) -> float:
    """z with P[Z > z] = ``level``."""
    from statistics import NormalDist

    return -NormalDist().inv_cdf(level)
