"""From "this file changed" to the lines and records that differ, where the bytes of both sides are to be had."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from gate.documents import is_code
from gate.documents.comments import reader_of_line
from gate.surfaces.words import MAX_SHOWN, changed_words
from gate.surfaces.written import end_of_file, is_of_space, line_ends, read_differently, white_space
from gate.values.changes import MAX_RUNS, Change
from gate.values.elements import Element

if TYPE_CHECKING:
    from gate.surfaces.records import RecordChange

MAX_ALIGNED = 2_000  # lines or list items that are aligned one by one; beyond, position decides
MAX_PREVIEW = 200  # characters of a changed text that a change quotes

_DATA = ("jsonl", "data")
_AS_TEXT = ("text", "unparsed", "yaml", "json", "toml")


class Fetch(Protocol):
    """The bytes of the files that elements stand in, at one snapshot."""

    def text(self, element: Element) -> bytes | None:
        """The whole file, or None where it is too large to be shown by its lines."""

    def stream(self, element: Element) -> Iterator[bytes]:
        """The file in pieces."""


Pair = tuple[Element | None, Element | None]


def align(old: list[Any], new: list[Any]) -> tuple[list[int], list[int], list[tuple[int, int]]]:
    """Indices that only one side has, and pairs of them that stand in the same place of a replaced run."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    stop = 0
    while stop < min(len(old), len(new)) - start and old[-1 - stop] == new[-1 - stop]:
        stop += 1
    a, b = old[start : len(old) - stop], new[start : len(new) - stop]
    if max(len(a), len(b)) > MAX_ALIGNED:
        opcodes: Any = [("replace", 0, len(a), 0, len(b))]
    else:
        from difflib import SequenceMatcher

        opcodes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    lost: list[int] = []
    won: list[int] = []
    places: list[tuple[int, int]] = []
    for tag, i1, i2, j1, j2 in opcodes:
        if tag != "equal":
            left, right = range(start + i1, start + i2), range(start + j1, start + j2)
            lost += left
            won += right
            places += zip(left, right, strict=False)
    return lost, won, places


class Narrow:
    """Narrows a change to the lines that differ, where the bytes of both sides are to be had."""

    def __init__(self, fetch_base: Fetch | None, fetch_head: Fetch | None) -> None:
        self.fetch_base = fetch_base
        self.fetch_head = fetch_head

    def __call__(self, change: Change, pair: Pair) -> Iterator[Change]:
        b, h = pair
        if b is None or h is None or change.change != "modified" or not self.fetch_base or not self.fetch_head:
            yield change
            return
        is_open = change.detail is None or is_of_space(change.detail)
        if h.format in _DATA and b.format in _DATA and h.is_file:
            yield from self.records(change, b, h, self.fetch_base, self.fetch_head)
        elif h.is_file and (h.format in _AS_TEXT or is_code(h.format)) and is_open:
            yield from self.text(change, b, h, 1, None, 1, None)
        elif not h.is_file and h.line != h.end_line and is_open:
            yield from self.text(change, b, h, b.line or 1, b.end_line, h.line or 1, h.end_line)
        else:
            yield change

    def sides(self, b: Element, h: Element) -> tuple[bytes, bytes] | None:
        old = self.fetch_base.text(b) if self.fetch_base else None
        new = self.fetch_head.text(h) if self.fetch_head else None
        return None if old is None or new is None else (old, new)

    def records(self, change: Change, b: Element, h: Element, base: Fetch, head: Fetch) -> Iterator[Change]:
        """One change for each kind of change of the file's records."""
        from gate.surfaces.records import compare_records, format_of_records

        try:
            kinds = list(compare_records(lambda: base.stream(b), lambda: head.stream(h), format_of_records(h.path)))
            for found in kinds:
                yield _of_records(change, found, kinds)
        except OSError as error:
            why = error.strerror or type(error).__name__
            yield replace(change, detail=f"not compared record by record, for temporary files fail: {why}")

    def text(
        self, change: Change, b: Element, h: Element, b1: int, b2: int | None, h1: int, h2: int | None
    ) -> Iterator[Change]:
        sides = self.sides(b, h)
        if sides is None:
            yield change
            return
        if said := end_of_file(*sides):
            change = replace(change, old=None, new=None, detail=said)
            last, base_last = h.end_line or change.line, b.end_line or change.base_line
            yield replace(change, line=last, end_line=last, base_line=base_last)
            return
        if said := line_ends(*sides):
            yield replace(change, old=None, new=None, detail=said)
            return
        old = _lines(sides[0])[b1 - 1 : b2]
        new = _lines(sides[1])[h1 - 1 : h2]
        lost, won, _ = align(old, new)
        hunks = list(_hunks(lost, won, old, new))
        if not hunks:  # only how it is written differs
            yield replace(change, detail=change.detail or read_differently(b.note, h.note))
            return
        for i1, i2, j1, j2 in hunks:
            first = h1 + min(j1, max(0, len(new) - 1))
            lines = "\n".join(old[i1:i2]), "\n".join(new[j1:j2])
            space = white_space(*lines)
            yield replace(
                change,
                words=_words(change.surface, *(map(str, (change.old, change.new)) if _is_short(change) else lines)),
                old=change.old if _is_short(change) else _preview(old[i1:i2]),
                new=change.new if _is_short(change) else _preview(new[j1:j2]),
                line=first,
                end_line=max(first, h1 + j2 - 1),
                base_line=b1 + i1,
                detail=space + self.who(h, new, j1, j2)
                if space
                else change.detail
                if _is_short(change) or is_of_space(change.detail)
                else _hunk_detail(i2 - i1, j2 - j1) + self.who(h, new, j1, j2),
            )

    def who(self, h: Element, lines: list[str], start: int, end: int) -> str:
        """Who reads the first comment among some lines of code."""
        if not h.is_file or not is_code(h.format):
            return ""
        readers = (reader_of_line(lines[index], index + 1, h.format) for index in range(start, end))
        who = next((reader for reader in readers if reader), None)
        return f"; a comment that {who}" if who else ""


def _of_records(change: Change, found: RecordChange, kinds: Sequence[RecordChange]) -> Change:
    """The change with the places that the records have; a file without lines keeps its own."""
    words = None if found.old is None or found.new is None else _words(change.surface, found.old, found.new)
    change = replace(change, old=found.old, new=found.new, detail=found.sentence(), words=words)
    if found.unit != "line" or not (found.lines.runs or found.base_lines.runs):
        return change
    runs = list(found.lines.runs or _where_they_were(found, kinds))
    first, last = found.lines.runs[0] if found.lines.runs else (None, None)
    change = replace(change, line=first, end_line=last, base_line=found.base_lines.first)
    if first is not None and len(runs) == 1:
        return change
    return replace(change, runs=tuple(runs[:MAX_RUNS]), more_runs=max(0, len(runs) - MAX_RUNS))


def _where_they_were(found: RecordChange, kinds: Sequence[RecordChange]) -> Iterator[tuple[int, int]]:
    """For each run of records that only the base has: the lines of the head in its place, else the line before."""
    gone = deque(sorted(run for kind in kinds if not kind.lines.runs for run in kind.base_lines.runs))
    come = deque(sorted(run for kind in kinds if not kind.base_lines.runs for run in kind.lines.runs))
    new = frozenset(come)
    lost = won = 0  # lines that went, and came, before the run; all lists are in order
    for run in found.base_lines.runs:
        while gone and gone[0][0] < run[0]:
            first, last = gone.popleft()
            lost += last - first + 1
        while come and come[0][0] < run[0] - lost + won:
            first, last = come.popleft()
            won += last - first + 1
        before = max(1, run[0] - lost + won - 1)
        yield run if run in new else (before, before)


def _words(surface: str, old: str, new: str) -> tuple[str, str] | None:
    """The changed words of two texts of which one is too long to be shown as it is."""
    return changed_words(old, new, surface) if old and new and max(len(old), len(new)) > MAX_SHOWN // 2 else None


def _is_short(change: Change) -> bool:
    """Whether the values say more than the lines that they are written on."""
    return all(value is not None and "\n" not in str(value) for value in (change.old, change.new))


def _hunks(lost: list[int], won: list[int], old: list[str], new: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """(i1, i2, j1, j2) runs of lines that differ, in order."""
    gone, come = set(lost), set(won)
    i = j = 0
    while i < len(old) or j < len(new):
        if i not in gone and j not in come:
            i, j = i + 1, j + 1
            continue
        i1, j1 = i, j
        while i in gone:
            i += 1
        while j in come:
            j += 1
        yield i1, i, j1, j


def _lines(data: bytes) -> list[str]:
    lines = data.decode("utf-8", "replace").split("\n")
    return lines[:-1] if len(lines) > 1 and not lines[-1] else lines  # what ends a line begins no other


def _preview(lines: list[str]) -> str | None:
    if not lines:
        return None
    text = "\n".join(lines)
    return text if len(text) <= MAX_PREVIEW else text[: MAX_PREVIEW - 3] + "..."


def _hunk_detail(lost: int, won: int) -> str:
    words = []
    if lost:
        words.append(f"{lost} line{'s' if lost > 1 else ''} out")
    if won:
        words.append(f"{won} line{'s' if won > 1 else ''} in")
    return ", ".join(words)
