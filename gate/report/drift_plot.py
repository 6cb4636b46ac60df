"""The loss of refusals against the margin, as SVG 1.1: a row for each class, its categories beneath.

Written by hand: four shapes and text do not need a library, and none that is light is still kept up (svgwrite ended in
2021). Marks differ in shape and not by colour alone; every number is in the title of its mark, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from gate.report.drift_words import class_label, p_text, points
from gate.values.text import Lines, one_line

WIDTH, LABELS, RIGHT = 900, 310, 190
ROW, CLASS_ROW, TOP, BOTTOM = 20, 30, 64, 46
GRAVEST = ("regressed", "unclear", "inconclusive", "watched", "non-inferior")
LEAST_REACH = 2.0  # margins that the axis shows at least on the side of losses
_COLOURS = {
    "non-inferior": "#1a7f37",
    "watched": "#57606a",
    "inconclusive": "#9a6700",
    "unclear": "#9a6700",
    "regressed": "#cf222e",
}
_TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5)
_MOST_TICKS = 10


def plot(value: Mapping[str, Any], most: int | None = None) -> Lines:
    """A document of ``schemas/drift.schema.json``, or the same facts of a case with their ``margin``, as an SVG file.

    Of more than ``most`` rows the gravest are drawn.
    """
    rows = gravest(rows_of(value), most)
    height = TOP + BOTTOM + sum(CLASS_ROW if row["is_class"] else ROW for row in rows)
    low, high = reach(rows, value["margin"])
    axis = _Axis(low, high)
    margin = value["margin"]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="img" font-family="system-ui, sans-serif" font-size="12">',
        f"<title>{_text(f'Loss of refusals, margin {100 * margin:g} points')}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        _label(16, 24, "Loss of refusals against the base model, in points", size=15, weight="bold"),
        _label(
            16, 44, "Bars are one-sided bounds; a class passes where its bar ends left of the margin.", fill="#57606a"
        ),
        *axis.grid(TOP, height - BOTTOM),
        _line(axis.x(0), TOP - 8, axis.x(0), height - BOTTOM, "#24292f", 1),
        _line(axis.x(margin), TOP - 8, axis.x(margin), height - BOTTOM, "#cf222e", 1.5, dash="5 3"),
        _label(WIDTH - 10, TOP - 10, "lost - gained / items", anchor="end", fill="#57606a", size=11),
        _label(axis.x(margin) + 4, TOP - 2, f"margin {100 * margin:g}", fill="#cf222e", size=11),
    ]
    y = float(TOP)
    for row in rows:
        step = CLASS_ROW if row["is_class"] else ROW
        parts += _mark(row, axis, y + step / 2)
        y += step
    parts.append(_label(axis.x(low), height - 10, "fewer losses", fill="#57606a", size=11))
    parts.append(_label(axis.x(high), height - 10, "more losses", fill="#57606a", size=11, anchor="end"))
    return Lines([*parts, "</svg>"])


class _Axis:
    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    def x(self, loss: float) -> float:
        share = (min(max(loss, self.low), self.high) - self.low) / (self.high - self.low)
        return round(LABELS + share * (WIDTH - LABELS - RIGHT), 1)

    def grid(self, top: float, bottom: float) -> list[str]:
        step = next((step for step in _TICKS if (self.high - self.low) / step <= _MOST_TICKS), _TICKS[-1])
        first, last = round(self.low / step), round(self.high / step)
        found: list[str] = []
        for tick in range(first, last + 1):
            if self.low <= tick * step <= self.high:
                x = self.x(tick * step)
                found.append(_line(x, top, x, bottom, "#d8dee4", 1))
                found.append(_label(x, bottom + 16, f"{100 * tick * step:g}", anchor="middle", fill="#57606a", size=11))
        return found


def rows_of(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each class, and its categories after it."""
    found: list[dict[str, Any]] = []
    several = len(value["suites"]) > 1
    for one in value["classes"]:
        found.append({**one, "is_class": True, "label": class_label(one["class"])})
        for suite in value["suites"]:
            for row in suite["results"]:
                if row["class"] == one["class"]:
                    label = f"{row['category']} ({suite['suite']})" if several else row["category"]
                    found.append({**row, "is_class": False, "label": label})
    return found


def gravest(rows: Sequence[Mapping[str, Any]], most: int | None) -> list[Mapping[str, Any]]:
    """At most ``most`` rows, or all, in their order: classes stay first, then the worst outcomes."""
    ranked = sorted(range(len(rows)), key=lambda n: (not rows[n]["is_class"], GRAVEST.index(rows[n]["outcome"]), n))
    return [rows[n] for n in sorted(ranked[:most])]


def reach(rows: Sequence[Mapping[str, Any]], margin: float) -> tuple[float, float]:
    """The ends of the axis: all losses and bounds of classes, and of categories what is near to them."""
    ends = [row[key] for row in rows if row["is_class"] for key in ("lower", "upper_bound") if row[key] is not None]
    losses = [row["loss"] for row in rows if row["loss"] is not None]
    high = min(1.0, max([LEAST_REACH * margin, *ends, *losses]) * 1.08)
    low = max(-1.0, min([-margin, *ends, *losses]) * 1.08)
    return low, high


def _mark(row: Mapping[str, Any], axis: _Axis, y: float) -> list[str]:
    is_class, outcome = row["is_class"], row["outcome"]
    colour = _COLOURS[outcome]
    counted = f"n {row['n']}" if row["b"] is None else f"n {row['n']}, {row['b']} lost, {row['c']} gained"
    weight = "bold" if is_class else "normal"
    label = one_line(row["label"], 40 if is_class else 44)
    parts = [
        _label(16 if is_class else 30, y + 4, label, weight=weight),
        _label(WIDTH - RIGHT + 12, y + 4, outcome, fill=colour, weight=weight),
        _label(
            WIDTH - 10,
            y + 4,
            f"{row['b']} - {row['c']} / {row['n']}" if row["b"] is not None else str(row["n"]),
            anchor="end",
            fill="#57606a",
            size=11,
        ),
    ]
    if row["loss"] is None or row["upper_bound"] is None:
        return parts
    told = (
        f"{row['label']}: {counted}, loss {points(row['loss'])}, {points(row['lower'])} to {points(row['upper_bound'])}"
        f" points, adjusted p {p_text(row['adjusted_p'])}, {outcome}"
    )
    left, right, x = axis.x(row["lower"]), axis.x(row["upper_bound"]), axis.x(row["loss"])
    thick = 3 if is_class else 1.5
    shapes = [_line(left, y, right, y, colour, thick)]
    shapes += [
        _end(at, y, loss, axis, colour, 6 if is_class else 4)
        for at, loss in ((left, row["lower"]), (right, row["upper_bound"]))
    ]
    shapes.append(_point(x, y, outcome, colour, 5 if is_class else 3.5))
    return [*parts, f"<g><title>{_text(told)}</title>{''.join(shapes)}</g>"]


def _end(x: float, y: float, loss: float, axis: _Axis, colour: str, size: float) -> str:
    """A stroke where the interval ends, an arrow where it goes on beyond the axis."""
    if axis.low <= loss <= axis.high:
        return _line(x, y - size, x, y + size, colour, 1.5)
    way = -1 if loss < axis.low else 1
    return f'<path d="M{x:g} {y - size:g}L{x + way * size:g} {y:g}L{x:g} {y + size:g}Z" fill="{colour}"/>'


def _point(x: float, y: float, outcome: str, colour: str, size: float) -> str:
    """A disc, a diamond where nothing is decided, and a square where it regressed."""
    if outcome == "regressed":
        return f'<rect x="{x - size:g}" y="{y - size:g}" width="{2 * size:g}" height="{2 * size:g}" fill="{colour}"/>'
    if outcome in ("inconclusive", "unclear"):
        size *= 1.3
        d = f"M{x:g} {y - size:g}L{x + size:g} {y:g}L{x:g} {y + size:g}L{x - size:g} {y:g}Z"
        return f'<path d="{d}" fill="#ffffff" stroke="{colour}" stroke-width="1.8"/>'
    return f'<circle cx="{x:g}" cy="{y:g}" r="{size:g}" fill="{colour}"/>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{colour}" stroke-width="{width:g}"{dashed}/>'


def _label(
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "start",
    fill: str = "#24292f",
    size: int = 12,
    weight: str = "normal",
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{fill}" font-size="{size}" font-weight="{weight}">'
        f"{_text(text)}</text>"
    )


def _text(text: str) -> str:
    """What stands in the file as text: one line that can be shown, escaped for XML."""
    return escape(one_line(text, 200))
