"""The index: what is staged, which flags a path has, and by which stat data git knows a file that it has stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from gate.git.entry import Entry
from gate.git.process import Process
from gate.values.errors import UndecidedError
from gate.values.regex import regex

EMPTY_BLOBS = frozenset(  # what 'git add --intent-to-add' puts in place of content
    (
        "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
        "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
    )
)
SMALL = 1 << 18  # bytes of an index, of some 2,500 files, that is asked for at once
_INTENT_TO_ADD = 1 << 29  # CE_INTENT_TO_ADD of git's read-cache-ll.h

# git's builtin/ls-files.c, print_debug
_DEBUG = regex(
    r"  ctime: (\d+):(\d+)\n  mtime: (\d+):(\d+)\n  dev: \d+\tino: (\d+)\n  uid: \d+\tgid: \d+\n"
    r"  size: (\d+)\tflags: ([0-9a-f]+)\n"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """What ``git ls-files`` says.

    ``tracked`` is the index, ``untracked`` what is not in it (a repository of its own ends with a slash), ``unmerged``
    has conflicts, ``hidden`` are paths that git is told to overlook (assume-unchanged), ``sparse`` those that are not
    to be on disk (skip-worktree).
    """

    tracked: dict[str, Entry] = field(default_factory=dict)
    untracked: list[str] = field(default_factory=list)
    unmerged: list[str] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    sparse: set[str] = field(default_factory=set)

    def merged(self) -> dict[str, Entry]:
        """Path -> entry of the index. Raises UndecidedError on unmerged paths."""
        for path in self.unmerged:
            raise UndecidedError("the path has merge conflicts", path=path, remedy="Resolve them and stage the file.")
        return self.tracked


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was when git stored it: times in nanoseconds since 1970, its size modulo 2**32, its inode likewise.

    A time of whole seconds is one whose fraction was not recorded.
    """

    oid: str
    ctime: int
    mtime: int
    inode: int
    size: int
    flags: int

    @property
    def is_promised(self) -> bool:
        """Staged by ``git add --intent-to-add``: by name only."""
        return bool(self.flags & _INTENT_TO_ADD)


class Index:
    """Asks ``git ls-files``; nothing is written, and the index is not refreshed. ``place`` is that of its file."""

    def __init__(self, process: Process, place: Path) -> None:
        self._process = process
        self._place = place
        self._seen: dict[str, Seen] = {}
        self._detailed: set[str] = set()  # paths and folders of which everything is in '_seen'

    def listed(self, paths: Iterable[str], *options: str, is_detailed: bool = False) -> Listed:
        """The index, and what else ``options`` ask for, at or below paths of which one may be "".

        ``is_detailed`` has `seen` answered for them, too, unless they are everything.
        """
        wanted = list(filter(None, paths))
        found = Listed()
        for record in self._detail(wanted, options) if is_detailed and wanted else self._records(wanted, options):
            if record.startswith("? "):
                found.untracked.append(record[2:])
                continue
            tag, mode, oid, stage, path = _fields(record)
            found.tracked[path] = Entry(mode, oid)
            if stage != "0":
                found.unmerged.append(path)
            if tag in "Ss":
                found.sparse.add(path)
            if tag.islower():
                found.hidden.add(path)
        return found

    def staged(self, paths: Iterable[str]) -> dict[str, Entry]:
        """Path -> entry of what the next commit has. Raises UndecidedError on unmerged paths."""
        found = self.listed(paths).merged()
        empty = [path for path, entry in found.items() if entry.oid in EMPTY_BLOBS]
        if empty:
            self._detail(empty, ())
        for path in empty:
            if (seen := self._seen.get(path)) and seen.is_promised:
                del found[path]
        return found

    def seen(self, path: str) -> Seen | None:
        """The file as it was stored; None where it is not in the index, or git does not say."""
        if path not in self._seen:
            at = path
            while at and at not in self._detailed:
                at = at.rpartition("/")[0]
            if not at and "" not in self._detailed:
                self._detail([] if self._is_small else [path.rpartition("/")[0] or path], ())
        return self._seen.get(path)

    @cached_property
    def _is_small(self) -> bool:
        """Whether one process that lists everything takes less than one for each folder that has files of interest."""
        try:
            return self._place.stat().st_size <= SMALL
        except OSError:
            return True

    @cached_property
    def written(self) -> int:
        """When the index was written, in nanoseconds since 1970: what changed a file later has a later time.

        0 where there is none.
        """
        try:
            return self._place.stat().st_mtime_ns
        except OSError:
            return 0

    def _detail(self, paths: list[str], options: tuple[str, ...]) -> list[str]:
        """The records at or below the paths, or of everything; what git knows of each file is kept."""
        self._detailed.update(paths or [""])
        found: list[str] = []
        for piece in self._run(*options, "--debug", "--", *paths).decode("utf-8", "surrogateescape").split("\0"):
            said = _DEBUG.match(piece) if found and not found[-1].startswith("? ") else None
            if said is not None:
                _, _, oid, _, path = _fields(found[-1])
                ctime, ctime_ns, mtime, mtime_ns, inode, size = (int(number) for number in said.groups()[:6])
                times = (ctime * 10**9 + ctime_ns, mtime * 10**9 + mtime_ns)
                self._seen[path] = Seen(oid, *times, inode, size, int(said[7], 16))
            elif found and not found[-1].startswith("? "):  # a git that says it in another way: nothing is known
                return self._records(paths, options)
            if rest := piece[said.end() if said else 0 :]:
                found.append(rest)
        return found

    def _records(self, paths: list[str], options: tuple[str, ...]) -> list[str]:
        return records(self._run(*options, "--", *paths))

    def _run(self, *arguments: str) -> bytes:
        done = self._process.run("ls-files", "-z", "-s", "-v", "--full-name", *arguments)
        if done.status:
            raise UndecidedError(f"git ls-files: {done.said}", remedy="Run 'git fsck', or clone the repository again.")
        return done.output


def records(output: bytes) -> list[str]:
    """What ``-z`` ends with a NUL."""
    return output.decode("utf-8", "surrogateescape").split("\0")[:-1]


def _fields(record: str) -> Iterator[str]:
    """Tag, mode, object id, stage, path."""
    meta, _, path = record.partition("\t")
    yield from meta.split(" ")
    yield path
