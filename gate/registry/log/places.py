"""Where logs are kept: ``git:BRANCH``, ``folder:PATH``, or the URL of a bucket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from gate.git.branch import Branch
from gate.registry.drivers.bucket import SCHEMES
from gate.registry.log.kept import Files, Log
from gate.registry.port import MovedError, RegistryError
from gate.registry.store import Bucket, Folder, Store
from gate.values.errors import UsageError

USUAL = "git:tunegate-log"
_AGAIN = "Run the command again."


def open_log(place: str, directory: Path) -> Log:
    """The log at a place; ``directory`` is in the repository that a branch is of. Raises UsageError."""
    kind, _, rest = place.partition(":")
    identity = place
    files: Files
    if kind == "git" and rest:
        files = OfBranch(Branch(directory, rest), place)
        identity = f"git:{directory.resolve()}:{rest}"
    elif kind == "folder" and rest:
        if not (directory / rest).is_dir():
            raise UsageError(f"there is no folder {rest}", remedy="Make it: an empty folder is a log that begins.")
        files = OfStore(Folder(directory / rest))
        identity = f"folder:{(directory / rest).resolve()}"
    elif kind in SCHEMES:
        files = OfStore(Bucket(place))
    else:
        raise UsageError(
            f"a log cannot be kept at {place!r}", remedy=f"Write git:BRANCH, folder:PATH or {SCHEMES[0]}://..."
        )
    return Log(files, rest.strip("/").rpartition("/")[2] or "log", identity)


class OfStore:
    """In a folder or a bucket."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.where = store.where

    def read(self, path: str, limit: int) -> bytes | None:
        return self._store.read(path, limit)

    def put(
        self, new: Mapping[str, bytes], path: str, data: bytes, expected: bytes | None, gone: Sequence[str]
    ) -> None:
        for name, content in new.items():
            if not self._store.create(name, content) and self._store.read(name, len(content)) != content:
                raise RegistryError(f"{name} has other bytes than the log", self.where, "Take that file out.")
        self._store.replace(path, data, expected)
        for name in gone:
            self._store.remove(name)


class OfBranch:
    """In a branch: one commit is one change, and git compares the branch when it moves."""

    def __init__(self, branch: Branch, where: str) -> None:
        self._branch = branch
        self._tip: str | None = None
        self.where = where

    def read(self, path: str, limit: int) -> bytes | None:
        from gate.registry.log.kept import CHECKPOINT

        if path == CHECKPOINT or self._tip is None:
            self._tip = self._branch.tip()
        return self._branch.read(self._tip, path) if self._tip else None

    def put(
        self, new: Mapping[str, bytes], path: str, data: bytes, expected: bytes | None, gone: Sequence[str]
    ) -> None:
        if (self._branch.read(self._tip, path) if self._tip else None) != expected:
            raise MovedError("someone else wrote to the log meanwhile", self.where, _AGAIN)
        if not self._branch.commit(self._tip, {**new, path: data}, gone, "Append to the log"):
            raise MovedError("someone else wrote to the log meanwhile", self.where, _AGAIN)
        self._tip = self._branch.tip()
