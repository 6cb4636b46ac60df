"""Lists of files are parsed once for many questions, and again where they were written again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gate.records.find import Blocks
from gate.records.store import IndexedFile, IndexedState, Lists, keep, states
from gate.values.errors import UndecidedError
from tests.records.storing import Memory

STATE = IndexedState(
    key="0" * 16,
    repository="r",
    model="m",
    data=f"sha256:{'a' * 64}",
    commit="b" * 40,
    committed_at=None,
    files=(IndexedFile("data/a.jsonl", "c" * 64, f"sha256:{'d' * 64}", 3, sources=("e" * 24,)),),
)


@pytest.fixture
def store() -> Memory:
    store = Memory()
    keep(store, STATE)
    return store


def test_a_list_is_parsed_once(store: Memory) -> None:
    blocks = Blocks(store)
    assert [*blocks.states(None)] == [STATE]
    assert next(blocks.states(None)) is next(blocks.states("m"))
    assert [*blocks.states("another")] == []


def test_a_list_that_was_written_again(store: Memory) -> None:
    blocks = Blocks(store)
    assert [*blocks.states(None)] == [STATE]
    keep(store, replace(STATE, commit="f" * 40))
    assert [*blocks.states(None)] == [replace(STATE, commit="f" * 40)]
    store.write(STATE.name, b"{}")
    with pytest.raises(UndecidedError, match="does not list indexed files in this version's form"):
        next(blocks.states(None))
    store.remove(STATE.name)
    assert [*blocks.states(None)] == []


def test_more_lists_than_there_is_room_for(store: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gate.records.store.MOST_LISTS", 10)
    lists = Lists()
    first, second = next(states(store, lists=lists)), next(states(store, lists=lists))
    assert first == second == STATE
    assert first is not second
