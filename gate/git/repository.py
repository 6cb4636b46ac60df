"""The one door to git.

Plumbing commands only: object names in, bytes out. Nothing that the repository configures (attributes, filters,
textconv, hooks, fsmonitor, replace refs, grafts) has a say.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from gate.git.disk import Disk
from gate.git.entry import GITLINK, INDEX, SYMLINK, WORKTREE, Entry
from gate.git.objects import Objects
from gate.git.process import Process
from gate.git.trees import FOLDER, Trees
from gate.values.errors import UndecidedError, UsageError
from gate.values.regex import regex

_CONTROL = regex(r"[\0-\x1f\x7f]")


class Repository:
    """A git repository on disk. Close it, or use it as a context manager: it holds a running ``git cat-file``."""

    def __init__(self, directory: Path) -> None:
        """Open the repository that holds ``directory``. Raises UsageError where there is none."""
        if not directory.is_dir():
            raise UsageError(
                f"there is no directory {directory}", remedy="Name a directory of a git work tree with -C."
            )
        process = Process(directory)
        done = process.run("rev-parse", "--show-toplevel", "--is-shallow-repository")
        lines = done.output.decode("utf-8", "surrogateescape").splitlines()
        if done.status or len(lines) != 2:
            raise UsageError(
                f"{done.said if done.status else 'not a git work tree'}: {directory}",
                remedy="Trust it with 'git config --global --add safe.directory DIR', or give it to yourself."
                if "dubious ownership" in done.said
                else "Run tunegate inside a git work tree, or name one with -C.",
            )
        self.root = Path(lines[0])
        self.shallow = lines[1] == "true"
        self.disk = Disk(self.root)
        self._process = process.at(self.root)
        self._objects = Objects(self._process)
        self._trees = Trees(self._objects)

    def __enter__(self) -> Repository:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop ``git cat-file``; the next read starts another."""
        self._objects.close()

    def _try(self, *arguments: str, env: Mapping[str, str] | None = None) -> bytes | None:
        """Standard output, or None where git exits with an error."""
        done = self._process.run(*arguments, env=env)
        return None if done.status else done.output

    def _run(self, *arguments: str, env: Mapping[str, str] | None = None) -> bytes:
        done = self._process.run(*arguments, env=env)
        if done.status:
            raise UndecidedError(
                f"git {arguments[0]}: {done.said}", remedy="Run 'git fsck', or clone the repository again."
            )
        return done.output

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
        """The object id of the commit that ``revision`` names, or None."""
        found = self._objects.find(revision + "^{commit}")
        return found.oid if found else None

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
        found: dict[str, Entry] = {}
        for prefix in _checked(prefixes):
            found.update(self._trees.below(commit, prefix))
        return found

    def names(self, commit: str, folder: str) -> list[tuple[str, bool]]:
        """(name, whether it is a folder) of what a folder of a commit holds; nothing where there is none."""
        return [(name, entry.mode == FOLDER) for name, entry in self._trees.names(commit, folder).items()]

    def index(self, prefixes: Iterable[str]) -> dict[str, Entry]:
        """Path -> entry of every file in the index. Raises UndecidedError on unmerged paths."""
        paths = _checked(prefixes)
        return self._listed(paths).merged() if paths else {}

    def worktree(self, prefixes: Iterable[str]) -> dict[str, Entry]:
        """Path -> entry of every file on disk that git tracks or would track.

        Raises UndecidedError on unmerged paths.
        """
        paths = _checked(prefixes)
        if not paths:
            return {}
        listed = self._listed(paths, "-o", "--exclude-standard")
        tracked = listed.merged()
        submodules = {path: Entry(GITLINK, None) for path, entry in tracked.items() if entry.mode == GITLINK}
        found = dict(self.disk.entries([path for path in (*listed.untracked, *tracked) if path not in submodules]))
        for path, entry in found.items():
            staged = tracked[path].mode if path in tracked else "100644"
            if entry.mode != SYMLINK and ("symlinks" if staged == SYMLINK else "filemode") in self._untrusted:
                found[path] = Entry(staged, None)
        return {**found, **submodules}

    def _listed(self, paths: Iterable[str], *options: str) -> _Listed:
        """The index, and what else ``options`` ask for, at or below paths of which one may be ""."""
        listed = _Listed()
        output = self._run("ls-files", "-z", "-s", "-v", "--full-name", *options, "--", *filter(None, paths))
        for record in _records(output):
            if record.startswith("? "):
                listed.untracked.append(record[2:])
                continue
            meta, _, path = record.partition("\t")
            tag, mode, oid, stage = meta.split(" ")
            listed.tracked[path] = Entry(mode, oid)
            if stage != "0":
                listed.unmerged.append(path)
            if tag.islower() or tag == "S":
                listed.flagged.append(path)
        return listed

    @cached_property
    def _untrusted(self) -> set[str]:
        """What git found this file system to be unable to hold: ``filemode``, ``symlinks``."""
        output = self._try("config", "-z", "--type=bool", "--get-regexp", r"^core\.(filemode|symlinks)$")
        last = dict(record.removeprefix("core.").split("\n", 1) for record in _records(output or b""))
        return {name for name, value in last.items() if value == "false"}

    def changed(self, base: str, head: str) -> set[str]:
        """Every path that differs between a commit and a commit, ``INDEX`` or ``WORKTREE``; both names of a rename.

        Index flags (assume-unchanged, skip-worktree) hide nothing: such paths always count in a work tree.
        """
        if head not in (INDEX, WORKTREE):
            return self._trees.changed(base, head)
        options = ("-r", "-z", "--raw", "--no-renames", "--no-ext-diff", "--ignore-submodules=none")
        if head == INDEX:
            output = self._run("diff-index", "--cached", *options, base, "--")
        else:
            output = self._run("diff-index", *options, base, "--", env=self._without_filters)
        names = set(_records(output)[1::2])  # status and name by turns; a name can look like a status
        if head == WORKTREE:
            listed = self._listed([""], "-o", "--exclude-standard")
            names.update(listed.untracked, listed.flagged)
        return names

    def renames(self, base: str, head: str) -> dict[str, str]:
        """New path -> old path of every file that git finds to be renamed or moved; empty where it cannot tell."""
        options = ("-r", "-z", "--raw", "-M", "-l2000", "--diff-filter=R", "--no-ext-diff", "--ignore-submodules=all")
        if head in (INDEX, WORKTREE):
            cached = ("--cached",) if head == INDEX else ()
            output = self._try("diff-index", *cached, *options, base, "--", env=self._without_filters)
        else:
            output = self._try("diff-tree", *options, base, head, "--")
        fields = _records(output or b"")
        return dict(zip(fields[2::3], fields[1::3], strict=True))

    @cached_property
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
        return self._objects.read(oid, limit=limit, path=path)

    def stream(self, oid: str, *, chunk: int = 1 << 20, path: str | None = None) -> Iterator[bytes]:
        """The bytes of an object in pieces; read it to the end, or close it, before the next call."""
        return self._objects.stream(oid, chunk=chunk, path=path)


@dataclass(frozen=True, slots=True)
class _Listed:
    """What ``git ls-files`` says: the index; files that are not in it; paths with conflicts; paths with flags."""

    tracked: dict[str, Entry] = field(default_factory=dict)
    untracked: list[str] = field(default_factory=list)
    unmerged: list[str] = field(default_factory=list)
    flagged: list[str] = field(default_factory=list)

    def merged(self) -> dict[str, Entry]:
        """Path -> entry of the index. Raises UndecidedError on unmerged paths."""
        for path in self.unmerged:
            raise UndecidedError("the path has merge conflicts", path=path, remedy="Resolve them and stage the file.")
        return self.tracked


def _checked(prefixes: Iterable[str]) -> list[str]:
    """The prefixes in order; those of everything ("") alone. Raises UsageError where one leaves the repository."""
    wanted = sorted(set(prefixes))
    for path in wanted:
        if path.startswith("/") or ".." in path.split("/"):
            raise UsageError(
                f"{path!r} is not a path of this repository", remedy="Name it relative to the repository's root."
            )
    return [""] if "" in wanted else wanted


def _records(output: bytes) -> list[str]:
    return output.decode("utf-8", "surrogateescape").split("\0")[:-1]
