"""The training data of the models of one commit, indexed under a key where they are not yet, to look for requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from gate.records.block import id_column
from gate.records.collect import collect, data_digest
from gate.records.deletion import Looked, Overlay, Request
from gate.records.find import Blocks
from gate.records.index import Indexer

if TYPE_CHECKING:
    from gate.git.snapshot import Snapshot
    from gate.records.key import Key
    from gate.records.store import IndexedState, Store
    from gate.values.elements import State


class Data:
    """``state_of`` gives a model's state at the snapshot. What is indexed here is forgotten at the end."""

    def __init__(
        self, snapshot: Snapshot, state_of: Callable[[str], State], store: Store, keys: Iterable[Key] = ()
    ) -> None:
        self._snapshot = snapshot
        self._state_of = state_of
        self._store = Overlay(store)
        self._blocks = Blocks(self._store)
        self._keys = {key.id: key for key in keys}
        self._found: dict[tuple[str, str, tuple[str, ...]], Looked | None] = {}

    def look(self, model: str, request: Request) -> Looked | None:
        """The index of a model's data for a request; None where there is none, and no key to make it with.

        Raises UndecidedError where the store fails.
        """
        at = (model, str(request.value["key"]), request.fields)
        if at not in self._found:
            self._found[at] = self._look(*at)
        return self._found[at]

    def _look(self, model: str, key_id: str, fields: tuple[str, ...]) -> Looked | None:
        state = self._state_of(model)
        digest = data_digest(state)
        key = self._keys.get(key_id)
        for stored in self._blocks.states(model):
            if (stored.data, stored.key) == (digest, key_id) and (key is None or self._is_of(stored, key, fields)):
                return Looked(stored, self._blocks, key)
        if key is None:
            return None
        made = collect(Indexer(key, self._store, fields), self._snapshot, state, "", (self._snapshot.name, None), None)
        return Looked(made, self._blocks, key)

    def _is_of(self, stored: IndexedState, key: Key, fields: tuple[str, ...]) -> bool:
        """Whether every file's index is at hand and has the id fields."""
        columns = {id_column(key, name) for name in fields}
        for file in stored.files:
            if file.block is None:
                continue
            block = self._blocks.get(stored.key, file)
            if isinstance(block, str) or (block.records and not columns <= block.columns.keys()):
                return False
        return True
