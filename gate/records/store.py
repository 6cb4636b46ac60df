"""Where indices are kept: files by their names, in a ref of the repository, a folder or a bucket.

``states/MODEL/DATA.KEY.json`` says which files the data of a state have, and which block is each one's. The blocks are
``blocks/KEY/NAME``, named by a keyed digest of the file's content: states share them, and a second run has nothing to
do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from gate.values.canonical import canonical_json
from gate.values.errors import UndecidedError

SCHEMA = "tunegate/records-state/v1"
MAX_BLOCK = 1 << 30
MAX_LIST = 64 * 1024 * 1024
MOST_LISTS = 64 * 1024 * 1024  # bytes of lists whose parsed form is kept


class Store(Protocol):
    """Files by paths with '/'. ``where`` is for people. Every method may raise UndecidedError."""

    where: str

    def read(self, path: str, limit: int) -> bytes | None:
        """The bytes of a file, None for none."""

    def write(self, path: str, data: bytes) -> None:
        """Write a file, whole or not at all, whatever is there."""

    def remove(self, path: str) -> None:
        """Take a file out, if it is there."""

    def names(self, folder: str) -> list[str]:
        """What is in a folder, sorted; empty where there is none."""

    def save(self, why: str) -> None:
        """Keep what was written; a store that has it already does nothing."""


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """A data file of a state. ``block`` is the block's name and ``digest`` that of its bytes; both None where there is
    none, and ``why`` then says why. ``unread`` of the ``records`` are found by their bytes alone."""

    path: str
    block: str | None = None
    digest: str | None = None
    records: int = 0
    unread: int = 0
    why: str = ""
    sources: tuple[str, ...] = ()  # digests of those that the manifest says the file is of


@dataclass(frozen=True, slots=True)
class IndexedState:
    """What an index says, under one key, of a model's training data as they stood at a commit.

    ``data`` is the digest of the surface ``training_data`` of the model's state: states that differ in other surfaces
    learned from the same records. ``commit`` is the newest one that was asked for where
    the data stood so; ``committed_at`` is RFC 3339, None where the commit does not say.
    """

    key: str
    repository: str
    model: str
    data: str
    commit: str
    committed_at: str | None
    files: tuple[IndexedFile, ...]

    @property
    def name(self) -> str:
        return f"states/{self.model}/{self.data.removeprefix('sha256:')}.{self.key}.json"


class Lists:
    """Parses lists of files, and keeps what they say between questions as long as there is room."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[bytes, IndexedState]] = {}
        self._room = MOST_LISTS

    def parsed(self, data: bytes, where: str, path: str) -> IndexedState:
        """Raises UndecidedError for a list that cannot be read."""
        known = self._known.get(path)
        if known is not None and known[0] == data:
            return known[1]
        state = _state(data, where, path)
        if len(data) <= self._room:
            self._room -= len(data)
            self._known[path] = data, state
        return state


def block_name(key: str, name: str) -> str:
    """A block's path in the store."""
    return f"blocks/{key}/{name[:2]}/{name}"


def keep(store: Store, state: IndexedState) -> None:
    """Write what is known of a state."""
    rows = [asdict(file) for file in state.files]
    store.write(state.name, canonical_json({"schema": SCHEMA, **asdict(state), "files": rows}) + b"\n")


def states(store: Store, model: str | None = None, lists: Lists | None = None) -> Iterator[IndexedState]:
    """Every state that the store knows, by model; ``lists`` may know them from before.

    Raises UndecidedError for a list that cannot be read.
    """
    lists = lists or Lists()
    for name in store.names("states"):
        if model not in (None, name):
            continue
        for file in store.names(f"states/{name}"):
            path = f"states/{name}/{file}"
            data = store.read(path, MAX_LIST)
            if data is not None:
                yield lists.parsed(data, store.where, path)


def _state(data: bytes, where: str, path: str) -> IndexedState:
    try:
        value: Mapping[str, Any] = json.loads(data)
        if value["schema"] != SCHEMA:
            raise ValueError
        rows = tuple(IndexedFile(**{**row, "sources": tuple(row["sources"])}) for row in value["files"])
        rest = {name: part for name, part in value.items() if name not in ("schema", "files")}
        return IndexedState(**rest, files=rows)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UndecidedError(
            f"{path} in {where} does not list indexed files in this version's form",
            remedy="Take it out, and run 'tunegate records index' again.",
        ) from None
