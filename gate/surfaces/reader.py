"""Reads and parses blobs, each object id once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, TypeVar
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


class Reader:
    """Reads and parses blobs, each object id once, for as many states as need it.

    A file of the work tree that git has not stored is read once, too: whoever asks again is told the same.
    ``states`` are those of `gate.surfaces.state`.
    """

    def __init__(self) -> None:
        self._settled: dict[_Place, Entry] = {}
        self._nodes: dict[tuple[_Known, str], Node | DocumentError] = {}
        self._comments: dict[tuple[_Known, str], list[Placed]] = {}
        self._data: dict[_Known, str] = {}
        self._bytes: dict[_Known, str] = {}
        self._made: dict[Hashable, Any] = {}
        self.states: WeakKeyDictionary[Snapshot, dict[Hashable, State]] = WeakKeyDictionary()

    def once(self, key: Hashable | None, make: Callable[[], T]) -> T:
        """What was made under the key before, or is now. The key says what was made, and of which bytes; without one
        it is made anew."""
        if key is None:
            return make()
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    def node(self, snapshot: Snapshot, path: str, entry: Entry, format: str) -> Node:
        """The parsed file, if all readers agree about it. Raises DocumentError."""
        return whole(self.parts(snapshot, path, entry, format))

    def parts(self, snapshot: Snapshot, path: str, entry: Entry, format: str) -> Node:
        """As `node`, where what readers disagree about is left as a refusal on its place. Raises DocumentError."""
        entry, key = self._identified(snapshot, path, entry)
        known = self._nodes.get((key, format))
        if known is None:
            try:
                known = parse_parts(snapshot.read(path, entry, limit=MAX_TEXT), format)
            except DocumentError as error:
                known = error
            self._nodes[key, format] = known
        if isinstance(known, DocumentError):
            raise known
        return known

    def digest(self, snapshot: Snapshot, path: str, entry: Entry) -> str:
        """SHA-256 of the bytes that git has, streamed; of a Git LFS pointer its own."""
        entry, key = self._identified(snapshot, path, entry)
        known = self._bytes.get(key)
        if known is None:
            total = hashlib.sha256()
            for chunk in snapshot.stream(path, entry):
                total.update(chunk)
            known = self._bytes[key] = f"sha256:{total.hexdigest()}"
        return known

    def node_with_comments(self, snapshot: Snapshot, path: str, entry: Entry, format: str) -> tuple[Node, list[Placed]]:
        """The parsed file, parts of which may be refused, and the comments that something reads.

        Raises DocumentError.
        """
        entry, key = self._identified(snapshot, path, entry)
        if (key, format) in self._comments:
            return self.parts(snapshot, path, entry, format), self._comments[key, format]
        if isinstance(known := self._nodes.get((key, format)), DocumentError):
            raise known
        try:
            node, comments = parse_with_comments(snapshot.read(path, entry, limit=MAX_TEXT), format)
        except DocumentError as error:
            self._nodes[key, format] = error
            raise
        self._nodes[key, format] = node
        self._comments[key, format] = comments
        return node, comments

    def data_digest(self, snapshot: Snapshot, path: str, entry: Entry) -> str:
        """SHA-256 of the file's bytes, streamed; that of the file it stands for where it is a Git LFS pointer."""
        entry, key = self._identified(snapshot, path, entry)
        if key in self._data:
            return self._data[key]
        kept = cache.get("digest", entry.oid) if entry.oid else None
        if entry.oid and kept is not None and is_digest(kept):
            self._data[key] = kept
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
        self._data[key] = digest
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
