"""What a report in Markdown says of refusals that were lost: sentences, the plot as text, the categories beneath."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gate.judge.decision import Decision
from gate.report.markup import block, code, fit, row, table
from gate.values.text import Lines, one_line

if TYPE_CHECKING:
    from gate.drift.shape import DriftFacts

FOLD, UNFOLD = ("<details>", "<summary>By category</summary>"), "</details>"  # the only HTML of a report
_ACCEPTED = "⚠️"  # lost, and the decision that passes answers for it
_MARKS = {"regressed": "❌", "inconclusive": "⚠️", "non-inferior": "✅"}


def drift_section(decision: Decision, most: int, size: int) -> Lines | None:
    """Of every model with safety suites. At most ``most`` classes and categories, and about ``size`` bytes."""
    if not decision.drift:
        return None
    marks = {**_MARKS, "regressed": _ACCEPTED} if decision.verdict == "pass" else _MARKS
    shown = [_model(model, drift, decision.drift_margin, marks, most, size // 2) for model, drift in decision.drift]
    kept = fit(shown, len(shown), size)
    left = len(shown) - len(kept)
    more = ["", f"{left} more models; the JSON report has all of them."] if left else []
    categories = _categories(decision, most, size - sum(len(lines.encode()) for lines in kept))
    return Lines([*(line for lines in kept for line in (*lines.splitlines(), "")), *categories, *more])


def _model(model: str, drift: DriftFacts, margin: float, marks: Mapping[str, str], most: int, size: int) -> Lines:
    from gate.report.drift_plot import GRAVEST
    from gate.report.drift_text import text_plot

    classes = sorted(drift["classes"], key=lambda one: GRAVEST.index(one["outcome"]))
    said = [_class(one, margin, marks) for one in classes]
    kept = fit(said, most, size)
    left = len(said) - len(kept)
    more = [f"- {left} more classes; the JSON report has all of them"] if left else []
    plot = text_plot({"margin": margin, **drift})
    head = f"{code(one_line(model, 80))}, compared with its base model:"
    drawn = ["", *block(plot, "")] if plot else []
    return Lines([head, "", *(line.rstrip("\n") for line in kept), *more, *drawn])


def _class(one: Mapping[str, Any], margin: float, marks: Mapping[str, str]) -> Lines:
    from gate.report.drift_words import class_sentences

    said = " ".join(class_sentences(one, margin, _quoted, _quoted))
    mark = marks.get(one["outcome"], marks["inconclusive"])
    return Lines([f"- {mark} {said}"])


def _quoted(name: str) -> str:
    return code(one_line(name, 100))


def _categories(decision: Decision, most: int, size: int) -> list[str]:
    """The categories of all suites in a table, which opens on demand."""
    from gate.report.drift_report import cells, columns

    head = columns([found for _, drift in decision.drift for suite in drift["suites"] for found in suite["results"]])
    rows: list[Lines] = []
    several = len(decision.drift) > 1
    for model, suite in ((model, suite) for model, drift in decision.drift for suite in drift["suites"]):
        name = code(one_line(f"{model}: {suite['suite']}" if several else suite["suite"], 120))
        if suite["reason"] is not None:
            rows.append(row(name, code(f"not compared: {suite['reason']}"), *("" for _ in head[1:])))
        rows += [row(name, *map(code, cells(found))) for found in suite["results"]]
    if not rows:
        return []
    listed = table(("suite", *head), fit(rows, most, size), len(rows))
    return [*FOLD, "", *listed.splitlines(), "", UNFOLD]
