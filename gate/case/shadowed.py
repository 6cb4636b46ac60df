"""Files of a change that are read in place of reviewed ones, and are not reviewed themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gate.case.touched import definitions
from gate.git.entry import FOLDER
from gate.surfaces.keys import printable
from gate.surfaces.links import views
from gate.surfaces.stand_ins import Place, places_taken

if TYPE_CHECKING:
    from gate.case.coverage_shape import ShadowedFile
    from gate.case.sides import Sides

Taken = Mapping[str, tuple[Place, ...]]  # file of the change -> those whose place it takes


def taken_places(sides: Sides, changed: set[str] | None) -> Taken:
    """What each changed file of the head takes the place of; nothing where there is no base to tell what changed."""
    found: dict[str, tuple[Place, ...]] = {}
    for path in sorted(changed or ()) if sides.base is not None else ():
        mode = sides.head.mode(path)
        if mode is not None and mode != FOLDER:
            is_new = sides.base is None or sides.base.mode(path) is None
            if places := tuple(places_taken(sides.head, path, is_new=is_new)):
                found[path] = places
    return found


def shadowed(sides: Sides, name: str, taken: Taken) -> list[ShadowedFile]:
    """The reviewed files of a model whose place is taken by a file that no selector of its surface finds."""
    rows: list[ShadowedFile] = []
    blocks = definitions(sides.blocks(name)) if taken else []
    for surface in sorted({surface for block in blocks for surface in block}):
        ways = [block[surface] for block in blocks if surface in block]  # as the base selects, and as the head does
        for path, places in taken.items():
            if any(views(selectors, path) for selectors in ways):
                continue
            for place in places:
                if any(not view.rest for selectors in ways for view in views(selectors, place.path)):
                    rows.append(
                        {
                            "surface": surface,
                            "path": printable(path),
                            "reviewed": printable(place.path),
                            "reader": place.reader,
                        }
                    )
    return rows
