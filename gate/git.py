"""The one door to git.

Plumbing commands only, run through GitPython's command interface: object names in, bytes out. Nothing that the
repository configures (attributes, filters, textconv, hooks, fsmonitor, replace refs, grafts) has a say.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")

from git import Git
from git.exc import GitCommandError, GitCommandNotFound

from gate.errors import UndecidedError, UsageError

WORKTREE = "WORKTREE"
INDEX = "INDEX"
SYMLINK = "120000"
GITLINK = "160000"

# a repository's own settings that would make plumbing run a program or write a file
_OVERRIDES = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "core.quotePath=false")
_KEPT = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"}
_QUIET = {
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
}


def quiet_environment() -> None:
    """Take from this process's environment every ``GIT_*`` variable that could change what git answers.

    GitPython starts git with ``os.environ``, so that is where they have to go. Variables that say which repository
    or index is meant (set by git itself inside a hook) and ``GIT_CONFIG_*`` of the caller stay.
    """
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        if name not in _KEPT and not name.startswith(("GIT_CONFIG_", "GIT_PYTHON_")):
            del os.environ[name]
    os.environ.update(_QUIET)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a snapshot: git's mode, and the blob's object id (None: bytes on disk, not in git)."""

    mode: str
    oid: str | None


class Repository:
    """A git repository on disk. Close it, or use it as a context manager: it holds a running ``git cat-file``."""

    def __init__(self, directory: Path) -> None:
        """Open the repository that holds ``directory``. Raises UsageError where there is none."""
        quiet_environment()
        self._git = Git(str(directory))
        self._batch: Any = None
        answer = self._try("rev-parse", "--show-toplevel", "--is-shallow-repository", "--show-object-format")
        lines = answer.decode("utf-8", "surrogateescape").splitlines() if answer is not None else []
        if len(lines) != 3:
            raise UsageError(
                f"{self._said or 'not a git work tree'}: {directory}",
                remedy="Run tunegate inside a git work tree, or name one with -C.",
            )
        self.root = Path(lines[0])
        self.shallow = lines[1] == "true"
        self.empty_tree = (
            "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
            if lines[2] == "sha1"
            else "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
        )
        self._git = Git(str(self.root))

    def __enter__(self) -> Repository:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._batch is not None:
            self._batch.stdin.close()
            self._batch.stdout.close()
            self._batch.wait()
            self._batch = None

    _said = ""

    def _try(self, *arguments: str) -> bytes | None:
        """Standard output, or None where git exits with an error (its first line is in ``_said``)."""
        try:
            output = self._git.execute(
                ["git", *_OVERRIDES, *arguments], stdout_as_string=False, strip_newline_in_stdout=False
            )
        except GitCommandNotFound:
            raise UndecidedError("git was not found", remedy="Install git and put it on PATH.") from None
        except GitCommandError as error:
            text = str(error.stderr).strip().removeprefix("stderr: ").strip("'\n ")
            self._said = text.splitlines()[0] if text else f"git {arguments[0]} failed"
            return None
        return bytes(output)

    def _run(self, *arguments: str) -> bytes:
        output = self._try(*arguments)
        if output is None:
            raise UndecidedError(
                f"git {arguments[0]}: {self._said}", remedy="Run 'git fsck', or clone the repository again."
            )
        return output

    # -- commits

    def commit(self, revision: str) -> str:
        """The object id of the commit that ``revision`` names. Raises UndecidedError where it is not there."""
        if revision.startswith("-") or "\n" in revision:
            raise UsageError(f"{revision!r} is not a revision", remedy="Name a branch, a tag or a commit.")
        output = self._try("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
        lines = output.decode().split() if output is not None else []
        if not lines:
            raise UndecidedError(
                f"the commit {revision!r} is not in this clone" + (", which is shallow" if self.shallow else ""),
                remedy="Fetch it first: actions/checkout with 'fetch-depth: 0', or 'git fetch --unshallow'."
                if self.shallow
                else "Check the name, or fetch it first: 'git fetch origin <commit>'.",
            )
        return lines[-1]

    def try_commit(self, revision: str) -> str | None:
        output = self._try("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
        return output.decode().strip() or None if output is not None else None

    def parents(self, commit: str) -> tuple[str, ...]:
        """The parents that the commit object names, whether they are in this clone or not."""
        header = self.read(commit, limit=1 << 20).split(b"\n\n", 1)[0]
        return tuple(line[7:].decode() for line in header.split(b"\n") if line.startswith(b"parent "))

    def merge_base(self, one: str, other: str) -> str:
        """The best common ancestor. Raises UndecidedError in a shallow clone, where the answer could be wrong."""
        if self.shallow:
            raise UndecidedError(
                "the clone is shallow, so a merge base cannot be trusted",
                remedy="Use actions/checkout with 'fetch-depth: 0', or 'git fetch --unshallow'.",
            )
        output = self._try("merge-base", one, other)
        if not output:
            raise UndecidedError(
                f"{one[:12]} and {other[:12]} have no common ancestor", remedy="Name the base with --base."
            )
        return output.decode().split()[0]

    # -- snapshots

    def tree(self, commit: str, prefixes: Iterable[str]) -> dict[str, Entry]:
        """Path -> entry of every file of a commit at or below the literal prefixes ("" for all)."""
        paths = _pathspecs(prefixes)
        if paths is None:
            return {}
        output = self._run("ls-tree", "-r", "-z", "--full-tree", commit, "--", *paths)
        found: dict[str, Entry] = {}
        for record in _records(output):
            meta, _, name = record.partition("\t")
            mode, _, oid = meta.split(" ")
            found[name] = Entry(mode, oid)
        return found

    def index(self, prefixes: Iterable[str]) -> dict[str, Entry]:
        """Path -> entry of every file in the index. Raises UndecidedError on unmerged paths."""
        paths = _pathspecs(prefixes)
        if paths is None:
            return {}
        found: dict[str, Entry] = {}
        for record in _records(self._run("ls-files", "-s", "-z", "--full-name", "--", *paths)):
            meta, _, name = record.partition("\t")
            mode, oid, stage = meta.split(" ")
            if stage != "0":
                raise UndecidedError(
                    "the path has merge conflicts", path=name, remedy="Resolve them and stage the file."
                )
            found[name] = Entry(mode, oid)
        return found

    def worktree(self, prefixes: Iterable[str]) -> dict[str, Entry]:
        """Path -> entry of every file on disk that git tracks or would track."""
        paths = _pathspecs(prefixes)
        if paths is None:
            return {}
        names = self._run("ls-files", "-z", "-c", "-o", "--exclude-standard", "--full-name", "--", *paths)
        gitlinks = {name for name, entry in self.index(prefixes).items() if entry.mode == GITLINK}
        found: dict[str, Entry] = {}
        for name in dict.fromkeys(_records(names)):
            entry = GITLINK_ON_DISK if name in gitlinks else self._on_disk(name)
            if entry:
                found[name] = entry
        return found

    def _on_disk(self, name: str) -> Entry | None:
        path = self.root
        parts = name.split("/")
        for part in parts[:-1]:
            path = path / part
            if path.is_symlink():
                return None  # git does not follow links either: what is beyond one is not in this repository
        try:
            mode = os.lstat(self.root / name).st_mode
        except OSError:
            return None
        if stat.S_ISLNK(mode):
            return Entry(SYMLINK, None)
        if not stat.S_ISREG(mode):
            return None
        return Entry("100755" if mode & stat.S_IXUSR else "100644", None)

    def changed(self, base: str, head: str) -> set[str]:
        """Every path that differs between a commit and a commit, ``INDEX`` or ``WORKTREE``; both names of a rename.

        Index flags (assume-unchanged, skip-worktree) hide nothing: such paths always count in a work tree.
        """
        options = ("-r", "-z", "--raw", "--no-renames", "--no-ext-diff", "--ignore-submodules=none")
        if head == INDEX:
            output = self._run("diff-index", "--cached", *options, base, "--")
        elif head == WORKTREE:
            output = self._run("diff-index", *options, base, "--")
        else:
            output = self._run("diff-tree", *options, base, head, "--")
        names = {field for field in _records(output) if not field.startswith(":")}
        if head == WORKTREE:
            names.update(_records(self._run("ls-files", "-z", "-o", "--exclude-standard", "--full-name")))
            flagged = self._run("ls-files", "-z", "-v", "--full-name")
            names.update(record[2:] for record in _records(flagged) if record[:1].islower() or record[:1] == "S")
        return names

    # -- bytes

    def read(self, oid: str, *, limit: int) -> bytes:
        """The bytes of an object. Raises UndecidedError where it is missing or has more than ``limit`` bytes."""
        size, stream = self._open(oid)
        if size > limit:
            self._drain(stream, size + 1)
            raise UndecidedError(
                f"an object has {size:,} bytes; {limit:,} are read at most",
                remedy="Keep large files out of configuration and evidence.",
            )
        data = bytes(stream.read(size))
        stream.read(1)
        if len(data) != size:
            raise UndecidedError(f"git ended in the middle of object {oid[:12]}", remedy="Run 'git fsck'.")
        return data

    def stream(self, oid: str, *, chunk: int = 1 << 20) -> Iterator[bytes]:
        """The bytes of an object in pieces; read it to the end before the next call."""
        size, stream = self._open(oid)
        while size > 0:
            data = stream.read(min(chunk, size))
            if not data:
                raise UndecidedError(f"git ended in the middle of object {oid[:12]}", remedy="Run 'git fsck'.")
            size -= len(data)
            yield data
        stream.read(1)

    def _drain(self, stream: Any, size: int) -> None:
        while size > 0:
            size -= len(stream.read(min(1 << 20, size))) or size

    def _open(self, oid: str) -> tuple[int, Any]:
        if self._batch is None:
            import subprocess

            self._batch = self._git.execute(
                ["git", *_OVERRIDES, "cat-file", "--batch"],
                istream=subprocess.PIPE,
                as_process=True,
                stdout_as_string=False,
            )
        self._batch.stdin.write(oid.encode() + b"\n")
        self._batch.stdin.flush()
        fields = self._batch.stdout.readline().split()
        if len(fields) != 3:
            raise UndecidedError(
                f"object {oid[:12]} is not in this clone",
                remedy="Fetch it: a partial clone lacks blobs; clone without '--filter', or 'git fetch --refetch'.",
            )
        return int(fields[2]), self._batch.stdout

    def read_disk(self, path: str, *, limit: int) -> bytes:
        """The bytes of a file (or the target text of a symbolic link) in the work tree."""
        full = self.root / path
        if full.is_symlink():
            return os.fsencode(os.readlink(full))
        with full.open("rb") as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise UndecidedError(f"the file has more than {limit:,} bytes", path=path, remedy="Review it as data.")
        return data


GITLINK_ON_DISK = Entry(GITLINK, None)


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
        return self.repository.read(entry.oid, limit=limit)

    def stream(self, path: str, entry: Entry) -> Iterator[bytes]:
        if entry.oid is not None:
            yield from self.repository.stream(entry.oid)
            return
        if entry.mode == SYMLINK:
            yield self.repository.read_disk(path, limit=1 << 16)
            return
        with (self.repository.root / path).open("rb") as stream:
            while data := stream.read(1 << 20):
                yield data


def below(path: str, prefix: str) -> bool:
    """Whether a path is the prefix or lies in it as in a directory."""
    return path == prefix or path.startswith(prefix + "/") or not prefix


def _pathspecs(prefixes: Iterable[str]) -> list[str] | None:
    wanted = sorted(set(prefixes))
    if not wanted:
        return None
    return [] if "" in wanted else wanted


def _records(output: bytes) -> list[str]:
    return output.decode("utf-8", "surrogateescape").split("\0")[:-1]
