"""Data files as streams of records, each with its lines and its bytes; nothing is held in memory as a whole.

JSONL is cut into lines; a JSON file into the items of its list; CSV and TSV into rows, Parquet too, both as the JSON
text of a mapping from the column's name. What cannot be read that way is cut into lines.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

MAX_LIST = 256 * 1024 * 1024  # bytes of a JSON file; beyond, it is cut into lines
BLOCK = 1024 * 1024
FORMATS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
}
_LIST = re.compile(r'\s*(?:\{\s*"(?:[^"\\]|\\.)*"\s*:\s*)?\[')
_FIELD = "\0"
_BETWEEN = re.compile(r"[\s,]*")


class Record(NamedTuple):
    """One record: its first and last line (1-based; in Parquet the number of its row), and its bytes."""

    line: int
    end_line: int
    raw: bytes


class UnreadableError(Exception):
    """The file cannot be read as records here; the message says why."""


def record_format(path: str) -> str | None:
    """How the records of a data file are read, by its ending; None where there is no way."""
    return FORMATS.get(Path(path).suffix.lower())


class DataFile:
    """The bytes of one version of a data file, in a temporary file. Use it as a context manager."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed with this object
        for chunk in chunks:
            self._file.write(chunk)
        self.size = self._file.tell()

    def __enter__(self) -> DataFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self, start: int, stop: int) -> bytes:
        """The bytes from ``start`` to ``stop``."""
        self._file.seek(start)
        return self._file.read(max(0, stop - start))

    def blocks(self, start: int, stop: int) -> Iterator[bytes]:
        """A range of bytes in pieces."""
        for at in range(start, stop, BLOCK):
            yield self.read(at, min(at + BLOCK, stop))

    def lines(self, start: int, stop: int, number: int) -> Iterator[Record]:
        """Lines of a range of bytes; ``number`` is that of the first. Not to be mixed with other reads."""
        self._file.seek(start)
        for line in self._file:
            start += len(line)
            yield Record(number, number, line)
            if start >= stop:
                return
            number += 1

    def split(self, start: int, stop: int) -> Iterator[bytes]:
        """The lines of a range of bytes, without their ends."""
        rest: list[bytes] = []
        for block in self.blocks(start, stop):
            first, *more = block.split(b"\n")
            rest.append(first)
            if more:
                yield b"".join(rest)
                rest = [more.pop()]
                yield from more
        if rest != [b""] and stop > start:
            yield b"".join(rest)

    def text(self) -> str:
        return self.read(0, self.size).decode("utf-8-sig")

    def holds(self, byte: bytes) -> bool:
        return any(byte in block for block in self.blocks(0, self.size))


class Reader:
    """The records of a data file, as often as they are asked for."""

    def __init__(self, file: DataFile, format: str, start: int = 0, stop: int | None = None, line: int = 1) -> None:
        self.file = file
        self.format = format
        self.start, self.stop, self.line = start, file.size if stop is None else stop, line
        self.delimiter = {"csv": ",", "tsv": "\t"}.get(format, "")
        self.quoted = bool(self.delimiter) and file.holds(b'"')
        self.header: list[str] = []

    def __iter__(self) -> Iterator[Record]:
        if self.format == "parquet":
            yield from _parquet(self.file)
        elif self.format == "json":
            yield from _json(self.file)
        elif self.quoted:
            yield from self.quoted_rows()
        elif self.start < self.stop:
            rows = self.file.lines(self.start, self.stop, self.line)
            if self.delimiter:
                first = next(rows, Record(1, 1, b""))
                self.header = _text(first.raw.rstrip()).split(self.delimiter)
            yield from rows

    def raws(self) -> Iterator[bytes]:
        """The bytes of every record, in the same order; of plain lines without the cost of placing each."""
        if self.format == "jsonl":
            return self.file.split(self.start, self.stop)
        return (record.raw for record in self)

    def quoted_rows(self) -> Iterator[Record]:
        """Rows of a file with quoted fields, which can hold line ends. Raises ValueError and csv.Error."""
        csv.field_size_limit(sys.maxsize)
        source = (record.raw.decode() for record in self.file.lines(0, self.file.size, 1))
        rows = csv.reader(source, delimiter=self.delimiter, strict=True)
        self.header = next(rows, [])
        before = rows.line_num
        for row in rows:
            line, before = before + 1, rows.line_num
            if row:
                yield Record(line, before, _FIELD.join(row).encode())

    def plain(self, record: Record) -> Record:
        """The record with its bytes as JSON text, where they are not yet."""
        if not self.delimiter:
            return record
        fields = _text(record.raw).split(_FIELD if self.quoted else self.delimiter)
        names = [*self.header, *(str(n) for n in range(len(self.header), len(fields)))]
        return record._replace(raw=json.dumps(dict(zip(names, fields, strict=False))).encode())


def check(file: DataFile, format: str) -> str:
    """The format that the file can be read as: its own, or ``jsonl`` where its records cannot be told apart.

    Raises UnreadableError where not even its lines mean anything.
    """
    try:
        reader = Reader(file, format)
        if format in ("json", "parquet") or reader.quoted:
            for _ in reader:
                pass
    except (ValueError, RecursionError, csv.Error):
        return "jsonl"
    return format


def _text(raw: bytes) -> str:
    return raw.decode("utf-8-sig", "replace")


def _json(file: DataFile) -> Iterator[Record]:
    """The items of a list, or of the first list in a mapping. Raises ValueError where there is none."""
    if file.size > MAX_LIST:
        raise ValueError("too large")
    text = file.text()
    opening = _LIST.match(text)
    if not opening:
        raise ValueError("no list")
    decoder = json.JSONDecoder()
    at, line, counted = _skip(text, opening.end()), 1, 0
    while text[at : at + 1] != "]":
        _, end = decoder.raw_decode(text, at)
        line += text.count("\n", counted, at)
        last = line + text.count("\n", at, end)
        yield Record(line, last, text[at:end].encode("utf-8", "surrogatepass"))
        line, counted = last, end
        at = _skip(text, end)
        if at >= len(text):
            raise ValueError("the list is not closed")


def _skip(text: str, at: int) -> int:
    match = _BETWEEN.match(text, at)
    return match.end() if match else at


def _parquet(file: DataFile) -> Iterator[Record]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise UnreadableError("Parquet needs the extra 'parquet' to be compared record by record") from None
    number = 0
    try:
        table = parquet.ParquetFile(pyarrow.BufferReader(file.read(0, file.size)))
        for batch in table.iter_batches(batch_size=4096):
            for row in batch.to_pylist():
                number += 1
                yield Record(number, number, json.dumps(row, default=_plain).encode())
    except (pyarrow.ArrowException, OSError, ValueError, RecursionError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UnreadableError(f"not readable as Parquet: {first}") from None


def _plain(value: Any) -> str:
    with suppress(AttributeError, UnicodeDecodeError):
        return str(value.decode())
    return str(value)
