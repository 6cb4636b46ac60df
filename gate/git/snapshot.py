"""The files of a repository at one point: a commit, the index or the work tree."""

from __future__ import annotations

import shlex
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from copy import copy

from gate.git.entry import FOLDER, INDEX, MODULES, SYMLINK, WORKTREE, Entry
from gate.git.repository import Repository
from gate.values.errors import Problem, UndecidedError


class Listing:
    """Entries by path, sorted, so that a folder is found without a look at the others."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries
        self._paths = sorted(entries)

    def below(self, prefix: str) -> Mapping[str, Entry]:
        """Path -> entry of the file of that path, or of every file below it as a folder ("" for all)."""
        if not prefix:
            return self._entries
        found = {prefix: self._entries[prefix]} if prefix in self._entries else {}
        start = bisect_left(self._paths, prefix + "/")
        end = bisect_left(self._paths, prefix + "0", start)  # "0" is the character after "/"
        found.update((path, self._entries[path]) for path in self._paths[start:end])
        return found


class Snapshot:
    """The files of a repository at one point: a commit, the index or the work tree. Lists every folder once."""

    def __init__(self, repository: Repository, name: str) -> None:
        """``name`` is a commit's object id, ``INDEX`` or ``WORKTREE``."""
        self.repository = repository
        self.name = name
        self._known: dict[str, Mapping[str, Entry]] = {}  # by prefix
        self._submodules: Mapping[str, Mapping[str, str]] | None = None
        self._listings: dict[str, Listing] = {}  # by the folder that was listed
        self._is_raw = False

    def entries(self, prefixes: Iterable[str]) -> dict[str, Entry]:
        """Path -> entry of every file at or below the literal prefixes."""
        wanted = sorted(set(prefixes))
        self._list([prefix for prefix in wanted if prefix not in self._known])
        found: dict[str, Entry] = {}
        for prefix in wanted:
            found.update(self._known[prefix])
        return found

    def _list(self, prefixes: list[str]) -> None:
        if self.name not in (INDEX, WORKTREE):
            for prefix in prefixes:
                self._known[prefix] = self.repository.tree(self.name, [prefix])
            return
        missing = [prefix for prefix in prefixes if self._covering(prefix) is None]
        if missing:
            listed = self.repository.index if self.name == INDEX else self.repository.worktree
            self._listings.update(dict.fromkeys(missing, Listing(listed(missing))))
        for prefix in prefixes:
            if listing := self._covering(prefix):
                self._known[prefix] = listing.below(prefix)

    def _covering(self, prefix: str) -> Listing | None:
        """What was listed for the prefix, or for a folder that holds it."""
        parts = prefix.split("/") if prefix else []
        for length in range(len(parts), -1, -1):
            if listing := self._listings.get("/".join(parts[:length])):
                return listing
        return None

    def entry(self, path: str) -> Entry | None:
        if path not in self._known:
            self._list([path])
        return self._known[path].get(path)

    def beside(self, folder: str) -> dict[str, Entry]:
        """Path -> entry of what a folder holds itself."""
        if self.name not in (INDEX, WORKTREE):
            return self.repository.beside(self.name, folder)
        lead = f"{folder}/" if folder else ""
        return {path: e for path, e in self.entries([folder]).items() if "/" not in path.removeprefix(lead)}

    def mode(self, path: str) -> str | None:
        """Git's mode of what is at a path, ``FOLDER`` of a folder; None of nothing."""
        if self.name not in (INDEX, WORKTREE):
            entry = self.repository.at(self.name, path)
            return None if entry is None else entry.mode
        found = self.entries([path])
        return found[path].mode if path in found else FOLDER if found else None

    def submodules(self) -> Mapping[str, Mapping[str, str]]:
        """What ``.gitmodules`` says of each submodule, by its name; empty where there is no such file.

        Raises UndecidedError where git does not read it.
        """
        if self._submodules is None:
            entry = self.entry(MODULES)
            if entry is not None and not entry.is_regular:
                raise UndecidedError(
                    "git does not read it: it is not a regular file", path=MODULES, remedy="Put the file in its place."
                )
            self._submodules = {} if entry is None else self.repository.submodules(entry)
        return self._submodules

    def refuse_overlooked(self, paths: Iterable[str]) -> None:
        """Raises UndecidedError for a file, of those of `entries`, that no commit would have as it is on disk.

        Git is told not to look at it.
        """
        problems = [
            Problem(
                "git is told to overlook this file (assume-unchanged or skip-worktree), and it is not what is staged",
                path,
                remedy="Have git look again: git update-index --no-assume-unchanged --no-skip-worktree -- "
                + shlex.quote(path),
            )
            for path in (self.repository.overlooked(paths) if self.name == WORKTREE else ())
        ]
        if problems:
            raise UndecidedError(problems)

    def on_disk(self) -> Snapshot:
        """The same, with the bytes of a work tree as they are, whatever git would store."""
        found = copy(self)
        found._is_raw = True
        return found

    def settled(self, path: str, entry: Entry) -> Entry:
        """The entry, with the object id of a file of the work tree that git knows to be as it stored it."""
        if entry.oid is not None or self._is_raw or not entry.is_regular:
            return entry
        oid = self.repository.stored.oid(path)
        return entry if oid is None else Entry(entry.mode, oid)

    def names(self, folder: str) -> list[tuple[str, bool]]:
        """(name, whether it is a folder) of what a folder of a commit holds. Not for the index or the work tree."""
        return self.repository.names(self.name, folder)

    def read(self, path: str, entry: Entry, *, limit: int) -> bytes:
        """The bytes of a file; of a work tree, those that git would store. Raises UndecidedError."""
        if entry.oid is not None:
            return self.repository.read(entry.oid, limit=limit, path=path)
        if self._is_raw or entry.mode == SYMLINK:
            return self.repository.disk.read(path, limit=limit)
        return self.repository.stored.read(path, limit=limit)

    def stream(self, path: str, entry: Entry) -> Iterator[bytes]:
        """The same in pieces."""
        if entry.oid is not None:
            return self.repository.stream(entry.oid, path=path)
        if entry.mode == SYMLINK:
            return iter([self.repository.disk.read(path, limit=1 << 16)])
        return self.repository.disk.stream(path) if self._is_raw else self.repository.stored.stream(path)
