"""The bytes behind the elements of a snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gate.git.entry import Entry
from gate.git.snapshot import Snapshot
from gate.surfaces.reader import MAX_TEXT
from gate.values.elements import Element


@dataclass(frozen=True, slots=True)
class SnapshotFetch:
    """What `gate.surfaces.compare` narrows a change with."""

    snapshot: Snapshot

    def text(self, element: Element) -> bytes | None:
        """The whole file; None where it has more than `MAX_TEXT` bytes."""
        chunks: list[bytes] = []
        size = 0
        for chunk in self.stream(element):  # to its end: what is left unread would be taken for the next object
            size += len(chunk)
            if size <= MAX_TEXT:
                chunks.append(chunk)
        return b"".join(chunks) if size <= MAX_TEXT else None

    def stream(self, element: Element) -> Iterator[bytes]:
        return self.snapshot.stream(element.path, Entry(element.mode or "100644", element.oid))
