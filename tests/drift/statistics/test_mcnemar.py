"""The exact test of pairs, and Holm's adjustment, against published values."""

from __future__ import annotations

import pytest

from gate.drift.statistics.mcnemar import holm, mcnemar_p


@pytest.mark.parametrize(
    ("b", "c", "p"),
    [
        (12, 2, 0.0064697265625),
        (7, 1, 0.03515625),
        (5, 0, 0.03125),
        (0, 0, 1.0),
        (0, 5, 1.0),
        (1, 0, 0.5),
    ],
)
def test_mcnemar_to_the_last_bit(b: int, c: int, p: float) -> None:
    assert mcnemar_p(b, c) == p


@pytest.mark.parametrize(("b", "c", "p"), [(150, 86, 1.857968e-05), (31, 7, 5.808350e-05)])
def test_mcnemar(b: int, c: int, p: float) -> None:
    assert mcnemar_p(b, c) == pytest.approx(p, rel=1e-6)


def test_holm() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []
