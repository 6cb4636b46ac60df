"""Reads sources at one snapshot, each once, and says in words why one cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from gate.derive import kinds_of, readers
from gate.derive.bind import MANIFEST as _MANIFEST
from gate.derive.given import MAX_SOURCE, Given, Note, Source, SourceError, Value
from gate.documents import DocumentError
from gate.git.entry import FOLDER, GITLINK, SYMLINK
from gate.git.lfs import read_pointer
from gate.git.paths import is_inside
from gate.git.snapshot import Snapshot
from gate.values.errors import UndecidedError
from gate.values.parquet import count_rows
from gate.values.records import count_records

if TYPE_CHECKING:
    from gate.surfaces.reader import Reader

DATA_FILE = "data-file"
LINES, ROWS = (".jsonl", ".ndjson"), ".parquet"  # files of one record a line, and of rows
COUNTED = (*LINES, ROWS)  # files whose records can be counted
RECORDS = "/sources/*/files/*/records"
_NO_READER = "no reader of this version of tunegate takes the file for its own"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of reading a source: ``digest`` is 'sha256:...' of its bytes, None where there is no file;
    ``given`` is None where ``problem`` says why."""

    kind: str
    path: str
    digest: str | None
    given: Given | None
    problem: SourceError | None = None


class Sources:
    """The sources of one snapshot. What was read once is kept, whichever document asks."""

    def __init__(self, snapshot: Snapshot, reader: Reader) -> None:
        self.snapshot = snapshot
        self.reader = reader
        self._bytes: dict[str, Source | SourceError] = {}
        self._kinds: dict[str, tuple[str, ...]] = {}
        self._read: dict[tuple[str, str], Outcome] = {}

    def at(self, commit: str) -> Sources:
        """The sources of another commit, by the same reader."""
        return Sources(Snapshot(self.snapshot.repository, commit), self.reader)

    def digest(self, path: str) -> str | None:
        """SHA-256 of a file's bytes, of those that a Git LFS pointer stands for; None where there is no such file."""
        entry = self.snapshot.entry(path) if is_inside(path) else None
        if entry is None or not entry.is_regular:
            return None
        return self.reader.data_digest(self.snapshot, path, entry)

    def kinds(self, path: str) -> tuple[str, ...]:
        """The kinds whose readers take a file for theirs; none for one that cannot be read."""
        if path not in self._kinds:
            source = self._source(path)
            key = ("kinds", path, self.digest(path))
            self._kinds[path] = (
                () if isinstance(source, SourceError) else self.reader.once(key, partial(_kinds, source))
            )
        return self._kinds[path]

    def read(self, path: str, kind: str) -> Outcome:
        """What a file gives, as a source of one kind."""
        if (path, kind) not in self._read:
            self._read[path, kind] = self._outcome(path, kind)
        return self._read[path, kind]

    def data(self, path: str) -> bytes | None:
        """A file's bytes; None where there is none, where git has a pointer only, and where it is too large."""
        source = self._source(path)
        return source.data if isinstance(source, Source) else None

    def pieces(self, path: str) -> Iterator[bytes] | None:
        """The same, whatever the size: whole where it was read, or could be; read them before the next file.

        None where there is no file, and where git has a pointer only.
        """
        data = self.data(path)
        return self._stream(path) if data is None else iter((data,))

    def _stream(self, path: str) -> Iterator[bytes] | None:
        entry = self.snapshot.entry(path) if is_inside(path) else None
        if entry is None or not entry.is_regular:
            return None
        pieces = iter(self.snapshot.stream(path, entry))
        head, following = next(pieces, b""), next(pieces, b"")
        return None if not following and read_pointer(head) is not None else chain((head, following), pieces)

    def told(self, path: str, kind: str, asked: Mapping[str, Any]) -> Outcome:
        """The same, for one that needs to be told what the document says that names it."""
        source = self._source(path)
        if isinstance(source, SourceError):
            return Outcome(kind, path, self.digest(path), None, source)
        key = ("told", kind, path, self.digest(path), repr(asked))
        return self.reader.once(key, lambda: self._given(replace(source, asked=asked), kind))

    def records(self, path: str) -> Outcome:
        """How many records a data file has: of lines those that are not empty, of Parquet the rows that its footer
        says. Streamed, whatever its size."""
        key = (path, DATA_FILE)
        if key not in self._read:
            self._read[key] = self._counted(path)
        return self._read[key]

    def _counted(self, path: str) -> Outcome:
        entry, digest = self.snapshot.entry(path), self.digest(path)
        if entry is None or digest is None:
            return Outcome(DATA_FILE, path, None, None, SourceError("there is no such file", None))
        kept = self._bytes.get(path)  # whoever looked at the file has read it
        pieces = iter((kept.data,) if isinstance(kept, Source) else self.snapshot.stream(path, entry))
        head, following = next(pieces, b""), next(pieces, b"")
        if not following and read_pointer(head) is not None:
            message = "only the pointer of Git LFS is in git, so the records cannot be counted"
            return Outcome(DATA_FILE, path, digest, Given(notes=(Note(message, pointer=RECORDS),)))
        count = (count_rows if path.endswith(ROWS) else count_records)(chain((head, following), pieces))
        if count is None:
            return Outcome(DATA_FILE, path, digest, Given())
        return Outcome(DATA_FILE, path, digest, Given(values=(Value(_MANIFEST, RECORDS, count, about=(path,)),)))

    def _outcome(self, path: str, kind: str) -> Outcome:
        source, digest = self._source(path), self.digest(path)
        if isinstance(source, SourceError):
            return Outcome(kind, path, digest, None, source)
        reader = readers().get(kind)
        if reader is None:
            remedy = f"Known kinds: {', '.join(sorted(readers()))}."
            return Outcome(kind, path, digest, None, SourceError(f"there is no reader for {kind!r}", None, remedy))
        if kind not in self.kinds(path) and not getattr(reader, "TOLD", False):
            others = ", ".join(self.kinds(path))
            message = f"it is no {kind} file, but {others}" if others else _NO_READER
            remedy = "Name the kind that it is, or have the tool write it again."
            return Outcome(kind, path, digest, None, SourceError(message, 1, remedy))
        return self.reader.once(("given", kind, path, digest), lambda: self._given(source, kind))

    def _given(self, source: Source, kind: str) -> Outcome:
        path, digest = source.path, self.digest(source.path)
        try:
            return Outcome(kind, path, digest, readers()[kind].read(source))
        except SourceError as error:
            return Outcome(kind, path, digest, None, error)
        except DocumentError as error:
            return Outcome(kind, path, digest, None, SourceError(error.message, error.line, error.remedy))
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
            message = f"it is not built as {kind} files are ({type(error).__name__})"
            return Outcome(kind, path, digest, None, SourceError(message, 1, "Have the tool write it again."))

    def _source(self, path: str) -> Source | SourceError:
        if path not in self._bytes:
            self._bytes[path] = self._open(path)
        return self._bytes[path]

    def _open(self, path: str) -> Source | SourceError:
        if not is_inside(path):
            return SourceError("the path leads out of the repository", None, "Name a file of this repository.")
        entry = self.snapshot.entry(path)
        if entry is None:
            is_folder = self.snapshot.mode(path) == FOLDER
            message = "it is a folder, not a file" if is_folder else "there is no such file"
            return SourceError(message, None, "Restore the file, or run 'tunegate evidence collect' without it.")
        if entry.mode in (SYMLINK, GITLINK):
            what = "a symbolic link" if entry.mode == SYMLINK else "a submodule"
            return SourceError(f"it is {what}, not a file of its own", None, "Put the file itself in its place.")
        try:
            data = self.snapshot.read(path, entry, limit=MAX_SOURCE)
        except UndecidedError as error:
            return SourceError(error.problems[0].message, None, error.problems[0].remedy)
        if read_pointer(data) is not None:
            message = "only the pointer of Git LFS is in git, so the gate cannot read it"
            return SourceError(message, 1, "Keep the file itself in git; reports are small.")
        return Source(path, data)


def _kinds(source: Source) -> tuple[str, ...]:
    try:
        return tuple(kinds_of(source))
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return ()
