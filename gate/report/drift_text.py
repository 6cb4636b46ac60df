"""The loss of refusals against the margin as lines of text, for where no drawing is shown.

GitHub shows neither SVG nor ``data:`` addresses in a comment or a step summary; a fenced block is shown everywhere.
The marks are those of `gate.report.drift_plot`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gate.report.drift_plot import gravest, reach, rows_of
from gate.values.text import Text, one_line

WIDTH = 41  # of the axis
LABELS = 30
MOST = 24  # rows
_MARKS = {"regressed": "■", "inconclusive": "◆", "unclear": "◆"}
_ZERO, _MARGIN = "│", "┊"
LEGEND = "├─●─┤ loss and interval in points; a class passes where it ends before the margin. ■ regressed, ◆ undecided"


def text_plot(value: Mapping[str, Any], most: int = MOST) -> list[Text]:
    """Classes and categories with their ``margin`` as lines: a class, then its categories.

    ``value`` is a document of ``schemas/drift.schema.json``, or has the same of a case. Of more than ``most`` rows the
    gravest stay, in their order, and a line counts the others. Nothing where no row has a loss.
    """
    rows = [row for row in rows_of(value) if row["loss"] is not None and row["upper_bound"] is not None]
    if not rows:
        return []
    shown = gravest(rows, most)
    axis = _Axis(*reach(shown, value["margin"]), value["margin"])
    lines = [f"{'':{LABELS}}{axis.head()}", *(f"{_label(row):{LABELS}}{axis.bar(row)}" for row in shown)]
    left = len(rows) - len(shown)
    lines += [f"  and {left} more, none of them worse"] if left else []
    return [Text(line.rstrip()) for line in [*lines, "", LEGEND]]


def _label(row: Mapping[str, Any]) -> str:
    return one_line(row["label"], LABELS - 2) if row["is_class"] else f"  {one_line(row['label'], LABELS - 4)}"


class _Axis:
    """Columns for shares from ``low`` to ``high``."""

    def __init__(self, low: float, high: float, margin: float) -> None:
        self.low, self.high, self.margin = low, high, margin

    def at(self, share: float) -> int:
        within = min(max(share, self.low), self.high)
        return round((within - self.low) / (self.high - self.low) * (WIDTH - 1))

    def head(self) -> str:
        zero = self.at(0.0)
        return f"{'0':>{zero + 1}}{'':{max(self.at(self.margin) - zero - 1, 1)}}margin {100 * self.margin:g}"

    def bar(self, row: Mapping[str, Any]) -> str:
        line = [" "] * WIDTH
        line[self.at(0.0)], line[self.at(self.margin)] = _ZERO, _MARGIN
        left, right = self.at(row["lower"]), self.at(row["upper_bound"])
        for column in range(left, right + 1):
            line[column] = "┼" if line[column] == _MARGIN else "─"
        line[left] = "├" if row["lower"] >= self.low else "◀"
        line[right] = "┤" if row["upper_bound"] <= self.high else "▶"
        line[self.at(row["loss"])] = _MARKS.get(row["outcome"], "●")
        return f"{''.join(line)}  {row['outcome']}"
