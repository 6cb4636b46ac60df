"""Files under a ref of their own: no branch, no work tree, never in a diff. Plumbing only.

The commit has no parent, so what is taken out is no longer reachable from the ref, and git's own pruning deletes it.
"""

from __future__ import annotations

from gate.git.objects import Objects
from gate.git.process import Process
from gate.git.writing import Writing
from gate.values.errors import UndecidedError

MOST = 100 * 1024 * 1024  # bytes under one ref


class Kept:
    """What is under ``ref``, read once; `write` and `remove` take effect with `save`."""

    def __init__(self, process: Process, objects: Objects, ref: str) -> None:
        self.where = ref
        self._process = process
        self._objects = objects
        self._commit = self._resolved()
        self._writing = Writing(process)
        self._files = self._writing.listed(self._commit) if self._commit else {}
        self._changed: dict[str, bytes | None] = {}

    def _resolved(self) -> str | None:
        done = self._process.run("rev-parse", "--verify", "--quiet", f"{self.where}^{{commit}}")
        return done.output.decode().strip() if done.status == 0 else None

    def read(self, path: str, limit: int) -> bytes | None:
        """The bytes of a file, None for none. Raises UndecidedError where it has more than ``limit``."""
        if path in self._changed:
            return self._changed[path]
        if path not in self._files:
            return None
        return self._objects.read(self._files[path].oid, limit=limit, path=path)

    def write(self, path: str, data: bytes) -> None:
        """Write a file, when `save` is called."""
        self._changed[path] = data

    def remove(self, path: str) -> None:
        """Take a file out, when `save` is called."""
        self._changed[path] = None

    def names(self, folder: str) -> list[str]:
        """What is in a folder, sorted; empty where there is none."""
        gone = {path for path, data in self._changed.items() if data is None}
        paths = ({*self._files} | {*self._changed}) - gone
        start = f"{folder}/"
        return sorted({path[len(start) :].partition("/")[0] for path in paths if path.startswith(start)})

    def save(self, why: str) -> None:
        """Have the ref stand for what was written. Raises UndecidedError where it cannot, or someone else was first."""
        if not self._changed:
            return
        for path, data in self._changed.items():
            if data is None:
                self._files.pop(path, None)
            else:
                self._files[path] = self._writing.blob(data)
        if sum(file.size for file in self._files.values()) > MOST:
            raise UndecidedError(
                f"{self.where} would hold more than {MOST:,} bytes, which everyone who fetches it gets",
                remedy="Keep it in a bucket or a folder: --store URL.",
            )
        commit = self._writing.commit(self._files, (), why, named=False)
        old = self._commit or "0" * len(commit)
        done = self._process.run("update-ref", self.where, commit, old)
        if done.status:
            raise UndecidedError(
                f"{self.where} was not written: {done.said}", remedy="Run the command again: someone else wrote it."
            )
        self._commit, self._changed = commit, {}
