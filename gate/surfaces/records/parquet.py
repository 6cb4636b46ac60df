"""Parquet files, row by row. Blocks of rows that are equal are skipped; the others become JSON texts of their own.

Cells are values only: binary ones count by their digest, whatever they may hold, and none is ever unpickled.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import sha256
from itertools import zip_longest
from json import JSONEncoder
from typing import Any

from gate.surfaces.records.changes import RecordChange
from gate.surfaces.records.join import BASE, HEAD
from gate.surfaces.records.pairing import Side, order, pair
from gate.surfaces.records.rows import Found
from gate.surfaces.records.spool import Row, Spool, UnreadError, digest
from gate.surfaces.records.values import parse_json

BLOCK = 16_384  # rows
SMALL = 64  # rows of a block that are not looked at in halves any more
MAX_GROUP = 1 << 30  # bytes of a row group, which a reader may have to hold at once

_MISSING = "Parquet needs the extra 'parquet' to be compared record by record"
_NOT_READ = "reading Parquet needs the extra 'parquet'"
_UNREAD = "the file cannot be read as Parquet, so it is not compared record by record"
_SAME = "no row changed, only how rows are stored"


def compare_parquet(old: Spool, new: Spool) -> list[RecordChange]:
    """The changes between two Parquet files, with rows for lines; one that says so where they cannot be read."""
    try:
        import pyarrow
    except ImportError:
        return [RecordChange("unread", note=_MISSING)]
    with ExitStack() as stack:
        base, head = (Side(name, stack.enter_context(Spool()), parse_json) for name in (BASE, HEAD))
        try:
            changes = pair(base, head, _one_sided(old, new, base.spool, head.spool), "row")
            return changes or [order(_one_sided(old, new, base.spool, head.spool), _SAME)]
        except (pyarrow.ArrowException, OSError, ValueError, RecursionError, OverflowError) as error:
            if isinstance(error, OSError) and error.errno is not None:  # of the temporary files, not of the reader
                raise
            return [RecordChange("unread", note=_UNREAD)]


def every_row(spool: Spool, texts: Spool) -> Iterator[Found]:
    """Every row of one file, its text written to ``texts``. Raises UnreadError."""
    try:
        import pyarrow
    except ImportError:
        raise UnreadError(_NOT_READ) from None
    try:
        start = 1
        for block in _blocks(spool):
            yield from _rows(block, start, texts)
            start += BLOCK
    except (pyarrow.ArrowException, OSError, ValueError, RecursionError, OverflowError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # of the temporary files, not of the reader
            raise
        raise UnreadError("it cannot be read as Parquet") from None


def lines_of(data: bytes) -> bytes | None:
    """The rows of a Parquet file as lines of JSON; None where they cannot be read here."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        return None
    try:
        table = parquet.read_table(pyarrow.BufferReader(data), use_threads=False)
        columns = [_values(column) for column in table.columns]
        rows = zip(*columns, strict=True)
        return b"".join(_encode(dict(zip(table.column_names, row, strict=True))).encode() + b"\n" for row in rows)
    except (pyarrow.ArrowException, OSError, ValueError, RecursionError, OverflowError):
        return None


def _one_sided(old: Spool, new: Spool, *texts: Spool) -> Iterator[tuple[Found | None, Found | None]]:
    """The rows that are not the same at the same place, their texts written to the spools of both sides."""
    start = 1
    for b, h in zip_longest(_blocks(old), _blocks(new)):
        yield from _differing(b, h, start, texts)
        start += BLOCK


def _blocks(spool: Spool) -> Iterator[Any]:
    """Tables of BLOCK rows each, the last one of fewer, wherever the row groups end."""
    import pyarrow
    from pyarrow import parquet

    spool.file.seek(0)
    file = parquet.ParquetFile(pyarrow.PythonFile(_Unclosed(spool), "r"))
    groups = (file.metadata.row_group(number) for number in range(file.metadata.num_row_groups))
    if any(group.total_byte_size > MAX_GROUP for group in groups):
        raise ValueError("a row group is too large")
    held = file.schema_arrow.empty_table()
    for batch in file.iter_batches(batch_size=BLOCK, use_threads=False):
        held = pyarrow.concat_tables([held, pyarrow.Table.from_batches([batch])])
        while held.num_rows >= BLOCK:
            yield held.slice(0, BLOCK)
            held = held.slice(BLOCK)
    if held.num_rows:
        yield held


class _Unclosed:
    """A spool as a file of its own for a reader, with its own place."""

    closed = False

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        data = self._spool.read(self._at, self._spool.size - self._at if size < 0 else size)
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (0, self._at, self._spool.size)[whence]
        return self._at

    def tell(self) -> int:
        return self._at


def _differing(b: Any, h: Any, start: int, texts: tuple[Spool, ...]) -> Iterator[tuple[Found | None, Found | None]]:
    if b is not None and h is not None and b.num_rows == h.num_rows:
        if b.equals(h):
            return
        if b.num_rows > SMALL and b.schema.equals(h.schema):
            half = b.num_rows // 2
            yield from _differing(b.slice(0, half), h.slice(0, half), start, texts)
            yield from _differing(b.slice(half), h.slice(half), start + half, texts)
            return
    for old, new in zip_longest(_rows(b, start, texts[0]), _rows(h, start, texts[1])):
        if old is None or new is None or old.key != new.key:
            yield old, new


def _rows(table: Any, start: int, spool: Spool) -> Iterator[Found]:
    if table is None:
        return
    names = table.column_names
    if len({*names}) < len(names):
        names = [f"{number}:{name}" for number, name in enumerate(names, 1)]
    columns = [_values(column) for column in table.columns]
    for number, row in enumerate(zip(*columns, strict=True), start):
        text = _encode(dict(zip(names, row, strict=True))).encode()
        place = Row(spool.size, len(text), number, number)
        spool.write(text)
        yield Found(digest(b"row", text), place)


def _values(column: Any) -> list[Any]:
    from pyarrow import types

    if getattr(column.type, "unit", None) == "ns" and types.is_temporal(column.type):
        column = column.cast("int64")  # Python's own times end at microseconds
    return list(column.to_pylist())


def _cell(value: Any) -> str:
    if isinstance(value, bytes):
        return f"{len(value):,} bytes, sha256:{sha256(value).hexdigest()}"
    return str(value)


_encode = JSONEncoder(sort_keys=True, default=_cell).encode
