"""Which models a change can concern: the others are not opened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gate.case.sides import Sides
from gate.config.load import Model, Surfaces
from gate.config.rests import rests
from gate.config.selectors import Paths
from gate.git.entry import FOLDER, GITLINK, INDEX, MODULES, SYMLINK, WORKTREE
from gate.git.snapshot import Snapshot
from gate.surfaces.links import follow
from gate.surfaces.lookalikes import refuse_lookalikes as refuse


def changed_paths(sides: Sides) -> set[str] | None:
    """Paths that differ; None where there is no base, so that everything counts, but for the very first commit."""
    if sides.context.first:
        return set()
    if sides.base is None:
        return None
    return sides.repository.changed(sides.base.name, sides.head.name)


def touched(sides: Sides, changed: set[str] | None, *, all_models: bool = False, also: Iterable[str] = ()) -> list[str]:
    """The models that the changed paths can concern, by name; ``also`` are paths that count as if they had changed."""
    if sides.verification is not None and sides.verification.models:
        return list(sides.verification.models)
    if sides.context.first:  # nothing was before, and it is no answer to block a repository's first commit
        return []
    if changed is None or all_models:
        return sides.names
    paths, odd = Paths({*changed, *also}), Paths(_odd(sides, changed))
    return [name for name in sides.names if _is_touched(paths, odd, *sides.blocks(name))]


def refuse_lookalikes(sides: Sides, changed: set[str] | None) -> None:
    """Raises SurfaceError for a changed path that some file systems take for a reviewed one."""
    models = [model for config in sides.configs for model in config.models.values()]
    selectors = {s.glob: s for model in models for rows in model.surfaces.values() for s in rows if not s.exclude}
    paths = sides.head.entries([""]).keys() if changed is None else changed
    _list_once(sides.head)
    links = {path for path in paths if sides.head.mode(path) in (SYMLINK, GITLINK)}
    refuse(sides.head, paths, selectors.values(), links)


def definitions(blocks: tuple[Model | None, Model | None]) -> list[Surfaces]:
    """The surface definitions of base and head, once where they are the same."""
    surfaces = [model.surfaces for model in blocks if model]
    if len(surfaces) == 2 and dict(surfaces[0]) == dict(surfaces[1]):
        del surfaces[0]
    return surfaces


def watched(model: Model | None) -> tuple[Any, ...]:
    """What is looked at for a model: surfaces and the folder of its evidence; nothing where there is no such model."""
    return () if model is None else (dict(model.surfaces), model.evidence)


def _odd(sides: Sides, changed: set[str]) -> set[str]:
    """Links and submodules that changed, or that may show something else because of what did.

    A link leads elsewhere when another one on its way does, or when a file comes or goes where it leads; a submodule
    comes from elsewhere when ``.gitmodules`` says so.
    """
    _list_once(sides.head)
    modes = [(path, sides.base.mode(path) if sides.base else None, sides.head.mode(path)) for path in changed]
    found = {path for path, *both in modes if SYMLINK in both or GITLINK in both}
    moved = {path for path, _, new in modes if new in (None, SYMLINK, FOLDER)}
    if not moved and MODULES not in changed:
        return found
    everything = sides.head.entries([""])
    if MODULES in changed:
        found.update(path for path, entry in everything.items() if entry.mode == GITLINK)
    links = [path for path, entry in everything.items() if entry.mode == SYMLINK]
    found.update(path for path in links if not moved.isdisjoint(follow(sides.head, path).passes))
    return found


def _list_once(snapshot: Snapshot) -> None:
    """Have git list all files of an index or a work tree: one question, not one for each path."""
    if snapshot.name in (INDEX, WORKTREE):
        snapshot.entries([""])


def _is_touched(changed: Paths, odd: Paths, old: Model | None, new: Model | None) -> bool:
    if old is None or new is None or (old is not new and watched(old) != watched(new)):
        return True
    if changed.holds(new.evidence):
        return True
    selectors = {s.glob: s for rows in new.surfaces.values() for s in rows if not s.exclude}
    if any(changed.found_by(selector) for selector in selectors.values()):
        return True
    return any(rests(selector.glob, path) for selector in selectors.values() for path in odd.around(selector))
