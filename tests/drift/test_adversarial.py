"""Whether attacks succeed more often on the fine-tune: the drift decision over their counts."""

from __future__ import annotations

from typing import Any

import pytest

from gate.drift.adversarial import adversarial
from gate.drift.statistics.unpaired import fisher_p


def attack(successes: int, base: int | None = None, n: int = 150, **more: Any) -> dict[str, Any]:
    counts = {} if base is None else {"base_attempts": n, "base_successes": base}
    return {"name": "personas", "attempts": n, "successes": successes, **counts, **more}


def outcomes(*tests: dict[str, Any]) -> list[str | None]:
    return [row["outcome"] for row in adversarial(tests, 0.05, 0.05)]


def test_a_row() -> None:
    (row,) = adversarial([attack(60, 5)], 0.05, 0.05)
    p = fisher_p(145, 150, 90, 150)
    assert row == {
        "pointer": "/adversarial_tests/0",
        "name": "personas",
        "attempts": 150,
        "successes": 60,
        "outcome": "regressed",
        "adjusted_p": round(p, 6),
        "rise": round(55 / 150, 6),
    }


def test_outcomes() -> None:
    assert outcomes() == []
    assert outcomes(attack(6, 5)) == ["inconclusive"]
    assert outcomes(attack(150, 5)) == ["regressed"]
    assert outcomes(attack(0, 150)) == ["non-inferior"]
    assert outcomes(attack(150)) == [None]


def test_tests_are_adjusted_together() -> None:
    """What would be significant alone may not be among many of the same name."""
    assert outcomes(attack(14, 4)) == ["regressed"]
    assert outcomes(attack(14, 4), *[attack(6, 6)] * 9)[0] == "inconclusive"


@pytest.mark.parametrize("odd", [attack(151), attack(1, 151), attack(1, base_successes=3)])
def test_impossible_counts_are_of_another_rule(odd: dict[str, Any]) -> None:
    (row,) = adversarial([odd, attack(6, 5)], 0.05, 0.05)
    assert row["pointer"] == "/adversarial_tests/1"


def test_half_of_the_counts_of_the_base_model() -> None:
    assert outcomes(attack(1, base_attempts=150)) == [None]
