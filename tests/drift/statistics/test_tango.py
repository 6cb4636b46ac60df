"""Tango's score interval of pairs, and what no event allows, against published values."""

from __future__ import annotations

import math

import pytest

from gate.drift.statistics.tango import tango_lower, tango_score, tango_upper, zero_event_floor


@pytest.mark.parametrize(
    ("n", "b", "c", "alpha", "interval"),
    [
        (44, 0, 1, 0.10, (-0.095662, 0.036517)),
        (21, 1, 7, 0.05, (-0.517232, -0.026003)),
        (160, 40, 20, 0.05, (0.030865, 0.218064)),
    ],
)
def test_tango_interval(n: int, b: int, c: int, alpha: float, interval: tuple[float, float]) -> None:
    found = tango_lower(n, b, c, alpha / 2), tango_upper(n, b, c, alpha / 2)
    assert found == pytest.approx(interval, abs=1e-6)


def test_tango_score() -> None:
    score = tango_score(44, 0, 1, -0.1)
    assert score == pytest.approx(1.708564, abs=1e-6)
    assert math.erfc(score / math.sqrt(2)) / 2 == pytest.approx(0.043766, abs=1e-6)


@pytest.mark.parametrize(("n", "upper"), [(5, 0.450720), (20, 0.139108), (59, 0.049508)])
def test_zero_event_floor(n: int, upper: float) -> None:
    assert zero_event_floor(n, 0.05) == pytest.approx(upper, abs=1e-6)
