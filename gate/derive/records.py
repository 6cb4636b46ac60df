"""The records of a data file, many at a time: JSON objects, one a line or in a list, or rows under a header."""

from __future__ import annotations

import csv
import io
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from gate.derive.columns import Table
from gate.derive.given import SourceError

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
        by_length: dict[int, tuple[list[int], list[Any]]] = {}
        for number, row in enumerate(self.records):
            numbers, rows = by_length.setdefault(min(len(row), len(header)), ([], []))
            numbers.append(number)
            rows.append(row)
        tables = []
        for length, (numbers, rows) in by_length.items():
            places = {name: at for at, name in enumerate(header[:length]) if name not in header[length:]}
            columns = {name: list(map(itemgetter(at), rows)) for name, at in places.items()}
            tables.append(Table(tuple(places), numbers, columns))
        return tables


def _table(keys: tuple[str, ...], numbers: Sequence[int], records: Sequence[Mapping[str, Any]]) -> Table:
    """Raises KeyError where a record lacks one of the keys."""
    return Table(keys, numbers, {key: list(map(itemgetter(key), records)) for key in keys})


def batches(data: bytes, path: str) -> Iterator[Batch]:
    """The records of a file; no batch is empty. Raises SourceError with the line of what is no record."""
    ending = path.rpartition(".")[2].lower()
    if ending in ("csv", "tsv"):
        yield from _rows(data, "\t" if ending == "tsv" else ",")
    elif ending == "json":
        yield from _list(_text(data).removeprefix("\ufeff"))
    else:
        yield from _lines(data)


def _text(data: bytes, line: int = 1) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise SourceError("the data are no UTF-8 text", line + data.count(b"\n", 0, error.start)) from None


def _lines(data: bytes) -> Iterator[Batch]:
    at, line = len(_BOM) if data.startswith(_BOM) else 0, 1
    while at < len(data):
        end = (
            (data.rfind(b"\n", at, at + BLOCK) + 1 or data.find(b"\n", at + BLOCK) + 1) if at + BLOCK < len(data) else 0
        )
        end = end or len(data)
        text = _text(data[at:end], line)
        try:
            batch = _together(text, line) or _one_by_one(text, line)
        except SourceError:
            _text(data[end:], line + text.count("\n"))  # says first that it is not text
            raise
        if batch.records:
            yield batch
        line += text.count("\n")
        at = end


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


def _rows(data: bytes, delimiter: str) -> Iterator[Batch]:
    _text(data)
    with io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        line = 2
        lines: list[int] = []
        rows: list[list[str]] = []
        try:
            header = tuple(next(reader, ()))
            for row in reader:
                if row:
                    lines.append(line)
                    rows.append(row)
                    line = reader.line_num + 1
                if len(rows) == AT_ONCE:
                    yield Batch(lines, rows, header)
                    lines, rows = [], []
        except csv.Error as error:
            raise SourceError(f"not a table: {error}", line) from None
        if rows:
            yield Batch(lines, rows, header)


def _list(text: str) -> Iterator[Batch]:
    value = _load(text, 1)
    if isinstance(value, dict):
        value = next((part for part in value.values() if isinstance(part, list)), [value])
    for start in range(0, len(value), AT_ONCE):
        records = [_mapping(record, 1) for record in value[start : start + AT_ONCE]]
        yield Batch([1] * len(records), records)


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
