"""The files of both sides of a change, found without regard to case, at the cost of the folders on the way."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, KeysView
from fnmatch import fnmatchcase

from gate.git.entry import GITLINK, SYMLINK, Entry
from gate.git.objects import MissingObjectError
from gate.git.snapshot import Snapshot
from gate.surfaces.links import follow
from gate.surfaces.stand_ins import places_taken
from gate.values.errors import UndecidedError

MAX_TEXT = 1024 * 1024  # bytes of a file that is looked into
_MAX_LINKS = 5  # on one way


class Files:
    """What exists at the base or the head.

    Only the base's folders are listed, one level at a time: what else the head has is among the changed paths.
    """

    def __init__(self, base: Snapshot, head: Snapshot, changed: Iterable[str]) -> None:
        self._base, self._head = base, head
        self._changed = sorted(changed)
        self._set = frozenset(self._changed)
        self._folders: dict[str, dict[str, list[tuple[str, bool]]]] = {}
        self._known: dict[str, list[tuple[str, bool]]] = {}
        self._texts: dict[str, tuple[str, ...]] = {}

    def find(self, path: str) -> list[tuple[str, bool]]:
        """(path as it is written, whether it is a folder) of all that goes by the path, with links on the way."""
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = self._find(path, _MAX_LINKS)
        return known

    def _find(self, path: str, depth: int) -> list[tuple[str, bool]]:
        found = [("", True)]
        links: list[tuple[str, bool]] = []
        parts = path.split("/") if path else []
        for index, part in enumerate(parts):
            found = [
                row for folder, is_folder in found if is_folder for row in self._in(folder).get(part.casefold(), ())
            ]
            rest = parts[index + 1 :]
            for place, is_folder in found if rest and depth else ():
                if not is_folder and any(entry.mode == GITLINK for _, entry in self.entries(place)):
                    links.append((place, False))
                for target in () if is_folder else self.targets(place):
                    links += [(place, False), *self._find("/".join([target, *rest]), depth - 1)]
            if not found:
                break
        return [*links, *found]

    def targets(self, path: str) -> list[str]:
        """Where a link leads on either side; nothing for another file."""
        ways = [follow(side, path) for side, entry in self.entries(path) if entry.mode == SYMLINK]
        return [place for way in ways for place in (*way.through, way.end) if place]

    def names_in(self, folder: str) -> KeysView[str]:
        """The folded names of what is in a folder."""
        return self._in(folder).keys()

    def named(self, folder: str, name: str) -> list[tuple[str, bool]]:
        """(path, whether it is a folder) of what a folder has by a folded name."""
        return self._in(folder).get(name, [])

    def below(self, folder: str) -> list[tuple[str, bool]]:
        """(path, whether it is a folder) of all that a folder has."""
        return [row for rows in self._in(folder).values() for row in rows]

    def files(self, path: str) -> list[str]:
        return [name for name, is_folder in self.find(path) if not is_folder]

    def match(self, glob: str) -> Iterator[str]:
        """Files by a glob in small letters: ``*`` within a name, ``**/`` and ``/**`` for folders."""
        todo = [("", glob.split("/"))]
        while todo:
            folder, (part, *rest) = todo.pop()
            if part == "**" and rest:
                todo.append((folder, rest))
            for folded, rows in self._in(folder).items():
                for path, is_folder in rows:
                    if is_folder:
                        if part == "**":
                            todo.append((path, [part, *rest]))
                        elif rest and fnmatchcase(folded, part):
                            todo.append((path, rest))
                    elif not rest and (part == "**" or fnmatchcase(folded, part)):
                        yield path

    def entries(self, path: str) -> list[tuple[Snapshot, Entry]]:
        """The file on each side that has it; the head only where it is not the base's."""
        sides = (self._base, self._head) if path in self._set else (self._base,)
        return [(side, entry) for side in sides if (entry := side.entry(path)) is not None]

    def texts(self, path: str) -> tuple[str, ...]:
        """The file's text on each side, of a link where it leads; nothing for what is not text, or is too long."""
        if path not in self._texts:
            self._texts[path] = tuple(text for side in self.entries(path) if (text := _text(path, *side)) is not None)
        return self._texts[path]

    def text_at(self, path: str, *, head: bool) -> str | None:
        """The file's text on one side."""
        side = self._head if head else self._base
        entry = side.entry(path)
        return None if entry is None else _text(path, side, entry)

    def differs(self, path: str) -> bool:
        """Whether the sides have different texts: git names files of a work tree, too, that were only touched."""
        return self.text_at(path, head=False) != self.text_at(path, head=True)

    def takes_place(self, path: str, of: Callable[[str], bool]) -> bool:
        """Whether a changed file is read in place of one that ``of`` is true of, or after it."""
        is_new = self._base.entry(path) is None
        return self._head.entry(path) is not None and any(
            of(place.path) for place in places_taken(self._head, path, is_new=is_new)
        )

    def _in(self, folder: str) -> dict[str, list[tuple[str, bool]]]:
        """Folded name -> what a folder has by that name."""
        known = self._folders.get(folder)
        if known is None:
            lead = folder + "/" if folder else ""
            rows = {(lead + name, is_folder) for name, is_folder in self._base.names(folder)}
            rows.update(self._changed_in(lead))
            known = self._folders[folder] = {}
            for path, is_folder in sorted(rows):
                known.setdefault(path[len(lead) :].casefold(), []).append((path, is_folder))
        return known

    def _changed_in(self, lead: str) -> Iterator[tuple[str, bool]]:
        at = bisect_left(self._changed, lead)
        while at < len(self._changed) and self._changed[at].startswith(lead):
            name, slash, _ = self._changed[at][len(lead) :].partition("/")
            yield lead + name, bool(slash)
            # the first path after everything in that folder: "0" follows "/"
            at = bisect_left(self._changed, f"{lead}{name}0", at) if slash else at + 1


def _text(path: str, side: Snapshot, entry: Entry) -> str | None:
    if not (entry.is_regular or entry.mode == SYMLINK):
        return None
    try:
        data = side.read(path, entry, limit=MAX_TEXT)
    except MissingObjectError:
        raise
    except UndecidedError:  # too long to be a script
        return None
    if b"\0" in data[:8000] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
