"""A branch that only commands write, by plumbing: no work tree, no index, no hook, and never another branch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from gate.git.process import Process
from gate.git.writing import Writing
from gate.values.errors import UsageError
from gate.values.regex import regex

_NAME = regex(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")


class Branch:
    """The files of a branch. Reads the local branch, else the remote's of that name."""

    def __init__(self, directory: Path, name: str) -> None:
        """Raises UsageError for a name that git would not give a branch."""
        if not _NAME.fullmatch(name) or ".." in name or name.endswith((".lock", ".")):
            raise UsageError(f"{name!r} is not the name of a branch", remedy="Use letters, digits, '.', '_' and '-'.")
        self._process = Process(directory)
        self._writing = Writing(self._process)
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
        return self._writing.asked("cat-file", "blob", f"{commit}:{path}")

    def commit(self, tip: str | None, files: Mapping[str, bytes], gone: Sequence[str], message: str) -> bool:
        """Add and replace files on top of ``tip``; False where the branch stands elsewhere by now.

        Raises UndecidedError where git cannot write.
        """
        kept = self._writing.listed(tip) if tip else {}
        for path in gone:
            kept.pop(path, None)
        kept |= {path: self._writing.blob(data) for path, data in files.items()}
        made = self._writing.commit(kept, [tip] if tip else [], message, named=True)
        local = self._process.run("rev-parse", "--verify", "--quiet", f"{self._ref}^{{commit}}")
        old = local.output.decode().strip() if local.status == 0 else "0" * len(made)
        if local.status == 0 and old != tip:
            return False
        return self._process.run("update-ref", "--create-reflog", self._ref, made, old).status == 0
