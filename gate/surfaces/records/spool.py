"""A file's bytes where they can be read at any place, without being held in memory."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Generator, Iterator
from hashlib import blake2b
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

from gate.git.lfs import MAX_POINTER, Pointer, read_pointer

Source = Callable[[], Iterator[bytes]]  # opens the file's bytes, in pieces of any size

MAX_DATA = 4 * 1024 * 1024 * 1024  # bytes of one side that are compared record by record
MAX_RECORD = 16 * 1024 * 1024  # bytes of a record that is parsed; a longer one counts by its bytes
IN_MEMORY = 1 << 20

_KEY = os.urandom(32)  # a file's author who cannot know the key cannot make two records have one digest
_ROW = struct.Struct(">QQQQ")
_BOM = b"\xef\xbb\xbf"


def digest(kind: bytes, data: bytes) -> bytes:
    """16 bytes that stand for the data within this process; ``kind`` (at most 16 bytes) keeps meanings apart."""
    return blake2b(data, digest_size=16, key=_KEY, person=kind).digest()


class TooLargeError(Exception):
    """The file is beyond what is compared record by record."""


class UnreadError(Exception):
    """The records of a file cannot be told. The message says why, to follow the file's name."""


class Row(NamedTuple):
    """Where a record stands: bytes of the spool, and 1-based lines, both inclusive."""

    offset: int
    length: int
    first: int
    last: int

    def pack(self) -> bytes:
        """32 bytes that sort as the rows do."""
        return _ROW.pack(*self)

    @classmethod
    def unpack(cls, data: bytes) -> Row:
        return cls._make(_ROW.unpack_from(data))


class Spool:
    """A temporary file without a name. A context manager."""

    def __init__(self) -> None:
        self.file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        self.size = 0

    @classmethod
    def of(cls, source: Source, most: int = MAX_DATA) -> Spool:
        """The source's bytes, at most ``most``.

        Raises TooLargeError, OSError where there is no room, and what the source raises.
        """
        spool = cls()
        try:
            chunks = source()
            for chunk in chunks:
                if spool.size + len(chunk) > most:
                    if isinstance(chunks, Generator):
                        chunks.close()
                    raise TooLargeError
                spool.write(chunk)
        except BaseException:
            spool.file.close()
            raise
        return spool

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, data: bytes) -> None:
        self.file.write(data)
        self.size += len(data)

    def read(self, offset: int, length: int) -> bytes:
        self.file.seek(offset)
        return self.file.read(length)

    def chunks(self, offset: int, length: int) -> Iterator[bytes]:
        end = offset + length
        while offset < end and (data := self.read(offset, min(IN_MEMORY, end - offset))):
            yield data
            offset += len(data)

    def start(self) -> int:
        """Where the text begins: behind a byte-order mark."""
        return len(_BOM) if self.read(0, len(_BOM)) == _BOM else 0

    def pointer(self) -> Pointer | None:
        """The Git LFS pointer that the file is, or None."""
        return read_pointer(self.read(0, MAX_POINTER)) if self.size < MAX_POINTER else None


def equal(one: Spool, other: Spool) -> bool:
    """Whether the bytes are the same."""
    if one.size != other.size:
        return False
    return all(a == b for a, b in zip(one.chunks(0, one.size), other.chunks(0, other.size), strict=True))
