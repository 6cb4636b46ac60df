"""Files that moved with the same bytes, where nothing depends on the place: they make nothing stale.

A place matters where something names it (a reviewed value; for prompts, filters and scopes any file of the repository),
where it decides in which order a set is read, where the file names others relative to itself, and where something else
is at the old place now.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from gate.documents import is_code
from gate.git.entry import FOLDER, Entry
from gate.git.paths import below
from gate.git.snapshot import Snapshot
from gate.surfaces.reader import MAX_TEXT
from gate.values.changes import RELOCATED, Change
from gate.values.elements import Element, State
from gate.values.errors import UndecidedError
from gate.values.regex import regex

_CONTROLS = ("system_prompt", "output_filter", "scope_enforcement")
_DATA = ("jsonl", "data")
_UNREADABLE = ("symlink", "submodule", "unparsed")
# what names another file by where this one is: tags of templates, imports, paths
_LEADS = regex(
    rb"\{%|\{\{|<%|\b(?:include|import|extends)\b|\.{1,2}/"
    rb"|[\w-]\.(?:ya?ml|json|toml|sh|j2|jinja2?|md|env|txt|hbs|liquid|tmpl|tpl|prompt|py|co)\b"
)
_ORDERS: tuple[Callable[[str], object], ...] = (
    lambda path: path,
    lambda path: path.split("/"),
    lambda path: path.rpartition("/")[2],
)
_DOCUMENTS = (".md", ".rst", ".adoc", ".txt")


@dataclass(frozen=True)
class Places:
    """The head, which says what a place means; ``own`` are folders of evidence and files of the gate."""

    head: Snapshot
    own: Sequence[str]

    def relocated(self, base: State, head: State, changes: Sequence[Change]) -> list[Change]:
        """The changes, with those moves marked on which nothing depends. Raises UndecidedError on git's errors."""
        moves = [change for change in changes if is_move(change)]
        if not moves:
            return list(changes)
        settled = {id(move) for move in self._settled(base, head, moves)}
        return [
            replace(change, change=RELOCATED, detail=f"{change.detail}, with the same content; nothing depends on it")
            if id(change) in settled
            else change
            for change in changes
        ]

    def _settled(self, base: State, head: State, moves: Sequence[Change]) -> Iterable[Change]:
        for surface in sorted({move.surface for move in moves}):
            rows = [move for move in moves if move.surface == surface]
            old, new = base.by_surface.get(surface, ()), head.by_surface.get(surface, ())
            if not _in_order(old, new, rows):
                continue
            before, after = _by_path(old), _by_path(new)
            for move in rows:
                was, now = before.get(move.base_path or "", ()), after.get(move.path, ())
                if _identities(was) != _identities(now):  # another mode
                    continue
                if self._is_free(move.base_path or "") and not self._depends(move, now, head):
                    yield move

    def _is_free(self, path: str) -> bool:
        """Whether nothing is at a place any more, and no link or submodule above it leads elsewhere."""
        above = path.split("/")[:-1]
        folders = ("/".join(above[: depth + 1]) for depth in range(len(above)))
        return self.head.mode(path) is None and all(self.head.mode(f) in (None, FOLDER) for f in folders)

    def _depends(self, move: Change, elements: Sequence[Element], head: State) -> bool:
        if not elements or any(is_code(e.format) or e.format in _UNREADABLE for e in elements):
            return True
        if not any(e.format in _DATA for e in elements) and self._leads_on(move.path):
            return True
        return self._is_named(move, head)

    def _leads_on(self, path: str) -> bool:
        entry = self.head.entry(path)
        data = None if entry is None else self._read(path, entry)
        return data is None or _LEADS.search(data) is not None

    def _is_named(self, move: Change, head: State) -> bool:
        """Whether a reviewed file names one of the two paths or a folder of it; of a control, whether any file does."""
        old, new = (move.base_path or "").split("/"), move.path.split("/")
        shared = {*old} & {*new}
        names = {old[-1], new[-1]}
        folders = {step for step in (*old[:-1], *new[:-1]) if step not in shared}
        reviewed = {e.path for e in head.elements if e.format not in _DATA} - {move.path}
        if self._holds(reviewed, names) or any(self._says(path, folders) for path in sorted(reviewed)):
            return True
        if move.surface not in _CONTROLS:
            return False
        files = {
            path
            for path in self.head.entries([""])
            if path != move.path
            and not any(below(path, folder) for folder in self.own)
            and not path.lower().endswith(_DOCUMENTS)
        }
        said = {sign.format(step) for step in folders for sign in ("{}/", '"{}"', "'{}'")}
        return self._holds(files - reviewed, names | said)

    def _says(self, path: str, folders: Iterable[str]) -> bool:
        """Whether a reviewed file has the name of a folder as a part of a path, in quotes, or as a value of its own."""
        entry = self.head.entry(path)
        data = None if entry is None else self._read(path, entry)
        return data is None or any(re.search(_folder_name(step), data) for step in folders)

    def _holds(self, paths: Iterable[str], texts: Iterable[str]) -> bool:
        """Whether one of the files has one of the texts in it. One that cannot be read may have."""
        by_oid: dict[str, str] = {}
        for path in sorted(paths):
            entry = self.head.entry(path)
            if entry is None:
                continue
            if entry.oid is not None:
                by_oid[entry.oid] = path
            else:
                data = self._read(path, entry)
                if data is None or any(text.encode() in data for text in texts):
                    return True
        return bool(self.head.repository.containing(by_oid, texts))

    def _read(self, path: str, entry: Entry) -> bytes | None:
        try:
            return self.head.read(path, entry, limit=MAX_TEXT)
        except UndecidedError:
            return None


def _folder_name(step: str) -> bytes:
    name = re.escape(step.encode())
    return rb"(?m)(?<![\w.-])%b/|/%b(?![\w.-])|[\"'`]%b[\"'`]|(?:[:=]|^\s*-)[ \t]*%b[ \t]*(?:#.*)?$" % ((name,) * 4)


def is_move(change: Change) -> bool:
    """Whether a change is that of a whole file's place."""
    return change.change == "moved" and change.base_path is not None and change.base_path != change.path


def _by_path(elements: Iterable[Element]) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    for element in elements:
        found.setdefault(element.path, []).append(element)
    return found


def _identities(elements: Iterable[Element]) -> dict[str, tuple[str, str, str | None]]:
    return {element.pointer: element.identity for element in elements}


def _in_order(old: Iterable[Element], new: Iterable[Element], moves: Sequence[Change]) -> bool:
    """Whether the files that are on both sides come in the same order, however a reader sorts paths."""
    to = {move.base_path: move.path for move in moves}
    after = {e.path for e in new}
    pairs = [(path, to.get(path, path)) for path in {e.path for e in old} if to.get(path, path) in after]
    return all(
        [new_path for _, new_path in sorted(pairs, key=lambda pair: (order(pair[0]), pair[0]))]
        == [new_path for _, new_path in sorted(pairs, key=lambda pair: (order(pair[1]), pair[1]))]
        for order in _ORDERS
    )
