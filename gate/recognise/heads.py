"""The line that a new block begins with: of what came or went as a whole, the first value's change starts there.

``- name: X`` above its ``value:``, ``params:`` above what stands in it, ``NAME = [`` above the items.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from gate.surfaces.narrow import Fetch
from gate.values.changes import Change
from gate.values.elements import Element
from gate.values.regex import regex

_HEAD = regex(r"[ \t]*(?:-[ \t]+)?(?:[^#\s].*[:{\[(`]|\"?name\"?[ \t]*[:=][ \t]*\S+|.*:[ \t]*[|>][+-]?)[ \t]*")
_MAX = 3  # lines of heads above one value


def with_heads(changes: Iterable[Change], old: Element, new: Element, fetch: tuple[Fetch, Fetch]) -> Iterator[Change]:
    """The changes of one file that both sides have; ``old`` and ``new`` are any element of each side."""
    left, right = fetch[0].text(old), fetch[1].text(new)
    rows = list(changes)
    if left is None or right is None:
        yield from rows
        return
    base, head = (text.decode("utf-8", "replace").split("\n") for text in (left, right))
    before, after = frozenset(base), frozenset(head)
    taken = {n for c in rows for n in range(c.line or 0, (c.end_line or c.line or 0) + 1)}
    gone = {c.base_line for c in rows}
    for c in rows:
        if c.change == "added" and c.line:
            first = _first(c.line, head, before, taken)
            taken.update(range(first, c.line))
            yield replace(c, line=first)
        elif c.change == "removed" and c.base_line:
            first = _first(c.base_line, base, after, gone)
            gone.update(range(first, c.base_line))
            yield replace(c, base_line=first)
        else:
            yield c


def _first(line: int, lines: list[str], other: frozenset[str], taken: Iterable[int | None]) -> int:
    """The first line of the heads above a line that the other side does not have."""
    first = line
    while first > 1 and line - first < _MAX and first - 1 not in taken:
        above = lines[first - 2] if first - 2 < len(lines) else ""
        if above in other or _HEAD.fullmatch(above) is None:
            break
        first -= 1
    return first
