"""The sign-flip test of many clusters."""

from __future__ import annotations

import math

import pytest

from gate.drift.statistics.sign_flip import sign_flip


def test_many_clusters_with_many_sums_get_a_bound_from_above() -> None:
    sums = [*range(-500, 551)] * 20
    flipped = sign_flip(sums)
    score = sum(sums) / math.sqrt(sum(d * d for d in sums))
    normal = math.erfc(score / math.sqrt(2)) / 2
    assert not flipped.exact
    assert flipped.p == pytest.approx(3.178 * normal, rel=1e-3)
