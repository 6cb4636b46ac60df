"""A branch that only commands write, by plumbing: no work tree, no index, no hook, and never another branch."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from gate.git.process import Process
from gate.values.errors import UndecidedError, UsageError
from gate.values.regex import regex

_NAME = regex(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_WHO = {
    f"GIT_{role}_{field}": value
    for role in ("AUTHOR", "COMMITTER")
    for field, value in (("NAME", "tunegate"), ("EMAIL", "tunegate@localhost"))
}
_CHECK = "Run 'git fsck', or clone the repository again."


class Branch:
    """The files of a branch, in folders one deep at most. Reads the local branch, else the remote's of that name."""

    def __init__(self, directory: Path, name: str) -> None:
        """Raises UsageError for what is no name of a branch."""
        if not _NAME.fullmatch(name) or ".." in name or name.endswith((".lock", ".")):
            raise UsageError(f"{name!r} is not the name of a branch", remedy="Use letters, digits, '.', '_' and '-'.")
        self._process = Process(directory)
        self._ref = f"refs/heads/{name}"
        self._remote = f"refs/remotes/origin/{name}"

    def tip(self) -> str | None:
        """The commit that is read; None where there is no such branch."""
        for ref in (self._ref, self._remote):
            done = self._process.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
            if done.status == 0:
                return done.output.decode().strip()
        return None

    def read(self, commit: str, path: str) -> bytes | None:
        """The bytes of a file at a commit; None for none."""
        kind = self._process.run("cat-file", "-t", f"{commit}:{path}")
        if kind.status or kind.output.strip() != b"blob":
            return None
        return self._asked("cat-file", "blob", f"{commit}:{path}")

    def commit(self, tip: str | None, files: Mapping[str, bytes], gone: Sequence[str], message: str) -> bool:
        """Add and replace files on top of ``tip``; False where the branch stands elsewhere by now.

        Raises UndecidedError where git cannot write.
        """
        tree = self._files(tip)
        for path in gone:
            tree.pop(path, None)
        for path, data in files.items():
            tree[path] = self._asked("hash-object", "-w", "--stdin", given=data).decode().strip()
        parents = ["-p", tip] if tip else []
        made = self._asked("commit-tree", self._tree(tree), *parents, "-m", message, env=self._who()).decode().strip()
        local = self._process.run("rev-parse", "--verify", "--quiet", f"{self._ref}^{{commit}}")
        old = local.output.decode().strip() if local.status == 0 else "0" * len(made)
        if local.status == 0 and old != tip:
            return False
        return self._process.run("update-ref", "--create-reflog", self._ref, made, old).status == 0

    def _files(self, tip: str | None) -> dict[str, str]:
        """Path -> blob, of all files at a commit."""
        if tip is None:
            return {}
        found = {}
        for row in self._asked("ls-tree", "-r", "-z", "--full-tree", tip).split(b"\0")[:-1]:
            head, _, path = row.partition(b"\t")
            found[path.decode("utf-8", "surrogateescape")] = head.split()[2].decode()
        return found

    def _tree(self, files: Mapping[str, str]) -> str:
        folders: dict[str, list[str]] = {"": []}
        for path, blob in sorted(files.items()):
            folder, _, name = path.rpartition("/")
            folders.setdefault(folder, []).append(f"100644 blob {blob}\t{name}")
        for folder in sorted(name for name in folders if name):
            folders[""].append(f"040000 tree {self._made(folders[folder])}\t{folder}")
        return self._made(folders[""])

    def _made(self, rows: Sequence[str]) -> str:
        given = "".join(f"{row}\0" for row in rows).encode("utf-8", "surrogateescape")
        return self._asked("mktree", "-z", given=given).decode().strip()

    def _who(self) -> dict[str, str]:
        return {name: os.environ.get(name, value) for name, value in _WHO.items()}

    def _asked(self, *arguments: str, env: Mapping[str, str] | None = None, given: bytes | None = None) -> bytes:
        done = self._process.run(*arguments, env=env, given=given)
        if done.status:
            raise UndecidedError(f"git {arguments[0]}: {done.said}", remedy=_CHECK)
        return done.output
