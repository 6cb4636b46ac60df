"""From a question to where the answer stands: which states learned from a record, and what could not be searched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gate.records.block import Block, BlockError, digest_of_block, id_column, unpack
from gate.records.fold import fold_text, words
from gate.records.index import Indexer
from gate.records.store import MAX_BLOCK, IndexedFile, IndexedState, Store, block_name, states

if TYPE_CHECKING:
    from gate.records.key import Key
    from gate.records.sketch import Sketcher
    from gate.surfaces.records.each import Record

# how a record was found, the surest first
SAME, EQUAL, INPUT, TEXT, ID, SOURCE, NEAR = "same bytes", "equal", "same input", "same text", "id", "source", "similar"
MOST_KEPT = 512 * 1024 * 1024  # bytes of blocks that are kept between questions
HOW = (SAME, EQUAL, INPUT, TEXT, ID, SOURCE, NEAR)


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; everything that is given is looked for on its own. ``ids`` are (field, value)."""

    records: tuple[Record, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    threshold: float | None = None  # of similarity; None: only what is equal


@dataclass(frozen=True, slots=True)
class Hit:
    """``record`` counts from 1 in its file; None stands for every record of it. ``similarity`` is an estimate of the
    Jaccard index, where ``how`` is `NEAR`."""

    path: str
    record: int | None
    how: str
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Searched:
    """One state: what was found, and (path, why) of what could not be searched."""

    state: IndexedState
    hits: tuple[Hit, ...]
    unsearched: tuple[tuple[str, str], ...]


class Blocks:
    """The blocks of a store, each read once as long as there is room."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read: dict[tuple[str, str], Block | str] = {}
        self._size = 0

    def get(self, key: str, file: IndexedFile) -> Block | str:
        """The block of a file, or why there is none that counts. Raises UndecidedError where the store fails."""
        name = (block_name(key, file.block or ""), file.digest or "")
        if name not in self._read:
            if self._size > MOST_KEPT:
                self._read.clear()
                self._size = 0
            self._read[name] = self._checked(*name, key)
        return self._read[name]

    def _checked(self, path: str, digest: str, key: str) -> Block | str:
        data = self._store.read(path, MAX_BLOCK)
        if data is None:
            return "its index is not in the store"
        if digest_of_block(data) != digest:
            return "its index is not the one that was written for it"
        self._size += len(data)
        try:
            block = unpack(data)
        except BlockError as error:
            return f"its index is damaged: {error}"
        return block if block.key == key else "its index is of another key"


class Search:
    """Asks one store with some keys; ``blocks`` may be those of an earlier search of the store."""

    def __init__(self, store: Store, keys: Iterable[Key], query: Query, blocks: Blocks | None = None) -> None:
        self._store = store
        self._query = query
        self._keys = {key.id: key for key in keys}
        self._blocks = blocks or Blocks(store)
        self._found: dict[tuple[str | None, str | None], list[Hit] | str] = {}
        self._sketchers: dict[str, Sketcher] = {}

    def states(self, model: str | None = None) -> Iterator[Searched]:
        """Every state of the store, searched. Raises UndecidedError where the store cannot be read."""
        for state in states(self._store, model):
            hits: list[Hit] = []
            unsearched: list[tuple[str, str]] = []
            for file in state.files:
                found = self._file(state, file)
                if isinstance(found, str):
                    unsearched.append((file.path, found))
                else:
                    hits += (Hit(file.path, hit.record, hit.how, hit.similarity) for hit in found)
            yield Searched(state, tuple(hits), tuple(unsearched))

    def _file(self, state: IndexedState, file: IndexedFile) -> list[Hit] | str:
        """The hits, or why there can be none."""
        key = self._keys.get(state.key)
        if key is None:
            return f"it was indexed with another key ({state.key})"
        if file.block is None:
            return file.why or "it is not indexed"
        name = (file.block, file.digest)
        if name not in self._found:
            self._found[name] = self._block(key, file)
        found = self._found[name]
        if isinstance(found, str):
            return found
        indexer = Indexer(key, self._store)
        named = {indexer.source_digest(source) for source in self._query.sources}
        return [*found, Hit(file.path, None, SOURCE)] if named.intersection(file.sources) else found

    def _block(self, key: Key, file: IndexedFile) -> list[Hit] | str:
        block = self._blocks.get(key.id, file)
        if isinstance(block, str):
            return block
        missing = self._missing(key, block)
        return missing or sorted(self._hits(key, block), key=lambda hit: (hit.record or 0, HOW.index(hit.how)))

    def _missing(self, key: Key, block: Block) -> str:
        """What the question needs that the block does not have."""
        if not block.records:
            return ""
        for name, _ in self._query.ids:
            if id_column(key, name) not in block.columns:
                return f"it was indexed without the id field {name!r}"
        if self._query.threshold is not None and "sketch" not in block.columns:
            return "it was indexed without sketches, which similar records are found by"
        return ""

    def _hits(self, key: Key, block: Block) -> Iterator[Hit]:
        indexer = Indexer(key, self._store)
        equal: set[int] = set()
        for record in self._query.records:
            for row, how in _exact(indexer, block, record):
                equal.add(row)
                yield Hit("", row + 1, how)
        for name, value in self._query.ids:
            entry = indexer.id_digest(name, fold_text(value))
            yield from (Hit("", row + 1, ID) for row in block.rows_with(id_column(key, name), entry))
        for source in self._query.sources:
            digest = indexer.source_digest(source)
            if digest in block.sources:
                entry = (block.sources.index(digest) + 1).to_bytes(2, "big")
                yield from (Hit("", row + 1, SOURCE) for row in block.rows_with("source", entry))
        for text in self._query.texts:
            entry = indexer.text_digest(fold_text(text).encode("utf-8", "surrogatepass"))
            for row in block.rows_with("text", entry):
                equal.add(row)
                yield Hit("", row + 1, TEXT)
        if self._query.threshold is not None and block.records:
            texts: list[Any] = [*self._query.texts, *(record.value for record in self._query.records)]
            sketcher = self._sketcher(key)
            for sketch in filter(any, (sketcher(words(text)) for text in texts)):
                for row, similarity in sketcher.near(sketch, bytes(block.column("sketch")), self._query.threshold):
                    if row not in equal:
                        yield Hit("", row + 1, NEAR, round(similarity, 2))

    def _sketcher(self, key: Key) -> Sketcher:
        if key.id not in self._sketchers:
            from gate.records.sketch import Sketcher

            self._sketchers[key.id] = Sketcher(key)
        return self._sketchers[key.id]


def _exact(indexer: Indexer, block: Block, record: Record) -> Iterator[tuple[int, str]]:
    whole, own, given, _ = indexer.digests(record)
    seen = set()
    for row in block.rows_with("whole", whole):
        seen.add(row)
        yield row, SAME if block.entry("bytes", row) == own else EQUAL
    if any(given):
        yield from ((row, INPUT) for row in block.rows_with("input", given) if row not in seen)
