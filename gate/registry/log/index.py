"""An index of a log in SQLite, so that of 200,000 entries ten are read, and of a log that grew what is new.

It keeps the checkpoint that it was brought up to, the tree hash of every bundle, and which entries are about a model.

- A log that has grown is read from there on: the hashes that were kept and those of what is new have to give the new
  root, and the kept checkpoint has to be its beginning (RFC 6962, 2.1.2). A log that was rolled back or rewritten since
  this machine last read it is an error.
- What it names is read from the log and proven: the bundles that hold it are hashed again, and with the hashes of the
  others, the audit path of RFC 6962, 2.1.1, they have to give the checkpoint's root.

Whoever can write to it can hide an entry in it, as they can write to the gate itself: it lies in the user's own cache,
and is not used in CI like all else there. Without it the whole log is read.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Protocol

from gate.process import cache
from gate.registry.log.checkpoint import Checkpoint, parse
from gate.registry.log.entries import models_of
from gate.registry.log.kept import BUNDLE, Log, Read
from gate.registry.log.tree import leaf_hash, root_hash
from gate.registry.port import RegistryError

WAIT_SECONDS = 20.0  # for another process that brings the index up
_TABLES = (
    "CREATE TABLE IF NOT EXISTS log (checkpoint TEXT)",
    "CREATE TABLE IF NOT EXISTS bundle (number INTEGER PRIMARY KEY, root BLOB)",
    "CREATE TABLE IF NOT EXISTS entry (model TEXT, number INTEGER, UNIQUE (model, number))",
)


class View(Protocol):
    """A log as far as it is asked for, proven against its checkpoint."""

    checkpoint: Checkpoint

    def about(self, models: Collection[str]) -> list[tuple[int, bytes]]:
        """The entries about models with their numbers, in their order. Raises RegistryError."""

    def root_of(self, size: int) -> bytes:
        """The root of the first ``size`` entries. Raises RegistryError."""


def view(log: Log) -> View:
    """The log by its index, brought up to its checkpoint; else the whole of it. Raises RegistryError."""
    place = _place(log.identity)
    if place is None:
        return Whole(log.read())
    try:
        return log.steady(lambda at: _Indexed(place, log, at))
    except (sqlite3.Error, OSError, _SpoiledError):
        with suppress(OSError):  # damaged, or of another form: it is made anew the next time
            place.unlink(missing_ok=True)
        return Whole(log.read())


class Whole:
    """A log that was read as a whole."""

    def __init__(self, found: Read) -> None:
        self.checkpoint = found.checkpoint
        self._entries = found.entries
        self._about: dict[str, list[int]] | None = None

    def about(self, models: Collection[str]) -> list[tuple[int, bytes]]:
        if self._about is None:
            self._about = {}
            for number, line in enumerate(self._entries):
                for name in models_of(line):
                    self._about.setdefault(name, []).append(number)
        numbers = sorted({number for name in models for number in self._about.get(name, ())})
        return [(number, self._entries[number]) for number in numbers]

    def root_of(self, size: int) -> bytes:
        return root_hash([leaf_hash(entry) for entry in self._entries[:size]])


class _SpoiledError(Exception):
    """The index does not prove what it says."""


class _Indexed:
    """A log by an index that was brought up to a checkpoint. Raises `sqlite3.Error` and `_SpoiledError` besides."""

    def __init__(self, place: Path, log: Log, at: Checkpoint) -> None:
        self.checkpoint = at
        self._log = log
        self._place = place
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._open() as data:
            data.execute("BEGIN IMMEDIATE")
            for table in _TABLES:
                data.execute(table)
            self._roots = self._brought_up(data)
            data.execute("COMMIT")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._place, timeout=WAIT_SECONDS, isolation_level=None)) as data:
            yield data

    def _brought_up(self, data: sqlite3.Connection) -> list[bytes]:
        """The hashes of all bundles; what is new is read, checked and kept."""
        roots = [row[0] for row in data.execute("SELECT root FROM bundle ORDER BY number")]
        row = data.execute("SELECT checkpoint FROM log").fetchone()
        old = self._kept(row[0], roots) if row else None
        at = self.checkpoint
        if old == at:
            return roots
        if old and (old.origin != at.origin or old.size >= at.size):
            raise self._rewritten(old)
        first = old.size // BUNDLE if old else 0
        roots = roots[:first]
        new: list[tuple[str, int]] = []
        for number in range(first, -(-at.size // BUNDLE)):
            lines = self._log.bundle(number, at)
            hashes = [leaf_hash(line) for line in lines]
            if old and number == first and root_hash([*roots, *_part(hashes, old.size % BUNDLE)]) != old.root:
                raise self._rewritten(old)
            roots.append(root_hash(hashes))
            start = number * BUNDLE
            new += [(name, start + place) for place, line in enumerate(lines) for name in models_of(line)]
        if root_hash(roots) != at.root:
            raise self._log.broken("its entries are not those of its checkpoint")
        data.executemany("INSERT OR REPLACE INTO bundle VALUES (?, ?)", list(enumerate(roots))[first:])
        data.executemany("INSERT OR IGNORE INTO entry VALUES (?, ?)", new)
        data.execute("DELETE FROM log")
        data.execute("INSERT INTO log VALUES (?)", (at.text,))
        return roots

    def _kept(self, text: str, roots: list[bytes]) -> Checkpoint:
        try:
            old = parse(text, str(self._place))
        except (RegistryError, AttributeError):
            raise _SpoiledError from None
        if any(not isinstance(root, bytes) for root in roots) or root_hash(roots) != old.root:
            raise _SpoiledError
        return old

    def about(self, models: Collection[str]) -> list[tuple[int, bytes]]:
        """What the index names, proven; where it proves nothing, from the whole log."""
        found: dict[int, bytes] = {}
        roots = list(self._roots)
        try:
            numbers = self._numbers(models)
            for bundle in sorted({number // BUNDLE for number in numbers}):
                lines = self._log.bundle(bundle, self.checkpoint)
                roots[bundle] = root_hash([leaf_hash(line) for line in lines])
                found |= dict(enumerate(lines, bundle * BUNDLE))
            if root_hash(roots) != self.checkpoint.root:
                raise self._log.broken("its entries are not those of its checkpoint")
            rows = [(number, found[number]) for number in numbers]
            if any(models_of(line).isdisjoint(models) for _, line in rows):
                raise _SpoiledError
        except RegistryError:  # someone wrote to the log meanwhile, or it is damaged
            return self._whole().about(models)
        except (sqlite3.Error, OSError, _SpoiledError):
            with suppress(OSError):
                self._place.unlink(missing_ok=True)
            return self._whole().about(models)
        return rows

    def _whole(self) -> Whole:
        now, kept = Whole(self._log.read()), self.checkpoint
        if now.checkpoint.size < kept.size or now.root_of(kept.size) != kept.root:
            raise self._rewritten(kept)
        return now

    def _numbers(self, models: Collection[str]) -> list[int]:
        numbers: set[int] = set()
        with self._open() as data:
            for name in models:
                numbers |= {row[0] for row in data.execute("SELECT number FROM entry WHERE model = ?", (name,))}
        if any(number not in range(self.checkpoint.size) for number in numbers):
            raise _SpoiledError
        return sorted(numbers)

    def root_of(self, size: int) -> bytes:
        bundle, part = divmod(size, BUNDLE)
        last = [leaf_hash(line) for line in self._log.bundle(bundle, self.checkpoint)[:part]] if part else []
        return root_hash([*self._roots[:bundle], *_part(last, part)])

    def _rewritten(self, old: Checkpoint) -> RegistryError:
        return RegistryError(
            f"the log was rolled back, forked or rewritten since this machine read it: {old.line} is not its beginning",
            self._log.where,
            f"Find out who wrote to it. Where it was begun anew on purpose, remove {self._place}.",
        )


def _part(hashes: list[bytes], count: int) -> list[bytes]:
    """The hash of the first leaves of a bundle, none where there are none."""
    return [root_hash(hashes[:count])] if count else []


def _place(identity: str) -> Path | None:
    folder = cache.folder()
    return folder / "logs" / f"{hashlib.sha256(identity.encode()).hexdigest()[:32]}.sqlite" if folder else None
