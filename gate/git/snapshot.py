"""The files of a repository at one point: a commit, the index or the work tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from gate.git.entry import INDEX, SYMLINK, WORKTREE, Entry
from gate.git.paths import below
from gate.git.repository import Repository


class Snapshot:
    """The files of a repository at one point: a commit, the index or the work tree. Lists every folder once."""

    def __init__(self, repository: Repository, name: str) -> None:
        """``name`` is a commit's object id, ``INDEX`` or ``WORKTREE``."""
        self.repository = repository
        self.name = name
        self._known: dict[str, dict[str, Entry]] = {}

    def entries(self, prefixes: Iterable[str]) -> dict[str, Entry]:
        """Path -> entry of every file at or below the literal prefixes."""
        wanted = sorted(set(prefixes))
        for prefix in wanted:
            if prefix not in self._known and (wider := self._covering(prefix)) is not None:
                self._known[prefix] = {path: entry for path, entry in wider.items() if below(path, prefix)}
        missing = [prefix for prefix in wanted if prefix not in self._known]
        if missing:
            listing: Callable[[Iterable[str]], dict[str, Entry]] = (
                self.repository.index
                if self.name == INDEX
                else self.repository.worktree
                if self.name == WORKTREE
                else lambda paths: self.repository.tree(self.name, paths)
            )
            rows = listing(missing)
            for prefix in missing:
                self._known[prefix] = {path: entry for path, entry in rows.items() if not prefix or below(path, prefix)}
        found: dict[str, Entry] = {}
        for prefix in wanted:
            found.update(self._known[prefix])
        return found

    def _covering(self, prefix: str) -> dict[str, Entry] | None:
        """What was listed before for a folder that holds the prefix."""
        parts = prefix.split("/")
        for length in range(len(parts) - 1, -1, -1):
            known = self._known.get("/".join(parts[:length]))
            if known is not None:
                return known
        return None

    def entry(self, path: str) -> Entry | None:
        return self.entries([path]).get(path)

    def read(self, path: str, entry: Entry, *, limit: int) -> bytes:
        if entry.oid is None:
            return self.repository.read_disk(path, limit=limit)
        return self.repository.read(entry.oid, limit=limit, path=path)

    def stream(self, path: str, entry: Entry) -> Iterator[bytes]:
        if entry.oid is not None:
            return self.repository.stream(entry.oid, path=path)
        if entry.mode == SYMLINK:
            return iter([self.repository.read_disk(path, limit=1 << 16)])
        return self.repository.stream_disk(path)
