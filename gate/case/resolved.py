"""Values that a reviewed value stands for, written where no selector of its model covers them, that changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from gate.config.selectors import covers
from gate.documents import Node
from gate.recognise.resolve import Tokens, Value
from gate.recognise.resolve.layers import overriding
from gate.recognise.resolve.places import Files, Place, may_lead, places_of

if TYPE_CHECKING:
    from gate.config.load import Surfaces
    from gate.git.snapshot import Snapshot
    from gate.surfaces.reader import Reader

LAYERS = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Written:
    """Where a value is written that another one stands for. ``is_changed``: it differs between base and head.

    ``tokens`` are empty where the head has it no more.
    """

    path: str
    tokens: Tokens
    line: int
    end_line: int
    is_changed: bool
    node: Node | None = None  # at the head


class Candidates(Protocol):
    """The files in which values are looked for."""

    def __contains__(self, path: str) -> bool:
        """Whether the file may have changed, reviewed or not."""

    def layers(self, value: Value, root: Node) -> Iterable[str]:
        """The files that may set a value again, which is in a file with this content."""


class Changes:
    """The files of a change."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = frozenset(paths)
        self._layers = sorted(path for path in self._paths if path.endswith(LAYERS))

    def __contains__(self, path: str) -> bool:
        return path in self._paths

    def layers(self, value: Value, root: Node) -> Iterable[str]:
        return self._layers


class Resolving:
    """Both sides of a change, to look for values in; of a commit alone, all of which is as if it had come."""

    def __init__(self, head: Snapshot, base: Snapshot | None, reader: Reader, candidates: Candidates) -> None:
        self.head = Files(head, reader)
        self.base = Files(base, reader) if base is not None else None
        self.candidates = candidates

    def written(self, value: Value, blocks: Iterable[Surfaces], is_settled: Callable[[str], bool]) -> Iterator[Written]:
        """The places that ``value`` leads to and that none of the surface definitions covers."""
        blocks = list(blocks)
        if may_lead(value):
            seen: set[tuple[str, Tokens]] = set()
            for files in (self.head, self.base) if self.base is not None else (self.head,):
                for place in places_of(value, files):
                    if (place.path, place.tokens) in seen or _is_covered(place, blocks) or is_settled(place.path):
                        continue
                    seen.add((place.path, place.tokens))
                    yield self._written(place)
        root = self.head.node(value.path) if value.tokens and value.path.endswith(LAYERS) else None
        for path in self.candidates.layers(value, root) if root is not None else ():
            if path != value.path and not is_settled(path):
                yield from self._over(value, path)

    def _written(self, place: Place) -> Written:
        sides = [_at(files.node(place.path), place.tokens) if files else None for files in (self.base, self.head)]
        old, new = (None if node is None else (node.plain(),) for node in sides)
        shown = sides[1] or Node(1, 1)
        is_changed = place.path in self.candidates and old != new
        return Written(place.path, place.tokens, shown.line, shown.end_line, is_changed, sides[1])

    def _over(self, value: Value, path: str) -> Iterator[Written]:
        found: list[list[Node]] = []
        layer: Node | None = None
        for files in (self.base, self.head):
            root, layer = (files.node(value.path), files.node(path)) if files is not None else (None, None)
            found.append([*overriding(value, root, path, layer)] if root is not None and layer is not None else [])
        own = [value.text]  # where the layer says nothing, or the same
        old, new = ([node.plain() for node in nodes] or own for nodes in found)
        if old != new:
            first = (found[1] or [Node(1, 1)])[0]
            tokens = _path_to(layer, first) if layer is not None else ()
            yield Written(path, tokens, first.line, first.end_line, True, found[1][0] if found[1] else None)


def _path_to(root: Node, node: Node) -> Tokens:
    """Where a node is in the file that has it."""
    ahead: list[tuple[Tokens, Node]] = [((), root)]
    while ahead:
        tokens, at = ahead.pop()
        if at is node:
            return tokens
        ahead += [((*tokens, step), child) for step, child in at.items()]
    return ()


def _is_covered(place: Place, blocks: Iterable[Surfaces]) -> bool:
    """Whether a surface has the value itself, or the whole file as text."""
    return any(covers(selectors, place.path, place.tokens) for surfaces in blocks for selectors in surfaces.values())


def _at(root: Node | None, tokens: Tokens) -> Node | None:
    node = root
    for step in tokens:
        node = node.child(step) if node is not None else None
    return node
