"""The index of one file: at most 40 bytes a record, and nothing of it without the key."""

from __future__ import annotations

import json

import pytest

from gate.records.block import BlockError, id_column, unpack
from gate.records.index import Indexer
from gate.records.key import Key
from gate.records.sketch import Sketcher
from gate.surfaces.records.each import each_record
from tests.records.storing import Memory

KEY = Key(b"k" * 32)
ROWS = [{"id": number, "source": "tickets", "q": f"question {number}", "answer": "yes"} for number in range(1_000)]


def packed(key: Key, rows: list[dict[str, object]]) -> bytes:
    data = "\n".join(map(json.dumps, rows)).encode()
    indexer = Indexer(key, Memory(), ("id",), Sketcher(key))
    return indexer.block(each_record(lambda: iter([data]), "jsonl")).pack()


def test_forty_bytes_a_record() -> None:
    more = [*ROWS, *({**row, "id": f"x{row['id']}"} for row in ROWS)]
    assert len(packed(KEY, more)) - len(packed(KEY, ROWS)) == 40 * len(ROWS) + len("2000") - len("1000")


def test_it_is_read_back() -> None:
    data = packed(KEY, ROWS)
    block = unpack(data)
    assert block.pack() == data
    assert (block.key, block.records, block.unread) == (KEY.id, 1_000, 0)
    assert list(block.columns) == ["whole", "bytes", "input", "text", "source", "sketch", id_column(KEY, "id")]


def test_nothing_of_a_record_or_a_name_is_in_it() -> None:
    data = packed(KEY, ROWS)
    assert not any(word in data for word in (b"question", b"tickets", b"yes"))


def test_another_key_has_nothing_in_common() -> None:
    one, other = (unpack(packed(key, ROWS)) for key in (KEY, Key(b"K" * 32)))
    for mine, theirs in zip(one.columns, other.columns, strict=True):
        entries = [{block.entry(name, row) for row in range(1_000)} for block, name in ((one, mine), (other, theirs))]
        assert mine == "source" or not entries[0] & entries[1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data[:-1], "it is cut off, or holds more than its header says"),
        (lambda data: data + b"\0", "it is cut off, or holds more than its header says"),
        (lambda data: b"x" + data, "it does not start with 'tunegate/records/v1'"),
        (
            lambda data: data.replace(b'"records":1000', b'"records":-100'),
            "it is cut off, or holds more than its header says",
        ),
        (lambda data: data.replace(b'"unread"', b'"ungead"'), "its header cannot be read"),
        (lambda data: data.replace(b'"whole"', b'"whale"'), "its header cannot be read"),
    ],
)
def test_damage(change, said: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BlockError) as error:
        unpack(change(packed(KEY, ROWS)))
    assert str(error.value) == said
