"""Selectors that find nothing at the head, and what they found at the base."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate.surfaces.keys import printable
from gate.surfaces.state import build

if TYPE_CHECKING:
    from gate.case.coverage_shape import UnmatchedSelector
    from gate.case.sides import Sides
    from gate.config.load import Model
    from gate.config.selectors import Selector
    from gate.surfaces.reader import Reader
    from gate.values.elements import State

MAX_FILES = 3  # that are named


def unmatched(sides: Sides, reader: Reader, shown: Model, head: State) -> list[UnmatchedSelector]:
    """The selectors of a model that watch nothing at the head."""
    if not head.unmatched:
        return []
    known = {(surface, s.text) for surface, rows in _at_base(sides, shown.name).items() for s in rows}
    found: list[UnmatchedSelector] = []
    for surface, text in head.unmatched:
        files = _files(sides, reader, shown, surface, text)
        before = None
        if sides.base is not None:
            before = "new" if (surface, text) not in known else "matched" if files else "nothing"
        line, end_line = shown.places[surface, text]
        found.append(
            {
                "surface": surface,
                "selector": text,
                "before": before,
                "files": [printable(path) for path in files[:MAX_FILES]],
                "path": sides.config_path,
                "line": line,
                "end_line": end_line,
            }
        )
    return found


def _at_base(sides: Sides, name: str) -> dict[str, tuple[Selector, ...]]:
    old = sides.blocks(name)[0]
    return dict(old.surfaces) if old is not None else {}


def _files(sides: Sides, reader: Reader, shown: Model, surface: str, text: str) -> list[str]:
    """What the selector finds at the base, by itself: the files that hold an element."""
    if sides.base is None:
        return []
    own = tuple(s for s in shown.surfaces[surface] if s.exclude or s.text == text)
    return sorted({e.path for e in build(sides.base, shown.name, {surface: own}, reader, strict=False).elements})
