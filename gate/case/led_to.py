"""All that the reviewed values of a model lead to at one commit and that no selector of the model covers.

As `gate.case.references`, of a commit alone: every file is as if it had just come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from gate.case.among import Among
from gate.case.leading import values_of
from gate.case.references import Look, Named
from gate.case.resolved import LAYERS, Resolving
from gate.config.load import Config, Surfaces
from gate.documents import DocumentError, Node, pointer_of, tree_format
from gate.evidence.unselected import Row
from gate.git.entry import Entry
from gate.git.objects import MissingObjectError
from gate.git.snapshot import Snapshot
from gate.recognise.resolve import Value
from gate.recognise.resolve.layers import lays_over, may_be_laid
from gate.surfaces.keys import key_of
from gate.surfaces.reader import Reader
from gate.values.canonical import canonical_json, digest_of
from gate.values.elements import State
from gate.values.errors import UndecidedError

# a line of every file that can be a layer, but for further values of Helm
_LAYS = r"""services"?:|metadata"?:|patches"?:|images"?:|"?op"?:"""


class Everything:
    """The files of a commit, to look for names and values in: those of all models in one."""

    def __init__(self, snapshot: Snapshot, reader: Reader) -> None:
        self.snapshot = snapshot
        self.reader = reader

    @cached_property
    def files(self) -> Among:
        return Among(frozenset(self.snapshot.entries([""])))

    def __contains__(self, path: str) -> bool:
        return path in self.files.paths

    def layers(self, value: Value, root: Node) -> Iterable[str]:
        """The files with an object that a value may be part of, and those that are patches."""
        return sorted({path for key in may_be_laid(value, root) for path in self._layers.get(key, ())})

    @cached_property
    def _layers(self) -> Mapping[tuple[str, ...], list[str]]:
        found: dict[tuple[str, ...], list[str]] = {}
        for path in self._with_layers():
            for key in lays_over(path, self._root(path)):
                found.setdefault(key, []).append(path)
        return found

    def _with_layers(self) -> Iterator[str]:
        entries = {path: e for path, e in self.snapshot.entries([""]).items() if path.endswith(LAYERS) and e.is_regular}
        laying = self.snapshot.repository.matching((e.oid for e in entries.values() if e.oid), _LAYS)
        for path, entry in sorted(entries.items()):
            if not entry.oid or entry.oid in laying or "values" in path.rpartition("/")[2]:
                yield path

    def _root(self, path: str) -> Node | None:
        entry, format = self.snapshot.entry(path), tree_format(path)
        try:
            return self.reader.node(self.snapshot, path, entry, format) if entry is not None and format else None
        except (DocumentError, UndecidedError):
            return None


@dataclass(frozen=True, slots=True)
class Lead:
    """A file or value that is not reviewed, what leads to it, and how a list names it: once a surface."""

    named: Named
    rows: tuple[Row, ...]


def led_to(everything: Everything, config: Config, surfaces: Surfaces, head: State) -> list[Lead]:
    """What the values of a model's state lead to. ``config`` says what is excluded."""
    snapshot, reader = everything.snapshot, everything.reader
    resolving = Resolving(snapshot, None, reader, everything)
    look = Look(snapshot, reader, [surfaces], config, everything.files, resolving, is_whole=True)
    for value in values_of(snapshot, reader, head.elements):
        look.at(value, value, is_new=True)
    return [lead for named in look.rows() if (lead := _lead(snapshot, reader, named)) is not None]


def _lead(snapshot: Snapshot, reader: Reader, named: Named) -> Lead | None:
    entry = snapshot.entry(named.path)
    if entry is None:
        return None
    key, digest = key_of(named.path), _digest(snapshot, reader, named.path, entry)
    if named.tokens is not None:
        key, digest = f"{key}#{pointer_of(named.tokens)}", digest_of(canonical_json([named.said]))
    surfaces = sorted({value.surface for value in named.values.values()})
    return Lead(named, tuple({"surface": surface, "key": key, "digest": digest} for surface in surfaces))


def _digest(snapshot: Snapshot, reader: Reader, path: str, entry: Entry) -> str:
    """That of a file's bytes; of a link, a submodule, and of bytes that are not in this clone by their object id."""
    if entry.is_regular:
        try:
            return reader.data_digest(snapshot, path, entry)
        except MissingObjectError:
            pass
    return digest_of((snapshot.settled(path, entry).oid or "").encode())
