"""How a place that no selector covers is settled: by a selector, or by an exclusion, which the head may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate.config.exclusions import excluded_by
from gate.config.selectors import Selector
from gate.documents import pointer_of

if TYPE_CHECKING:
    from gate.case.coverage_shape import ExcludedPlace, ProposedExclusion
    from gate.case.sides import Sides


def excluded_place(path: str, tokens: tuple[str, ...], rule: str) -> ExcludedPlace:
    """What an exclusion of one value, or with no ``tokens`` of a whole file, has to name."""
    return {"path": path, "key": pointer_of(tokens) or None, "rule": rule}


def selector_of(path: str, pointer: str) -> str:
    """The selector that covers a value, of list items in every place; of a whole file where ``pointer`` is empty."""
    glob = Selector.literal(path).glob
    if not pointer:
        return glob
    steps = ("*" if step.isdigit() else step for step in pointer.split("/"))
    return f"{glob}#{'/'.join(steps)}"


def proposed(sides: Sides, path: str, tokens: tuple[str, ...], rule: str) -> ProposedExclusion | None:
    """The exclusion that only the head has and that takes a place out; an exact one, where there are several."""
    rows = sides.new.exclusions if sides.new else ()
    exact = (row for row in rows if row.is_exact)
    found = excluded_by(exact, path, tokens, rule) or excluded_by(rows, path, tokens, rule)
    if found is None:
        return None
    return {
        "path": found.path,
        "key": found.key,
        "rule": found.rule,
        "exact": found.is_exact,
        "line": found.line,
        "end_line": found.end_line,
    }
