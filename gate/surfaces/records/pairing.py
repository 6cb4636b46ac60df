"""Pairs the records that only one side has: first by their bytes, then by their input and their value."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from gate.surfaces.records.changes import KINDS, Marks, Ranges, RecordChange
from gate.surfaces.records.join import BASE, HEAD, KEY, Join
from gate.surfaces.records.rows import Found
from gate.surfaces.records.shapes import difference, essence, split
from gate.surfaces.records.spool import MAX_RECORD, Row, Spool, digest
from gate.surfaces.records.values import Parse, encode
from gate.values.redact import redact_record

MAX_PREVIEW = 200  # characters of a record that a change quotes
_REDACTED = 4_000  # characters that are looked at for secrets before the text is cut, so that none is cut open
_ROW = 32

OneSided = Iterable[tuple[Found | None, Found | None]]
Pair = tuple[Row | None, Row | None]


@dataclass(frozen=True)
class Side:
    """Where the records of one side are read again, and how."""

    name: bytes  # BASE or HEAD
    spool: Spool
    parse: Parse

    def value(self, row: Row) -> Any:
        """Raises ValueError and RecursionError where the record is none."""
        if row.length > MAX_RECORD:
            raise ValueError("the record is too long to be parsed")
        return self.parse(self.spool.read(row.offset, row.length))

    def keys(self, row: Row) -> tuple[bytes, bytes]:
        """(digest of the input, digest of the value); equal ones where no target can be told from the input."""
        try:
            value = self.value(row)
            parts = split(value) if isinstance(value, dict) else None
            whole = digest(b"value", encode(value).encode())
            return (digest(b"input", encode(parts[0]).encode()) if parts else whole), whole
        except (ValueError, RecursionError):
            alone = digest(b"bytes", self.name + row.pack())  # equal bytes have cancelled before
            return alone, alone

    def target(self, row: Row) -> Any:
        """The record's target, or its text where its shape is not known."""
        with suppress(ValueError, RecursionError):
            value = self.value(row)
            if isinstance(value, dict) and (parts := split(value)):
                return parts[1]
        return self.spool.read(row.offset, min(row.length, 4 * _REDACTED)).decode("utf-8", "replace").strip()


@dataclass
class _Kind:
    count: int = 0
    lines: Marks = field(default_factory=Marks)
    base_lines: Marks = field(default_factory=Marks)
    first: Pair | None = None

    def add(self, base: Row | None, head: Row | None) -> None:
        self.count += 1
        if base:
            self.base_lines.add(base.first, base.last)
        if head:
            self.lines.add(head.first, head.last)
        if self.first is None or _place(base, head) < _place(*self.first):
            self.first = base, head


def _place(base: Row | None, head: Row | None) -> int:
    row = head or base
    return row.offset if row else 0


def pair(base: Side, head: Side, found: OneSided, unit: str = "line") -> list[RecordChange]:
    """The changes of the rows that may be on one side only; none where they are the same ones."""
    kinds: dict[str, _Kind] = defaultdict(_Kind)
    with Join(_ROW) as rows, Join(_ROW + KEY) as records:
        for old, new in found:
            if old is not None:
                rows.add(old.key, BASE, old.row.pack())
            if new is not None:
                rows.add(new.key, HEAD, new.row.pack())
        for lost, won in rows.groups():
            same = min(len(lost), len(won))
            for side, left in ((base, lost[same:]), (head, won[same:])):
                for row in left:
                    given, value = side.keys(Row.unpack(row))
                    records.add(given, side.name, row + value)
        for lost, won in records.groups():
            for kind, old_row, new_row in _paired(lost, won):
                kinds[kind].add(old_row, new_row)
    return [_change(kind, kinds[kind], base, head, unit) for kind in KINDS if kind in kinds]


def _paired(lost: list[bytes], won: list[bytes]) -> Iterator[tuple[str, Row | None, Row | None]]:
    """Records of one input: those of one value first, the others in order."""
    values: dict[bytes, list[bytes]] = defaultdict(list)
    for record in reversed(lost):
        values[record[_ROW:]].append(record)
    rest: list[bytes] = []
    used: set[bytes] = set()
    for record in won:
        if same := values.get(record[_ROW:]):
            used.add(same[-1])
            yield "reformatted", Row.unpack(same.pop()), Row.unpack(record)
        else:
            rest.append(record)
    for old, new in zip_longest((record for record in lost if record not in used), rest):
        kind = "labels updated" if old and new else "removed" if old else "added"
        yield kind, Row.unpack(old) if old else None, Row.unpack(new) if new else None


def _change(name: str, kind: _Kind, base: Side, head: Side, unit: str) -> RecordChange:
    old_row, new_row = kind.first or (None, None)
    old = base.target(old_row) if old_row else None
    new = head.target(new_row) if new_row else None
    if old_row and new_row:
        old, new = difference(old, new)
    old, new = (None if row is None else preview(_shown(text)) for row, text in ((old_row, old), (new_row, new)))
    return RecordChange(name, kind.count, kind.lines.ranges(), kind.base_lines.ranges(), old, new, unit)


def _shown(value: Any) -> str:
    value = essence(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def preview(text: str) -> str:
    """The start of a text without credentials and people's addresses and numbers; no half of a surrogate pair."""
    text = redact_record(text[:_REDACTED].encode("utf-8", "backslashreplace").decode())
    return text if len(text) <= MAX_PREVIEW else text[: MAX_PREVIEW - 3] + "..."


def order(pairs: OneSided, otherwise: str) -> RecordChange:
    """Where two sides of the same records differ first; ``otherwise`` what is to be said where they do not."""
    for old, new in pairs:
        if old and new and old.key != new.key:
            return RecordChange("reordered", 0, _range(new.row), _range(old.row), note="records reordered only")
    return RecordChange("line endings", note=otherwise)


def _range(row: Row) -> Ranges:
    return Ranges(((row.first, row.last),), row.last - row.first + 1)
