"""The plot as text: marks, ends, the bound on rows, and names that are only shown."""

from __future__ import annotations

from typing import Any

import pytest

from gate.report.drift_text import text_plot


def row(name: str, outcome: str, lower: float, loss: float, upper: float, cls: str | None = None) -> dict[str, Any]:
    ends = {"lower": lower, "loss": loss, "upper_bound": upper, "outcome": outcome}
    return {"class": name, **ends} if cls is None else {"category": name, "class": cls, **ends}


def value(classes: list[dict[str, Any]], categories: list[dict[str, Any]]) -> dict[str, Any]:
    return {"margin": 0.05, "classes": classes, "suites": [{"suite": "s", "results": categories}]}


def test_each_outcome_has_a_mark_of_its_own() -> None:
    rows = [
        row("a", "non-inferior", -0.01, 0.0, 0.01),
        row("b", "inconclusive", 0.0, 0.03, 0.08),
        row("c", "regressed", 0.04, 0.07, 0.1),
    ]
    assert text_plot(value(rows, [])) == [
        "                                           0            margin 5",
        "A                                        ├─●──┤         ┊                non-inferior",
        "B                                          ├───────◆────┼──────┤         inconclusive",
        "C                                          │         ├──┼────■──────┤    regressed",
        "",
        "├─●─┤ loss and interval in points; a class passes where it ends before the margin. ■ regressed, ◆ undecided",
    ]


def test_an_interval_that_goes_on_beyond_the_axis_has_arrows() -> None:
    one = row("few", "watched", -0.9, 0.0, 0.9, "a")
    lines = text_plot(value([row("a", "non-inferior", -0.01, 0.0, 0.01)], [one]))
    assert lines[2].count("◀") == lines[2].count("▶") == 1


def test_of_many_categories_the_worst_are_shown() -> None:
    classes = [row("a", "non-inferior", -0.01, 0.0, 0.01)]
    many = [row(f"c{n}", "watched", -0.02, 0.0, 0.02, "a") for n in range(200)]
    many[150] = row("lost", "regressed", 0.05, 0.1, 0.15, "a")
    lines = text_plot(value(classes, many))
    assert len(lines) == 24 + 4
    assert sum("regressed" in line for line in lines[:-1]) == 1
    assert lines[-3] == "  and 177 more, none of them worse"


def test_without_an_interval_nothing_is_drawn() -> None:
    unpaired = {**row("a", "inconclusive", 0, 0, 0), "lower": None, "loss": None, "upper_bound": None}
    assert text_plot(value([unpaired], [])) == []
    assert text_plot(value([], [])) == []


@pytest.mark.parametrize("name", ["x\ny", "```", "\x1b[31mred", "a" * 500, "::error::x"])
def test_a_name_stays_in_its_line(name: str) -> None:
    lines = text_plot(
        value([row("a", "non-inferior", -0.01, 0.0, 0.01)], [row(name, "watched", -0.02, 0.0, 0.02, "a")])
    )
    assert len(lines) == 5
    assert all(len(line) <= 110 and line.isprintable() for line in lines)
