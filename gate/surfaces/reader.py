"""Reads and parses blobs, each object id once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from weakref import WeakKeyDictionary

from gate.documents import DocumentError, Node, Placed, parse_parts, parse_with_comments, whole
from gate.git.entry import Entry
from gate.git.lfs import read_pointer
from gate.git.snapshot import Snapshot
from gate.process import cache
from gate.values.digests import is_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from gate.values.elements import State

MAX_TEXT = 16 * 1024 * 1024
MIN_CACHED = 1024 * 1024  # bytes of a data file whose digest is worth a place in the cache

T = TypeVar("T")
_Place = tuple[Snapshot, str]
_Known = str | _Place  # an object id; the place of a file that has none


@dataclass
class Read:
    """What was read, and made of it, by the object id of the bytes or by the place of a file that has none."""

    nodes: dict[tuple[_Known, str], Node | DocumentError] = field(default_factory=dict)
    comments: dict[tuple[_Known, str], list[Placed]] = field(default_factory=dict)
    data: dict[_Known, str] = field(default_factory=dict)
    bytes: dict[_Known, str] = field(default_factory=dict)
    made: dict[Hashable, Any] = field(default_factory=dict)


class Reader:
    """Reads and parses blobs, each object id once, for as many states as need it.

    A file of the work tree that git has not stored is read once, too: whoever asks again is told the same.
    ``states`` are those of `gate.surfaces.state`. A process that checks one repository after another sets ``common``:
    all of its readers then share what they read of objects, whose ids stand for the same bytes in every repository.
    """

    common: ClassVar[Read | None] = None

    def __init__(self) -> None:
        self._settled: dict[_Place, Entry] = {}
        self._objects = Read() if Reader.common is None else Reader.common
        self._files = Read()
        self.states: WeakKeyDictionary[Snapshot, dict[Hashable, State]] = WeakKeyDictionary()

    def _read(self, key: _Known) -> Read:
        return self._objects if isinstance(key, str) else self._files

    def known(self, snapshot: Snapshot, path: str, entry: Entry) -> str | None:
        """The object id of a file, which one of the work tree has where it is as git stored it."""
        _, known = self._identified(snapshot, path, entry)
        return known if isinstance(known, str) else None

    def once(self, key: Hashable | None, make: Callable[[], T]) -> T:
        """What was made under the key before, or is now. The key says what was made, and of which bytes; without one
        it is made anew."""
        if key is None:
            return make()
        known = self._objects.made
        if key not in known:
            known[key] = make()
        made: T = known[key]
        return made

    def node(self, snapshot: Snapshot, path: str, entry: Entry, format: str) -> Node:
        """The parsed file, if all readers agree about it. Raises DocumentError."""
        return whole(self.parts(snapshot, path, entry, format))

    def parts(self, snapshot: Snapshot, path: str, entry: Entry, format: str) -> Node:
        """As `node`, where what readers disagree about is left as a refusal on its place. Raises DocumentError."""
        entry, key = self._identified(snapshot, path, entry)
        nodes = self._read(key).nodes
        known = nodes.get((key, format))
        if known is None:
            try:
                known = parse_parts(snapshot.read(path, entry, limit=MAX_TEXT), format)
            except DocumentError as error:
                known = error
            nodes[key, format] = known
        if isinstance(known, DocumentError):
            raise known
        return known

    def digest(self, snapshot: Snapshot, path: str, entry: Entry) -> str:
        """SHA-256 of the bytes that git has, streamed; of a Git LFS pointer its own."""
        entry, key = self._identified(snapshot, path, entry)
        kept = self._read(key).bytes
        known = kept.get(key)
        if known is None:
            total = hashlib.sha256()
            for chunk in snapshot.stream(path, entry):
                total.update(chunk)
            known = kept[key] = f"sha256:{total.hexdigest()}"
        return known

    def node_with_comments(self, snapshot: Snapshot, path: str, entry: Entry, format: str) -> tuple[Node, list[Placed]]:
        """The parsed file, parts of which may be refused, and the comments that something reads.

        Raises DocumentError.
        """
        entry, key = self._identified(snapshot, path, entry)
        read = self._read(key)
        if (key, format) in read.comments:
            return self.parts(snapshot, path, entry, format), read.comments[key, format]
        if isinstance(known := read.nodes.get((key, format)), DocumentError):
            raise known
        try:
            node, comments = parse_with_comments(snapshot.read(path, entry, limit=MAX_TEXT), format)
        except DocumentError as error:
            read.nodes[key, format] = error
            raise
        read.nodes[key, format] = node
        read.comments[key, format] = comments
        return node, comments

    def data_digest(self, snapshot: Snapshot, path: str, entry: Entry) -> str:
        """SHA-256 of the file's bytes, streamed; that of the file it stands for where it is a Git LFS pointer."""
        entry, key = self._identified(snapshot, path, entry)
        data = self._read(key).data
        if key in data:
            return data[key]
        kept = cache.get("digest", entry.oid) if entry.oid else None
        if entry.oid and kept is not None and is_digest(kept):
            data[key] = kept
            return kept
        total = hashlib.sha256()
        head = b""
        size = 0
        for chunk in snapshot.stream(path, entry):
            total.update(chunk)
            size += len(chunk)
            head = head or chunk
        pointer = read_pointer(head) if size == len(head) else None
        digest = "sha256:" + (pointer.oid if pointer else total.hexdigest())
        data[key] = digest
        if entry.oid and size >= MIN_CACHED:
            cache.put("digest", entry.oid, digest)
        return digest

    def _identified(self, snapshot: Snapshot, path: str, entry: Entry) -> tuple[Entry, _Known]:
        """The entry as git knows it, and what tells its bytes from others'."""
        place = (snapshot, path)
        if entry.oid is None:
            if place not in self._settled:
                self._settled[place] = snapshot.settled(path, entry)
            entry = self._settled[place]
        return entry, entry.oid or place
