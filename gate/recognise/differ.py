"""What changed between two scans of one file: the effective values decide.

Values are paired by their place in the file's tree; what only moved is no change. In references to models and data a
key that was renamed with its value kept is no change either, and a value that one side says twice is counted once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gate.git.entry import Entry
from gate.git.snapshot import Snapshot
from gate.recognise.elements import FileScan, Notice, gathered, says
from gate.recognise.heads import with_heads
from gate.recognise.scan import scan_file
from gate.surfaces.compare import itemised
from gate.surfaces.narrow import Fetch, Narrow, Pair
from gate.surfaces.reader import Reader
from gate.values.changes import Change
from gate.values.elements import Element

MODEL = "repository"  # the name that changes carry where no configuration names a model
_REFERENCES = ("base_model", "training_data")
_Row = tuple[Change, Element]


@dataclass(frozen=True, slots=True)
class Side:
    """One version of a file, or None where it was not there."""

    path: str
    scan: FileScan | None


def changes(
    base: Snapshot, head: Snapshot, paths: Iterable[str], renames: Mapping[str, str], fetch: tuple[Fetch, Fetch]
) -> tuple[list[Change], list[Notice]]:
    """Every recognised change between two snapshots, in the files at ``paths``.

    ``renames`` maps a new path to its old one; ``fetch`` gives the bytes of an element at the base and at the head.
    """
    reader = Reader()
    old, new = base.entries(paths), head.entries(paths)

    def side(snapshot: Snapshot, path: str, entry: Entry | None) -> Side:
        return Side(path, scan_file(snapshot, path, entry, reader) if entry else None)

    found: list[Change] = []
    notices: dict[tuple[str, str], Notice] = {}
    moved = set(renames.values())
    for path in sorted({*old, *new}):
        if path in moved and path not in new:
            continue
        before = renames.get(path, path)
        sides = side(base, before, old.get(before)), side(head, path, new.get(path))
        if sides[0].scan or sides[1].scan:
            found += differences(*sides, Narrow(*fetch))
        for name, scan in ((one.path, one.scan) for one in sides):
            if scan and scan.notice:
                notices[name, scan.notice.message] = scan.notice
    return sorted(found, key=lambda c: (c.surface, c.path, c.line or c.base_line or 0, c.key)), gathered(
        notices.values()
    )


def differences(base: Side, head: Side, narrow: Narrow) -> list[Change]:
    """The changes of one file, in the order of surface and line."""
    old, new = ([*side.scan.elements] if side.scan else [] for side in (base, head))
    if base.path != head.path:
        old = [_renamed(element, head.path) for element in old]
    rough = (base.scan, head.scan) if base.scan and head.scan and base.scan.rough != head.scan.rough else None
    found: list[Change] = []
    for surface in sorted({element.surface for element in (*old, *new)}):
        b, h = ([element for element in side if element.surface == surface] for side in (old, new))
        found += _by_value(b, h, rough[0].text, rough[1].text) if rough else _by_place(b, h, narrow)
    places = [next((e for e in side if not e.is_file), None) for side in (old, new)]
    if places[0] and places[1] and narrow.fetch_base and narrow.fetch_head and any(_is_one_sided(c) for c in found):
        found = list(with_heads(found, places[0], places[1], (narrow.fetch_base, narrow.fetch_head)))
    if base.path != head.path:
        found = [replace(c, base_path=base.path if c.base_path else None) for c in found]
    return sorted(found, key=lambda c: (c.surface, c.line or c.base_line or 0, c.key))


def _is_one_sided(change: Change) -> bool:
    return change.change in ("added", "removed")


def _renamed(element: Element, path: str) -> Element:
    return replace(element, key=path if element.is_file else f"{path}#{element.pointer}", path=path)


def _by_place(old: Sequence[Element], new: Sequence[Element], narrow: Narrow) -> list[Change]:
    pairs = [(c, sides) for c, sides in itemised(MODEL, old, new) if any(e and says(e) for e in sides)]
    joined, dropped = _references(old, new, pairs) if old and new else ([], set())
    changes = [change for c, sides in pairs if id(c) not in dropped for change in narrow(c, sides)]
    return [c for c in (*changes, *joined) if c.change != "moved"]


def _references(
    old: Sequence[Element], new: Sequence[Element], pairs: Sequence[tuple[Change, Pair]]
) -> tuple[list[Change], set[int]]:
    """Changes in place of a removed and an added key, and the ``id`` of those that are none in a list of references."""
    lost, won = _only(pairs, "removed"), _only(pairs, "added")
    joined: list[Change] = []
    dropped: set[int] = set()
    surface = old[0].surface
    if surface in _REFERENCES:
        before, after = {_place(e) for e in old}, {_place(e) for e in new}
        gone = [row for row in lost if _place(row[1]) not in after]
        come = [row for row in won if _place(row[1]) not in before]
        for (removed, b), (added, h) in _respelled(gone, come):
            dropped |= {id(removed), id(added)}
            joined += [] if _equal(b, h) else [_joined(b, h)]
    if surface == "base_model":  # it is enough that a model is said once
        dropped |= {id(c) for c, _ in (*_said_in(new, lost), *_said_in(old, won))}
    return joined, dropped


def _only(pairs: Sequence[tuple[Change, Pair]], change: str) -> list[_Row]:
    """The values that only one side has, with their changes."""
    side = 0 if change == "removed" else 1
    return [(c, e) for c, sides in pairs if c.change == change and (e := sides[side]) is not None and not e.is_file]


def _respelled(gone: Sequence[_Row], come: Sequence[_Row]) -> Iterator[tuple[_Row, _Row]]:
    """Keys that went and came in each other's stead: first those with the same value, then those that look alike."""
    for fits in (_equal, _akin):
        for mine in list(gone):
            theirs = next((row for row in come if fits(mine[1], row[1])), None)
            if theirs is not None:
                gone = [row for row in gone if row is not mine]
                come = [row for row in come if row is not theirs]
                yield mine, theirs


def _equal(b: Element, h: Element) -> bool:
    return b.digest == h.digest


def _said_in(elements: Sequence[Element], rows: Sequence[_Row]) -> list[_Row]:
    """The rows whose value the elements of the other side have, too."""
    known = {element.digest for element in elements}
    return [(c, e) for c, e in rows if e.digest in known and e.has_value]


def _place(element: Element) -> str:
    """The pointer without the positions of list items."""
    return re.sub(r"/\d+(?=/|$)", "/*", element.pointer)


def _akin(b: Element, h: Element) -> bool:
    """Whether two keys look like two spellings of one: ``dataset_configs/0`` and ``dataset_config``."""
    return bool(_steps(b) & _steps(h)) and type(b.value) is type(h.value)


def _steps(element: Element) -> set[str]:
    return {step.rstrip("s") for step in element.pointer.split("/") if step and not step.isdigit()}


def _joined(b: Element, h: Element) -> Change:
    return Change(
        MODEL, h.surface, "modified", h.key, b.value, h.value, h.path, h.line, h.end_line, b.path, b.line,
        f"was {b.pointer}",
    )  # fmt: skip


def _by_value(old: Sequence[Element], new: Sequence[Element], base: str, head: str) -> list[Change]:
    """Where one side could only be read line by line: what the other side does not say anywhere in the file."""
    left, right = {str(e.value) for e in old}, {str(e.value) for e in new}
    said = "one side cannot be parsed; compared line by line"
    lost = [e for e in old if says(e) and str(e.value) not in right and not _holds(head, str(e.value))]
    won = [e for e in new if says(e) and str(e.value) not in left and not _holds(base, str(e.value))]
    return [*_one_sided("removed", lost, said), *_one_sided("added", won, said)]


def _holds(text: str, value: str) -> bool:
    """Whether a text has the value as a word of its own."""
    return re.search(rf"(?<![\w./-]){re.escape(value)}(?![\w./-])", text) is not None


def _one_sided(change: str, elements: Sequence[Element], said: str) -> Iterator[Change]:
    for e in elements:
        gone = change == "removed"
        yield Change(
            MODEL, e.surface, change, e.key, e.value if gone else None, None if gone else e.value, e.path,
            None if gone else e.line, None if gone else e.end_line, e.path if gone else None,
            e.line if gone else None, said,
        )  # fmt: skip
