"""Every record of one file, with its bytes and its value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import Any, NamedTuple

from gate.surfaces.records.compare import DELIMITERS, header
from gate.surfaces.records.json_list import JsonList, NoRecordsError
from gate.surfaces.records.rows import LINES, Cursor, Found, all_rows, quoted
from gate.surfaces.records.spool import MAX_RECORD, Row, Source, Spool, UnreadError
from gate.surfaces.records.values import Parse, parse_json, parse_row


class Record(NamedTuple):
    """``place`` is in the file; of Parquet its lines are rows. ``data`` is the record's text in pieces, ``value`` None
    where it is not read: it is too long (`MAX_RECORD`), no JSON, or nested too deep; ``why`` then says which."""

    place: Row
    data: Iterable[bytes]
    value: Any
    why: str = ""


def each_record(source: Source, format: str | None) -> Iterator[Record]:
    """The records in the file's order; ``format`` is one that `format_of_records` gives, and None of any other file.

    The pieces of a record are to be read before the next one is asked for. Raises UnreadError, what the source raises,
    TooLargeError, and OSError where there is no room for temporary files.
    """
    if format is None:
        raise UnreadError("its format is none whose records are known")
    with ExitStack() as stack:
        spool = stack.enter_context(Spool.of(source))
        if spool.pointer():
            raise UnreadError("it is a Git LFS pointer, and the file itself is not here")
        yield from _of(spool, format, stack)


def whole(data: bytes) -> Record:
    """A text that is one record, however many lists it holds."""
    place, value = Row(0, len(data), 1, 1 + data.count(b"\n")), _parsed(data, parse_json)
    return Record(place, (data,), None, value) if isinstance(value, str) else Record(place, (data,), value[0])


def _of(spool: Spool, format: str, stack: ExitStack) -> Iterator[Record]:
    if format == "parquet":
        from gate.surfaces.records.parquet import every_row

        texts = stack.enter_context(Spool())
        for row in every_row(spool, texts):
            yield _record(texts, row.row, parse_json)
        return
    if format in DELIMITERS:
        cursor = Cursor(spool, quoted(DELIMITERS[format].encode()))
        names, _ = header(cursor)
        yield from _records(spool, all_rows(cursor), parse_row(DELIMITERS[format], names))
        return
    if format == "json" and (found := _list(spool)) is not None:
        yield from _records(spool, found, parse_json)
        return
    if format == "json" and _is_whole(spool):
        yield _record(spool, Row(0, spool.size, 1, 1), parse_json)
        return
    yield from _records(spool, all_rows(Cursor(spool, LINES)), parse_json)


def _list(spool: Spool) -> Iterator[Found] | None:
    """The list's records; None for a file that is not a list of records from start to end."""
    try:
        for _ in JsonList(spool):
            pass
    except NoRecordsError:
        return None
    return iter(JsonList(spool))


def _is_whole(spool: Spool) -> bool:
    """Whether the file is one value."""
    return spool.size <= MAX_RECORD and not isinstance(_parsed(spool.read(spool.start(), spool.size), parse_json), str)


def _records(spool: Spool, found: Iterable[Found], parse: Parse) -> Iterator[Record]:
    for row in found:
        yield _record(spool, row.row, parse)


def _record(spool: Spool, place: Row, parse: Parse) -> Record:
    if place.length > MAX_RECORD:
        return Record(place, spool.chunks(place.offset, place.length), None, "longer than 16 MiB")
    data = spool.read(place.offset, place.length)
    value = _parsed(data, parse)
    return Record(place, (data,), None, value) if isinstance(value, str) else Record(place, (data,), value[0])


def _parsed(data: bytes, parse: Callable[[bytes], Any]) -> tuple[Any] | str:
    """The value, or why there is none."""
    try:
        return (parse(data.removeprefix(b"\xef\xbb\xbf")),)
    except UnicodeDecodeError:
        return "not UTF-8 text"
    except ValueError:
        return "not JSON"
    except RecursionError:
        return "nested too deep"
