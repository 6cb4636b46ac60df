"""What a change adds, changes or removes that is recognised and that no selector covers: facts for the policies.

Only files that the change touches are read, and of a configuration that selects less than before, those that it no
longer selects. The selectors of both sides cover, and the exclusions of the trusted side count; one of the head that
could count where a signed determination lists it is named beside the value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate.case.coverage_paths import RULE, dropped_paths, paths_to_ask
from gate.case.proposed import excluded_place, proposed, selector_of
from gate.config.cover import Cover
from gate.config.exclusions import Exclusion, excluded_by
from gate.documents import is_parsed, tokens_of
from gate.git.snapshot import Snapshot
from gate.surfaces.keys import printable
from gate.values.elements import Element
from gate.values.redact import redact_key, redact_value

if TYPE_CHECKING:
    from gate.case.coverage_shape import LooksLike, UncoveredElement, UncoveredFile
    from gate.case.sides import Sides
    from gate.git.entry import Entry
    from gate.recognise.uncovered import Look
    from gate.surfaces.reader import Reader

MOST = 100  # elements of a file that are facts one by one
MOST_LOOKS = 20  # places of a file that only look like something
MOST_KEYS = 5  # of other values that changed


def uncovered_files(sides: Sides, reader: Reader, changed: set[str] | None) -> list[UncoveredFile]:
    """One row a file, in the order of their paths; empty where nothing is compared."""
    if changed is None or sides.base is None or sides.verification is not None:
        return []
    dropped = dropped_paths(sides)
    paths, cover = paths_to_ask(sides, changed, dropped)
    if not paths:
        return []
    return _Files(sides, reader, paths, cover, dropped).rows()


@dataclass(frozen=True, slots=True)
class _Version:
    """One version of a file: where it is, and what no selector covers in it."""

    path: str
    entry: Entry | None
    look: Look


class _Files:
    def __init__(self, sides: Sides, reader: Reader, paths: list[str], cover: Cover, dropped: set[str]) -> None:
        from gate.recognise.beside import Beside

        self.sides = sides
        self.reader = reader
        self.cover = cover
        self.dropped = dropped
        self.base: Snapshot = sides.base  # type: ignore[assignment]  # there is one where a change is compared
        self.beside = Beside(sides.definitions)
        self.old, self.new = self.base.entries(paths), sides.head.entries(paths)
        both = ((path, entries.get(path)) for path in paths for entries in (self.old, self.new))
        self.paths = list(dict.fromkeys(path for path, entry in both if self.beside.wants(path, entry)))
        self.own = Cover([sides.new], dropped) if sides.new and dropped else None
        self.came = self._moves()

    def _moves(self) -> dict[str, str]:
        """New path -> old path of the files that moved with the same bytes. What comes out of an example is new."""
        from gate.recognise.switches import is_aside

        gone: dict[str, list[str]] = {}
        for path in self.old.keys() - self.new.keys():
            gone.setdefault(self.old[path].oid or "", []).append(path)
        found: dict[str, str] = {}
        for path in sorted(self.new.keys() - self.old.keys()):
            oid = self.sides.head.settled(path, self.new[path]).oid
            olds = [old for old in sorted(gone.get(oid or "", ())) if is_aside(path) or not is_aside(old)]
            if oid and olds:
                found[path] = olds[0]
                gone[oid].remove(olds[0])
        return found

    def rows(self) -> list[UncoveredFile]:
        left = set(self.came.values())
        rows = [self._row(path) for path in self.paths if path not in left]
        return [row for row in rows if row is not None]

    def _look(self, snapshot: Snapshot, path: str, entry: Entry | None) -> Look:
        from gate.recognise.uncovered import NOTHING, look

        chosen = self.cover.at(path)
        if entry is not None and not entry.is_regular and not self.beside.wants(path, entry):
            return NOTHING
        found = look(snapshot, path, entry, chosen, self.reader)
        if found.elements or entry is None or chosen.is_whole:
            return found
        return self.beside.look(snapshot, path, entry, self.reader, found)

    def _row(self, path: str) -> UncoveredFile | None:
        from gate.recognise.switches import is_aside
        from gate.recognise.uncovered import OTHER, RECOGNISED, in_code, is_stated, kind_of, paired

        before = self.came.get(path, path)
        old = _Version(before, self.old.get(before), self._look(self.base, before, self.old.get(before)))
        new = _Version(path, self.new.get(path), self._look(self.sides.head, path, self.new.get(path)))
        moved = before != path
        known = {e.pointer: e.digest for e in old.look.elements} if moved else {}
        earlier = [_at(e, path) for e in old.look.elements] if moved else list(old.look.elements)
        pairs = list(paired(earlier, new.look.elements))
        elements: list[UncoveredElement] = []
        others: list[str] = []
        for b, h in pairs:
            shown = h or b
            if shown is None or self._is_excluded(shown):
                continue
            kind = kind_of(shown)
            if kind != RECOGNISED and in_code(shown) and not (kind != OTHER and (is_stated(b) or is_stated(h))):
                continue  # of code, most changes say nothing of the model
            if kind == OTHER:
                others.append(shown.pointer)
            else:
                stays = kind != RECOGNISED and new.entry is not None  # without it a default takes effect
                status = "added" if b is None else "changed" if h is not None or stays else "removed"
                elements.append(self._element(shown, b, h, status))
        changed = {id(h) for _, h in pairs if h is not None}
        same = [
            e for e in new.look.elements if id(e) not in changed and kind_of(e) != OTHER and not self._is_excluded(e)
        ]
        if moved:
            elements += [self._element(e, e, e, "moved") for e in same if e.pointer in known]
            same = []
        elements += [self._element(e, e, e, "uncovered") for e in self._uncovered_now(path)]
        elements.sort(key=lambda row: (row["line"] or row["base_line"] or 0, row["key"]))
        notice = new.look.notice
        looks = self._looks(old.look, new.look, moved=moved, path=path)
        if not elements and not others and not same and notice is None and not looks:
            return None
        models = self.cover.at(path).models or self.beside.models(path)
        return {
            "path": printable(path),
            "base_path": printable(before) if moved else None,
            "models": models,
            "aside": not models and is_aside(path),
            "elements": elements[:MOST],
            "more": max(0, len(elements) - MOST),
            "unchanged": len(same),
            "others": {"count": len(others), "keys": [redact_key(f"#{k}", "")[1:] for k in others[:MOST_KEYS]]},
            "looks": looks,
            "notice": notice.message if notice is not None else None,
        }

    def _looks(self, old: Look, new: Look, *, moved: bool, path: str) -> list[LooksLike]:
        """What only looks like a surface and is added or changed; nothing of a file that moved as it was."""
        from gate.recognise.uncovered import paired

        if moved or new.elements == () == new.looks:
            return []
        rows = [h for _, h in paired(old.looks, new.looks) if h is not None and not self._is_excluded(h)]
        return [
            {
                "surface": e.surface,
                "key": redact_key(e.key, e.surface),
                "rule": e.recogniser,
                "line": e.line or 1,
                "end_line": e.end_line or e.line or 1,
                "select": _selector(e),
                "exclude": excluded_place(e.path, tokens_of(e.pointer), RULE),
            }
            for e in rows[:MOST_LOOKS]
        ]

    def _uncovered_now(self, path: str) -> list[Element]:
        """What the base's selectors cover and the head's do not, where the file itself need not have changed."""
        from gate.recognise.uncovered import OTHER, kind_of, look

        entry = self.new.get(path)
        if self.own is None or path not in self.dropped or entry is None:
            return []
        found = look(self.sides.head, path, entry, self.own.at(path), self.reader)
        both = {e.pointer for e in self._look(self.sides.head, path, entry).elements}
        rows = (e for e in found.elements if e.pointer not in both and kind_of(e) != OTHER)
        return [e for e in rows if not self._is_excluded(e)]

    def _is_excluded(self, element: Element) -> bool:
        return _exclusion(self.sides.trusted.exclusions, element) is not None

    def _element(self, shown: Element, b: Element | None, h: Element | None, status: str) -> UncoveredElement:
        from gate.recognise.uncovered import kind_of

        value, old = (_value(e) for e in (h, b))
        return {
            "surface": shown.surface,
            "key": redact_key(shown.key, shown.surface),
            "kind": kind_of(shown),
            "status": status,
            "recogniser": shown.recogniser,
            "old": old,
            "value": value,
            "line": h.line if h else None,
            "end_line": (h.end_line or h.line) if h else None,
            "base_line": b.line if b else None,
            "select": _selector(shown),
            "exclude": excluded_place(shown.path, tokens_of(shown.pointer), RULE),
            "proposed": proposed(self.sides, shown.path, tokens_of(shown.pointer), RULE),
        }


def _exclusion(rows: Iterable[Exclusion], element: Element) -> Exclusion | None:
    return excluded_by(rows, element.path, tokens_of(element.pointer), RULE)


def _selector(element: Element) -> str:
    """The selector that covers a value; of the whole file where no pointer leads to it."""
    has_pointer = not element.is_file and is_parsed(element.format)
    return selector_of(element.path, element.pointer if has_pointer else "")


def _value(element: Element | None) -> object:
    if element is None or not element.has_value:
        return None
    return redact_value(element.value, element.surface)


def _at(element: Element, path: str) -> Element:
    from dataclasses import replace

    key = path if element.is_file else f"{path}#{element.pointer}"
    return replace(element, key=key, path=path)


def proposed_exclusions(sides: Sides) -> list[Mapping[str, str]]:
    """The exact exclusions that the head adds: what a determination of the change can list."""
    known = {row.identity for row in sides.trusted.exclusions}
    rows = [row for row in (sides.new.exclusions if sides.new else ()) if row.is_exact and row.identity not in known]
    return [
        {"path": row.path, **({"key": row.key} if row.key is not None else {}), "rule": row.rule or ""} for row in rows
    ]
