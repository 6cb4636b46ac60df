"""What kind of change a data file went through, record by record.

Records that are equal on both sides are cancelled before anything is parsed, so the work follows the change. A record
whose input is the same and whose target is not has had its **label updated**, which the domain document names as a
trigger of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from gate.records.cancel import only_one_side
from gate.records.files import DataFile, Reader, Record, UnreadableError, check, record_format
from gate.records.pairing import pair, target_text
from gate.redact import redact_record

__all__ = ["RecordChange", "UnreadableError", "compare_records", "ranges", "record_format", "runs"]

MAX_EXAMPLE = 200  # characters of a record that are shown
KINDS = ("labels updated", "added", "removed", "reformatted")


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One kind of change: how many records, and on which lines (1-based) of the head's and of the base's file.

    ``noun`` is ``line`` or, where a format has none, ``row``. ``old`` and ``new`` are the first example.
    """

    kind: str  # labels updated, added, removed, reordered, reformatted, line endings
    count: int
    lines: tuple[int, ...] = ()
    base_lines: tuple[int, ...] = ()
    noun: str = "line"
    old: str | None = None
    new: str | None = None

    def sentence(self) -> str:
        noun = "record" if self.count == 1 else "records"
        lines = self.lines or self.base_lines
        side = "" if self.lines else " of the base"
        where = f" ({self.noun}{'s' if len(lines) > 1 else ''} {ranges(lines)}{side})" if lines else ""
        if self.kind == "reordered":
            return "records reordered only"
        if self.kind == "line endings":
            return "line endings or blank lines only"
        return f"{self.kind}: {self.count:,} {noun}{where}"


def compare_records(base: Iterable[bytes], head: Iterable[bytes], format: str = "jsonl") -> list[RecordChange]:
    """The changes between two versions of a data file, most telling kind first; empty only where the bytes are equal.

    ``base`` and ``head`` are the bytes in pieces, ``format`` is one that `record_format` gives. Raises
    UnreadableError where the records cannot be had.
    """
    with DataFile(base) as old, DataFile(head) as new:
        if old.size == new.size and all(
            a == b for a, b in zip(old.blocks(0, old.size), new.blocks(0, new.size), strict=True)
        ):
            return []
        formats = {check(old, format), check(new, format)}
        return _compare(old, new, format if formats == {format} else "jsonl")


def _compare(old: DataFile, new: DataFile, format: str) -> list[RecordChange]:
    noun = "row" if format == "parquet" else "line"
    found = only_one_side(old, new, format)
    if found.too_many:
        return [
            RecordChange(kind, count, noun=noun)
            for kind, count in (("added", found.won_count), ("removed", found.lost_count))
            if count
        ]
    if not found.lost and not found.won:
        moved = _first_moved(Reader(old, format), Reader(new, format))
        return [RecordChange("line endings", 0) if moved is None else RecordChange("reordered", 0, (moved,), (moved,))]
    kinds: dict[str, list[tuple[Record | None, Record | None]]] = defaultdict(list)
    for kind, b, h in pair(found.lost, found.won):
        kinds[kind].append((b, h))
    return [_change(kind, kinds[kind], noun) for kind in KINDS if kind in kinds]


def _change(kind: str, pairs: list[tuple[Record | None, Record | None]], noun: str) -> RecordChange:
    first = min(pairs, key=lambda row: (row[1] or row[0] or Record(0, 0, b"")).line)
    return RecordChange(
        kind,
        len(pairs),
        _lines(h for _, h in pairs),
        _lines(b for b, _ in pairs),
        noun,
        _example(first[0]) if kind != "reformatted" else None,
        _example(first[1]) if kind != "reformatted" else None,
    )


def _lines(records: Iterable[Record | None]) -> tuple[int, ...]:
    found = {line for r in records if r is not None for line in range(r.line, min(r.end_line, r.line + 10_000) + 1)}
    return tuple(sorted(found))


def _example(record: Record | None) -> str | None:
    if record is None:
        return None
    text = redact_record(target_text(record.raw)[: 4 * MAX_EXAMPLE])
    return text if len(text) <= MAX_EXAMPLE else text[: MAX_EXAMPLE - 3] + "..."


def _first_moved(old: Reader, new: Reader) -> int | None:
    """The first record that stands elsewhere; None where all keep their order."""
    for number, (b, h) in enumerate(zip(_said(old), _said(new), strict=False), 1):
        if b != h:
            return number
    return None


def _said(records: Reader) -> Iterable[bytes]:
    return (raw for record in records if (raw := record.raw.strip()))


def runs(lines: tuple[int, ...]) -> list[tuple[int, int]]:
    """Sorted line numbers as (first, last) runs of consecutive ones."""
    found: list[tuple[int, int]] = []
    for line in lines:
        if found and line <= found[-1][1] + 1:
            found[-1] = (found[-1][0], line)
        else:
            found.append((line, line))
    return found


def ranges(lines: tuple[int, ...], most: int = 6) -> str:
    """``3, 17-18, 40`` and, behind ``most`` runs, how many more lines."""
    found = runs(lines)
    shown = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in found[:most])
    more = sum(b - a + 1 for a, b in found[most:])
    return f"{shown} and {more} more" if more else shown
