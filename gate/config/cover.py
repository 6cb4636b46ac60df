"""Which paths and values the selectors of a configuration cover, for as many paths and models as there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from gate.config.load import Config
from gate.config.selectors import Paths, Selector, covers

Group = tuple[int, str, str]  # which configuration, model, surface


@dataclass(slots=True)
class Chosen:
    """What selects one path, or parts of it. A surface that takes the path away again selects nothing of it."""

    groups: dict[Group, list[Selector]] = field(default_factory=dict)

    @property
    def models(self) -> list[str]:
        """The models that select the file, or a part of it."""
        return sorted({model for _, model, _ in self.groups})

    @property
    def surfaces(self) -> set[str]:
        return {surface for _, _, surface in self.groups}

    @property
    def is_whole(self) -> bool:
        """Whether a selector covers the file with everything in it."""
        return any(selector.pointer is None for rows in self.groups.values() for selector in rows)

    @property
    def pointers(self) -> list[tuple[str, ...]]:
        """The pointers of the selectors that cover parts of the file, each once."""
        found = (s.pointer for rows in self.groups.values() for s in rows if s.pointer is not None)
        return list(dict.fromkeys(found))

    def covers(self, path: str, tokens: tuple[str, ...]) -> bool:
        return any(covers(rows, path, tokens) for rows in self.groups.values())


NOTHING = Chosen()


class Cover:
    """The selectors of every model of some configurations, held against ``paths``."""

    def __init__(self, configs: Iterable[Config], paths: Iterable[str]) -> None:
        known = Paths(paths)
        self._by_path: dict[str, Chosen] = {}
        taken: dict[Group, set[str]] = {}
        for number, config in enumerate(configs):
            for model in config.models.values():
                for surface, selectors in model.surfaces.items():
                    group = number, model.name, surface
                    for selector in selectors:
                        for path in filter(selector.matches, known.found_by(selector)):
                            if selector.exclude:
                                taken.setdefault(group, set()).add(path)
                            else:
                                chosen = self._by_path.setdefault(path, Chosen())
                                chosen.groups.setdefault(group, []).append(selector)
        for group, paths_taken in taken.items():
            for path in paths_taken & self._by_path.keys():
                self._by_path[path].groups.pop(group, None)

    def at(self, path: str) -> Chosen:
        return self._by_path.get(path, NOTHING)
