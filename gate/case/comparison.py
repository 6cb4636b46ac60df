"""What the case says of how base and head were found, and which changes another branch brought."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gate.git.snapshot import Snapshot

if TYPE_CHECKING:
    from gate.case.shape import ComparisonFacts, UnmergedFacts
    from gate.case.sides import Sides
    from gate.values.changes import Change


def comparison(sides: Sides, changes: Iterable[Change]) -> ComparisonFacts:
    """The facts of a comparison; ``changes`` are those of the case, in its order."""
    return {"first": sides.context.first, "note": sides.context.note, "unmerged": _unmerged(sides, changes)}


def _unmerged(sides: Sides, changes: Iterable[Change]) -> UnmergedFacts | None:
    """The base branch that is not trusted, and the changes whose files are at the head as they are on it."""
    unmerged = sides.context.unmerged
    if unmerged is None:
        return None
    there = Snapshot(sides.repository, unmerged.commit)

    def is_inherited(change: Change) -> bool:
        paths = {path for path in (change.path, change.base_path) if path}
        return bool(paths) and all(there.entry(path) == sides.head.entry(path) for path in paths)

    inherited = [index for index, change in enumerate(changes) if is_inherited(change)]
    return {"branch": unmerged.branch, "against": unmerged.against, "changes": inherited}
