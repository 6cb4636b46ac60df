"""A JSON file that is a list of records, or an object that holds lists of them: where its records stand.

Only strings and brackets are looked at; what stands between them is a matter for whoever parses a record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gate.surfaces.records.rows import Found
from gate.surfaces.records.spool import MAX_RECORD, Row, Spool, digest
from gate.values.regex import regex

CHUNK = 1 << 20

_WHITE = regex(rb"[ \t\r\n]*+")
_STRING = regex(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_BARE = regex(rb'[^ \t\r\n\[\]{},:"]++')
_TO_BRACKET = regex(rb'[^"\[\]{}]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"\[\]{}]*+)*+', re.DOTALL)


class NoRecordsError(Exception):
    """The file is no JSON, or it holds no list of records, or one value is too long."""


class JsonList:
    """Iterates over the records of a file once; ``envelope`` is then the text around them."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._offset = spool.start()  # of the buffer in the file
        self._buffer = b""
        self._at = 0  # in the buffer
        self._line = 1
        self._counted = 0  # bytes of the buffer whose line ends are in _line
        self.envelope = bytearray()

    def __iter__(self) -> Iterator[Found]:
        """Every record. Raises NoRecordsError, where records may have come before."""
        lists = 0
        if self._next() == b"[":
            yield from self._list(bare=True)
            lists = 1
        elif self._peek() == b"{":
            self._keep(1)
            while self._next() != b"}":
                self._keep(self._end())
                if self._next() != b":":
                    raise NoRecordsError
                self._keep(1)
                if self._next() == b"[":
                    lists += 1
                    yield from self._list(bare=False)
                else:
                    self._keep(self._end())
                if self._next() == b",":
                    self._keep(1)
                elif self._peek() != b"}":
                    raise NoRecordsError
            self._keep(1)
        if not lists or self._next():
            raise NoRecordsError

    def _list(self, *, bare: bool) -> Iterator[Found]:
        """The list's elements; without ``bare`` numbers and strings are no records."""
        self._keep(1)
        while (first := self._next()) != b"]":
            size = self._end()
            if bare or first in (b"{", b"["):
                yield self._record(size)
            else:
                self._keep(size)
                self.envelope += b","
            if self._next() == b",":
                self._at += 1
            elif self._peek() != b"]":
                raise NoRecordsError
        self._keep(1)

    def _record(self, size: int) -> Found:
        first = self._lines_to(self._at)
        last = self._lines_to(self._at + size)
        text = self._buffer[self._at : self._at + size]
        row = Row(self._offset + self._at, size, first, last)
        self._at += size
        return Found(digest(b"row", text.replace(b"\r\n", b"\n")), row)

    def _lines_to(self, at: int) -> int:
        self._line += self._buffer.count(b"\n", self._counted, at)
        self._counted = at
        return self._line

    def _keep(self, size: int) -> None:
        self.envelope += self._buffer[self._at : self._at + size]
        if len(self.envelope) > MAX_RECORD:
            raise NoRecordsError
        self._at += size

    def _peek(self) -> bytes:
        return self._buffer[self._at : self._at + 1]

    def _next(self) -> bytes:
        """The first byte behind white space; b"" at the end of the file."""
        while True:
            found = _WHITE.match(self._buffer, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._buffer) or not self._more():
                return self._peek()

    def _more(self) -> bool:
        """Read on, twice as much each time that a value is not at its end; whether there was anything."""
        self._lines_to(self._at)
        self._buffer = self._buffer[self._at :]
        self._offset += self._at
        self._at = self._counted = 0
        if len(self._buffer) > MAX_RECORD:
            raise NoRecordsError
        data = self._spool.read(self._offset + len(self._buffer), max(CHUNK, len(self._buffer)))
        self._buffer += data
        return bool(data)

    def _end(self) -> int:
        """The length of the value that starts here."""
        while True:
            size = self._value()
            ended = self._offset + len(self._buffer) >= self._spool.size
            if size and (self._at + size < len(self._buffer) or ended):
                return size
            if not self._more():
                raise NoRecordsError

    def _value(self) -> int:
        """As ``_end``, as far as the buffer goes; 0 where it ends too early."""
        first = self._peek()
        if first not in (b"{", b"["):
            found = (_STRING if first == b'"' else _BARE).match(self._buffer, self._at)
            if found is None and first != b'"':
                raise NoRecordsError
            return found.end() - self._at if found else 0
        at, depth = self._at, 0
        while True:
            found = _TO_BRACKET.match(self._buffer, at)
            at = found.end() if found else at
            bracket = self._buffer[at : at + 1]
            if bracket in (b"", b'"'):
                return 0
            depth += 1 if bracket in (b"{", b"[") else -1
            at += 1
            if not depth:
                return at - self._at
