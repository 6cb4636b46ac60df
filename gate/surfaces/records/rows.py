"""Files of one record a line (JSONL), or a row (CSV, TSV): where records end, and which ones only one side has.

What is equal on both sides is skipped by the block; what is not is aligned row by row within a window. Rows that the
alignment leaves on both sides are equal ones in another order: they cancel later, by their digest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from gate.surfaces.records.spool import IN_MEMORY, MAX_RECORD, Row, Spool, digest
from gate.values.regex import regex

WINDOW = 1 << 18
MAX_WINDOW = 1 << 22

_QUOTED_END = regex(rb'[^"]*+(?:""[^"]*+)*+"')


class Layout(NamedTuple):
    """How a file is laid out in rows."""

    split: Callable[[bytes], list[bytes]]  # the complete rows at the start of some lines, without their line end
    content: Callable[[bytes], bytes]  # what counts of a row: its line end does not
    quote: bytes | None = None  # in lines without it every line is a row


class Found(NamedTuple):
    """A record that is not blank: the digest of its content, and its place."""

    key: bytes
    row: Row


def split_lines(lines: bytes) -> list[bytes]:
    rows = lines.split(b"\n")
    if not rows[-1]:
        rows.pop()
    return rows


LINES = Layout(split_lines, lambda row: row.strip(b" \t\r\n"))


def quoted(delimiter: bytes) -> Layout:
    """Rows whose quoted fields may hold line ends."""

    def split(lines: bytes) -> list[bytes]:
        rows = split_lines(lines)
        if b'"' not in lines:
            return rows
        found: list[bytes] = []
        start, open = 0, False
        for number, line in enumerate(rows):
            if open or b'"' in line:
                open = _ends_open(line, open, delimiter)
            if not open:
                found.append(line if start == number else b"\n".join(rows[start : number + 1]))
                start = number + 1
        return found

    return Layout(split, lambda row: row.replace(b"\r\n", b"\n").rstrip(b"\r\n"), b'"')


def _ends_open(line: bytes, open: bool, delimiter: bytes) -> bool:
    """Whether a quoted field goes on behind the line, which stands in one (``open``) or starts a row."""
    if open:
        at = 0
    elif line.startswith(b'"'):
        at = 1
    else:
        at = line.find(delimiter + b'"') + 2
        if at < 2:
            return False
    while closed := _QUOTED_END.match(line, at):
        at = line.find(delimiter + b'"', closed.end()) + 2
        if at < 2:
            return False
    return True


class Cursor:
    """Goes through the rows of one side."""

    def __init__(self, spool: Spool, layout: Layout, offset: int | None = None, line: int = 1) -> None:
        self.spool = spool
        self.layout = layout
        self.offset = spool.start() if offset is None else offset
        self.line = line

    def block(self, size: int) -> bytes:
        return self.spool.read(self.offset, size)

    def rows(self, block: bytes) -> list[bytes]:
        """The rows that the block completes; [] where the next row is longer than the block.

        A quoted field without an end within MAX_RECORD bytes, or the file, is none: its lines are rows.
        """
        last = self.ends_with(block)
        lines = block if last else block[: block.rfind(b"\n") + 1]
        rows = self.layout.split(lines)
        if not rows and (last or len(block) >= MAX_RECORD):
            return split_lines(lines)
        return rows

    def window(self, size: int) -> list[bytes]:
        """The next rows, at least one; [] at the end of the file, and where the next one is too long for memory."""
        while True:
            block = self.block(size)
            rows = self.rows(block)
            if rows or not block or size >= MAX_RECORD:
                return rows
            size *= 2

    def step(self, row: bytes) -> Row:
        """Go behind the row; where it was."""
        place = Row(self.offset, len(row), self.line, self.line + row.count(b"\n"))
        self.offset = min(self.offset + len(row) + 1, self.spool.size)
        self.line = place.last + 1
        return place

    def skip(self, block: bytes) -> int:
        """The bytes of the rows that the block completes; as ``rows``, but without looking at them where it can."""
        if self.ends_with(block):
            return len(block)
        end = block.rfind(b"\n") + 1
        if self.layout.quote is None or self.layout.quote not in block:
            return end
        rows = self.layout.split(block[:end])
        return sum(map(len, rows)) + len(rows)

    def ends_with(self, block: bytes) -> bool:
        return self.offset + len(block) >= self.spool.size

    def found(self, row: bytes) -> Found | None:
        """Go behind the row; it, where it is not blank."""
        place = self.step(row)
        text = self.layout.content(row)
        return Found(digest(b"row", text), place) if text else None

    def long_row(self) -> Found:
        """Go behind a row that is too long for memory: one line, by its digest."""
        start, line, key = self.offset, self.line, b""
        self.line += 1
        while data := self.block(IN_MEMORY):
            end = data.find(b"\n")
            piece = data if end < 0 else data[:end]
            self.offset += len(piece) + (end >= 0)
            key = digest(b"long", key + (piece.rstrip(b"\r") if end >= 0 or self.done else piece))
            if end >= 0:
                break
        return Found(key, Row(start, self.offset - start, line, line))

    @property
    def done(self) -> bool:
        return self.offset >= self.spool.size


def all_rows(cursor: Cursor) -> Iterator[Found]:
    """Every row that is not blank."""
    while not cursor.done:
        rows = cursor.window(WINDOW)
        if not rows:
            yield cursor.long_row()
        yield from filter(None, map(cursor.found, rows))


def one_sided(base: Cursor, head: Cursor) -> Iterator[tuple[Found | None, Found | None]]:
    """Rows that the alignment finds on one side only, as they come."""
    size = WINDOW
    while not (base.done and head.done):
        skipped = _skip_equal(base, head)
        old, new = base.window(size), head.window(size)
        if not old and not base.done:
            yield base.long_row(), None
        if not new and not head.done:
            yield None, head.long_row()
        matched = False
        for i, j in _aligned(old, new):
            if i is not None and j is not None:
                matched = True
                base.step(old[i])
                head.step(new[j])
            elif i is not None:
                yield base.found(old[i]), None
            elif j is not None:
                yield None, head.found(new[j])
        size = WINDOW if matched or skipped else min(2 * size, MAX_WINDOW)


def _skip_equal(base: Cursor, head: Cursor) -> bool:
    """Go behind blocks that are the same; whether there were any."""
    start = base.offset
    while block := base.block(WINDOW):
        if block != head.block(WINDOW) or base.ends_with(block) != head.ends_with(block):
            break
        size = base.skip(block)
        if not size:
            break
        lines = block.count(b"\n", 0, size)
        for cursor in (base, head):
            cursor.offset += size
            cursor.line += lines
    return base.offset > start


def _aligned(old: list[bytes], new: list[bytes]) -> Iterator[tuple[int | None, int | None]]:
    """Pairs of equal rows and rows of one side, in order, until one side is used up; an empty side gives the other."""
    if not old or not new:
        yield from ((i, None) for i in range(len(old)))
        yield from ((None, j) for j in range(len(new)))
        return
    in_old = dict(zip(reversed(old), range(len(old) - 1, -1, -1), strict=True))
    in_new = dict(zip(reversed(new), range(len(new) - 1, -1, -1), strict=True))
    i = j = 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            yield i, j
            i, j = i + 1, j + 1
            continue
        skip_old = in_old.get(new[j], 0) - i
        skip_new = in_new.get(old[i], 0) - j
        if skip_old > 0 and (skip_new <= 0 or skip_old <= skip_new):
            yield i, None
            i += 1
        elif skip_new > 0:
            yield None, j
            j += 1
        else:
            yield i, None
            yield None, j
            i, j = i + 1, j + 1
