from __future__ import annotations

from typing import Any

import pytest

from gate.derive.compare import agrees

SAME = [
    (0.0001, "1e-4"),
    ("1e-4", 0.0001),
    (3, 3.0),
    (0.1 + 0.2, 0.3),
    (0.84, 0.843711),
    (0.694, 0.69412345),
    (0.8, 0.8437112),
    (2874, 2874.3127),
    (True, "True"),
    ("false", False),
    (None, None),
    (" adamw_torch ", "adamw_torch"),
    (["q_proj", "v_proj"], ["q_proj", "v_proj"]),
    ("2026-10-20T09:12:31Z", "2026-10-20T11:12:31.250+02:00"),
    ({"a": 1}, {"a": 1.0}),
    (12345678901234567890, "12345678901234567890"),
]
OTHER = [
    (0.0002, 0.0001),
    (0.0001, 0.00013),  # a setting is copied, not rounded
    (0.0001, 0.00011234),  # rounds to it, and is a tenth away
    (1, 0.8437112),
    (1, 0.9637112),
    (2870, 2874.3127),
    (0.9, 0.8437112),
    (0.85, 0.843711),
    (0, 0.00001),
    (1, True),
    (0, False),
    ("yes", True),
    (None, 0),
    (0, None),
    ("3.1", "3.10"),  # versions
    ("main", "Main"),
    (["v_proj", "q_proj"], ["q_proj", "v_proj"]),
    (["q_proj"], ["q_proj", "v_proj"]),
    ("q_proj", ["q_proj"]),
    (["q_proj"], "q_proj"),
    ("2026-10-20T09:12:31", "2026-10-20T09:12:31Z"),
    ("2026-10-20T09:12:32Z", "2026-10-20T09:12:31Z"),
    (1, float("nan")),
    (float("inf"), "1e999999999"),
    ("1e999999999", 1),
    ("1_000", 1000),
    ("٣", 3),
    ("9" * 100_000, 9),
]


@pytest.mark.parametrize(("said", "derived"), SAME)
def test_same(said: Any, derived: Any) -> None:
    assert agrees(said, derived)


@pytest.mark.parametrize(("said", "derived"), OTHER, ids=lambda value: str(value)[:30])
def test_other(said: Any, derived: Any) -> None:
    assert not agrees(said, derived)


def test_number_that_was_computed() -> None:
    assert agrees(0.88, 0.875, rounded=True)
    assert not agrees(0.88, 0.875)
    assert not agrees(1, 0.875, rounded=True)
    assert agrees([0.88], [0.875], rounded=True)


def test_order_of_a_list() -> None:
    assert agrees(["b", "a"], ["a", "b"], ordered=False)
    assert not agrees(["a", "a"], ["a", "b"], ordered=False)
    assert not agrees(["a"], ["a", "a"], ordered=False)
