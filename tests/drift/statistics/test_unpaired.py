"""Counts without pairs, against published values."""

from __future__ import annotations

import pytest

from gate.drift.statistics.unpaired import fisher_p, newcombe_interval


@pytest.mark.parametrize(
    ("counts", "interval"), [((56, 70, 48, 80), (0.052431, 0.333873)), ((10, 10, 0, 10), (0.607509, 1))]
)
def test_newcombe(counts: tuple[int, int, int, int], interval: tuple[float, float]) -> None:
    assert newcombe_interval(*counts) == pytest.approx(interval, abs=1e-6)


def test_fisher() -> None:
    assert fisher_p(53, 330, 1, 330) == pytest.approx(3.415728e-16, rel=1e-6)
