"""From a question to where the answer stands: which states learned from a record, and what could not be searched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gate.records.block import Block, BlockError, digest_of_block, id_column, unpack
from gate.records.fold import fold_text, words
from gate.records.index import Indexer
from gate.records.store import MAX_BLOCK, IndexedFile, IndexedState, Lists, Store, block_name, states

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
    """The blocks of a store, each read once as long as there is room, and its lists of files, each parsed once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read: dict[tuple[str, str], Block | str] = {}
        self._size = 0
        self._lists = Lists()
        self._sketchers: dict[str, Sketcher] = {}

    def states(self, model: str | None) -> Iterator[IndexedState]:
        """What the store says now. Raises UndecidedError for a list that cannot be read."""
        return states(self._store, model, self._lists)

    def sketcher(self, key: Key) -> Sketcher:
        """Raises ImportError where the extra ``records`` is not installed."""
        if key.id not in self._sketchers:
            from gate.records.sketch import Sketcher

            self._sketchers[key.id] = Sketcher(key)
        return self._sketchers[key.id]

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
        self._query = query
        self._keys = {key.id: key for key in keys}
        self._blocks = blocks or Blocks(store)
        self._found: dict[tuple[str | None, str | None], list[Hit] | str] = {}
        self._asked = {key.id: _Asked(key, store, query, self._blocks) for key in self._keys.values()}

    def states(self, model: str | None = None) -> Iterator[Searched]:
        """Every state of the store, searched. Raises UndecidedError where the store cannot be read."""
        for state in self._blocks.states(model):
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
        named = not self._asked[key.id].sources.isdisjoint(file.sources)
        return [*found, Hit(file.path, None, SOURCE)] if named else found

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
        asked = self._asked[key.id]
        equal: set[int] = set()
        for record in asked.records:
            for row, how in _exact(block, *record):
                equal.add(row)
                yield Hit("", row + 1, how)
        for name, entry in asked.ids:
            yield from (Hit("", row + 1, ID) for row in block.rows_with(name, entry))
        for digest in asked.sources.intersection(block.sources):
            entry = (block.sources.index(digest) + 1).to_bytes(2, "big")
            yield from (Hit("", row + 1, SOURCE) for row in block.rows_with("source", entry))
        for entry in asked.texts:
            for row in block.rows_with("text", entry):
                equal.add(row)
                yield Hit("", row + 1, TEXT)
        if self._query.threshold is not None and block.records:
            column, near = bytes(block.column("sketch")), self._blocks.sketcher(key).near
            for sketch in asked.sketches:
                for row, similarity in near(sketch, column, self._query.threshold):
                    if row not in equal:
                        yield Hit("", row + 1, NEAR, round(similarity, 2))


class _Asked:
    """A question under one key, digested once for all blocks."""

    def __init__(self, key: Key, store: Store, query: Query, blocks: Blocks) -> None:
        indexer = Indexer(key, store)
        self._key, self._query, self._blocks = key, query, blocks
        self.records = [indexer.digests(record)[:3] for record in query.records]
        self.ids = [(id_column(key, name), indexer.id_digest(name, fold_text(value))) for name, value in query.ids]
        self.sources = {indexer.source_digest(source) for source in query.sources}
        self.texts = [indexer.text_digest(fold_text(text).encode("utf-8", "surrogatepass")) for text in query.texts]

    @cached_property
    def sketches(self) -> list[bytes]:
        """Made only where a block has some to compare them with: what makes them need not be installed."""
        texts: list[Any] = [*self._query.texts, *(record.value for record in self._query.records)]
        return [*filter(any, map(self._blocks.sketcher(self._key), map(words, texts)))]


def _exact(block: Block, whole: bytes, own: bytes, given: bytes) -> Iterator[tuple[int, str]]:
    seen = set()
    for row in block.rows_with("whole", whole):
        seen.add(row)
        yield row, SAME if block.entry("bytes", row) == own else EQUAL
    if any(given):
        yield from ((row, INPUT) for row in block.rows_with("input", given) if row not in seen)
