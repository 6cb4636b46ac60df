"""``compare_records(source, source, format) -> changes``: cancel what is equal, then parse and pair what is not."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack, suppress
from itertools import zip_longest

from gate.git.lfs import MAX_POINTER, Pointer
from gate.surfaces.records.changes import Ranges, RecordChange
from gate.surfaces.records.join import BASE, HEAD
from gate.surfaces.records.json_list import JsonList, NoRecordsError
from gate.surfaces.records.pairing import OneSided, Side, order, pair, preview
from gate.surfaces.records.rows import LINES, WINDOW, Cursor, Found, all_rows, one_sided, quoted
from gate.surfaces.records.spool import MAX_DATA, Source, Spool, TooLargeError, equal
from gate.surfaces.records.values import Parse, encode, parse_json, parse_row

FORMATS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
}
DELIMITERS = {"csv": ",", "tsv": "\t"}
_LINE_ENDINGS = "line endings or blank lines only"
_WHITE_SPACE = "line endings or white space between records only"


def format_of_records(path: str) -> str | None:
    """The format of the records in a data file, by the path's ending; None where it is not known."""
    name = path.rpartition("/")[2].lower()
    return FORMATS.get("." + name.rpartition(".")[2]) if "." in name else None


def compare_records(base: Source, head: Source, format: str | None) -> list[RecordChange]:
    """The changes between two files of records, most telling kind first; empty only where the bytes are equal.

    ``format`` is one that `format_of_records` gives; files of no known format are told apart only where they are Git
    LFS pointers, and are one change without a detail otherwise. The sources are opened one after the
    other, each once. Raises what the sources raise, and OSError where there is no room for temporary files.
    """
    with ExitStack() as stack:
        try:
            most = MAX_DATA if format else MAX_POINTER
            old, new = (stack.enter_context(Spool.of(source, most)) for source in (base, head))
        except TooLargeError:
            return [
                _said("unread", f"more than {MAX_DATA:,} bytes are not compared record by record" if format else "")
            ]
        if equal(old, new):
            return []
        pointers = old.pointer(), new.pointer()
        if any(pointers):
            was, now = map(_size, pointers)
            return [_said("lfs", f"the file that the Git LFS pointer stands for: {was} -> {now}")]
        if format is None:
            return [_said("unread", "")]
        if format == "parquet":
            from gate.surfaces.records.parquet import compare_parquet

            return compare_parquet(old, new)
        if format in DELIMITERS:
            return _tables(old, new, DELIMITERS[format])
        if format == "json":
            with suppress(NoRecordsError):
                return _lists(old, new)
        return _lines(old, new)


def _said(kind: str, note: str) -> RecordChange:
    return RecordChange(kind, note=note)


def _size(pointer: Pointer | None) -> str:
    return "the file itself" if pointer is None else f"{pointer.size:,} bytes"


def _lines(old: Spool, new: Spool) -> list[RecordChange]:
    def rows() -> tuple[Cursor, Cursor]:
        return Cursor(old, LINES), Cursor(new, LINES)

    changes = pair(Side(BASE, old, parse_json), Side(HEAD, new, parse_json), one_sided(*rows()))
    return changes or [order(zip(*map(all_rows, rows()), strict=True), _LINE_ENDINGS)]


def _tables(old: Spool, new: Spool, delimiter: str) -> list[RecordChange]:
    layout = quoted(delimiter.encode())

    def rows() -> tuple[Cursor, Cursor]:
        return Cursor(old, layout), Cursor(new, layout)

    starts = rows()
    headers = [header(cursor) for cursor in starts]
    parse: list[Parse] = [parse_row(delimiter, header) for header, _ in headers]
    changes = pair(Side(BASE, old, parse[0]), Side(HEAD, new, parse[1]), one_sided(*starts))
    texts = [layout.content(header) for header, _ in headers]
    if texts[0] != texts[1]:
        places = [Ranges(((1, last),), last) for _, last in headers]
        old_text, new_text = (preview(text.decode("utf-8", "replace")) for text in texts)
        note = f"the header changed, under which every row is read (line {places[1].text()})"
        return [RecordChange("header", 1, places[1], places[0], old_text, new_text, note=note), *changes]
    return changes or [order(zip(*map(all_rows, rows()), strict=True), _LINE_ENDINGS)]


def header(cursor: Cursor) -> tuple[bytes, int]:
    """The first row and its last line; the cursor is then behind it."""
    rows = cursor.window(WINDOW)
    return (rows[0], cursor.step(rows[0]).last) if rows else (b"", 1)


def _lists(old: Spool, new: Spool) -> list[RecordChange]:
    """Raises NoRecordsError where one of the files does not list records."""
    lists = JsonList(old), JsonList(new)
    changes = pair(Side(BASE, old, parse_json), Side(HEAD, new, parse_json), _by_turns(*lists))
    if around := _around(*(bytes(found.envelope) for found in lists)):
        changes.append(around)
    return changes or [order(zip(JsonList(old), JsonList(new), strict=True), _WHITE_SPACE)]


def _by_turns(base: Iterable[Found], head: Iterable[Found]) -> OneSided:
    """Both sides' records but for those that are the same at the same place."""
    for old, new in zip_longest(base, head):
        if old is None or new is None or old.key != new.key:
            yield old, new


def _around(old: bytes, new: bytes) -> RecordChange | None:
    try:
        same = encode(parse_json(old)) == encode(parse_json(new)) if old != new else True
    except (ValueError, RecursionError):
        same = False
    if same:
        return None
    return RecordChange(
        "envelope",
        old=preview(old.decode("utf-8", "replace")),
        new=preview(new.decode("utf-8", "replace")),
        note="values around the records changed",
    )
