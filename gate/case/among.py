"""Which of a set of files a name is of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from gate.config.selectors import Paths, Selector

if TYPE_CHECKING:
    from gate.git.snapshot import Snapshot
    from gate.recognise.resolve import Name


@dataclass(frozen=True)
class Among:
    """Files to hold names against: those that changed, or all of a commit."""

    paths: frozenset[str]

    @cached_property
    def _sorted(self) -> Paths:
        return Paths(self.paths)

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in sorted(self.paths):
            found.setdefault(path.rpartition("/")[2], []).append(path)
        return found

    def named(self, name: Name, head: Snapshot) -> set[str]:
        """Those that a name is of; far ones only where nothing is nearer."""
        found: set[str] = set()
        for near in name.near:
            if is_glob(near):
                found.update(_matching(near, self._sorted))
            elif near in self.paths:
                found.add(near)
            elif name.is_folder and self._sorted.holds(near):
                found.update(self._sorted.below(near))
        if found or not name.far:
            return found
        far = {
            path
            for tail in name.far
            for path in self._by_name.get(tail.rpartition("/")[2], ())
            if path == tail or path.endswith(f"/{tail}")
        }
        return far if far and not any(head.mode(near) for near in name.near if not is_glob(near)) else set()


def is_glob(path: str) -> bool:
    return any(sign in path for sign in "*?[")


def _matching(glob: str, paths: Paths) -> list[str]:
    try:
        return paths.found_by(Selector.parse(glob))
    except ValueError:
        return []
