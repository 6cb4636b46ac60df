"""Files under a ref of their own: no branch, no work tree, never in a diff. Plumbing only.

The commit has no parent, so what is taken out is no longer reachable from the ref, and git's own pruning deletes it.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from gate.git.objects import Objects
from gate.git.process import Process
from gate.values.errors import UndecidedError

_WHO = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "tunegate"), ("EMAIL", "tunegate@localhost"))
}
_MODE = "100644"
MOST = 100 * 1024 * 1024  # bytes under one ref


class _File(NamedTuple):
    oid: str
    size: int


class Kept:
    """What is under ``ref``, read once; `write` and `remove` take effect with `save`."""

    def __init__(self, process: Process, objects: Objects, ref: str) -> None:
        self.where = ref
        self._process = process
        self._objects = objects
        self._commit = self._resolved()
        self._files = dict(self._listed())
        self._changed: dict[str, bytes | None] = {}

    def _resolved(self) -> str | None:
        done = self._process.run("rev-parse", "--verify", "--quiet", f"{self.where}^{{commit}}")
        return done.output.decode().strip() if done.status == 0 else None

    def _listed(self) -> Iterator[tuple[str, _File]]:
        if self._commit is None:
            return
        done = self._process.run("ls-tree", "-r", "-l", "-z", self._commit)
        if done.status:
            raise self._failed(done.said)
        for row in done.output.split(b"\0")[:-1]:
            about, _, path = row.partition(b"\t")
            _, _, oid, size = about.split()
            yield path.decode("utf-8", "surrogateescape"), _File(oid.decode(), int(size))

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
                self._files[path] = _File(self._asked(data, "hash-object", "-w", "--stdin"), len(data))
        if sum(file.size for file in self._files.values()) > MOST:
            raise UndecidedError(
                f"{self.where} would hold more than {MOST:,} bytes, which everyone who fetches it gets",
                remedy="Keep it in a bucket or a folder: --store URL.",
            )
        rows = [f"{_MODE} {file.oid}\t{path}".encode("utf-8", "surrogateescape") for path, file in self._files.items()]
        with TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
            self._asked(b"\0".join(rows), "update-index", "-z", "--add", "--index-info", env=index)
            tree = self._asked(b"", "write-tree", env=index)
        commit = self._asked(why.encode(), "commit-tree", tree, env=_WHO)
        old = self._commit or "0" * len(commit)
        done = self._process.run("update-ref", self.where, commit, old)
        if done.status:
            raise UndecidedError(
                f"{self.where} was not written: {done.said}", remedy="Run the command again: someone else wrote it."
            )
        self._commit, self._changed = commit, {}

    def _asked(self, given: bytes, *arguments: str, env: dict[str, str] | None = None) -> str:
        with self._process.start(*arguments, env=env, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as child:
            output, errors = child.communicate(given)
        if child.returncode:
            raise self._failed(errors.decode("utf-8", "backslashreplace").strip().splitlines()[-1:] or ["no answer"])
        return output.decode().strip()

    def _failed(self, said: str | list[str]) -> UndecidedError:
        text = said if isinstance(said, str) else said[0]
        return UndecidedError(f"{self.where}: {text}", remedy="Run 'git fsck', or clone the repository again.")
