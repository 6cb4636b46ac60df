"""One kind of change of a file's records, and the places where it happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MAX_RUNS = 1_000  # runs of lines that a change keeps; the rest is a number
MAX_MARKED = 1 << 26  # the last line that is remembered one by one; those behind it are a number

KINDS = ("header", "labels updated", "added", "removed", "reformatted")


@dataclass(frozen=True, slots=True)
class Ranges:
    """Sorted (first, last) runs of 1-based lines, the first ones of ``total`` lines."""

    runs: tuple[tuple[int, int], ...] = ()
    total: int = 0

    @property
    def first(self) -> int | None:
        return self.runs[0][0] if self.runs else None

    def text(self, most: int = 6) -> str:
        """``3, 17-18, 40`` and, behind ``most`` runs, how many more lines."""
        shown = self.runs[:most]
        more = self.total - sum(last - first + 1 for first, last in shown)
        words = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in shown)
        return f"{words} and {more:,} more" if more else words


NOWHERE = Ranges()


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One kind of change: how many records, on which lines of the head's and of the base's file, and an example.

    ``kind`` is one of KINDS, or one that says why there is nothing to count: ``reordered``, ``line endings``,
    ``envelope`` (values around the records), ``storage`` (the same rows, stored otherwise), ``lfs`` and ``unread``;
    the ``note`` is then the sentence. ``old`` and ``new`` are the texts of the first record that changed so.
    """

    kind: str
    count: int = 0
    lines: Ranges = NOWHERE
    base_lines: Ranges = NOWHERE
    old: str | None = None
    new: str | None = None
    unit: str = "line"  # or row, in files that have no lines
    note: str = ""

    def sentence(self) -> str | None:
        """What is to be said; None where there is nothing that the bytes tell."""
        if self.note or not self.count:
            return self.note or None
        lines = self.lines if self.lines.total else self.base_lines
        where = ""
        if lines.runs:
            many = "s" if lines.total > 1 else ""
            side = "" if self.lines.total else " of the base"
            where = f" ({self.unit}{many} {lines.text()}{side})"
        return f"{self.kind}: {self.count:,} record{'' if self.count == 1 else 's'}{where}"


class Marks:
    """A set of lines that takes one byte a line, however many there are and in whatever order they come."""

    def __init__(self) -> None:
        self._marked = bytearray()
        self._beyond = 0

    def add(self, first: int, last: int) -> None:
        if last > MAX_MARKED:
            self._beyond += last - first + 1
            return
        short = last + 1 - len(self._marked)
        if short > 0:
            self._marked.extend(bytes(max(short, len(self._marked))))
        self._marked[first : last + 1] = b"\1" * (last + 1 - first)

    def ranges(self) -> Ranges:
        runs = tuple(run for run, _ in zip(self._runs(), range(MAX_RUNS), strict=False))
        return Ranges(runs, self._marked.count(1) + self._beyond)

    def _runs(self) -> Iterator[tuple[int, int]]:
        end = 0
        while (first := self._marked.find(1, end)) >= 0:
            end = self._marked.find(0, first)
            if end < 0:
                end = len(self._marked)
            yield first, end - 1
