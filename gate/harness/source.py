"""Reading a harness's files strictly and in bounded time: nothing is dropped, and every problem has its place."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from io import BufferedReader
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

from gate.harness.coherence import incoherent
from gate.values.errors import EvidenceError
from gate.values.strict_json import RepeatedKeyError, unique

MAX_FILE = 1024 * 1024 * 1024  # bytes of one file, and of what a ZIP holds
MAX_TEXT = 256 * 1024 * 1024  # bytes of a JSON document that is read as a whole
MAX_LINE = 64 * 1024 * 1024
HEAD = 64 * 1024
_MOST = sys.float_info.max

_WORDS = {"str": "text", "dict": "an object", "list": "a list", "int": "a whole number", "float": "a number"}

Row = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """One file as the user names it: ``name`` for people and the evidence, ``path`` on disk.

    ``stored`` is the digest of what git has of it, where that is known and need not be what is on disk.
    """

    path: Path
    name: str
    stored: str | None = None

    def fail(self, message: str, line: int | None = None, remedy: str = "") -> NoReturn:
        raise EvidenceError(message, path=self.name, line=line, remedy=remedy)

    def opened(self) -> BufferedReader:
        """Raises EvidenceError where the file cannot be read."""
        try:
            return self.path.open("rb")
        except OSError as error:
            self.fail(
                f"it cannot be read: {(error.strerror or 'no reason given').lower()}", remedy="Look at its rights."
            )

    @cached_property
    def head(self) -> bytes:
        """The first 64 KiB."""
        with self.opened() as stream:
            return stream.read(HEAD)

    @cached_property
    def size(self) -> int:
        return self.path.stat().st_size

    @cached_property
    def digest(self) -> str:
        """``sha256:...`` of the bytes that git has, else of those on disk."""
        if self.stored is not None:
            return self.stored
        with self.opened() as stream:
            return "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()

    def data(self) -> bytes:
        """All bytes. Raises EvidenceError beyond `MAX_TEXT`."""
        if self.size > MAX_TEXT:
            self.fail(
                f"larger than {MAX_TEXT // 1024 // 1024} MiB", remedy="Split the run, or import it as JSON Lines."
            )
        with self.opened() as stream:
            return stream.read()

    def text(self) -> str:
        return _text(self, self.data(), None)

    @cached_property
    def document(self) -> Any:
        """The file as one JSON value. Raises EvidenceError at the line of what is not JSON."""
        return loads(self, self.text(), None)

    def rows(self) -> Iterator[tuple[int, Row]]:
        """(1-based line, object) of a JSON Lines file; blank lines are none. Raises EvidenceError."""
        if self.size > MAX_FILE:
            self.fail(f"larger than {MAX_FILE // 1024 // 1024} MiB", remedy="Split the run.")
        with self.opened() as stream:
            first, lines, size = 1, list[bytes](), 0
            while line := stream.readline(MAX_LINE + 1):
                if len(line) > MAX_LINE:
                    yield from self._objects(first, lines)
                    self.fail(f"a line longer than {MAX_LINE // 1024 // 1024} MiB", first + len(lines))
                lines.append(line)
                size += len(line)
                if size > _BATCH:
                    yield from self._objects(first, lines)
                    first, lines, size = first + len(lines), [], 0
            yield from self._objects(first, lines)

    def _objects(self, first: int, lines: list[bytes]) -> Iterator[tuple[int, Row]]:
        """The objects of some lines, of which ``first`` is the number of the first."""
        if rows := _flat_lines(lines):
            yield from enumerate(rows, first)
            return
        for number, line in enumerate(lines, first):
            if not line.strip():
                continue
            row = loads(self, _text(self, line, number), number)
            if not isinstance(row, dict):
                self.fail("a line that is no JSON object", number, "Write one object a line.")
            yield number, row

    def table(self) -> Iterator[tuple[int, dict[str, str]]]:
        """(1-based first line, row) of a CSV file with a header. Raises EvidenceError."""
        import csv

        csv.field_size_limit(MAX_LINE)
        reader = csv.reader(io.StringIO(self.text().removeprefix("\ufeff"), newline=""), strict=True)
        try:
            header = next(reader, None)
            if not header or len(set(header)) != len(header):
                self.fail("no header, or a column twice", 1, "Give every column a name of its own.")
            start = reader.line_num + 1
            for cells in reader:
                if cells:
                    if len(cells) != len(header):
                        self.fail(f"{len(cells)} cells under {len(header)} columns", start, "Complete the row.")
                    yield start, dict(zip(header, cells, strict=True))
                start = reader.line_num + 1
        except csv.Error as error:
            self.fail(f"not CSV: {error}", reader.line_num or 1)


def _text(source: Source, data: bytes, line: int | None) -> str:
    try:
        return data.decode("utf-8-sig" if line in (None, 1) else "utf-8")
    except UnicodeDecodeError as error:
        at = line or data[: error.start].count(b"\n") + 1
        source.fail("not UTF-8", at, "Export the file again.")


_DECODER = json.JSONDecoder(object_pairs_hook=unique)  # json.loads would make one for every line
_PLAIN = json.JSONDecoder()
_BATCH = 128 * 1024  # bytes of lines that are read at once


def loads(source: Source, text: str, line: int | None) -> Any:
    """A JSON value without duplicate keys. NaN and infinities stay what they are; `number` refuses them."""
    if line is not None and (row := _flat(text)) is not None:
        return row
    try:
        return _DECODER.decode(text)
    except RepeatedKeyError as error:
        source.fail(f"the key {error.key!r} twice in one object", line, "Export the file again.")
    except json.JSONDecodeError as error:
        source.fail(
            f"not valid JSON: {error.msg.lower()}", line or error.lineno, "The file may be cut off; export it again."
        )
    except (RecursionError, ValueError) as error:
        reason = "nested too deep" if isinstance(error, RecursionError) else "a number with too many digits"
        source.fail(f"not valid JSON: {reason}", line, "Export the file again.")


def _flat_lines(lines: list[bytes]) -> list[Row] | None:
    """The objects of lines that each hold one, of texts, numbers and constants alone; None where one may not.

    Read as one list. Without escapes each quotation mark ends or begins a key or a text, and of a key that is there
    twice one pair is lost on the way: then there are fewer keys and texts than marks. Where every line begins and ends
    as an object, no object holds another, and no text a line's end, as many objects as lines are one in each.
    """
    data = b",".join(lines)
    if b"\\" in data or data.count(b"}\n,{") + data.count(b"}\r\n,{") != len(lines) - 1:
        return None
    try:
        text = data.decode()
        rows: list[Row] = _PLAIN.decode(f"[{text}]")
    except (ValueError, RecursionError):
        return None
    if len(rows) != len(lines) or set(map(type, rows)) != {dict}:
        return None
    kinds = Counter(map(type, chain.from_iterable(map(dict.values, rows))))
    if dict in kinds or list in kinds or text.count('"') != 2 * (sum(map(len, rows)) + kinds[str]):
        return None
    return rows


def _flat(text: str) -> Row | None:
    """The object of one line, the same way."""
    if "\\" in text or "[" in text or text.find("{", 1) > 0:
        return None
    rows = _flat_lines([text.encode()])
    return rows[0] if rows else None


def need(source: Source, row: Any, key: str, kind: type | tuple[type, ...], line: int | None = None) -> Any:
    """``row[key]`` of a type. Raises EvidenceError that names what is missing. A bool is not a number."""
    value = row.get(key) if isinstance(row, Mapping) else None
    if type(value) is kind:
        return value
    kinds = kind if isinstance(kind, tuple) else (kind,)
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        wanted = " or ".join(_WORDS.get(k.__name__, k.__name__) for k in kinds)
        source.fail(f"{key!r} is {'missing' if value is None else 'not ' + wanted}", line, "Export the file again.")
    return value


def part(source: Source, row: Row, key: str, line: int | None = None) -> Row:
    """The object at ``row[key]``; empty where there is none. Raises EvidenceError for anything else."""
    value = row.get(key)
    if value is not None and not isinstance(value, dict):
        source.fail(f"{key!r} is not an object", line, "Export the file again.")
    return value or {}


def number(source: Source, value: Any, what: str, line: int | None = None) -> float:
    """A finite number. Raises EvidenceError for NaN, infinities, booleans and text."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= _MOST:
        source.fail(
            f"{what} is {value!r:.60}, not a finite number", line, "Score the item again, or mark it as an error."
        )
    return float(value)


def agree(
    source: Source,
    known: Mapping[str, str],
    given: Mapping[str, str],
    what: str,
    line: int | None = None,
    *,
    every: bool = True,
) -> None:
    """Raises EvidenceError where the user maps a value that there is not, or to another outcome than it stands for.

    ``every``: the values that are known are all that there are.
    """
    for value, outcome in given.items():
        if every and known and value not in known:
            source.fail(
                f"{what} has no value {value!r}", line, f"Its values: {', '.join(known)}; leave the option out."
            )
        if known.get(value, outcome) != outcome:
            source.fail(
                f"{what} {value} is known to stand for {known[value]}, and was given as {outcome}",
                line,
                "Leave out --refused and --complied.",
            )


def named(source: Source, row: Row, key: str, line: int | None = None) -> str:
    """A category: the text, the number, or the sorted texts at ``row[key]``; ``not said`` where it is null or empty.

    Raises EvidenceError where the row has no such key, naming those that it has.
    """
    if key not in row:
        source.fail(f"there is no {key!r} in it", line, f"Keys: {', '.join(row)}.")
    value = row[key]
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        value = ", ".join(sorted(value))
    if isinstance(value, (dict, list)):
        source.fail(f"{key!r} is not text", line, "Name a key that has a category.")
    return str(value).strip() or "not said" if value is not None else "not said"


def prompt_digest(prompt: Any) -> str:
    """``sha256:...`` of a prompt: of the UTF-8 text, or of the canonical JSON of a list of messages or of variables.

    Canonical JSON has no NaN and no infinities; variables may have them, and keep them as JSON's readers know them.
    """
    if isinstance(prompt, str):
        data = prompt.encode("utf-8", "surrogatepass")
    else:
        data = json.dumps(prompt, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
    return "sha256:" + hashlib.sha256(data).hexdigest()


def response_digest(response: Any) -> str:
    """The same of a model's answer; of one that says nothing with the reason behind it (`gate.harness.coherence`)."""
    digest, text = prompt_digest(response), response
    while isinstance(text, list) and len(text) == 1:
        text = text[0]
    why = incoherent(text) if isinstance(text, str) else None
    return f"{digest} {why}" if why else digest


def moment(value: Any) -> str | None:
    """A harness's time (RFC 3339 text, or seconds since 1970) as RFC 3339 in UTC; None where it is none.

    Whole seconds; text without a zone is taken for UTC.
    """
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            found = datetime.fromtimestamp(value, UTC)
        else:
            found = datetime.fromisoformat(value)
            found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return found.strftime("%Y-%m-%dT%H:%M:%SZ")
