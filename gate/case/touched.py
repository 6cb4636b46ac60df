"""Which models a change can concern: the others are not opened."""

from __future__ import annotations

from typing import Any

from gate.case.sides import Sides
from gate.config.load import Model, Surfaces
from gate.config.selectors import Paths
from gate.surfaces.lookalikes import refuse_lookalikes as refuse


def changed_paths(sides: Sides) -> set[str] | None:
    """Paths that differ; None where there is no base, so that everything counts, but for the very first commit."""
    if sides.context.first:
        return set()
    if sides.base is None:
        return None
    return sides.repository.changed(sides.base.name, sides.head.name)


def touched(sides: Sides, changed: set[str] | None, *, all_models: bool = False) -> list[str]:
    """The models that the changed paths can concern, by name."""
    if sides.verification is not None and sides.verification.model is not None:
        return [sides.verification.model]
    if sides.context.first:  # nothing was before, and it is no answer to block a repository's first commit
        return []
    if changed is None or all_models:
        return sides.names
    paths = Paths(changed)
    return [name for name in sides.names if _is_touched(paths, *sides.blocks(name))]


def refuse_lookalikes(sides: Sides, changed: set[str] | None) -> None:
    """Raises SurfaceError for a changed path that some file systems take for a reviewed one."""
    models = [model for config in sides.configs for model in config.models.values()]
    selectors = {s.glob: s for model in models for rows in model.surfaces.values() for s in rows if not s.exclude}
    refuse(sides.head, sides.head.entries([""]) if changed is None else changed, selectors.values())


def definitions(blocks: tuple[Model | None, Model | None]) -> list[Surfaces]:
    """The surface definitions of base and head, once where they are the same."""
    surfaces = [model.surfaces for model in blocks if model]
    if len(surfaces) == 2 and _texts(surfaces[0]) == _texts(surfaces[1]):
        del surfaces[0]
    return surfaces


def watched(model: Model | None) -> tuple[Any, ...]:
    """What is looked at for a model: surfaces and the folder of its evidence; nothing where there is no such model."""
    return () if model is None else (_texts(model.surfaces), model.evidence)


def _texts(surfaces: Surfaces) -> dict[str, list[str]]:
    return {surface: [s.text for s in selectors] for surface, selectors in surfaces.items()}


def _is_touched(changed: Paths, old: Model | None, new: Model | None) -> bool:
    if old is None or new is None or (old is not new and watched(old) != watched(new)):
        return True
    if changed.holds(new.evidence):
        return True
    selectors = {s.glob: s for rows in new.surfaces.values() for s in rows if not s.exclude}
    return any(changed.found_by(selector) for selector in selectors.values())
