"""Files that a reviewed value names and no selector of its model covers, where the value or the file changed.

What a file names that is not reviewed itself counts, too: a partial of a partial, a layer of a layer. A file of which
selectors select parts is reviewed in those parts; its other values are no matter of this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from gate.case.own import is_settled
from gate.case.resolved import Resolving
from gate.config.selectors import Paths, Selector
from gate.documents import DocumentError, is_code, tokens_of, tree_format
from gate.documents.plain import is_text
from gate.git.entry import FOLDER, Entry
from gate.recognise.paths import RECORDS_ENDINGS, extension
from gate.recognise.resolve import MAX_TEXT, Name, Value
from gate.recognise.resolve.names import names_of
from gate.surfaces.comments import COMMENT
from gate.surfaces.keys import printable
from gate.values.errors import UndecidedError
from gate.values.redact import redact_key

if TYPE_CHECKING:
    from gate.case.shape import NamedReference
    from gate.case.sides import Sides
    from gate.config.load import Surfaces
    from gate.git.snapshot import Snapshot
    from gate.surfaces.reader import Reader
    from gate.values.changes import Change
    from gate.values.elements import Element, State

MAX_FOLLOWED = 200  # files that are not reviewed and name others
_NOT_READ = ("jsonl", "bytes", "symlink", "submodule", "unparsed", COMMENT)


@dataclass(frozen=True)
class Changed:
    """Files that changed and are not reviewed, to hold names against."""

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


@dataclass
class Named:
    """A file, or a value in it, and the values that name it, by their keys."""

    values: dict[str, Value] = field(default_factory=dict)
    line: int = 1
    end_line: int = 1
    is_value: bool = False
    is_changed: bool = False


def references(
    sides: Sides, reader: Reader, name: str, head: State, changes: Iterable[Change], changed: set[str] | None
) -> list[NamedReference]:
    """What the reviewed values of a model name that is not reviewed, where one of the two changed."""
    if sides.base is None or changed is None:
        return []
    look = _Look(sides, reader, name, changed)
    keys = {c.key for c in changes if c.change in ("added", "modified")}
    for value in values_of(sides.head, reader, head.elements):
        look.at(value, value, is_new=value.key in keys)
    rows = sorted((*look.found.items(), *((path, named) for (path, _), named in look.written.items())), key=_order)
    return [_row(target, named) for target, named in rows]


def _order(row: tuple[str, Named]) -> tuple[str, int, bool]:
    return row[0], row[1].line, row[1].is_value


class _Look:
    """Follows names from the reviewed values of one model."""

    def __init__(self, sides: Sides, reader: Reader, name: str, changed: set[str]) -> None:
        self.sides = sides
        self.reader = reader
        self.blocks = [block.surfaces for block in sides.blocks(name) if block]
        self.changed = Changed(frozenset(path for path in changed if not self.is_settled(path)))
        self.found: dict[str, Named] = {}
        self.written: dict[tuple[str, int], Named] = {}
        self.resolving = Resolving(sides, reader, changed)
        self.followed: set[str] = set()

    def is_settled(self, path: str) -> bool:
        """Whether a file is reviewed, the gate's own or excluded."""
        return any(_selects(surfaces, path) for surfaces in self.blocks) or is_settled(path, self.sides.trusted)

    def at(self, value: Value, origin: Value, *, is_new: bool) -> None:
        """``origin`` is the reviewed value that led to ``value``."""
        for name in names_of(value) if is_new or self.changed.paths else ():
            for target in self.changed.named(name, self.sides.head):
                self.found.setdefault(target, Named(is_changed=True)).values.setdefault(origin.key, origin)
            for target in self.there(name, deep=is_new):
                if is_new and target not in self.changed.paths:
                    named = self.found.setdefault(target, Named())
                    named.values.setdefault(origin.key, origin)
                self.follow(target, origin)
        if value is origin:
            self.values(value, is_new=is_new)

    def values(self, value: Value, *, is_new: bool) -> None:
        """Where the value is written that an expression stands for."""
        for place in self.resolving.written(value, self.blocks, lambda path: is_settled(path, self.sides.trusted)):
            if place.is_changed or is_new:
                named = self.written.setdefault(
                    (place.path, place.line), Named({}, place.line, place.end_line, True, place.is_changed)
                )
                named.values.setdefault(value.key, value)

    def there(self, name: Name, *, deep: bool) -> Iterator[str]:
        """The files of the head that a name is of and that are not reviewed; with ``deep`` those in folders, too."""
        head = self.sides.head
        is_near = False
        for near in name.near:
            if is_glob(near):
                found = _listed(head, near) if deep else []
            else:
                mode = head.mode(near)
                is_folder = mode == FOLDER and name.is_folder
                found = [near] if mode not in (None, FOLDER) else [*head.entries([near])] if is_folder and deep else []
            is_near = is_near or bool(found)
            yield from (path for path in found if not self.is_settled(path))
        if deep and name.far and not is_near:
            ends = tuple(f"/{tail}" for tail in name.far)
            far = (path for path in head.entries([""]) if f"/{path}".endswith(ends))
            yield from (path for path in far if not self.is_settled(path))

    def follow(self, path: str, origin: Value) -> None:
        """What a file that is not reviewed names is as good as named by what led to it."""
        if path in self.followed or len(self.followed) >= MAX_FOLLOWED:
            return
        self.followed.add(path)
        entry = self.sides.head.entry(path)
        if entry is not None and entry.is_regular:
            for value in values_in(self.sides.head, self.reader, path, entry, origin.surface):
                self.at(value, origin, is_new=False)


def _listed(head: Snapshot, glob: str) -> list[str]:
    try:
        selector = Selector.parse(glob)
    except ValueError:
        return []
    return [path for path in head.entries([selector.prefix]) if selector.matches(path)]


def _selects(surfaces: Surfaces, path: str) -> bool:
    for selectors in surfaces.values():
        rows = [selector for selector in selectors if selector.matches(path)]
        if rows and not any(selector.exclude for selector in rows):
            return True
    return False


def _row(target: str, named: Named) -> NamedReference:
    values = sorted(named.values.values(), key=lambda v: (v.path, v.line, v.key))
    return {
        "target": printable(target),
        "line": named.line,
        "end_line": named.end_line,
        "what": "value" if named.is_value else "file",
        "change": "target" if named.is_changed else "reference",
        "named_by": [
            {
                "surface": value.surface,
                "key": redact_key(value.key, value.surface),
                "path": printable(value.path),
                "line": value.line,
                "end_line": value.end_line,
            }
            for value in values
        ],
    }


# -- values


def values_of(snapshot: Snapshot, reader: Reader, elements: Iterable[Element]) -> Iterator[Value]:
    """The reviewed values that can name something, as long as they are, and the texts of reviewed files."""
    for e in elements:
        is_data = e.format == "data" and extension(e.path) in RECORDS_ENDINGS
        entry = snapshot.entry(e.path) if e.format not in _NOT_READ and not is_data else None
        if entry is None or not entry.is_regular:
            continue
        if e.is_file and not (e.format in ("text", "data") or is_code(e.format)):
            continue  # its values are elements of their own
        if e.is_file:
            yield from values_in(snapshot, reader, e.path, entry, e.surface, e.key, as_text=e.format == "text")
            continue
        format = tree_format(e.path)
        try:
            node = reader.node(snapshot, e.path, entry, format).at(tokens_of(e.pointer)) if format else None
        except DocumentError:
            continue
        if node is not None and node.children is None and isinstance(node.value, str):
            yield Value(e.path, tokens_of(e.pointer), node.value, node.line, node.end_line, e.surface, e.key)


def values_in(
    snapshot: Snapshot, reader: Reader, path: str, entry: Entry, surface: str, key: str = "", *, as_text: bool = False
) -> Iterator[Value]:
    """The text of a whole file, and, unless it is read as text, every value in it."""
    try:
        data = snapshot.read(path, entry, limit=MAX_TEXT)
    except UndecidedError:  # larger than any text that includes others
        return
    if not is_text(data):
        return
    yield Value(path, (), data.decode("utf-8", "replace"), 1, 1, surface, key or path)
    format = None if as_text else tree_format(path)
    if format is None:
        return
    try:
        root = reader.node(snapshot, path, entry, format)
    except DocumentError:
        return
    for tokens, leaf in root.leaves():
        if tokens and isinstance(leaf.value, str):
            yield Value(path, tokens, leaf.value, leaf.line, leaf.end_line, surface, key or path)
