"""The index of one data file: a row of digests for each record, in the file's order, column by column.

``tunegate/records/v1``, a line feed, the header's length (4 bytes, big-endian), the header as canonical JSON, then the
columns, each of ``records`` entries of its width, without anything between them.

| column | bytes | of |
|---|---|---|
| whole | 7 | the record's folded value (`gate.records.fold`) |
| bytes | 4 | its bytes: beside ``whole``, so both have to be equal |
| input | 6 | the folded part that the model is given |
| text | 5 | the longest text of that part, folded; system turns are left out |
| source | 2 | which entry of the header's ``sources`` it belongs to; 0 for none |
| sketch | 10 | one bit of each of 80 permutations (`gate.records.sketch`); only where that was computed |
| id/DIGEST | 6 | an id field: its value; DIGEST is of the field's name |

34 bytes a record, and 6 for each id field: 40 with one. Zero bytes say that there is nothing, or that it was erased.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gate.records.key import Key
from gate.values.canonical import canonical_json, digest_of

FORMAT = b"tunegate/records/v1\n"
WIDTHS = {"whole": 7, "bytes": 4, "input": 6, "text": 5, "source": 2, "sketch": 10}
ID_WIDTH = 6
MAX_HEADER = 16 * 1024 * 1024
MAX_SOURCES = 65_535


class BlockError(Exception):
    """The bytes are no block, or one that was damaged. The message says what is wrong."""


def width(column: str) -> int:
    """Bytes of a column's entry."""
    return ID_WIDTH if column.startswith("id/") else WIDTHS[column]


def id_column(key: Key, name: str) -> str:
    """The column of an id field, which does not give the field's name away."""
    return f"id/{key.mac(b'field', name.encode())[:6].hex()}"


@dataclass
class Block:
    """``columns`` are bytes by name; ``sources`` digests (hexadecimal) of names, which `source` counts from 1."""

    key: str
    records: int = 0
    columns: dict[str, bytearray] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)
    unread: int = 0  # records whose value could not be read: they are found by their bytes alone

    def column(self, name: str) -> bytearray:
        return self.columns.setdefault(name, bytearray())

    def rows_with(self, name: str, entry: bytes) -> Iterator[int]:
        """The records (from 0) with this entry in a column."""
        column, size = self.columns.get(name, bytearray()), width(name)
        at = column.find(entry)
        while at >= 0:
            row, off = divmod(at, size)
            if not off:
                yield row
            at = column.find(entry, at + 1)

    def entry(self, name: str, row: int) -> bytes:
        size = width(name)
        return bytes(self.columns[name][row * size : (row + 1) * size])

    def erase(self, row: int) -> None:
        """Take all digests of a record out; that there was one stays."""
        for name, column in self.columns.items():
            size = width(name)
            column[row * size : (row + 1) * size] = bytes(size)

    def pack(self) -> bytes:
        head = canonical_json(
            {
                "key": self.key,
                "records": self.records,
                "columns": list(self.columns),
                "sources": self.sources,
                "unread": self.unread,
            }
        )
        return b"".join((FORMAT, len(head).to_bytes(4, "big"), head, *self.columns.values()))


def digest_of_block(data: bytes) -> str:
    """``sha256:`` and 64 hexadecimal digits."""
    return digest_of(data)


def unpack(data: bytes) -> Block:
    """Raises BlockError."""
    start = len(FORMAT) + 4
    if not data.startswith(FORMAT) or len(data) < start:
        raise BlockError(f"it does not start with {FORMAT.decode().strip()!r}")
    size = int.from_bytes(data[len(FORMAT) : start], "big")
    try:
        head: Any = json.loads(data[start : start + min(size, MAX_HEADER)])
        names, records = list(map(str, head["columns"])), int(head["records"])
        widths = [width(name) for name in names]
        block = Block(str(head["key"]), records, {}, list(map(str, head["sources"])), int(head["unread"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BlockError("its header cannot be read") from None
    at = start + size
    if records < 0 or len({*names}) < len(names) or len(data) != at + records * sum(widths):
        raise BlockError("it is cut off, or holds more than its header says")
    for name, each in zip(names, widths, strict=True):
        block.columns[name] = bytearray(data[at : at + records * each])
        at += records * each
    return block
