"""The records of a data file, many at a time: JSON objects, one a line or in a list, or rows under a header."""

from __future__ import annotations

import csv
import io
import json
import secrets
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice, tee
from operator import itemgetter
from typing import Any

from gate.derive.columns import Table
from gate.derive.given import MAX_SOURCE, SourceError

BLOCK = 128 * 1024  # bytes of lines that are parsed together
AT_ONCE = 2_000  # rows, or records of a list
_DECODER = json.JSONDecoder()
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Batch:
    """Some records, with their first lines: mappings, or rows under one header."""

    lines: Sequence[int]
    records: Sequence[Any]
    header: tuple[str, ...] | None = None

    def tables(self) -> list[Table]:
        """The records by their keys, in the order of the first of each."""
        if self.header is not None:
            return self._of_rows(self.header)
        keys = tuple(self.records[0])
        if {*map(len, self.records)} == {len(keys)}:
            with suppress(KeyError):  # as many keys, and other ones
                return [_table(keys, range(len(self.records)), self.records)]
        by_keys: dict[tuple[str, ...], tuple[list[int], list[Any]]] = {}
        for number, record in enumerate(self.records):
            numbers, records = by_keys.setdefault(tuple(record), ([], []))
            numbers.append(number)
            records.append(record)
        return [_table(keys, numbers, records) for keys, (numbers, records) in by_keys.items()]

    def _of_rows(self, header: tuple[str, ...]) -> list[Table]:
        """As if each were a mapping: of a name that is there twice the last counts, and is lacking where that is."""
        lengths = {*map(len, self.records)}
        if len(lengths) == 1 or min(lengths) >= len(header):
            return [_columns(header, min(lengths), range(len(self.records)), self.records)]
        by_length: dict[int, tuple[list[int], list[Any]]] = {}
        for number, row in enumerate(self.records):
            numbers, rows = by_length.setdefault(min(len(row), len(header)), ([], []))
            numbers.append(number)
            rows.append(row)
        return [_columns(header, length, numbers, rows) for length, (numbers, rows) in by_length.items()]


def _columns(header: tuple[str, ...], length: int, numbers: Sequence[int], rows: Sequence[Sequence[str]]) -> Table:
    """The table of rows that have that many values, or more than the header names."""
    places = {name: at for at, name in enumerate(header[:length]) if name not in header[length:]}
    columns = list(zip(*rows, strict=False))
    return Table(tuple(places), numbers, {name: columns[at] for name, at in places.items()})


def _table(keys: tuple[str, ...], numbers: Sequence[int], records: Sequence[Mapping[str, Any]]) -> Table:
    """Raises KeyError where a record lacks one of the keys."""
    return Table(keys, numbers, {key: list(map(itemgetter(key), records)) for key in keys})


def batches(pieces: Iterable[bytes], path: str) -> Iterator[Batch]:
    """The records of a file in pieces; no batch is empty. Raises SourceError with the line of what is not a record.

    Of a file of lines or rows no more than a piece is kept, or a line of `MAX_SOURCE` bytes; JSON of more than that is
    kept in a temporary file.
    """
    ending = path.rpartition(".")[2].lower()
    if ending == "json":
        yield from _list(pieces)
        return
    texts = _texts(pieces)
    try:
        yield from _rows(texts, "\t" if ending == "tsv" else ",") if ending in ("csv", "tsv") else _lines(texts)
    except SourceError:
        for _ in texts:  # says first that it is not text
            pass
        raise


def _text(data: bytes, line: int = 1) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise SourceError("the data are no UTF-8 text", line + data.count(b"\n", 0, error.start)) from None


def _texts(pieces: Iterable[bytes]) -> Iterator[tuple[int, str]]:
    """(line, text) of some lines, whole, without a mark of the order of bytes."""
    line, mark = 1, _BOM
    for block in _blocks(pieces):
        if len(block) > MAX_SOURCE:
            raise SourceError(f"a line of more than {MAX_SOURCE:,} bytes", line)
        yield line, _text(block.removeprefix(mark), line)
        line, mark = line + block.count(b"\n"), b""


def _blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Whole lines, `BLOCK` bytes together or one that is longer; the start of one that is too long."""
    kept: list[bytes] = []
    size = 0
    for piece in pieces:
        at = 0
        if kept:
            at = piece.find(b"\n") + 1
            kept.append(piece[:at] if at else piece)
            size += len(kept[-1])
            if not at and size <= MAX_SOURCE:
                continue
            yield b"".join(kept)
            kept, size = [], 0
        while at < len(piece):
            end = piece.rfind(b"\n", at, at + BLOCK) + 1 or piece.find(b"\n", at + BLOCK) + 1
            if not end:
                kept, size = [piece[at:]], len(piece) - at
                break
            yield piece[at:end]
            at = end
    if kept:
        yield b"".join(kept)


def _lines(texts: Iterable[tuple[int, str]]) -> Iterator[Batch]:
    for line, text in texts:
        batch = _together(text, line) or _one_by_one(text, line)
        if batch.records:
            yield batch


def _together(text: str, line: int) -> Batch | None:
    """Read many lines at once: a call of the parser for each would cost more than parsing does. None where one of them
    is not a record.

    A text that nobody can foresee stands between two lines, so that a value that spans lines, or a line of several
    values, is not taken for a record a line.
    """
    between = secrets.token_hex(8)
    lines = text.removesuffix("\n")
    count = lines.count("\n") + 1
    joint = f',"{between}",'
    try:
        found = _DECODER.decode(f"[{lines.replace(chr(10), joint)}]")
    except (ValueError, RecursionError):
        return None
    records = found[::2]
    if len(records) != count or found[1::2] != [between] * (count - 1) or {*map(type, records)} != {dict}:
        return None
    return Batch(range(line, line + count), records)


def _one_by_one(text: str, line: int) -> Batch:
    numbered = [(number, one) for number, one in enumerate(text.split("\n"), line) if one and not one.isspace()]
    return Batch([number for number, _ in numbered], [_mapping(_load(one, number), number) for number, one in numbered])


def _rows(texts: Iterable[tuple[int, str]], delimiter: str) -> Iterator[Batch]:
    """Rows that are one line each are taken together; where one is not, each is read again for its first line."""
    ahead, behind = tee(chain.from_iterable(io.StringIO(text, newline="") for _, text in texts))
    reader = csv.reader(ahead, delimiter=delimiter, strict=True)
    line = 1
    header = None
    while True:
        rows: list[list[str]] = []
        error: csv.Error | None = None
        try:
            if header is None:
                header = tuple(next(reader, ()))
                deque(islice(behind, reader.line_num), maxlen=0)
                line += reader.line_num
            rows = list(islice(reader, AT_ONCE))
        except csv.Error as raised:
            error = raised
        read = reader.line_num - line + 1
        if error is None and read == len(rows) and all(rows):
            if not rows:
                return
            deque(islice(behind, read), maxlen=0)
            yield Batch(range(line, line + read), rows, header)
        else:
            batch, at = _row_by_row(list(islice(behind, read)), line, delimiter, header or ())
            if error is not None:
                raise SourceError(f"not a table: {error}", at) from None
            if batch.records:
                yield batch
        line += read


def _row_by_row(texts: Sequence[str], line: int, delimiter: str, header: tuple[str, ...]) -> tuple[Batch, int]:
    """The rows of some lines, and the line of what is not a row, or of what follows."""
    reader = csv.reader(texts, delimiter=delimiter, strict=True)
    first, lines, rows = line, list[int](), list[list[str]]()
    with suppress(csv.Error):
        for row in reader:
            if row:
                lines.append(first)
                rows.append(row)
            first = line + reader.line_num
    return Batch(lines, rows, header), first


def _list(pieces: Iterable[bytes]) -> Iterator[Batch]:
    following = iter(pieces)
    kept: list[bytes] = []
    size = 0
    for piece in following:
        kept.append(piece)
        size += len(piece)
        if size > MAX_SOURCE:
            yield from _large_list(chain(kept, following))
            return
    value = _load(_text(b"".join(kept)).removeprefix("\ufeff"), 1)
    if isinstance(value, dict):
        value = next((part for part in value.values() if isinstance(part, list)), [value])
    for start in range(0, len(value), AT_ONCE):
        records = [_mapping(record, 1) for record in value[start : start + AT_ONCE]]
        yield Batch([1] * len(records), records)


def _large_list(pieces: Iterable[bytes]) -> Iterator[Batch]:
    """The records of a list that is not read at once. Of an object, which may hold several, nothing is read."""
    from gate.surfaces.records.json_list import JsonList, NoRecordsError
    from gate.surfaces.records.spool import Spool, TooLargeError

    try:
        spool = Spool.of(lambda: iter(pieces))
    except TooLargeError:
        raise SourceError("a list of more than 4 GiB", 1, "Write a record a line.") from None
    with spool:
        if not spool.read(spool.start(), 4096).lstrip().startswith(b"["):
            raise SourceError(f"an object of more than {MAX_SOURCE:,} bytes", 1, "Write a list, or a record a line.")
        lines: list[int] = []
        records: list[Any] = []
        try:
            for _, row in JsonList(spool):
                value = _load(_text(spool.read(row.offset, row.length), row.first), row.first)
                lines.append(row.first)
                records.append(_mapping(value, row.first))
                if len(records) == AT_ONCE:
                    yield Batch(lines, records)
                    lines, records = [], []
        except NoRecordsError:
            raise SourceError("not JSON, or a record of more than 16 MiB", 1) from None
        if records:
            yield Batch(lines, records)


def _load(text: str, line: int) -> Any:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise SourceError(f"not JSON: {error.msg}", line + error.lineno - 1) from None
    except (RecursionError, ValueError):
        raise SourceError("the JSON cannot be read", line) from None


def _mapping(value: Any, line: int) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise SourceError("a record is not a mapping", line)
    return value
