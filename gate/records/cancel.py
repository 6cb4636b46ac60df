"""Cancels the records that both versions of a data file have, in time of one pass and memory of a digest a record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice

from gate.records.files import BLOCK, DataFile, Reader, Record

MAX_PAIRED = 250_000  # records that only one side has and that are looked at one by one
_SIZE = 16  # bytes of a digest: nobody can find two records with one digest
_BLANK = b"\0" * _SIZE  # of a line without a record
_PARTS = 64  # heaps that digests are sorted into, so that one is counted at a time


@dataclass(frozen=True, slots=True)
class OneSided:
    """Records that only the base (lost) or only the head (won) has; where they are too many, their number alone."""

    lost: list[Record]
    won: list[Record]
    lost_count: int
    won_count: int
    too_many: bool


def only_one_side(old: DataFile, new: DataFile, format: str) -> OneSided:
    """What is left when equal records are cancelled, repeats counted."""
    b, h = _readers(old, new, format)
    before, after = _Digests(b), _Digests(h)
    surplus: dict[bytes, int] = {}
    totals: dict[bytes, int] = {}
    for mine, theirs in zip(before.heaps, after.heaps, strict=True):
        counted, other = Counter(_cut(mine)), Counter(_cut(theirs))
        for digest in counted.keys() | other.keys():
            if difference := counted[digest] - other[digest]:
                surplus[digest] = difference
                totals[digest] = max(counted[digest], other[digest])
    lost_count = sum(n for n in surplus.values() if n > 0)
    won_count = -sum(n for n in surplus.values() if n < 0)
    if max(lost_count, won_count) > MAX_PAIRED:
        return OneSided([], [], lost_count, won_count, True)
    lost = before.pick({d: totals[d] - n for d, n in surplus.items() if n > 0})
    won = after.pick({d: totals[d] + n for d, n in surplus.items() if n < 0})
    return OneSided(lost, won, lost_count, won_count, False)


class _Digests:
    """The digests of a file's records: in their order, and in heaps by their first byte."""

    def __init__(self, records: Reader) -> None:
        self.records = records
        self.order = bytearray()
        self.heaps = [bytearray() for _ in range(_PARTS)]
        for raw in records.raws():
            if stripped := raw.strip():
                digest = blake2b(stripped, digest_size=_SIZE).digest()
                self.heaps[digest[0] % _PARTS] += digest
                self.order += digest
            else:
                self.order += _BLANK

    def pick(self, skip: dict[bytes, int]) -> list[Record]:
        """The records of the digests, without the first ``skip`` of each: repeats are mostly appended."""
        wanted: list[int] = []
        for index, digest in enumerate(_cut(self.order)) if skip else ():
            if digest in skip:
                if skip[digest]:
                    skip[digest] -= 1
                else:
                    wanted.append(index)
        found: list[Record] = []
        records = iter(self.records)
        passed = 0
        for index in wanted:
            record = next(islice(records, index - passed, None))
            passed = index + 1
            found.append(self.records.plain(record._replace(raw=record.raw.strip())))
        return found


def _cut(digests: bytearray) -> Iterator[bytes]:
    data = bytes(digests)
    return (data[at : at + _SIZE] for at in range(0, len(data), _SIZE))


def _readers(old: DataFile, new: DataFile, format: str) -> tuple[Reader, Reader]:
    """Both versions; of JSONL only what lies between their common head and their common tail."""
    if format != "jsonl":
        return Reader(old, format), Reader(new, format)
    start = _common_head(old, new)
    tail = _common_tail(old, new, min(old.size, new.size) - start)
    line = 1 + _newlines(old, start)
    return (
        Reader(old, format, start, old.size - tail, line),
        Reader(new, format, start, new.size - tail, line),
    )


def _common_head(old: DataFile, new: DataFile) -> int:
    """Bytes of whole lines that both begin with."""
    at, most = 0, min(old.size, new.size)
    while at < most:
        size = min(BLOCK, most - at)
        a, b = old.read(at, at + size), new.read(at, at + size)
        if a != b:
            at += _equal(a, b)
            break
        at += size
    return _line_start(old, at)


def _common_tail(old: DataFile, new: DataFile, most: int) -> int:
    """Bytes of whole lines that both end with, at most ``most``."""
    at = 0
    while at < most:
        size = min(BLOCK, most - at)
        a = old.read(old.size - at - size, old.size - at)
        b = new.read(new.size - at - size, new.size - at)
        if a != b:
            at += _equal(a[::-1], b[::-1])
            break
        at += size
    for block_at in range(old.size - at, old.size, BLOCK):
        found = old.read(block_at, min(block_at + BLOCK, old.size)).find(b"\n")
        if found >= 0:
            return old.size - (block_at + found + 1)
    return 0


def _line_start(file: DataFile, at: int) -> int:
    """The beginning of the line that holds a byte."""
    while at > 0:
        start = max(0, at - BLOCK)
        found = file.read(start, at).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        at = start
    return 0


def _equal(a: bytes, b: bytes) -> int:
    """How many bytes at the beginning are equal."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _newlines(file: DataFile, stop: int) -> int:
    return sum(block.count(b"\n") for block in file.blocks(0, stop))
