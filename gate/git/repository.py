"""The one door to git.

Plumbing commands only: object names in, bytes out. Nothing that the repository configures (attributes, filters,
textconv, hooks, fsmonitor, replace refs, grafts) has a say.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gate.git.attributes import Attributes
from gate.git.disk import Disk
from gate.git.entry import FOLDER, INDEX, MODULES, WORKTREE, Entry
from gate.git.index import Index, records
from gate.git.objects import Objects
from gate.git.process import Process
from gate.git.revisions import Revisions
from gate.git.settings import SettingsOf
from gate.git.stored import Stored
from gate.git.trees import Trees
from gate.git.worktree import WorkTree
from gate.values.errors import UndecidedError, UsageError
from gate.values.regex import regex

if TYPE_CHECKING:
    from gate.git.kept import Kept

DEEPEN = "Fetch it first: actions/checkout with 'fetch-depth: 0', or 'git fetch --unshallow'."
UNSHALLOW = "Use actions/checkout with 'fetch-depth: 0', or 'git fetch --unshallow'."
MAX_ASKED = 1000  # objects in one command line
_CONTROL = regex(r"[\0-\x1f\x7f]")
_COMMITTED = regex(rb"(?m)^committer [^\n]*> ([0-9]{1,18}) [+-][0-9]{4}$")


class Repository:
    """A git repository on disk. Close it, or use it as a context manager: it holds a running ``git cat-file``."""

    def __init__(self, directory: Path) -> None:
        """Open the repository that holds ``directory``. Raises UsageError where there is none."""
        if not directory.is_dir():
            raise UsageError(
                f"there is no directory {directory}", remedy="Name a directory of a git work tree with -C."
            )
        process = Process(directory)
        done = process.run("rev-parse", "--show-toplevel", "--is-shallow-repository", "--git-path", "index")
        lines = done.output.decode("utf-8", "surrogateescape").splitlines()
        if done.status or len(lines) != 3:
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
        self._index = Index(self._process, directory / lines[2])
        self._settings = SettingsOf(self._process)
        self._worktree = WorkTree(self._process, self.disk, self._index, self._settings)
        self._attributes = Attributes(self._process, self._settings)
        self.stored = Stored(self.disk, self._objects, self._index, self._attributes, self._settings)
        self.revisions = Revisions(self._process, self._objects)

    def __enter__(self) -> Repository:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the programs of git that are running; the next read starts others."""
        self._objects.close()
        self._attributes.close()

    def kept(self, ref: str) -> Kept:
        """Files under a ref of their own (`gate.git.kept`)."""
        from gate.git.kept import Kept

        return Kept(self._process, self._objects, ref)

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

    def settings(self, pattern: str) -> dict[str, str]:
        """Name -> last value of the settings of git whose names match, all but their middle in small letters."""
        output = self._try("config", "-z", "--get-regexp", pattern)
        return {name: value for name, _, value in (row.partition("\n") for row in records(output or b""))}

    # -- commits

    def commit(self, revision: str) -> str:
        """The object id of the commit that ``revision`` names (`Revisions.find`).

        Raises UsageError for what is no revision, UndecidedError for a commit that is not there and a name of several.
        """
        if not revision or revision.startswith("-") or _CONTROL.search(revision):
            raise UsageError(f"{revision!r} is not a revision", remedy="Name a branch, a full ref or a commit.")
        found = self.revisions.find(revision)
        if found is None:
            raise UndecidedError(
                f"the commit {revision!r} is not in this clone" + (", which is shallow" if self.shallow else ""),
                remedy=DEEPEN if self.shallow else "Check the name, or fetch it first: 'git fetch origin <commit>'.",
            )
        return found

    def try_commit(self, revision: str) -> str | None:
        """The object id of the commit that ``revision`` names; None where there is none, or it is ambiguous."""
        try:
            return self.revisions.find(revision)
        except UndecidedError:
            return None

    def parents(self, commit: str) -> tuple[str, ...]:
        """The parents that the commit object names, whether they are in this clone or not."""
        header = self.read(commit, limit=1 << 20).split(b"\n\n", 1)[0]
        return tuple(line[7:].decode() for line in header.split(b"\n") if line.startswith(b"parent "))

    def committed_at(self, commit: str) -> datetime | None:
        """When the commit says that it was made, in UTC; None where it is not written as git writes it."""
        header = self.read(commit, limit=1 << 20).split(b"\n\n", 1)[0]
        found = _COMMITTED.search(header)
        try:
            return datetime.fromtimestamp(int(found[1]), UTC) if found else None
        except (OverflowError, ValueError, OSError):
            return None

    def merge_base(self, one: str, other: str) -> str:
        """The best common ancestor. Raises UndecidedError in a shallow clone, where the answer could be wrong."""
        if self.shallow:
            raise UndecidedError(
                "the clone is shallow, so a merge base cannot be trusted",
                remedy=UNSHALLOW,
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

    def touching(self, head: str, paths: Iterable[str], most: int) -> list[str]:
        """The newest commits along the first parents of ``head`` that changed a literal path, the newest first."""
        asked = (f"--max-count={most}", "--first-parent", "--end-of-options", head, "--", *_checked(paths))
        return self._run("rev-list", *asked, env={"GIT_LITERAL_PATHSPECS": "1"}).decode().split()

    def tree(self, commit: str, prefixes: Iterable[str]) -> dict[str, Entry]:
        """Path -> entry of every file of a commit at or below the literal prefixes ("" for all)."""
        found: dict[str, Entry] = {}
        for prefix in _checked(prefixes):
            found.update(self._trees.below(commit, prefix))
        return found

    def at(self, commit: str, path: str) -> Entry | None:
        """The file, or the folder, that a commit has at a path."""
        return self._trees.at(commit, path)

    def names(self, commit: str, folder: str) -> list[tuple[str, bool]]:
        """(name, whether it is a folder) of what a folder of a commit holds; nothing where there is none."""
        return [(name, entry.mode == FOLDER) for name, entry in self._trees.names(commit, folder).items()]

    def beside(self, commit: str, folder: str) -> dict[str, Entry]:
        """Path -> entry of the files and folders that a folder of a commit holds itself."""
        lead = f"{folder}/" if folder else ""
        return {lead + name: entry for name, entry in self._trees.names(commit, folder).items()}

    def submodules(self, modules: Entry) -> dict[str, dict[str, str]]:
        """Name -> key -> value of every submodule of ``.gitmodules``, as git reads it; the last of a key counts.

        ``modules`` is that file's entry. Raises UndecidedError where git cannot read it.
        """
        source = f"--blob={modules.oid}" if modules.oid else f"--file={self.root / MODULES}"
        done = self._process.run("config", "-z", "--no-includes", source, "--list")
        if done.status:
            raise UndecidedError(f"git cannot read it: {done.said}", path=MODULES, remedy="Repair the file.")
        found: dict[str, dict[str, str]] = {}
        for record in records(done.output):
            name, _, value = record.partition("\n")
            section, _, key = name.rpartition(".")
            if section.startswith("submodule."):
                found.setdefault(section.removeprefix("submodule."), {})[key] = value
        return found

    def index(self, prefixes: Iterable[str]) -> dict[str, Entry]:
        """Path -> entry of every file of the next commit. Raises UndecidedError on unmerged paths."""
        paths = _checked(prefixes)
        return self._index.staged(paths) if paths else {}

    def worktree(self, prefixes: Iterable[str]) -> dict[str, Entry]:
        """Path -> entry of every file that ``git add --all`` would store.

        No object id where that depends on the bytes on disk, which `stored` reads. Raises UndecidedError on unmerged
        paths.
        """
        paths = _checked(prefixes)
        return self._worktree.entries(paths) if paths else {}

    def overlooked(self, paths: Iterable[str]) -> list[str]:
        """The paths, of those of `worktree`, whose files on disk git is told not to store, though they differ."""
        return [path for path in paths if path in self._worktree.overlooked and not self.stored.is_staged(path)]

    def ignored(self, paths: Iterable[str]) -> list[str]:
        """The paths, of those that are not tracked, that ``git add`` would pass over."""
        ask = ("check-ignore", "--quiet", "--")
        env = {"GIT_LITERAL_PATHSPECS": "0"}  # which it does not know
        return [path for path in paths if self._process.run(*ask, f"./{path}", env=env).status == 0]

    def left_out(self, folder: str) -> list[str]:
        """The paths at or below a folder that a sparse checkout keeps off the disk, sorted."""
        return self._worktree.left_out(folder)

    def changed(self, base: str, head: str) -> set[str]:
        """Every path that differs between a commit and a commit, ``INDEX`` or ``WORKTREE``; both names of a rename.

        Index flags (assume-unchanged, skip-worktree) hide nothing: such paths always count where they are on disk.
        """
        if head not in (INDEX, WORKTREE):
            return self._trees.changed(base, head)
        options = ("-r", "-z", "--raw", "--no-renames", "--no-ext-diff", "--ignore-submodules=dirty")
        if head == INDEX:
            output = self._run("diff-index", "--cached", *options, base, "--")
        else:
            output = self._run("diff-index", *options, base, "--", env=self._without_filters())
        names = set(records(output)[1::2])  # status and name by turns; a name can look like a status
        if head == WORKTREE:
            names |= self._worktree.unlike_index()
        return names

    def renames(self, base: str, head: str) -> dict[str, str]:
        """New path -> old path of every file that git finds to be renamed or moved; empty where it cannot tell."""
        options = ("-r", "-z", "--raw", "-M", "-l2000", "--diff-filter=R", "--no-ext-diff", "--ignore-submodules=all")
        if head in (INDEX, WORKTREE):
            cached = ("--cached",) if head == INDEX else ()
            output = self._try("diff-index", *cached, *options, base, "--", env=self._without_filters())
        else:
            output = self._try("diff-tree", *options, base, head, "--")
        fields = records(output or b"")
        return dict(zip(fields[2::3], fields[1::3], strict=True))

    def _without_filters(self) -> dict[str, str]:
        """Variables that switch off every filter that is configured."""
        rows = self._settings.without_filters()
        first = int(os.environ.get("GIT_CONFIG_COUNT") or 0)
        found = {"GIT_CONFIG_COUNT": str(first + len(rows))}
        for number, (name, value) in enumerate(rows, first):
            found[f"GIT_CONFIG_KEY_{number}"] = name
            found[f"GIT_CONFIG_VALUE_{number}"] = value
        return found

    # -- bytes

    def read(self, oid: str, *, limit: int, path: str | None = None) -> bytes:
        """The bytes of an object. Raises UndecidedError where it is missing or has more than ``limit`` bytes.

        ``path`` is the file that it is read for, to be named in errors.
        """
        return self._objects.read(oid, limit=limit, path=path)

    def containing(self, oids: Iterable[str], texts: Iterable[str]) -> set[str]:
        """Those of the blobs that have one of the texts in them, letter for letter; one that is not here has none."""
        asked = [part for text in sorted({*texts}) if "\n" not in text for part in ("-e", text)]
        return self._grep(oids, "-F", *asked) if asked else set()

    def holding(self, oids: Iterable[str], words: Iterable[str]) -> set[str]:
        """Those of the blobs that have one of the words in them, as a word of its own and letter for letter.

        A blob that is not in this clone has none.
        """
        asked = [part for word in sorted({*words}) if "\n" not in word for part in ("-e", word)]
        return self._grep(oids, "-F", "-w", *asked) if asked else set()

    def matching(self, oids: Iterable[str], pattern: str) -> set[str]:
        """Those of the blobs that a POSIX extended regular expression matches a line of."""
        return self._grep(oids, "-E", "-e", pattern)

    def parts(self, oids: Iterable[str], pattern: str) -> Iterator[tuple[str, str]]:
        """(blob, what a POSIX extended regular expression matches in it), once for each match."""
        for output in self._grepped(oids, "-o", "-E", "-e", pattern):
            for line in output.decode("utf-8", "replace").split("\n"):
                oid, _, match = line.partition("\0")
                if match:
                    yield oid, match

    def _grep(self, oids: Iterable[str], *asked: str) -> set[str]:
        return {oid for output in self._grepped(oids, "-l", *asked) for oid in records(output)}

    def _grepped(self, oids: Iterable[str], *asked: str) -> Iterator[bytes]:
        options = (
            "-z",
            "-a",
            "--no-textconv",
            "--no-recurse-submodules",
            "--no-color",
            "--no-line-number",
            "--no-column",
        )
        wanted = sorted({*oids})
        for start in range(0, len(wanted), MAX_ASKED):
            yield self._process.run("grep", *options, *asked, *wanted[start : start + MAX_ASKED]).output

    def stream(self, oid: str, *, chunk: int = 1 << 20, path: str | None = None) -> Iterator[bytes]:
        """The bytes of an object in pieces; read it to the end, or close it, before the next call."""
        return self._objects.stream(oid, chunk=chunk, path=path)


def _checked(prefixes: Iterable[str]) -> list[str]:
    """The prefixes in order; those of everything ("") alone. Raises UsageError where one leaves the repository."""
    wanted = sorted(set(prefixes))
    for path in wanted:
        if path.startswith("/") or ".." in path.split("/"):
            raise UsageError(
                f"{path!r} is not a path of this repository", remedy="Name it relative to the repository's root."
            )
    return [""] if "" in wanted else wanted
