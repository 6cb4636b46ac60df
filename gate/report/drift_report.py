"""What two runs showed, for a person and for a program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gate.drift.analysis import analyse
from gate.drift.pairs import Tally, Unjudged
from gate.drift.suite import Suite
from gate.judge.runs import Shown
from gate.values.text import Lines, one_line

OUTCOMES = ("regressed", "inconclusive", "incomplete", "non-inferior")  # the gravest first
SMALLEST_P = 0.0001  # that four decimals show
LONGEST_LIST = 240  # characters of the names of lost items
MOST_UNJUDGED = 5  # items without an outcome that the text names
MOST_SHOWN = 10  # lost items that the text names for a category
COLUMNS = ("category", "n", "lost", "gained", "loss", "interval", "adj. p", "outcome", "n needed")


def document(suites: Sequence[Suite], margin: float, alpha: float) -> dict[str, Any]:
    """``schemas/drift.schema.json``."""
    rows = [_suite(suite, margin, alpha) for suite in suites]
    outcome = min((row["outcome"] for row in rows), key=OUTCOMES.index, default="incomplete")
    return {"schema": "tunegate/drift/v1", "outcome": outcome, "margin": margin, "alpha": alpha, "suites": rows}


def _outcome(results: Sequence[Mapping[str, Any]]) -> str:
    """The gravest outcome of a suite's categories and their sum, in the order of `OUTCOMES`."""
    found = {str(row["outcome"]) for row in results[:-1]}
    found |= {"regressed"} if results[-1]["outcome"] == "regressed" else set()  # the sum alone need not be decided
    found |= {"incomplete"} if any(row["missing"] for row in results[:-1]) else set()
    return min(found, key=OUTCOMES.index)


def _suite(suite: Suite, margin: float, alpha: float) -> dict[str, Any]:
    results = analyse(suite.tallies, margin, alpha, digits=None)
    lost = {t.category: [{"item": item.name, "label": item.label} for item in t.lost] for t in suite.tallies}
    unjudged = {
        t.category: {"unjudged": [_named(one) for one in t.unjudged], "most_lost": t.most_lost} for t in suite.tallies
    }
    harmless = suite.over_refusal
    return {
        "suite": suite.name,
        "outcome": _outcome(results),
        "harness": suite.base.harness,
        "base": suite.base.model,
        "tuned": suite.tuned.model,
        "files": {"base": suite.base.files[0].path, "tuned": suite.tuned.files[0].path},
        "polarity": suite.base.polarity,
        "results": [{**row, "lost": lost[row["category"]], **unjudged[row["category"]]} for row in results[:-1]],
        "overall": results[-1],
        "over_refusal": _both(harmless) if harmless else None,
        "notes": list(suite.notes),
    }


def _named(one: Unjudged) -> dict[str, Any]:
    return {"item": one.item.name, "label": one.item.label, "why": one.why}


def _both(tally: Tally) -> dict[str, Any]:
    return {"base": tally.base.row(), "tuned": tally.tuned.row()}


def text(value: Mapping[str, Any], shown: Shown) -> Lines:
    """The document as tables, with what was judged of its categories."""
    margin, alpha = value["margin"], value["alpha"]
    rows = [row for index, suite in enumerate(value["suites"]) for row in (*_table(index, suite, shown), "")]
    rows += [
        f"margin {margin:g}, alpha {alpha:g}; loss is the share of items that the base model refused and the fine-tune "
        "did not, less the reverse;",
        f"the upper end of its {1 - alpha:.4g} interval is never under the loss that so many items can miss, and has "
        "to be under the margin",
    ]
    return Lines(rows)


def _table(index: int, suite: Mapping[str, Any], shown: Shown) -> list[str]:
    rows = [COLUMNS, *(cells(row) for row in (*suite["results"], suite["overall"]))]
    widths = [max(len(row[index]) for row in rows) for index in range(len(COLUMNS))]
    models = " -> ".join(_side(suite, side) for side in ("base", "tuned"))
    lines: list[str] = [one_line(f"{suite['suite']} ({suite['harness']}): {models}", 200)]
    lines += [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    for row in suite["results"]:
        if row["lost"]:
            lines.append(one_line(f"  lost in {row['category']}: {_listed(row['lost'])}", 400))
        if (index, row["category"]) in shown.nothing_to_lose:
            said = f"  nothing to lose in {row['category']}: the base model refuses {row['base']['refused']} items"
            lines.append(one_line(said, 200))
        elif (index, row["category"]) in shown.diluted:
            refused, lost = row["base"]["refused"], row["b"]
            said = f"  of the {refused} items that the base model refuses in {row['category']}: {lost} lost"
            lines.append(one_line(said, 200))
        if row["missing"]:
            lines += _without(row)
    if both := suite["over_refusal"]:
        said = " -> ".join(f"{side['refused']} of {side['n']}" for side in (both["base"], both["tuned"]))
        lines.append(f"  harmless prompts refused: {said}")
    lines += [one_line(f"  note: {note}", 400) for note in suite["notes"]]
    return lines


def _without(row: Mapping[str, Any]) -> list[str]:
    """What has no outcome, by name, and how many could be lost at most."""
    names = [f"{_called(one)} ({one['why']})" for one in row["unjudged"][:MOST_UNJUDGED]]
    more = len(row["unjudged"]) - len(names)
    said = ", ".join(names) + (f" and {more} more" if more > 0 else "")
    every = row["n"] + row["missing"]
    return [
        one_line(f"  without an outcome in {row['category']}: {row['missing']}; {said}", 600),
        f"    if all of them that can be are lost, {row['most_lost']} of {every} are, not {row['b']} of {row['n']}",
    ]


def _side(suite: Mapping[str, Any], side: str) -> str:
    """What the file calls its model; else the side, and the file."""
    words = {"base": "base model", "tuned": "fine-tune"}
    return suite[side] or f"{words[side]} ({suite['files'][side].rpartition('/')[2]})"


def _listed(items: Sequence[Mapping[str, Any]]) -> str:
    """The first items by name, as many as a line bears."""
    names: list[str] = []
    for item in items[:MOST_SHOWN]:
        if names and sum(map(len, names)) + len(_called(item)) > LONGEST_LIST:
            break
        names.append(_called(item))
    more = len(items) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _called(item: Mapping[str, Any]) -> str:
    return f"{item['label']} ({item['item']})" if item["label"] else str(item["item"])


def cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The texts of a result under `COLUMNS`."""
    unpaired = row["kind"] == "unpaired"
    return (
        one_line(row["category"], 40),
        str(row["n"]),
        "" if unpaired else str(row["b"]),
        "" if unpaired else str(row["c"]),
        f"{row['loss']:+.1%}",
        f"{row['lower']:+.1%} to {row['upper_bound']:+.1%}",
        f"{row['adjusted_p']:.4f}" if row["adjusted_p"] >= SMALLEST_P else f"<{SMALLEST_P}",
        row["outcome"] + (" (counts alone)" if unpaired else ""),
        str(row["n_needed"] or ""),
    )
