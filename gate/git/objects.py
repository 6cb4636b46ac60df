"""Git's objects, read through one running ``git cat-file``: by name, whole or in pieces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, NamedTuple

from gate.git.process import Conversation, Process
from gate.values.errors import UndecidedError


class MissingObjectError(UndecidedError):
    """An object that git knows by name only: the clone is partial."""


class Found(NamedTuple):
    """What a name leads to: the object's id, its type, and its size in bytes."""

    oid: str
    kind: str
    size: int


class Objects:
    """Reads objects by their id, or by any name that ``git rev-parse`` knows. Close it: it holds a running process."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._batch: Conversation | None = None

    def close(self) -> None:
        """Stop ``git cat-file``, whatever state it is in; the next read starts another."""
        batch, self._batch = self._batch, None
        if batch is not None:
            batch.close()

    def find(self, name: str) -> Found | None:
        """What a name leads to; None where that is nothing, or more than one object."""
        opened = self._ask(name)
        if opened is None:
            return None
        found, stream = opened
        for _ in self._pieces(found, stream, 1 << 20, None):
            pass
        return found

    def read(self, name: str, *, limit: int, path: str | None = None) -> bytes:
        """The bytes of an object. Raises UndecidedError where it is missing or has more than ``limit`` bytes.

        ``path`` is the file that it is read for, to be named in errors.
        """
        found, stream = self._open(name, path)
        if found.size > limit:
            self.close()
            raise too_large(limit, path)
        data = stream.read(found.size)
        stream.read(1)
        if len(data) != found.size:
            raise self._cut_off(found, path)
        return data

    def stream(self, name: str, *, chunk: int = 1 << 20, path: str | None = None) -> Iterator[bytes]:
        """The bytes of an object in pieces; read it to the end, or close it, before the next call."""
        found, stream = self._open(name, path)
        yield from self._pieces(found, stream, chunk, path)

    def _pieces(self, found: Found, stream: IO[bytes], chunk: int, path: str | None) -> Iterator[bytes]:
        left, ended = found.size, False
        try:
            while left > 0:
                data = stream.read(min(chunk, left))
                if not data:
                    raise self._cut_off(found, path)
                left -= len(data)
                if left == 0:
                    ended = bool(stream.read(1))
                yield data
            if not ended:
                ended = bool(stream.read(1))
        finally:
            if not ended:
                self.close()  # what is left must not be read as the next object

    def _cut_off(self, found: Found, path: str | None) -> UndecidedError:
        self.close()
        said = f"git ended in the middle of object {found.oid[:12]}"
        return UndecidedError(said, path=path, remedy="Run 'git fsck'.")

    def _open(self, name: str, path: str | None) -> tuple[Found, IO[bytes]]:
        opened = self._ask(name)
        if opened is None:
            raise MissingObjectError(
                f"object {name[:12]} is not in this clone",
                path=path,
                remedy="A partial clone lacks blobs; fetch them: git fetch --refetch --no-filter",
            )
        return opened

    def _ask(self, name: str) -> tuple[Found, IO[bytes]] | None:
        """The object, and the stream that its bytes and one more follow on; None where git has none to give."""
        try:
            line = name.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            return None
        if b"\n" in line:  # it would be two questions
            return None
        if self._batch is None:
            self._batch = self._process.converse("cat-file", "--batch")
        batch = self._batch
        answer = batch.ask(line)
        if not answer:  # it has ended: the object is damaged, or git cannot even look for what is named
            self.close()
        fields = answer.split()
        if len(fields) != 3 or not fields[2].isdigit():  # "NAME missing", "NAME ambiguous"
            return None
        return Found(fields[0].decode(), fields[1].decode(), int(fields[2])), batch.stream


class TooLargeError(UndecidedError):
    """More bytes than are read at once."""


def too_large(limit: int, path: str | None) -> TooLargeError:
    return TooLargeError(
        f"the {'file' if path else 'object'} has more than {limit:,} bytes",
        path=path,
        remedy="Make it smaller; only training data may be larger.",
    )
