"""Takes the entries of records out of an index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gate.records.block import digest_of_block, unpack
from gate.records.find import Query, Search
from gate.records.store import MAX_BLOCK, Store, block_name, keep

if TYPE_CHECKING:
    from gate.records.key import Key


@dataclass(frozen=True, slots=True)
class Erased:
    """How many entries of how many blocks were taken out, and (path, why) of what could not be searched."""

    records: int
    blocks: int
    unsearched: tuple[tuple[str, str], ...]


def erase(store: Store, keys: Iterable[Key], query: Query) -> Erased:
    """Take out every entry that the query finds; the caller saves the store. Raises UndecidedError."""
    found = list(Search(store, keys, query).states())
    rows: dict[tuple[str, str], set[int]] = {}
    for searched in found:
        blocks = {file.path: file.block for file in searched.state.files}
        for hit in searched.hits:
            if hit.record is not None:
                rows.setdefault((searched.state.key, blocks[hit.path] or ""), set()).add(hit.record - 1)
    digests = {block: _erased(store, key, block, which) for (key, block), which in rows.items()}
    for searched in found:
        files = tuple(
            replace(file, digest=digests[file.block]) if file.block in digests else file
            for file in searched.state.files
        )
        if files != searched.state.files:
            keep(store, replace(searched.state, files=files))
    unsearched = dict.fromkeys(row for searched in found for row in searched.unsearched)
    return Erased(sum(map(len, rows.values())), len(rows), tuple(unsearched))


def _erased(store: Store, key: str, name: str, rows: set[int]) -> str:
    path = block_name(key, name)
    block = unpack(store.read(path, MAX_BLOCK) or b"")
    for row in rows:
        block.erase(row)
    data = block.pack()
    store.write(path, data)
    return digest_of_block(data)
