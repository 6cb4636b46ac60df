"""Values that a reviewed value stands for, written where no selector of its model covers them, that changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate.config.selectors import covers
from gate.documents import Node
from gate.recognise.resolve import Tokens, Value
from gate.recognise.resolve.layers import overriding
from gate.recognise.resolve.places import Files, Place, may_lead, places_of

if TYPE_CHECKING:
    from gate.case.sides import Sides
    from gate.config.load import Surfaces
    from gate.surfaces.reader import Reader

_LAYERS = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Written:
    """Where a value is written that another one stands for. ``is_changed``: it differs between base and head."""

    path: str
    line: int
    end_line: int
    is_changed: bool


class Resolving:
    """Both sides of a change, to look for values in. ``changed`` are files that may have changed, reviewed or not."""

    def __init__(self, sides: Sides, reader: Reader, changed: Iterable[str]) -> None:
        self.head = Files(sides.head, reader)
        self.base = Files(sides.base, reader) if sides.base is not None else self.head
        self.changed = frozenset(changed)
        self.layers = sorted(path for path in self.changed if path.endswith(_LAYERS))

    def written(self, value: Value, blocks: Iterable[Surfaces], is_settled: Callable[[str], bool]) -> Iterator[Written]:
        """The places that ``value`` leads to and that none of the surface definitions covers."""
        blocks = list(blocks)
        if may_lead(value):
            seen: set[tuple[str, Tokens]] = set()
            for files in (self.head, self.base):
                for place in places_of(value, files):
                    if (place.path, place.tokens) in seen or _is_covered(place, blocks) or is_settled(place.path):
                        continue
                    seen.add((place.path, place.tokens))
                    yield self._written(place)
        for path in self.layers if value.tokens and value.path.endswith(_LAYERS) else ():
            if path != value.path and not is_settled(path):
                yield from self._over(value, path)

    def _written(self, place: Place) -> Written:
        sides = [_at(files.node(place.path), place.tokens) for files in (self.base, self.head)]
        old, new = (None if node is None else (node.plain(),) for node in sides)
        shown = sides[1] or Node(1, 1)
        return Written(place.path, shown.line, shown.end_line, place.path in self.changed and old != new)

    def _over(self, value: Value, path: str) -> Iterator[Written]:
        found: list[list[Node]] = []
        for files in (self.base, self.head):
            root, layer = files.node(value.path), files.node(path)
            found.append([*overriding(value, root, path, layer)] if root is not None and layer is not None else [])
        own = [value.text]  # where the layer says nothing, or the same
        old, new = ([node.plain() for node in nodes] or own for nodes in found)
        if old != new:
            first = (found[1] or [Node(1, 1)])[0]
            yield Written(path, first.line, first.end_line, is_changed=True)


def _is_covered(place: Place, blocks: Iterable[Surfaces]) -> bool:
    """Whether a surface has the value itself, or the whole file as text."""
    return any(covers(selectors, place.path, place.tokens) for surfaces in blocks for selectors in surfaces.values())


def _at(root: Node | None, tokens: Tokens) -> Node | None:
    node = root
    for step in tokens:
        node = node.child(step) if node is not None else None
    return node
