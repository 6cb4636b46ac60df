"""The folders of commits, read object by object, so that what two commits share is read once and compared by its id.

Every tree is checked as it is read: git itself lists one that has a name twice or a slash in a name, and what is
checked out of it differs from reader to reader.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from functools import cache

from gate.git.entry import FOLDER, GITLINK, SYMLINK, Entry
from gate.git.names import is_no_name
from gate.git.objects import MissingObjectError, Objects
from gate.values.errors import UndecidedError
from gate.values.regex import regex

MAX_TREE = 256 * 1024 * 1024  # bytes of the list of one folder
_MODE = regex(rb"0?[0-7]{5,6}")

Tree = dict[str, Entry]  # name in a folder -> entry


class Trees:
    """Reads trees through ``objects``, each once."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._known: dict[str, Tree] = {}  # by object id, or by the commit

    def below(self, commit: str, path: str) -> dict[str, Entry]:
        """Path -> entry of the file ``path``, or of every file of the folder of that name ("" for all of a commit).

        ``commit`` is the object id of a commit or a tree. Raises UndecidedError where a folder cannot be read.
        """
        if not path:
            return dict(_files(self, self._tree(commit, ""), ""))
        entry = self.at(commit, path)
        if entry is None:
            return {}
        return dict(_files(self, self.folder(entry, path), path)) if entry.mode == FOLDER else {path: entry}

    def at(self, commit: str, path: str) -> Entry | None:
        """The file or folder at a path of a commit. Raises UndecidedError where a folder on the way cannot be read."""
        tree = self._tree(commit, "")
        folder, _, name = path.rpartition("/")
        at = ""
        for part in folder.split("/") if folder else ():
            at = f"{at}/{part}" if at else part
            entry = tree.get(part)
            if entry is None or entry.mode != FOLDER:
                return None
            tree = self.folder(entry, at)
        return tree.get(name)

    def names(self, commit: str, path: str) -> Tree:
        """What is in a folder of a commit, one level deep; nothing where there is no such folder."""
        tree = self._tree(commit, "")
        at = ""
        for part in path.split("/") if path else ():
            at = f"{at}/{part}" if at else part
            entry = tree.get(part)
            if entry is None or entry.mode != FOLDER:
                return {}
            tree = self.folder(entry, at)
        return tree

    def changed(self, base: str, head: str) -> set[str]:
        """Every path whose entry is not the same in two commits; folders of one object id are not looked into."""
        found: set[str] = set()
        pairs: list[tuple[str, Tree, Tree]] = [("", self._tree(base, ""), self._tree(head, ""))]
        while pairs:
            at, old, new = pairs.pop()
            for name in old.keys() | new.keys():
                sides = old.get(name), new.get(name)
                if sides[0] == sides[1]:
                    continue
                path = f"{at}/{name}" if at else name
                folders = [self.folder(e, path) if e and e.mode == FOLDER else None for e in sides]
                if any(e and tree is None for e, tree in zip(sides, folders, strict=True)):
                    found.add(path)
                if folders != [None, None]:
                    pairs.append((path, folders[0] or {}, folders[1] or {}))
        return found

    def folder(self, entry: Entry, path: str) -> Tree:
        """What is in a folder. ``path`` is where it is, to be named in errors."""
        return self._tree(str(entry.oid), path)

    def _tree(self, oid: str, path: str) -> Tree:
        found = self._known.get(oid)
        if found is None:
            try:
                data = self._objects.read(oid + "^{tree}", limit=MAX_TREE, path=path or None)
            except MissingObjectError:
                raise UndecidedError(
                    f"the folder {oid[:12]} is not in this clone",
                    path=path or None,
                    remedy="A partial clone lacks it; fetch everything: git fetch --refetch --no-filter",
                ) from None
            found = self._known[oid] = _parsed(data, len(oid) // 2, path)
        return found


def _files(trees: Trees, tree: Tree, path: str) -> Iterator[tuple[str, Entry]]:
    """Every file below a folder, in git's order."""
    ways = [(f"{path}/" if path else "", iter(tree.items()))]
    while ways:
        lead, rest = ways[-1]
        for name, entry in rest:
            if entry.mode == FOLDER:
                ways.append((f"{lead}{name}/", iter(trees.folder(entry, lead + name).items())))
                break
            yield lead + name, entry
        else:
            ways.pop()


def _parsed(data: bytes, width: int, path: str) -> Tree:
    """The entries of a tree object, whose ids have ``width`` bytes. Raises UndecidedError where it is malformed.

    Git sorts a folder as if its name ended in "/" (``base_name_compare`` in git's read-cache.c).
    """
    found: Tree = {}
    start, last = 0, b""
    while start < len(data):
        space = data.find(b" ", start)
        end = data.find(b"\0", space) if space >= 0 else -1
        if end < 0 or len(data) - end <= width:
            raise _malformed(path, "it is cut off")
        name = data[space + 1 : end]
        text = name.decode("utf-8", "surrogateescape")
        mode = _mode(data[start:space])
        if mode is None:
            raise _malformed(path, f"{text!r} has a mode that git does not write")
        if is_no_name(name):
            raise _malformed(path, f"{text!r} is not a file name")
        place = name + b"/" if mode == FOLDER else name
        if text in found:
            raise _malformed(path, f"{text!r} appears twice")
        if place <= last:
            raise _malformed(path, f"{text!r} is out of order")
        found[text] = Entry(mode, data[end + 1 : end + 1 + width].hex())
        start, last = end + 1 + width, place
    return found


def _malformed(path: str, what: str) -> UndecidedError:
    return UndecidedError(
        f"git's list of this folder is malformed: {what}",
        path=path or None,
        remedy="Run 'git fsck', and commit the folder again.",
    )


@cache
def _mode(text: bytes) -> str | None:
    """The mode as git's plumbing prints it; None where it is that of nothing git holds.

    Old versions of git wrote a zero before it, and permissions such as 664 (git-fsck(1): zeroPaddedFilemode,
    badFilemode); repositories of note have both, and every reader takes them for the same.
    """
    if not _MODE.fullmatch(text):
        return None
    value = int(text, 8)
    known = {stat.S_IFDIR: FOLDER, stat.S_IFLNK: SYMLINK, 0o160000: GITLINK, stat.S_IFREG: f"{value:06o}"}
    return known.get(value & 0o170000) if value <= 0o177777 else None
