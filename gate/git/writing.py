"""New objects: blobs, a tree of files however deep, a commit of it. No work tree, no index of its own, no hook."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from gate.git.process import Process
from gate.values.errors import UndecidedError

_NOBODY = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "tunegate"), ("EMAIL", "tunegate@localhost"))
}
_FILES = "Someone else wrote to this ref. Remove the submodule from it."
_CHECK = "Run 'git fsck', or clone the repository again."


class Blob(NamedTuple):
    """A file: its object id, and its size in bytes."""

    oid: str
    size: int


class Writing:
    """Every method raises UndecidedError where git fails."""

    def __init__(self, process: Process) -> None:
        self._process = process

    def listed(self, commit: str) -> dict[str, Blob]:
        """Path -> blob, of all files at a commit."""
        found = {}
        for row in self.asked("ls-tree", "-r", "-l", "-z", "--full-tree", commit).split(b"\0")[:-1]:
            about, _, path = row.partition(b"\t")
            _, kind, oid, size = about.split()
            if kind != b"blob":
                raise UndecidedError(f"{commit[:12]} holds a submodule where only files belong", remedy=_FILES)
            found[path.decode("utf-8", "surrogateescape")] = Blob(oid.decode(), int(size))
        return found

    def blob(self, data: bytes) -> Blob:
        """Store a file's bytes."""
        return Blob(self._oid("hash-object", "-w", "--stdin", given=data), len(data))

    def commit(self, files: Mapping[str, Blob], parents: Sequence[str], message: str, *, named: bool) -> str:
        """A commit of exactly these files. ``named``: by whom the environment says, else by the gate."""
        who = {name: os.environ.get(name, value) for name, value in _NOBODY.items()} if named else _NOBODY
        rows = [f"100644 {blob.oid}\t{path}".encode("utf-8", "surrogateescape") for path, blob in files.items()]
        with TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
            self.asked("update-index", "-z", "--add", "--index-info", env=index, given=b"\0".join(rows))
            tree = self._oid("write-tree", env=index)
        onto = [word for parent in parents for word in ("-p", parent)]
        return self._oid("commit-tree", tree, *onto, "-m", message, env=who)

    def asked(self, *arguments: str, env: Mapping[str, str] | None = None, given: bytes | None = None) -> bytes:
        """What a command writes."""
        done = self._process.run(*arguments, env=env, given=given)
        if done.status:
            raise UndecidedError(f"git {arguments[0]}: {done.said}", remedy=_CHECK)
        return done.output

    def _oid(self, *arguments: str, env: Mapping[str, str] | None = None, given: bytes | None = None) -> str:
        return self.asked(*arguments, env=env, given=given).decode().strip()
