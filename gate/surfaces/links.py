"""Symbolic links and submodules on a surface: what a selector could see behind them has to be reviewed, too.

A glob is matched against the paths that git has, and git has none behind a link or in a submodule: ``data/**/*.jsonl``
finds nothing below ``data/more -> ../elsewhere``, and who reads the folder finds it all. So each link and each
submodule at a place where a selector could match, or above one, is an element: its target counts, or its commit. A
link has to lead to what the same surface reviews, under selectors that see at least as much there. That is told from
the selectors, so that it holds for files that come later, too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gate.config.rests import Rest, holds, rests
from gate.config.selectors import Selector, folders
from gate.documents import format_of, is_code, tree_format
from gate.git.entry import FOLDER, GITLINK, SYMLINK, Entry
from gate.git.paths import below
from gate.git.snapshot import Snapshot
from gate.surfaces.keys import RECORDS
from gate.values.errors import Problem
from gate.values.regex import regex
from gate.values.terms import TRAINING_DATA

MAX_LINKS = 40  # as many as Linux follows (path_resolution(7))
MAX_TARGET = 1 << 16
_UP_AGAIN = regex(r"(?:^|/)(?!\.{0,2}/)[^/]+/(?:.*/)?\.\.(?:/|$)", re.DOTALL)
_ABSOLUTE = regex(r"/|[A-Za-z]:|[^\\]*\\")
_BYTES = "bytes"

Chosen = Mapping[str, Sequence[Selector]]  # path -> the selectors of a surface that find it


@dataclass(frozen=True, slots=True)
class View:
    """What a selector sees from a path on: ``rest`` of its glob is left there, () where it matches the path itself."""

    rest: Rest
    selector: Selector


@dataclass(frozen=True, slots=True)
class Way:
    """Where a link leads: ``end`` is a path (None: out of the repository), ``mode`` that of what is there, by git.

    ``through`` are the links and submodules on the way.
    """

    text: str
    end: str | None
    mode: str | None = None
    through: tuple[str, ...] = ()

    @property
    def passes(self) -> set[str]:
        """Every path on the way: where something else there leads elsewhere."""
        return {*self.through, *([self.end, *folders(self.end)] if self.end else [])}


def views(selectors: Iterable[Selector], path: str) -> list[View]:
    """What the selectors of a surface see at ``path`` and below it, without what its exclusions take away."""
    rows = list(selectors)
    if any(s.exclude and s.glob == path for s in rows):
        return []
    taken = [rest for s in rows if s.exclude for rest in rests(s.glob, path)]
    return [
        View(rest, s)
        for s in rows
        if not s.exclude
        for rest in sorted(rests(s.glob, path))
        if not any(holds(other, rest) for other in taken)
    ]


def follow(snapshot: Snapshot, path: str) -> Way:
    """Where the link at ``path`` leads, through other links, without a look at the disk."""
    text = target_of(snapshot, path)
    if _ABSOLUTE.match(text):
        return Way(text, None)
    at = path.split("/")[:-1]
    left = text.split("/")[::-1]
    through: list[str] = []
    while left:
        part = left.pop()
        if part in ("", "."):
            continue
        if part == "..":
            if not at:
                return Way(text, None, None, tuple(through))
            at.pop()
            continue
        here = "/".join([*at, part])
        mode = snapshot.mode(here)
        if mode == SYMLINK:
            target = target_of(snapshot, here)
            if here == path or len(through) == MAX_LINKS:
                return Way(text, path, None, tuple(through))  # in a circle: to nothing
            through.append(here)
            if _ABSOLUTE.match(target):
                return Way(text, None, None, tuple(through))
            left += target.split("/")[::-1]
            continue
        at.append(part)
        rest = [name for name in left[::-1] if name not in ("", ".")]
        if mode == GITLINK:
            return Way(text, "/".join([*at, *rest]), GITLINK, (*through, here))
        if mode != FOLDER:
            return Way(text, "/".join([*at, *rest]), None if rest else mode, tuple(through))
    return Way(text, "/".join(at), FOLDER, tuple(through))


def target_of(snapshot: Snapshot, path: str) -> str:
    """The text of the link at ``path``."""
    entry = snapshot.entry(path)
    return "" if entry is None else snapshot.read(path, entry, limit=MAX_TARGET).decode("utf-8", "surrogateescape")


class Links:
    """The links and submodules of one snapshot, as the selectors of one surface see them."""

    def __init__(self, snapshot: Snapshot, surface: str, selectors: Sequence[Selector]) -> None:
        self._snapshot = snapshot
        self._surface = surface
        self._selectors = selectors
        self._seen: dict[str, tuple[Way, list[View]]] = {}

    def hits(self, path: str, entry: Entry) -> list[Selector]:
        """The selectors that could see something at or behind a link or a submodule."""
        seen = views(self._selectors, path)
        if seen and entry.mode == SYMLINK:
            way = follow(self._snapshot, path)
            if way.mode is not None and way.mode.startswith("100"):
                seen = [view for view in seen if not view.rest]  # nothing is below a file
            elif way.mode == FOLDER:
                seen = [view for view in seen if view.rest] or seen
            self._seen[path] = way, seen
        return list(dict.fromkeys(view.selector for view in seen))

    def problems(self, chosen: Chosen, model: Collection[Sequence[Selector]]) -> Iterator[Problem]:
        """Of every link that leads to what is not reviewed. ``model`` are the selectors of all of its surfaces."""
        for path, (way, seen) in self._seen.items():
            if seen and path in chosen:
                found = self._problem(path, way, seen, chosen, model)
                if found is not None:
                    yield Problem(found[0], path, 1, remedy=found[1])

    def _problem(
        self, path: str, way: Way, seen: list[View], chosen: Chosen, model: Collection[Sequence[Selector]]
    ) -> tuple[str, str] | None:
        if _UP_AGAIN.search(way.text):
            said = f"the symbolic link has .. after a folder, which could be a link itself: {way.text}"
            return said, "Write the shortest path to its target."
        if way.end is None:
            said = f"the symbolic link leads out of the repository: {way.text}"
            if any(view.rest and below(view.selector.prefix, path) for view in seen):
                return said, "Put the folder itself in its place."
            if all(view.rest for view in seen):
                return said, f"Put what it leads to in its place, or exclude it with '!{path}'."
            return said, "Put the file itself in its place."
        blind = next((link for link in way.through if link not in chosen), None)
        if blind is not None:
            said = f"the symbolic link leads through {blind}, which the {self._surface} selectors do not cover"
            return said, "Write a path to its target that avoids it."
        if way.mode == GITLINK:
            return None  # its commit says what is in there
        for view in seen:
            if not self._is_covered(path, way.end, view, chosen):
                return self._uncovered(path, way, view, chosen, model)
        return None

    def _is_covered(self, path: str, end: str, view: View, chosen: Chosen) -> bool:
        if not view.rest:
            return any(_reads_all(self._surface, end, found, path, view.selector) for found in chosen.get(end, ()))
        kept = [rest for s in self._selectors if s.exclude for rest in rests(s.glob, path)]
        lost = [rest for s in self._selectors if s.exclude for rest in rests(s.glob, end)]
        if any(not any(holds(other, rest) for other in kept) for rest in lost):
            return False  # what is excluded there is not excluded here
        there = views(self._selectors, end)
        return any(holds(v.rest, view.rest) and _is_wider(v.selector, view.selector) for v in there)

    def _uncovered(
        self, path: str, way: Way, view: View, chosen: Chosen, model: Collection[Sequence[Selector]]
    ) -> tuple[str, str]:
        end = way.end or ""
        said = f"the symbolic link leads to {end or 'the root'}"
        wanted = "/".join(filter(None, (end, *view.rest)))
        whole = f"{wanted}#{view.selector.text.partition('#')[2]}" if view.selector.pointer is not None else wanted
        instead = "put the file itself in its place" if not view.rest else f"exclude it with '!{path}'"
        remedy = f"Add {whole!r} to the {self._surface} selectors, or {instead}."
        if view.rest and below(view.selector.prefix, path):
            remedy = f"Write {whole!r} in place of {view.selector.text!r}."
        if not any(views(selectors, end) for selectors in model):
            return f"{said}, which no selector of this model covers", remedy
        if not view.rest and way.mode is None and end not in chosen:
            return f"{said}, which is not there", "Remove the link, or add what it leads to."
        if not any(views(self._selectors, end)):
            return f"{said}, which another surface reviews and {self._surface} does not", remedy
        if not view.rest and any(found.pointer is None for found in chosen.get(end, ())):
            names = reading(self._surface, path), reading(self._surface, end)
            said = f"the symbolic link is read as {names[0]}, and its target {end} is reviewed as {names[1]}"
            return said, "Give both names the same ending, or put the file itself in its place."
        return f"{said}, of which the {self._surface} selectors see only a part", remedy


def on_the_way(snapshot: Snapshot, prefix: str) -> str | None:
    """The first link or submodule at or above a literal path."""
    parts = prefix.split("/") if prefix else []
    paths = ("/".join(parts[: n + 1]) for n in range(len(parts)))
    return next((path for path in paths if snapshot.mode(path) in (SYMLINK, GITLINK)), None)


def reading(surface: str, path: str) -> str:
    """How a file of that name is read where it is selected as a whole: by its format, or ``bytes``."""
    structured = format_of(path)
    if structured is not None and not (surface == TRAINING_DATA and structured == "json"):
        return structured
    if surface == TRAINING_DATA or path.lower().endswith(RECORDS):
        return _BYTES
    tree = tree_format(path)
    return tree if tree is not None and is_code(tree) else _BYTES


def _is_wider(wide: Selector, narrow: Selector) -> bool:
    """Whether the pointer of one selector leads to all that the other's does."""
    if wide.pointer is None or narrow.pointer is None:
        return wide.pointer is None
    return len(wide.pointer) <= len(narrow.pointer) and all(
        step in ("*", other) for step, other in zip(wide.pointer, narrow.pointer, strict=False)
    )


def _reads_all(surface: str, end: str, found: Selector, path: str, wanted: Selector) -> bool:
    """Whether what a selector reviews of the file ``end`` is all that another one reads of it by the name ``path``."""
    if not _is_wider(found, wanted):
        return False
    if found.pointer is None and (found.read_as is not None or reading(surface, end) == _BYTES):
        return True
    if wanted.read_as is not None:
        return False
    if wanted.pointer is not None:
        return tree_format(path) == tree_format(end)
    return reading(surface, path) == reading(surface, end)
