"""Files that a reviewed value names and no selector of its model covers, where the value or the file changed.

What a file names that is not reviewed itself counts, too: a partial of a partial, a layer of a layer. A file of which
selectors select parts is reviewed in those parts; its other values are no matter of this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from gate.case.among import Among, is_glob
from gate.case.leading import values_in, values_of
from gate.case.own import RULE, is_settled
from gate.case.proposed import excluded_place, proposed, selector_of
from gate.case.resolved import Changes, Resolving
from gate.config.exclusions import excluded_by
from gate.config.selectors import Selector
from gate.documents import pointer_of, tree_format
from gate.git.entry import FOLDER
from gate.recognise.paths import MODEL_ENDINGS, RECORDS_ENDINGS, extension
from gate.recognise.resolve import Name, Tokens, Value
from gate.recognise.resolve.names import names_of
from gate.surfaces.keys import printable
from gate.values.redact import redact_key

if TYPE_CHECKING:
    from gate.case.coverage_shape import NamedReference, NamingValue
    from gate.case.sides import Sides
    from gate.config.load import Config, Surfaces
    from gate.git.snapshot import Snapshot
    from gate.surfaces.reader import Reader
    from gate.values.changes import Change
    from gate.values.elements import State

MAX_FOLLOWED = 200  # files that are not reviewed and name others
_NO_NAMES = (*RECORDS_ENDINGS, *MODEL_ENDINGS)


@dataclass
class Named:
    """A file, or the value at ``tokens`` in it, and the values that lead to it, by their keys."""

    path: str
    tokens: Tokens | None = None
    values: dict[str, Value] = field(default_factory=dict)
    line: int = 1
    end_line: int = 1
    is_changed: bool = False
    said: object = None  # the value, as the head has it

    @property
    def what(self) -> str:
        return "file" if self.tokens is None else "value"

    @property
    def named_by(self) -> list[NamingValue]:
        return [
            {
                "surface": value.surface,
                "key": redact_key(value.key, value.surface),
                "path": printable(value.path),
                "line": value.line,
                "end_line": value.end_line,
            }
            for value in sorted(self.values.values(), key=lambda v: (v.path, v.line, v.key))
        ]


def references(
    sides: Sides, reader: Reader, name: str, head: State, changes: Iterable[Change], changed: set[str] | None
) -> list[NamedReference]:
    """What the reviewed values of a model name that is not reviewed, where one of the two changed."""
    if sides.base is None or changed is None:
        return []
    blocks = [block.surfaces for block in sides.blocks(name) if block]
    open_ = frozenset(path for path in changed if not is_reviewed(path, blocks) and not is_settled(path, sides.trusted))
    resolving = Resolving(sides.head, sides.base, reader, Changes(changed))
    look = Look(sides.head, reader, blocks, sides.trusted, Among(open_), resolving)
    keys = {c.key for c in changes if c.change in ("added", "modified")}
    for value in values_of(sides.head, reader, head.elements):
        look.at(value, value, is_new=value.key in keys)
    return [_row(sides, named) for named in look.rows()]


class Look:
    """Follows names from the reviewed values of one model.

    ``files`` are those that are asked about; ``config`` says which files are excluded, and which the gate's own;
    ``is_whole``: those are all that the head has.
    """

    def __init__(
        self,
        head: Snapshot,
        reader: Reader,
        blocks: list[Surfaces],
        config: Config,
        files: Among,
        resolving: Resolving,
        *,
        is_whole: bool = False,
    ) -> None:
        self.head = head
        self.reader = reader
        self.blocks = blocks
        self.config = config
        self.files = files
        self.resolving = resolving
        self.found: dict[tuple[str, Tokens | None, int], Named] = {}
        self.settled: dict[str, bool] = {}
        self.is_own = cache(lambda path: is_settled(path, config))  # each value asks about the same files
        self.followed: set[str] = set()
        self.is_whole = is_whole
        self.most = MAX_FOLLOWED * (20 if is_whole else 1)

    def rows(self) -> list[Named]:
        """What was found, by path and line."""
        return sorted(self.found.values(), key=lambda named: (named.path, named.line, named.tokens is not None))

    def is_settled(self, path: str) -> bool:
        """Whether a file is reviewed, the gate's own or excluded."""
        known = self.settled.get(path)
        if known is None:
            known = self.settled[path] = is_reviewed(path, self.blocks) or self.is_own(path)
        return known

    def at(self, value: Value, origin: Value, *, is_new: bool) -> None:
        """``origin`` is the reviewed value that led to ``value``."""
        for name in names_of(value) if is_new or self.files.paths else ():
            named = [path for path in self.files.named(name, self.head) if not self.is_settled(path)]
            for target in named:
                self.note(Named(target, is_changed=True), origin)
            for target in named if self.is_whole else self.there(name, deep=is_new):
                if is_new:
                    self.note(Named(target), origin)
                self.follow(target, origin)
        if value is origin:
            self.values(value, is_new=is_new)

    def note(self, named: Named, origin: Value) -> None:
        known = self.found.setdefault((named.path, named.tokens, named.line), named)
        known.values.setdefault(origin.key, origin)

    def values(self, value: Value, *, is_new: bool) -> None:
        """Where the value is written that an expression stands for."""
        for place in self.resolving.written(value, self.blocks, self.is_own):
            is_out = excluded_by(self.config.exclusions, place.path, place.tokens, RULE) is not None
            if (place.is_changed or is_new) and not is_out:
                said = place.node.plain() if place.node is not None else None
                named = Named(place.path, place.tokens, {}, place.line, place.end_line, place.is_changed, said)
                self.note(named, value)

    def there(self, name: Name, *, deep: bool) -> Iterator[str]:
        """The files of the head that a name is of and that are not reviewed; with ``deep`` those in folders, too."""
        head = self.head
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
        if path in self.followed or len(self.followed) >= self.most or extension(path) in _NO_NAMES:
            return
        self.followed.add(path)
        entry = self.head.entry(path)
        if entry is not None and entry.is_regular:
            for value in values_in(self.head, self.reader, path, entry, origin.surface):
                self.at(value, origin, is_new=False)


def _listed(head: Snapshot, glob: str) -> list[str]:
    try:
        selector = Selector.parse(glob)
    except ValueError:
        return []
    return [path for path in head.entries([selector.prefix]) if selector.matches(path)]


def is_reviewed(path: str, blocks: Iterable[Surfaces]) -> bool:
    """Whether a selector finds a file, or a part of it."""
    for surfaces in blocks:
        for selectors in surfaces.values():
            rows = [selector for selector in selectors if selector.matches(path)]
            if rows and not any(selector.exclude for selector in rows):
                return True
    return False


def _row(sides: Sides, named: Named) -> NamedReference:
    tokens = named.tokens or ()
    return {
        "target": printable(named.path),
        "line": named.line,
        "end_line": named.end_line,
        "what": named.what,
        "change": "target" if named.is_changed else "reference",
        "named_by": named.named_by,
        "select": selector_of(named.path, pointer_of(tokens) if tree_format(named.path) else ""),
        "exclude": excluded_place(named.path, tokens, RULE),
        "proposed": proposed(sides, named.path, tokens, RULE),
    }
