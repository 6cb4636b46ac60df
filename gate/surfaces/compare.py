"""``compare(state, state) -> changes``: the one function behind every question of the gate.

Elements are matched by key; items of a list by their content and their name, so that an insertion does not make every
later item a change. Where the bytes of both sides are to be had, a change of a text, a long value or a data file is
narrowed down to the lines that differ (`gate.narrow`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gate.documents import is_code
from gate.surfaces.comments import COMMENT, STEP, said
from gate.surfaces.narrow import Fetch, Narrow, Pair, align
from gate.surfaces.tree import Tree, beside, items_of, leaves, signature, tree_of
from gate.surfaces.written import difference
from gate.values.changes import Change
from gate.values.elements import Element, State, split_key

_UNPARSED = ("text", "bytes")
_NAMES = ("name", "id", "path", "type", "task", "model", "key", "flow", "repo_id")


def compare(base: State, head: State, fetch_base: Fetch | None = None, fetch_head: Fetch | None = None) -> list[Change]:
    """Every difference between two states of one model, in the order of surface, path and line.

    The result is empty exactly where the two states' elements are equal. ``fetch_*`` stream the bytes of an
    element's file; without them a changed file is one change.
    """
    narrow = Narrow(fetch_base, fetch_head)
    changes: list[Change] = []
    for surface in sorted({*base.by_surface, *head.by_surface}):
        old = base.by_surface.get(surface, ())
        new = head.by_surface.get(surface, ())
        for change, pair in _surface(head.model, surface, old, new):
            changes.extend(narrow(change, pair))
    return sorted(changes, key=lambda c: (c.surface, c.path, c.line or c.base_line or 0, c.key))


def itemised(model: str, old: Sequence[Element], new: Sequence[Element]) -> Iterator[tuple[Change, Pair]]:
    """The changes of one surface of one file, each value for itself; files and values are told apart by their keys."""
    if old or new:
        yield from _file(model, (new or old)[0].surface, old, new, itemise=True)


def _surface(model: str, surface: str, old: Sequence[Element], new: Sequence[Element]) -> Iterator[tuple[Change, Pair]]:
    before, after = _by_path(old), _by_path(new)
    gone = {path: rows for path, rows in before.items() if path not in after}
    come = {path: rows for path, rows in after.items() if path not in before}
    for base_path, path in _moves(gone, come):
        b, h = _first(gone.pop(base_path)), _first(come.pop(path))
        detail = f"moved from {base_path}"
        yield _change(model, surface, "moved", b, h, key=h.path, detail=detail, whole=True), (b, h)
    for path in before.keys() & after.keys():
        if before[path] != after[path]:
            yield from _file(model, surface, before[path], after[path])
    for rows in gone.values():
        yield from _file(model, surface, rows, [])
    for rows in come.values():
        yield from _file(model, surface, [], rows)


def _by_path(elements: Sequence[Element]) -> dict[str, list[Element]]:
    groups: dict[str, list[Element]] = defaultdict(list)
    for element in elements:
        groups[element.path].append(element)
    return groups


def _first(rows: Sequence[Element]) -> Element:
    return min(rows, key=lambda e: (not e.is_file, e.line or 0))


def _moves(gone: Mapping[str, list[Element]], come: Mapping[str, list[Element]]) -> Iterator[tuple[str, str]]:
    """Pairs of paths whose elements are the same but for the path."""

    def content(rows: list[Element]) -> tuple[Any, ...]:
        return tuple(sorted((e.pointer, e.identity[:2]) for e in rows))

    left: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for path, rows in sorted(gone.items()):
        left[content(rows)].append(path)
    for path, rows in sorted(come.items()):
        if candidates := left.get(content(rows)):
            yield candidates.pop(0), path


def _file(
    model: str, surface: str, old: Sequence[Element], new: Sequence[Element], *, itemise: bool = False
) -> Iterator[tuple[Change, Pair]]:
    """The changes of one file; one side is empty where the file was added or removed."""
    b = next((e for e in old if e.is_file), None)
    h = next((e for e in new if e.is_file), None)
    if (b or h) and not (old and new):
        change = "added" if h else "removed"
        yield _change(model, surface, change, b, h, detail=_count(new or old), whole=True), (b, h)
        return
    if any(e is not None and e.format == "unparsed" for e in (b, h)):
        b, h = b or _first(old), h or _first(new)
        unread = "the base version cannot be parsed, so the whole file counts as changed"
        yield _change(model, surface, "modified", b, h, key=h.path, detail=unread, whole=True), (b, h)
        return
    if b and h and (b.format in _UNPARSED) != (h.format in _UNPARSED) and not (is_code(b.format) or is_code(h.format)):
        detail = f"compared as {h.format}, and as {b.format} at the base"
        yield _change(model, surface, "modified", b, h, key=h.path, detail=detail, whole=True), (b, h)
        return
    if old and new:
        yield from _whole_file(model, surface, b or _first(old), b, h)
    path = (new or old)[0].path
    walk = _Walk(model, surface, path, itemise)
    yield from walk.both(tree_of(old), tree_of(new), ())


def _whole_file(
    model: str, surface: str, first: Element, b: Element | None, h: Element | None
) -> Iterator[tuple[Change, Pair]]:
    """What changed in the element of the whole file; ``first`` is the first element of the base."""
    if b is None and h is not None:
        yield _change(model, surface, "added", first, h, detail="now selected as a whole file"), (None, h)
    elif h is None and b is not None:
        yield _change(model, surface, "removed", b, None, detail="no longer selected as a whole file"), (b, None)
    elif b and h and b.identity != h.identity:
        detail = f"file mode {b.mode} -> {h.mode}" if b.mode != h.mode else None
        parsed = [format for format in (b.format, h.format) if is_code(format)]
        if parsed and {b.format, h.format} & {"text", "bytes"}:
            detail = f"cannot be parsed as {parsed[0]} on one side, so compared as text"
        if detail and b.digest != h.digest:
            yield _change(model, surface, "modified", b, h, detail=detail, whole=True), (None, None)
            detail = None
        yield _change(model, surface, "modified", b, h, detail=detail), (b, h)


def _count(rows: Sequence[Element]) -> str | None:
    values = sum(not e.is_file for e in rows)
    return f"{values} values" if values else None


class _Walk:
    """Pairs the values of one file's two versions."""

    def __init__(self, model: str, surface: str, path: str, itemise: bool) -> None:
        self.model = model
        self.surface = surface
        self.path = path
        self.itemise = itemise  # a row for every value, in place of one for a block that came or went

    def both(self, b: Tree, h: Tree, tokens: tuple[str, ...]) -> Iterator[tuple[Change, Pair]]:
        if self.is_list(b) and self.is_list(h):
            yield from self.lists(items_of(b), items_of(h), tokens)
            return
        for token in sorted({*b, *h}):
            yield from self.pair(b.get(token), h.get(token), (*tokens, token))

    def is_list(self, tree: Tree) -> bool:
        if self.itemise:  # only some items of a list may be reviewed
            return bool(tree) and all(key.isascii() and key.isdigit() for key in tree)
        return bool(tree) and all(str(index) in tree for index in range(len(tree)))

    def pair(
        self, b: Tree | Element | None, h: Tree | Element | None, tokens: tuple[str, ...]
    ) -> Iterator[tuple[Change, Pair]]:
        b, h = beside(b, h), beside(h, b)
        if isinstance(b, dict) and isinstance(h, dict):
            yield from self.both(b, h, tokens)
        elif b is None or h is None:
            yield from self.one_sided(b, h, tokens)
        elif isinstance(b, Element) and isinstance(h, Element):
            if b.identity[1:] != h.identity[1:]:
                detail = difference(b, h)
                yield (
                    _change(self.model, self.surface, "modified", b, h, detail=detail, whole=detail is not None),
                    (b, h),
                )
        elif self.itemise:
            yield from self.one_sided(b, None, tokens)
            yield from self.one_sided(None, h, tokens)
        else:
            old, new = leaves(b), leaves(h)
            yield self.block("modified", old, new, tokens), (None, None)

    def one_sided(
        self, b: Tree | Element | None, h: Tree | Element | None, tokens: tuple[str, ...]
    ) -> Iterator[tuple[Change, Pair]]:
        change = "added" if b is None else "removed"
        rows = leaves(h if b is None else b)  # type: ignore[arg-type]
        if self.itemise or tokens[-1] == STEP:
            for row in rows:
                sides: Pair = (None, row) if b is None else (row, None)
                yield _change(self.model, self.surface, change, *sides), sides
        elif len(rows) == 1 and rows[0].pointer.count("/") == len(tokens):
            pair: Pair = (None, rows[0]) if b is None else (rows[0], None)
            yield _change(self.model, self.surface, change, *pair), pair
        elif b is None:
            yield self.block(change, [], rows, tokens), (None, None)
        else:
            yield self.block(change, rows, [], tokens), (None, None)

    def block(self, change: str, old: list[Element], new: list[Element], tokens: tuple[str, ...]) -> Change:
        """One change for a whole mapping or list that came or went."""
        rows = new or old
        is_named = len(rows) == 1 and _label(rows[0]) != ""
        words = ", ".join(f"{_label(e)}{_shown(e)}" for e in rows[:6])
        more = f", and {len(rows) - 6} more" if len(rows) > 6 else ""
        return Change(
            model=self.model,
            surface=self.surface,
            change=change,
            key=rows[0].key if is_named else f"{split_key(rows[0].key)[0]}#/" + "/".join(tokens),
            old=old[0].value if len(old) == 1 else None,
            new=new[0].value if len(new) == 1 else None,
            path=self.path,
            line=min((e.line for e in new if e.line), default=None),
            end_line=max((e.end_line for e in new if e.end_line), default=None),
            base_path=self.path if old else None,
            base_line=min((e.line for e in old if e.line), default=None),
            detail=words + more,
        )

    def lists(
        self, b: list[Tree | Element], h: list[Tree | Element], tokens: tuple[str, ...]
    ) -> Iterator[tuple[Change, Pair]]:
        old, new = [signature(item) for item in b], [signature(item) for item in h]
        if old == new:
            return
        lost, won, same_place = align(old, new)
        for i in list(lost):  # the same item elsewhere in the list: it was moved
            j = next((j for j in won if new[j] == old[i]), None)
            if j is not None:
                lost.remove(i)
                won.remove(j)
                yield self.moved(b[i], h[j], i, j, tokens)
        for pairs in (_by_name(b, h, lost, won), same_place):
            for i, j in pairs:
                if i in lost and j in won:
                    lost.remove(i)
                    won.remove(j)
                    yield from self.pair(b[i], h[j], (*tokens, str(j)))
        for i in lost:
            yield from self.one_sided(b[i], None, (*tokens, str(i)))
        for j in won:
            yield from self.one_sided(None, h[j], (*tokens, str(j)))

    def moved(
        self, b: Tree | Element, h: Tree | Element, i: int, j: int, tokens: tuple[str, ...]
    ) -> tuple[Change, Pair]:
        old, new = leaves(b), leaves(h)
        change = self.block("moved", old, new, (*tokens, str(j)))
        return replace(change, detail=f"moved from position {i + 1} to {j + 1} of the list"), (None, None)


def _by_name(
    b: list[Tree | Element], h: list[Tree | Element], lost: list[int], won: list[int]
) -> list[tuple[int, int]]:
    """Pairs of items that say the same under the first naming key that both have (``path``, ``id``, ...)."""
    pairs: list[tuple[int, int]] = []
    free = list(won)
    for i in lost:
        item = b[i]
        if isinstance(item, Element):
            continue
        for name in _NAMES:
            mine = item.get(name)
            if not isinstance(mine, Element):
                continue
            for j in free:
                other = h[j]
                theirs = other.get(name) if isinstance(other, dict) else None
                if isinstance(theirs, Element) and theirs.digest == mine.digest:
                    pairs.append((i, j))
                    free.remove(j)
                    break
            else:
                continue
            break
    return pairs


def _label(element: Element) -> str:
    """What a value is called in a list of several; nothing for one that is called by its position."""
    name = "comment" if element.format == COMMENT else element.key.rpartition("/")[2]
    return "" if name.isdigit() else f"{name}: "


def _shown(element: Element) -> str:
    if not element.has_value:
        return "..."
    text = element.value if isinstance(element.value, str) else json.dumps(element.value)
    return text if len(text) <= 60 else text[:57] + "..."


def _change(
    model: str,
    surface: str,
    change: str,
    b: Element | None,
    h: Element | None,
    *,
    key: str | None = None,
    detail: str | None = None,
    whole: bool = False,
) -> Change:
    e = h or b
    if e is None:
        raise ValueError("a change has at least one side")
    if e.format == COMMENT:
        detail, whole = said(b, h), True
    return Change(
        model=model,
        surface=surface,
        change=change,
        key=key or e.key,
        old=None if whole or b is None or not b.has_value else b.value,
        new=None if whole or h is None or not h.has_value else h.value,
        path=e.path,
        line=(h.line or 1) if h else None,
        end_line=(h.end_line or h.line or 1) if h else None,
        base_path=b.path if b else None,
        base_line=(b.line or 1) if b else None,
        detail=detail,
    )
