"""Reads and parses blobs, each object id once."""

from __future__ import annotations

import hashlib

from gate.documents import DocumentError, Node, Placed, parse_parts, parse_with_comments, whole
from gate.git.entry import Entry
from gate.git.lfs import read_pointer
from gate.git.snapshot import Snapshot
from gate.process import cache
from gate.values.digests import is_digest

MAX_TEXT = 16 * 1024 * 1024
MIN_CACHED = 1024 * 1024  # bytes of a data file whose digest is worth a place in the cache


class Reader:
    """Reads and parses blobs, each object id once, for as many states as need it."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[str, str], Node | DocumentError] = {}
        self._comments: dict[tuple[str, str], list[Placed]] = {}
        self._data: dict[str, str] = {}
        self._bytes: dict[str, str] = {}

    def node(self, snapshot: Snapshot, path: str, entry: Entry, format: str) -> Node:
        """The parsed file, if all readers agree about it. Raises DocumentError."""
        return whole(self.parts(snapshot, path, entry, format))

    def parts(self, snapshot: Snapshot, path: str, entry: Entry, format: str) -> Node:
        """As `node`, where what readers disagree about is left as a refusal on its place. Raises DocumentError."""
        entry = snapshot.settled(path, entry)
        known = self._nodes.get((entry.oid, format)) if entry.oid else None
        if known is None:
            try:
                known = parse_parts(snapshot.read(path, entry, limit=MAX_TEXT), format)
            except DocumentError as error:
                known = error
            if entry.oid:
                self._nodes[entry.oid, format] = known
        if isinstance(known, DocumentError):
            raise known
        return known

    def digest(self, snapshot: Snapshot, path: str, entry: Entry) -> str:
        """SHA-256 of the bytes that git has, streamed; of a Git LFS pointer its own."""
        entry = snapshot.settled(path, entry)
        known = self._bytes.get(entry.oid) if entry.oid else None
        if known is None:
            total = hashlib.sha256()
            for chunk in snapshot.stream(path, entry):
                total.update(chunk)
            known = f"sha256:{total.hexdigest()}"
            if entry.oid:
                self._bytes[entry.oid] = known
        return known

    def node_with_comments(self, snapshot: Snapshot, path: str, entry: Entry, format: str) -> tuple[Node, list[Placed]]:
        """The parsed file, parts of which may be refused, and the comments that something reads.

        Raises DocumentError.
        """
        entry = snapshot.settled(path, entry)
        if entry.oid and (entry.oid, format) in self._comments:
            return self.parts(snapshot, path, entry, format), self._comments[entry.oid, format]
        if entry.oid and isinstance(known := self._nodes.get((entry.oid, format)), DocumentError):
            raise known
        try:
            node, comments = parse_with_comments(snapshot.read(path, entry, limit=MAX_TEXT), format)
        except DocumentError as error:
            if entry.oid:
                self._nodes[entry.oid, format] = error
            raise
        if entry.oid:
            self._nodes[entry.oid, format] = node
            self._comments[entry.oid, format] = comments
        return node, comments

    def data_digest(self, snapshot: Snapshot, path: str, entry: Entry) -> str:
        """SHA-256 of the file's bytes, streamed; that of the file it stands for where it is a Git LFS pointer."""
        entry = snapshot.settled(path, entry)
        if entry.oid and entry.oid in self._data:
            return self._data[entry.oid]
        kept = cache.get("digest", entry.oid) if entry.oid else None
        if entry.oid and kept is not None and is_digest(kept):
            self._data[entry.oid] = kept
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
        if entry.oid:
            self._data[entry.oid] = digest
            if size >= MIN_CACHED:
                cache.put("digest", entry.oid, digest)
        return digest
