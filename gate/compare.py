"""``compare(state, state) -> changes``: the one function behind every question of the gate.

Elements are matched by key; items of a list by their content and their name, so that an insertion does not make every
later item a change. Where the bytes of both sides are to be had, a change of a text, a long value or a data file is
narrowed down to the lines that differ.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from gate.records import compare_records, runs
from gate.values import Change, Element, State

MAX_ALIGNED = 2_000  # lines or list items that are aligned one by one; beyond, position decides
MAX_PREVIEW = 200  # characters of a changed text that a change quotes

Fetch = Callable[[Element], bytes | None]
Tree = dict[str, "Tree | Element"]
Pair = tuple[Element | None, Element | None]

_NAMES = ("name", "id", "path", "type", "task", "model", "key", "flow", "repo_id")


def compare(base: State, head: State, fetch_base: Fetch | None = None, fetch_head: Fetch | None = None) -> list[Change]:
    """Every difference between two states of one model, in the order of surface, path and line.

    The result is empty exactly where the two states' elements are equal. ``fetch_*`` give the bytes of an element's
    file, or None where they are not to be had; without them a changed file is one change.
    """
    narrow = _Narrow(fetch_base, fetch_head)
    changes: list[Change] = []
    for surface in sorted({*base.by_surface, *head.by_surface}):
        old = base.by_surface.get(surface, ())
        new = head.by_surface.get(surface, ())
        for change, pair in _surface(head.model, surface, old, new):
            changes.extend(narrow(change, pair))
    return sorted(changes, key=lambda c: (c.surface, c.path, c.line or c.base_line or 0, c.key))


def _surface(model: str, surface: str, old: Sequence[Element], new: Sequence[Element]) -> Iterator[tuple[Change, Pair]]:
    before, after = _by_path(old), _by_path(new)
    gone = {path: rows for path, rows in before.items() if path not in after}
    come = {path: rows for path, rows in after.items() if path not in before}
    for base_path, path in _moves(gone, come):
        b, h = _first(gone.pop(base_path)), _first(come.pop(path))
        detail = f"moved from {base_path}"
        yield _change(model, surface, "moved", b, h, key=h.path, detail=detail, whole=True), (b, h)
    for path in before.keys() & after.keys():
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
        return tuple(sorted((e.key.partition("#")[2], e.identity[:2]) for e in rows))

    left: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for path, rows in sorted(gone.items()):
        left[content(rows)].append(path)
    for path, rows in sorted(come.items()):
        if candidates := left.get(content(rows)):
            yield candidates.pop(0), path


def _file(model: str, surface: str, old: Sequence[Element], new: Sequence[Element]) -> Iterator[tuple[Change, Pair]]:
    """The changes of one file; one side is empty where the file was added or removed."""
    b = next((e for e in old if e.is_file), None)
    h = next((e for e in new if e.is_file), None)
    unparsed = [e for e in (b, h) if e is not None and e.format == "unparsed"]
    if not old or not new:
        if b or h:
            change = "added" if h else "removed"
            yield _change(model, surface, change, b, h, detail=_count(new or old), whole=True), (b, h)
            return
    elif unparsed:
        b, h = b or _first(old), h or _first(new)
        unread = "the base version cannot be parsed, so the whole file counts as changed"
        yield _change(model, surface, "modified", b, h, key=h.path, detail=unread, whole=True), (b, h)
        return
    elif b is None and h is not None:
        yield _change(model, surface, "added", _first(old), h, detail="now selected as a whole file"), (None, h)
    elif h is None and b is not None:
        yield _change(model, surface, "removed", b, None, detail="no longer selected as a whole file"), (b, None)
    elif b and h and b.identity != h.identity:
        detail = f"file mode {b.mode} -> {h.mode}" if b.mode != h.mode else None
        if detail and b.digest != h.digest:
            yield _change(model, surface, "modified", b, h, detail=detail, whole=True), (None, None)
            detail = None
        yield _change(model, surface, "modified", b, h, detail=detail), (b, h)
    path = (new or old)[0].path
    walk = _Walk(model, surface, path)
    yield from walk.both(_tree(old), _tree(new), ())


def _count(rows: Sequence[Element]) -> str | None:
    values = sum(not e.is_file for e in rows)
    return f"{values} values" if values else None


def _tree(rows: Sequence[Element]) -> Tree:
    root: Tree = {}
    for element in rows:
        if element.is_file:
            continue
        node = root
        tokens = element.key.partition("#")[2].split("/")[1:]
        for token in tokens[:-1]:
            below = node.setdefault(token, {})
            if isinstance(below, Element):  # the same place selected as a value and as a container: keep the deeper
                below = node[token] = {}
            node = below
        node[tokens[-1]] = element
    return root


def _leaves(tree: Tree | Element) -> list[Element]:
    if isinstance(tree, Element):
        return [tree]
    return [leaf for child in tree.values() for leaf in _leaves(child)]


def _signature(tree: Tree | Element) -> Any:
    if isinstance(tree, Element):
        return tree.identity
    return tuple((token, _signature(child)) for token, child in sorted(tree.items()))


def _is_list(tree: Tree) -> bool:
    return bool(tree) and all(str(index) in tree for index in range(len(tree)))


class _Walk:
    """Pairs the values of one file's two versions."""

    def __init__(self, model: str, surface: str, path: str) -> None:
        self.model = model
        self.surface = surface
        self.path = path

    def both(self, b: Tree, h: Tree, tokens: tuple[str, ...]) -> Iterator[tuple[Change, Pair]]:
        if _is_list(b) and _is_list(h):
            yield from self.lists([b[str(i)] for i in range(len(b))], [h[str(i)] for i in range(len(h))], tokens)
            return
        for token in sorted({*b, *h}):
            yield from self.pair(b.get(token), h.get(token), (*tokens, token))

    def pair(
        self, b: Tree | Element | None, h: Tree | Element | None, tokens: tuple[str, ...]
    ) -> Iterator[tuple[Change, Pair]]:
        if isinstance(b, dict) and isinstance(h, dict):
            yield from self.both(b, h, tokens)
        elif b is None or h is None:
            yield from self.one_sided(b, h, tokens)
        elif isinstance(b, Element) and isinstance(h, Element):
            if b.identity[1:] != h.identity[1:]:
                yield _change(self.model, self.surface, "modified", b, h), (b, h)
        else:
            old, new = _leaves(b), _leaves(h)
            yield self.block("modified", old, new, tokens), (None, None)

    def one_sided(
        self, b: Tree | Element | None, h: Tree | Element | None, tokens: tuple[str, ...]
    ) -> Iterator[tuple[Change, Pair]]:
        change = "added" if b is None else "removed"
        rows = _leaves(h if b is None else b)  # type: ignore[arg-type]
        if len(rows) == 1 and rows[0].key.partition("#")[2].count("/") == len(tokens):
            pair: Pair = (None, rows[0]) if b is None else (rows[0], None)
            yield _change(self.model, self.surface, change, *pair), pair
        elif b is None:
            yield self.block(change, [], rows, tokens), (None, None)
        else:
            yield self.block(change, rows, [], tokens), (None, None)

    def block(self, change: str, old: list[Element], new: list[Element], tokens: tuple[str, ...]) -> Change:
        """One change for a whole mapping or list that came or went."""
        rows = new or old
        words = ", ".join(f"{e.key.rpartition('/')[2]}: {_shown(e)}" for e in rows[:6])
        more = f", and {len(rows) - 6} more" if len(rows) > 6 else ""
        return Change(
            model=self.model,
            surface=self.surface,
            change=change,
            key=f"{rows[0].key.partition('#')[0]}#/" + "/".join(tokens),
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
        old, new = [_signature(item) for item in b], [_signature(item) for item in h]
        if old == new:
            return
        lost, won, same_place = _align(old, new)
        for i in list(lost):  # the same item elsewhere in the list: it was moved
            j = next((j for j in won if new[j] == old[i]), None)
            if j is not None:
                lost.remove(i)
                won.remove(j)
                yield self.moved(b[i], h[j], i, j, tokens)
        pairs = _by_name(b, h, lost, won)
        pairs += [(i, j) for i, j in same_place if i in lost and j in won]
        for i, j in pairs:
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
        old, new = _leaves(b), _leaves(h)
        change = self.block("moved", old, new, (*tokens, str(j)))
        return replace(change, detail=f"moved from position {i + 1} to {j + 1} of the list"), (None, None)


def _align(old: list[Any], new: list[Any]) -> tuple[list[int], list[int], list[tuple[int, int]]]:
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


class _Narrow:
    """Narrows a change to the lines that differ, where the bytes of both sides are to be had."""

    def __init__(self, fetch_base: Fetch | None, fetch_head: Fetch | None) -> None:
        self.fetch_base = fetch_base
        self.fetch_head = fetch_head

    def __call__(self, change: Change, pair: Pair) -> Iterator[Change]:
        b, h = pair
        if b is None or h is None or change.change != "modified" or not self.fetch_base or not self.fetch_head:
            yield change
            return
        if h.format == b.format == "jsonl":
            yield from self.records(change, b, h)
        elif h.is_file and h.format in ("text", "unparsed", "yaml", "json", "toml") and change.detail is None:
            yield from self.text(change, b, h, 1, None, 1, None)
        elif not h.is_file and h.line != h.end_line:
            yield from self.text(change, b, h, b.line or 1, b.end_line, h.line or 1, h.end_line)
        else:
            yield change

    def sides(self, b: Element, h: Element) -> tuple[bytes, bytes] | None:
        old = self.fetch_base(b) if self.fetch_base else None
        new = self.fetch_head(h) if self.fetch_head else None
        return None if old is None or new is None else (old, new)

    def records(self, change: Change, b: Element, h: Element) -> Iterator[Change]:
        sides = self.sides(b, h)
        if sides is None:
            yield replace(change, detail="too large to be compared record by record")
            return
        for found in compare_records(*sides):
            first, last = runs(found.lines)[0] if found.lines else (None, None)
            if found.kind == "line endings":
                first = last = 1
            yield replace(
                change,
                line=first,
                end_line=last,
                base_line=found.base_lines[0] if found.base_lines else None,
                detail=found.sentence(),
            )

    def text(
        self, change: Change, b: Element, h: Element, b1: int, b2: int | None, h1: int, h2: int | None
    ) -> Iterator[Change]:
        sides = self.sides(b, h)
        if sides is None:
            yield change
            return
        old = _lines(sides[0])[b1 - 1 : b2]
        new = _lines(sides[1])[h1 - 1 : h2]
        lost, won, _ = _align(old, new)
        hunks = list(_hunks(lost, won, old, new))
        if not hunks:  # only a file end or a character that is no line differs
            yield change
            return
        for i1, i2, j1, j2 in hunks:
            first = h1 + min(j1, max(0, len(new) - 1))
            yield replace(
                change,
                old=_preview(old[i1:i2]),
                new=_preview(new[j1:j2]),
                line=first,
                end_line=max(first, h1 + j2 - 1),
                base_line=b1 + i1,
                detail=_hunk_detail(i2 - i1, j2 - j1),
            )


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
    return data.decode("utf-8", "replace").split("\n")


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
