"""What git would store for a file of the work tree, found out without running anything of the repository or its user.

A file that is as git last stored it has that blob, whatever filter made it. For one that was edited, the conversions
that git does itself are computed, and the pointer of Git LFS. What only a program knows is refused.
"""

from __future__ import annotations

import hashlib
import os
import shlex
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import NamedTuple

from gate.git.attributes import Attributes, Conversion
from gate.git.disk import Disk
from gate.git.index import EMPTY_BLOBS, Index, Seen
from gate.git.lfs import MAX_POINTER, pointer_to, read_pointer
from gate.git.objects import Objects, too_large
from gate.git.settings import SettingsOf
from gate.values.errors import UndecidedError
from gate.values.regex import regex

MAX_IDENT = 64 * 1024 * 1024  # bytes of a file in which '$Id$' is looked for
_SECOND = 10**9
_IDENT = regex(rb"\$Id:[^$\n]*\$")
_UNPRINTED = bytes({*range(32), 127} - set(b"\b\t\n\r\x0c\x1b"))

Chunks = Callable[[], Iterator[bytes]]


class UnknownBlobError(UndecidedError):
    """Only a program that the gate does not run knows what git would store."""


class Stored:
    """The files of a work tree as ``git add`` would store them."""

    def __init__(
        self, disk: Disk, objects: Objects, index: Index, attributes: Attributes, settings: SettingsOf
    ) -> None:
        self._disk = disk
        self._objects = objects
        self._index = index
        self._attributes = attributes
        self._settings = settings

    def read(self, path: str, *, limit: int) -> bytes:
        """The bytes of a file's blob. Raises UndecidedError where they are not known, or more than ``limit``."""
        with closing(self.stream(path)) as stream:
            return _joined(stream, path, limit)

    def stream(self, path: str) -> Generator[bytes, None, None]:
        """The bytes of a regular file's blob in pieces; read it to the end, or close it. Raises UnknownBlobError."""
        oid = self.oid(path)
        if oid is not None:
            yield from self._objects.stream(oid, path=path)
        else:
            yield from self._converted(path, self._attributes.conversion(path), self._index.seen(path))

    def oid(self, path: str) -> str | None:
        """The object id of a regular file's blob where git would not even look into the file; else None.

        Git looks into a file that changed in the second in which the index was written: it may have changed since
        (Documentation/technical/racy-git.txt). Where it would run a program then, fractions of the second tell, too.
        """
        seen = self._index.seen(path)
        if seen is None or not self._is_as_seen(path, seen):
            return None
        if seen.mtime // _SECOND < self._index.written // _SECOND:
            return seen.oid
        last = max(seen.mtime, seen.ctime) if self._settings.read.trusts_ctime else seen.mtime
        is_exact = last % _SECOND > 0 and last < self._index.written
        return seen.oid if is_exact and not self._attributes.conversion(path).is_computed else None

    def conversion(self, path: str) -> Conversion:
        """What ``git add`` makes of a regular file of this name, be it there or not."""
        return self._attributes.conversion(path)

    def is_staged(self, path: str) -> bool:
        """Whether the file's blob is the one in the index; not where that is not known."""
        seen = self._index.seen(path)
        try:
            return seen is not None and _blob(lambda: self.stream(path), seen.oid) == seen.oid
        except UnknownBlobError:
            return False

    def _is_as_seen(self, path: str, seen: Seen) -> bool:
        """Whether the file has the stat data that it had when it was stored."""
        try:
            now = os.lstat(self._disk.root / path)
        except OSError:
            return False
        settings = self._settings.read
        if seen.is_promised or (seen.size == 0 and seen.oid not in EMPTY_BLOBS):
            return False
        if now.st_size % 2**32 != seen.size or not _is_at(now.st_mtime_ns, seen.mtime):
            return False
        if settings.trusts_inodes and seen.inode and now.st_ino % 2**32 != seen.inode:
            return False
        return not settings.trusts_ctime or _is_at(now.st_ctime_ns, seen.ctime)

    # -- as git would store it

    def _converted(self, path: str, conversion: Conversion, seen: Seen | None) -> Iterator[bytes]:
        if not conversion.is_computed:
            yield from self._guessed(path, conversion, seen)
            return
        if conversion.lfs:
            yield self._pointer(path)
            return
        chunks = self._chunks(path)
        if conversion.line_ends and self._has_line_ends_to_convert(chunks, conversion.line_ends, seen):
            chunks = _without_returns(chunks)
        if conversion.ident:
            yield _IDENT.sub(b"$Id$", _joined(chunks(), path, MAX_IDENT))
            return
        yield from chunks()

    def _guessed(self, path: str, conversion: Conversion, seen: Seen | None) -> Iterator[bytes]:
        """The staged blob where it is what the file says of itself: a clean filter leaves what it wrote as it is
        (gitattributes(5), "clean"), and one that writes pointers of Git LFS wrote this one."""
        if seen is not None and conversion.encoding is None:
            chunks = self._chunks(path)
            if _blob(chunks, seen.oid) == seen.oid:
                yield from chunks()
                return
            found = self._objects.find(seen.oid)
            if found is not None and found.size < MAX_POINTER:
                staged = self._objects.read(seen.oid, limit=MAX_POINTER, path=path)
                if read_pointer(staged) is not None and staged == self._pointer(path):
                    yield staged
                    return
        if conversion.encoding is not None:
            why = f"what git stores for the file depends on its working-tree-encoding, {conversion.encoding!r}"
        else:
            program = repr(conversion.program)
            why = f"what git stores for the file depends on its filter {program}, which the gate does not run"
        raise UnknownBlobError(why, path=path, remedy=_stage(path, is_tracked=seen is not None))

    def _chunks(self, path: str) -> Chunks:
        return lambda: self._disk.stream(path)

    def _pointer(self, path: str) -> bytes:
        """What Git LFS stores (git-lfs, docs/spec.md): nothing for nothing, a pointer as it is, else a pointer."""
        total, size, head = hashlib.sha256(), 0, b""
        for chunk in self._disk.stream(path):
            total.update(chunk)
            size += len(chunk)
            head = head or chunk
        if size < MAX_POINTER and (size == 0 or read_pointer(head) is not None):
            return head
        if size < MAX_POINTER and head.lstrip().startswith((b"version ", b"# git-", b"[git-")):
            raise UnknownBlobError(
                "only git-lfs can say whether the file is one of its pointers",
                path=path,
                remedy=_stage(path, is_tracked=self._index.seen(path) is not None),
            )
        return pointer_to(total.hexdigest(), size)

    def _has_line_ends_to_convert(self, chunks: Chunks, line_ends: str, seen: Seen | None) -> bool:
        """Git's convert.c: crlf_to_git."""
        signs = _signs(chunks())
        if line_ends == "text" or not signs.pairs or signs.is_binary:
            return line_ends == "text" and signs.pairs > 0
        if seen is None or seen.is_promised:
            return True
        staged = _signs(self._objects.stream(seen.oid))
        return staged.is_binary or not staged.pairs


def _is_at(now: int, recorded: int) -> bool:
    return now == recorded or (recorded % _SECOND == 0 and now // _SECOND == recorded // _SECOND)


def _blob(chunks: Chunks, like: str) -> str:
    """The object id of a blob of these bytes, by the hash that ``like`` is of."""
    size = sum(len(chunk) for chunk in chunks())
    total = hashlib.new("sha1" if len(like) == 40 else "sha256", b"blob %d\0" % size, usedforsecurity=False)
    for chunk in chunks():
        total.update(chunk)
    return total.hexdigest()


class _Signs(NamedTuple):
    """What git looks at to tell text from bytes (convert.c: gather_stats, convert_is_binary)."""

    pairs: int  # CRLF
    alone: int  # CR
    nuls: int
    printed: int
    unprinted: int

    @property
    def is_binary(self) -> bool:
        return self.alone > 0 or self.nuls > 0 or self.printed >> 7 < self.unprinted


def _signs(chunks: Iterator[bytes]) -> _Signs:
    size = pairs = returns = feeds = nuls = unprinted = 0
    last = b""
    for chunk in chunks:
        pairs += chunk.count(b"\r\n") + (last == b"\r" and chunk[:1] == b"\n")
        size += len(chunk)
        returns += chunk.count(b"\r")
        feeds += chunk.count(b"\n")
        nuls += chunk.count(b"\0")
        unprinted += len(chunk) - len(chunk.translate(None, _UNPRINTED))
        last = chunk[-1:]
    printed = size - returns - feeds - unprinted
    return _Signs(pairs, returns - pairs, nuls, printed, unprinted - (last == b"\x1a"))


def _without_returns(chunks: Chunks) -> Chunks:
    """The bytes without the carriage returns that a line feed follows."""

    def converted() -> Iterator[bytes]:
        held = b""
        for chunk in chunks():
            whole = held + chunk
            held = b"\r" if whole.endswith(b"\r") else b""
            yield whole[: len(whole) - len(held)].replace(b"\r\n", b"\n")
        yield held

    return converted


def _stage(path: str, *, is_tracked: bool) -> str:
    """The advice; git looks again only at what it thinks has changed, unless it is told to."""
    command = "git add --renormalize" if is_tracked else "git add"
    return f"Stage it, and run the command again: {command} -- {shlex.quote(path)}"


def _joined(chunks: Iterator[bytes], path: str, limit: int) -> bytes:
    found, size = [], 0
    for chunk in chunks:
        found.append(chunk)
        size += len(chunk)
        if size > limit:
            raise too_large(limit, path)
    return b"".join(found)
