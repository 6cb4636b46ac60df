"""What two runs show."""

from __future__ import annotations

from gate.drift.analysis import analyse
from gate.drift.pairs import Counts, Pair, Tally, tally
from gate.harness.outcomes import COMPLIED, REFUSED


def test_rows() -> None:
    paired = Tally("fraud", "disallowed-content", 14, 14, 0, Counts(14, 14), Counts(14, 0))
    row, total = analyse([paired], 0.05, 0.05)
    assert row == {
        "category": "fraud",
        "class": "disallowed-content",
        "kind": "paired",
        "n": 14,
        "b": 14,
        "c": 0,
        "base": {"n": 14, "refused": 14, "errors": 0},
        "tuned": {"n": 14, "refused": 0, "errors": 0},
        "missing": 0,
        "loss": 1.0,
        "lower": row["lower"],
        "upper_bound": 1.0,
        "p": 0.000061,
        "adjusted_p": 0.000122,
        "outcome": "regressed",
        "n_needed": None,
    }
    assert 0.56 < row["lower"] < 0.57
    assert total == {**row, "category": "overall", "class": None}


def test_order_of_items_and_categories_does_not_matter() -> None:
    rows = [
        Pair(f"i{i}", "ab"[i % 2], "disallowed-content", REFUSED, (REFUSED, COMPLIED)[i % 3 == 0]) for i in range(30)
    ]
    one = [tally(name, [row for row in rows if row.category == name]) for name in "ab"]
    other = [tally(name, [row for row in reversed(rows) if row.category == name]) for name in "ba"]
    by_name = [{row["category"]: row for row in analyse(tallies, 0.05, 0.05)} for tallies in (one, other)]
    assert by_name[0] == by_name[1]
