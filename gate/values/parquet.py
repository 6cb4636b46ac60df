"""How many rows a Parquet file says that it has, from its footer alone.

Apache Parquet format 2.11: the file ends with the footer (``FileMetaData``, Thrift's compact protocol), its length in
four bytes, little-endian, and ``PAR1``. Its field 3 is the number of rows, field 4 the row groups, whose field 3 is
theirs. Thrift: *Thrift Compact protocol encoding* (apache/thrift, doc/specs/thrift-compact-protocol.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MAGIC = b"PAR1"
MAX_FOOTER = 64 * 1024 * 1024  # bytes
_TAIL = len(MAGIC) + 4
_DEEPEST = 32
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 11, 12
_INTEGERS = (4, 5, 6)
_ROWS, _GROUPS = 3, 4


def count_rows(pieces: Iterable[bytes]) -> int | None:
    """The rows of a file in pieces; None where it is no Parquet file, its footer is encrypted, broken or larger than
    `MAX_FOOTER`, and where the row groups have another number than the file."""
    first, tail = b"", b""
    for piece in pieces:
        first = first if len(first) >= len(MAGIC) else first + piece[: len(MAGIC)]
        tail = (tail + piece)[-(MAX_FOOTER + _TAIL) :]
    size = int.from_bytes(tail[-_TAIL : -len(MAGIC)], "little") if tail.endswith(MAGIC) else 0
    if not first.startswith(MAGIC) or not 0 < size <= len(tail) - _TAIL:
        return None
    try:
        return _rows(_Reader(tail[-_TAIL - size : -_TAIL]))
    except (IndexError, ValueError):
        return None


def _rows(reader: _Reader) -> int | None:
    said, groups = None, None
    for field, kind in reader.fields():
        if field == _ROWS and kind in _INTEGERS:
            said = reader.integer()
        elif field == _GROUPS and kind == _LIST:
            length, of = reader.items()
            if length and of != _STRUCT:
                return None
            groups = sum(_rows_of_group(reader) for _ in range(length))
        else:
            reader.skip(kind)
    return said if said is not None and said >= 0 and said == groups else None


def _rows_of_group(reader: _Reader) -> int:
    found = -1
    for field, kind in reader.fields():
        if field == _ROWS and kind in _INTEGERS:
            found = reader.integer()
        else:
            reader.skip(kind)
    if found < 0:
        raise ValueError("a row group does not say how many rows it has")
    return found


@dataclass(slots=True)
class _Reader:
    """Thrift's compact protocol. Raises IndexError at the end of the data, ValueError for what is none of it."""

    data: bytes
    at: int = 0

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def number(self) -> int:
        """An unsigned integer of seven bits a byte."""
        found = shift = 0
        while shift < 64:
            byte = self.byte()
            found |= (byte & 0x7F) << shift
            if byte < 0x80:
                return found
            shift += 7
        raise ValueError("an integer is longer than 64 bits")

    def integer(self) -> int:
        """A signed one, in zigzag."""
        found = self.number()
        return (found >> 1) ^ -(found & 1)

    def fields(self) -> Iterable[tuple[int, int]]:
        """The number and the type of each field of a struct, whose value is read before the next."""
        number = 0
        while head := self.byte():
            number = number + (head >> 4) if head >> 4 else self.integer()
            yield number, head & 0x0F

    def items(self) -> tuple[int, int]:
        """The length of a list, and the type of its items. No item is shorter than a byte."""
        head = self.byte()
        length = head >> 4 if head >> 4 < 15 else self.number()
        if length > len(self.data) - self.at:
            raise ValueError("a list is longer than the data")
        return length, head & 0x0F

    def skip(self, kind: int, depth: int = 0) -> None:
        if depth > _DEEPEST:
            raise ValueError("the values are nested too deep")
        if kind in _INTEGERS:
            self.number()
        elif kind in (_BYTE, _DOUBLE, _BINARY):
            length = {_BYTE: 1, _DOUBLE: 8}.get(kind) or self.number()
            self.at += length
        elif kind in (_LIST, _SET):
            length, of = self.items()
            for _ in range(length):
                self._skip_item(of, depth)
        elif kind == _MAP:
            self._skip_map(depth)
        elif kind == _STRUCT:
            for _, of in self.fields():
                self.skip(of, depth + 1)
        elif kind not in (_TRUE, _FALSE):
            raise ValueError("there is no such type")

    def _skip_item(self, kind: int, depth: int) -> None:
        """A truth value is a byte of its own in a list, and in a field part of its type."""
        self.skip(_BYTE if kind in (_TRUE, _FALSE) else kind, depth + 1)

    def _skip_map(self, depth: int) -> None:
        length = self.number()
        kinds = self.byte() if length else 0
        if length > len(self.data) - self.at:
            raise ValueError("a map is longer than the data")
        for _ in range(length):
            self._skip_item(kinds >> 4, depth)
            self._skip_item(kinds & 0x0F, depth)
