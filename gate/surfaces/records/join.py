"""Brings the rows of two sides together that have the same key, in memory that does not grow with their number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby
from tempfile import SpooledTemporaryFile
from typing import IO

BUCKETS = 64
IN_MEMORY = 1 << 16  # bytes of a bucket before it goes to disk
KEY = 16
BASE, HEAD = b"\0", b"\1"


class Join:
    """Rows (bytes of one length, which sort as their places do) under keys of 16 bytes that are spread evenly."""

    def __init__(self, length: int) -> None:
        self._length = KEY + 1 + length
        self._buckets: dict[int, IO[bytes]] = {}
        self._open = ExitStack()

    def __enter__(self) -> Join:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add(self, key: bytes, side: bytes, row: bytes) -> None:
        bucket = self._buckets.get(key[0] % BUCKETS)
        if bucket is None:
            bucket = self._open.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115
            self._buckets[key[0] % BUCKETS] = bucket
        bucket.write(key + side + row)

    def groups(self) -> Iterator[tuple[list[bytes], list[bytes]]]:
        """For every key the rows of the base and of the head, each in order."""
        for bucket in self._buckets.values():
            bucket.seek(0)
            data = bucket.read()
            rows = sorted(data[at : at + self._length] for at in range(0, len(data), self._length))
            for _, group in groupby(rows, key=lambda row: row[:KEY]):
                sides: tuple[list[bytes], list[bytes]] = [], []
                for row in group:
                    sides[row[KEY]].append(row[KEY + 1 :])
                yield sides
