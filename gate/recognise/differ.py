"""What changed between two scans of one file: the effective values decide.

Values are paired by their place in the file's tree; what only moved is no change. In references to models and data a
key that was renamed with its value kept is no change either, and a value that one side says twice is counted once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gate.git.snapshot import Snapshot
from gate.recognise.scan import FileScan, Notice, says, scan_file
from gate.surfaces.compare import itemised
from gate.surfaces.narrow import Fetch, Narrow
from gate.surfaces.reader import Reader
from gate.values.changes import Change
from gate.values.elements import Element

MODEL = "repository"  # the name that changes carry where no configuration names a model
_REFERENCES = ("base_model", "training_data")


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
    found: list[Change] = []
    notices: dict[tuple[str, str], Notice] = {}
    for path in sorted({*old, *new}):
        if path in renames.values() and path not in new:
            continue
        sides: list[Side] = []
        for snapshot, entries, name in ((base, old, renames.get(path, path)), (head, new, path)):
            entry = entries.get(name)
            sides.append(Side(name, scan_file(snapshot, name, entry, reader) if entry else None))
        if sides[0].scan or sides[1].scan:
            found += differences(sides[0], sides[1], Narrow(*fetch))
        for side in sides:
            if side.scan and side.scan.notice:
                notices[side.path, side.scan.notice.message] = side.scan.notice
    return sorted(found, key=lambda c: (c.surface, c.path, c.line or c.base_line or 0, c.key)), list(notices.values())


def differences(base: Side, head: Side, narrow: Narrow) -> list[Change]:
    """The changes of one file, in the order of surface and line."""
    old = base.scan.elements if base.scan else ()
    new = head.scan.elements if head.scan else ()
    if base.path != head.path:
        old = tuple(_renamed(element, head.path) for element in old)
    found: list[Change] = []
    unparsed = (base.scan is not None and base.scan.rough) != (head.scan is not None and head.scan.rough)
    for surface in sorted({element.surface for element in (*old, *new)}):
        b = [element for element in old if element.surface == surface]
        h = [element for element in new if element.surface == surface]
        if unparsed and base.scan and head.scan:
            found += _by_value(b, h, base.scan.text, head.scan.text)
        else:
            found += _by_place(b, h, narrow)
    if base.path != head.path:
        found = [replace(c, base_path=base.path if c.base_path else None) for c in found]
    return sorted(found, key=lambda c: (c.surface, c.line or c.base_line or 0, c.key))


def _renamed(element: Element, path: str) -> Element:
    _, mark, pointer = element.key.partition("#")
    return replace(element, key=path + mark + pointer, path=path)


def _by_place(old: Sequence[Element], new: Sequence[Element], narrow: Narrow) -> list[Change]:
    pairs = [(c, (b, h)) for c, (b, h) in itemised(MODEL, old, new) if (b and says(b)) or (h and says(h))]
    lost = [(c, b) for c, (b, h) in pairs if c.change == "removed" and b and not b.is_file]
    won = [(c, h) for c, (b, h) in pairs if c.change == "added" and h and not h.is_file]
    dropped: set[int] = set()
    joined: list[Change] = []
    if old and new and old[0].surface in _REFERENCES:
        before, after = {_place(e) for e in old}, {_place(e) for e in new}
        gone = [(c, b) for c, b in lost if _place(b) not in after]
        come = [(c, h) for c, h in won if _place(h) not in before]
        for same in (True, False):
            for change, b in list(gone):
                for row in list(come):
                    h = row[1]
                    equal = b.digest == h.digest
                    if id(row[0]) in dropped or id(change) in dropped or equal != same:
                        continue
                    if equal or _akin(b, h):
                        dropped |= {id(change), id(row[0])}
                        if not equal:
                            joined.append(_joined(b, h))
        if old[0].surface == "base_model":
            had, has = {e.digest for e in old}, {e.digest for e in new}
            dropped |= {id(c) for c, h in won if h.digest in had and h.has_value}
            dropped |= {id(c) for c, b in lost if b.digest in has and b.has_value}
    changes = [change for c, pair in pairs if id(c) not in dropped for change in narrow(c, pair)]
    return [c for c in (*changes, *joined) if c.change != "moved"]


def _place(element: Element) -> str:
    """The pointer without the positions of list items."""
    return re.sub(r"/\d+(?=/|$)", "/*", element.key.partition("#")[2])


def _akin(b: Element, h: Element) -> bool:
    """Whether two keys look like two spellings of one: ``dataset_configs/0`` and ``dataset_config``."""
    return bool(_steps(b) & _steps(h)) and type(b.value) is type(h.value)


def _steps(element: Element) -> set[str]:
    return {step.rstrip("s") for step in element.key.partition("#")[2].split("/") if step and not step.isdigit()}


def _joined(b: Element, h: Element) -> Change:
    return Change(
        MODEL, h.surface, "modified", h.key, b.value, h.value, h.path, h.line, h.end_line, b.path, b.line,
        f"was {b.key.partition('#')[2]}",
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
