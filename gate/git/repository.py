"""The one door to git.

Plumbing commands only, run through GitPython's command interface: object names in, bytes out. Nothing that the
repository configures (attributes, filters, textconv, hooks, fsmonitor, replace refs, grafts) has a say.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")

from git import Git
from git.exc import GitCommandError, GitCommandNotFound

from gate.git.entry import GITLINK, INDEX, SYMLINK, WORKTREE, Entry
from gate.values.errors import UndecidedError, UsageError

_OBJECT_ID = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_CONTROL = re.compile(r"[\0-\x1f\x7f]")

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


class Repository:
    """A git repository on disk. Close it, or use it as a context manager: it holds a running ``git cat-file``."""

    def __init__(self, directory: Path) -> None:
        """Open the repository that holds ``directory``. Raises UsageError where there is none."""
        quiet_environment()
        if not directory.is_dir():  # GitPython would run git in the current directory in its place
            raise UsageError(
                f"there is no directory {directory}", remedy="Name a directory of a git work tree with -C."
            )
        self._git = Git(str(directory))
        self._batch: Any = None
        answer = self._try("rev-parse", "--show-toplevel", "--is-shallow-repository", "--show-object-format")
        lines = answer.decode("utf-8", "surrogateescape").splitlines() if answer is not None else []
        if len(lines) != 3:
            raise UsageError(
                f"{self._said or 'not a git work tree'}: {directory}",
                remedy="Trust it with 'git config --global --add safe.directory DIR', or give it to yourself."
                if "dubious ownership" in self._said
                else "Run tunegate inside a git work tree, or name one with -C.",
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
        """Stop ``git cat-file``, whatever state it is in; the next read starts another."""
        batch, self._batch = self._batch, None
        if batch is None:
            return
        for stream in (batch.stdin, batch.stdout):
            with suppress(OSError):
                stream.close()
        with suppress(GitCommandError):
            batch.wait()

    _said = ""

    def _try(self, *arguments: str, env: Mapping[str, str] | None = None) -> bytes | None:
        """Standard output, or None where git exits with an error (what it says is in ``_said``)."""
        try:
            status, output, errors = self._git.execute(
                ["git", *_OVERRIDES, *arguments],
                with_extended_output=True,
                with_exceptions=False,
                stdout_as_string=False,
                strip_newline_in_stdout=False,
                env=env,
            )
        except GitCommandNotFound:
            raise UndecidedError("git was not found", remedy="Install git and put it on PATH.") from None
        if status == 0:
            return bytes(output)
        lines = str(errors).splitlines()
        fatal = [line for line in lines if line.startswith("fatal: ")]
        self._said = (fatal or lines or [f"git {arguments[0]} failed"])[0]
        return None

    def _run(self, *arguments: str, env: Mapping[str, str] | None = None) -> bytes:
        output = self._try(*arguments, env=env)
        if output is None:
            raise UndecidedError(
                f"git {arguments[0]}: {self._said}", remedy="Run 'git fsck', or clone the repository again."
            )
        return output

    # -- commits

    def commit(self, revision: str) -> str:
        """The object id of the commit that ``revision`` names. Raises UndecidedError where it is not there."""
        if not revision or revision.startswith("-") or _CONTROL.search(revision):
            raise UsageError(f"{revision!r} is not a revision", remedy="Name a branch, a tag or a commit.")
        found = self.try_commit(revision)
        if found is None:
            raise UndecidedError(
                f"the commit {revision!r} is not in this clone" + (", which is shallow" if self.shallow else ""),
                remedy="Fetch it first: actions/checkout with 'fetch-depth: 0', or 'git fetch --unshallow'."
                if self.shallow
                else "Check the name, or fetch it first: 'git fetch origin <commit>'.",
            )
        return found

    def try_commit(self, revision: str) -> str | None:
        output = self._try("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
        found = output.decode().split()[-1:] if output is not None else []
        return found[0] if found and _OBJECT_ID.fullmatch(found[0]) else None  # '^main' is answered with '^<id>'

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

    def is_reachable(self, commit: str, tip: str) -> bool:
        """Whether ``commit`` is ``tip`` or one of its ancestors that this clone has."""
        return not self._run("rev-list", "--max-count=1", commit, f"^{tip}", "--")

    def mailboxes(self, base: str, head: str) -> frozenset[str]:
        """The mailboxes of authors and committers, as the commits from base to head state them."""
        output = self._run("rev-list", "--format=tformat:%ae%n%ce", "--end-of-options", head, f"^{base}")
        lines = output.decode("utf-8", "replace").splitlines()
        return frozenset(line for line in lines if line and not line.startswith("commit "))

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
        tracked = self.index(prefixes)
        untrusted = self._untrusted()
        found: dict[str, Entry] = {}
        for name in dict.fromkeys(_records(names)):
            staged = tracked[name].mode if name in tracked else "100644"
            entry = Entry(GITLINK, None) if staged == GITLINK else self._on_disk(name)
            if entry and entry.mode != SYMLINK and ("filemode" if staged != SYMLINK else "symlinks") in untrusted:
                entry = Entry(staged, None)
            if entry:
                found[name] = entry
        return found

    def _untrusted(self) -> set[str]:
        """What git found this file system to be unable to hold: ``filemode``, ``symlinks``."""
        output = self._try("config", "-z", "--type=bool", "--get-regexp", r"^core\.(filemode|symlinks)$")
        last = dict(record.removeprefix("core.").split("\n", 1) for record in _records(output or b""))
        return {name for name, value in last.items() if value == "false"}

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
            output = self._run("diff-index", *options, base, "--", env=self._without_filters())
        else:
            output = self._run("diff-tree", *options, base, head, "--")
        names = set(_records(output)[1::2])  # status and name by turns; a name can look like a status
        if head == WORKTREE:
            names.update(_records(self._run("ls-files", "-z", "-o", "--exclude-standard", "--full-name")))
            flagged = self._run("ls-files", "-z", "-v", "--full-name")
            names.update(record[2:] for record in _records(flagged) if record[:1].islower() or record[:1] == "S")
        return names

    def renames(self, base: str, head: str) -> dict[str, str]:
        """New path -> old path of every file that git finds to be renamed or moved; empty where it cannot tell."""
        options = ("-r", "-z", "--raw", "-M", "-l2000", "--diff-filter=R", "--no-ext-diff", "--ignore-submodules=all")
        if head in (INDEX, WORKTREE):
            cached = ("--cached",) if head == INDEX else ()
            output = self._try("diff-index", *cached, *options, base, "--", env=self._without_filters())
        else:
            output = self._try("diff-tree", *options, base, head, "--")
        fields = _records(output or b"")
        return dict(zip(fields[2::3], fields[1::3], strict=True))

    def _without_filters(self) -> dict[str, str]:
        """Variables that switch off every configured filter: git runs them on a file that is as new as the index."""
        output = self._try("config", "-z", "--name-only", "--get-regexp", r"^filter\..*\.(clean|process|required)$")
        drivers = dict.fromkeys(name.rpartition(".")[0] for name in _records(output or b""))
        rows = [(driver, key) for driver in drivers for key in ("clean", "process", "required")]
        first = int(os.environ.get("GIT_CONFIG_COUNT") or 0)
        found = {"GIT_CONFIG_COUNT": str(first + len(rows))}
        for number, (driver, key) in enumerate(rows, first):
            found[f"GIT_CONFIG_KEY_{number}"] = f"{driver}.{key}"
            found[f"GIT_CONFIG_VALUE_{number}"] = "false" if key == "required" else ""
        return found

    # -- bytes

    def read(self, oid: str, *, limit: int, path: str | None = None) -> bytes:
        """The bytes of an object. Raises UndecidedError where it is missing or has more than ``limit`` bytes.

        ``path`` is the file that it is read for, to be named in errors.
        """
        size, stream = self._open(oid, path)
        if size > limit:
            self.close()
            raise _too_large(limit, path)
        data = bytes(stream.read(size))
        stream.read(1)
        if len(data) != size:
            raise self._cut_off(oid, path)
        return data

    def stream(self, oid: str, *, chunk: int = 1 << 20, path: str | None = None) -> Iterator[bytes]:
        """The bytes of an object in pieces; read it to the end, or close it, before the next call."""
        size, stream = self._open(oid, path)
        ended = False
        try:
            while size > 0:
                data = stream.read(min(chunk, size))
                if not data:
                    raise self._cut_off(oid, path)
                size -= len(data)
                if size == 0:
                    ended = bool(stream.read(1))
                yield data
            if not ended:
                ended = bool(stream.read(1))
        finally:
            if not ended:
                self.close()  # what is left must not be read as the next object

    def _cut_off(self, oid: str, path: str | None) -> UndecidedError:
        self.close()
        return UndecidedError(f"git ended in the middle of object {oid[:12]}", path=path, remedy="Run 'git fsck'.")

    def _open(self, oid: str, path: str | None) -> tuple[int, Any]:
        if self._batch is None:
            import subprocess

            self._batch = self._git.execute(
                ["git", *_OVERRIDES, "cat-file", "--batch"],
                istream=subprocess.PIPE,
                as_process=True,
                stdout_as_string=False,
            )
        answer = b""
        with suppress(BrokenPipeError):
            self._batch.stdin.write(oid.encode() + b"\n")
            self._batch.stdin.flush()
            answer = self._batch.stdout.readline()
        fields = answer.split()
        if len(fields) != 3:
            if not answer:
                self.close()
            raise MissingObjectError(
                f"object {oid[:12]} is not in this clone",
                path=path,
                remedy="Fetch it: a partial clone lacks blobs; clone without '--filter', or 'git fetch --refetch'.",
            )
        return int(fields[2]), self._batch.stdout

    def read_disk(self, path: str, *, limit: int) -> bytes:
        """The bytes of a file (or the target text of a symbolic link) in the work tree."""
        full = self.root / path
        with _of_disk(path):
            if full.is_symlink():
                return os.fsencode(os.readlink(full))
            with full.open("rb") as stream:
                data = stream.read(limit + 1)
        if len(data) > limit:
            raise _too_large(limit, path)
        return data

    def stream_disk(self, path: str, *, chunk: int = 1 << 20) -> Iterator[bytes]:
        """The bytes of a file in the work tree, in pieces."""
        with _of_disk(path), (self.root / path).open("rb") as stream:
            while data := stream.read(chunk):
                yield data


class MissingObjectError(UndecidedError):
    """An object that git knows by name only: the clone is partial."""


def _too_large(limit: int, path: str | None) -> UndecidedError:
    return UndecidedError(
        f"the {'file' if path else 'object'} has more than {limit:,} bytes",
        path=path,
        remedy="Make it smaller; only training data may be larger.",
    )


@contextmanager
def _of_disk(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UndecidedError(
            f"the file cannot be read: {error.strerror}", path=path, remedy="Make it readable, or remove it."
        ) from None


def _pathspecs(prefixes: Iterable[str]) -> list[str] | None:
    wanted = sorted(set(prefixes))
    for path in wanted:
        if path.startswith("/") or ".." in path.split("/"):
            raise UsageError(
                f"{path!r} is not a path of this repository", remedy="Name it relative to the repository's root."
            )
    if not wanted:
        return None
    return [] if "" in wanted else wanted


def _records(output: bytes) -> list[str]:
    return output.decode("utf-8", "surrogateescape").split("\0")[:-1]
