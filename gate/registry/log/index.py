"""An index of a log in SQLite: which entries are about a model, so that 200,000 of them need not be read for ten.

What it names is read from the log and proven: the bundles that hold it are hashed again, and with the hashes of the
others they have to give the root of the checkpoint. Whoever can write to it can hide an entry in it, so it lies in the
user's own cache, is not used in CI like all else there, and 'registry gate' never asks it.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

from gate.process import cache
from gate.registry.log.checkpoint import Checkpoint
from gate.registry.log.entries import entry, parse
from gate.registry.log.kept import BUNDLE, Log
from gate.registry.log.tree import leaf_hash, root_hash

_TABLES = (
    "CREATE TABLE log (checkpoint TEXT)",
    "CREATE TABLE bundle (number INTEGER PRIMARY KEY, root BLOB)",
    "CREATE TABLE entry (model TEXT, number INTEGER)",
)


def entries_of(log: Log, model: str) -> list[tuple[int, bytes]]:
    """The entries about a model with their numbers, in their order. Raises RegistryError."""
    at = log.checkpoint()
    if at is None or at.size == 0:
        return []
    place = _place(log.where)
    found = _asked(place, log, at, model) if place is not None else None
    if found is None:
        whole = log.read()
        if place is not None:
            _write(place, whole.checkpoint, whole.entries)
        return [(row.number, whole.entries[row.number]) for row in parse(whole.entries) if row.model == model]
    return found


def _place(where: str) -> Path | None:
    folder = cache.folder()
    return folder / "logs" / f"{hashlib.sha256(where.encode()).hexdigest()[:32]}.sqlite" if folder else None


def _asked(place: Path, log: Log, at: Checkpoint, model: str) -> list[tuple[int, bytes]] | None:
    """None where the index is not there, is of another checkpoint, or does not prove what it names."""
    try:
        with closing(sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True)) as data:
            if data.execute("SELECT checkpoint FROM log").fetchone() != (at.text,):
                return None
            numbers = [
                row[0] for row in data.execute("SELECT number FROM entry WHERE model = ? ORDER BY number", (model,))
            ]
            roots = [row[0] for row in data.execute("SELECT root FROM bundle ORDER BY number")]
    except (sqlite3.Error, OSError, TypeError):
        return None
    if any(not isinstance(number, int) or not 0 <= number < at.size for number in numbers):
        return None
    found: dict[int, bytes] = {}
    for bundle in sorted({number // BUNDLE for number in numbers}):
        lines = log.bundle(bundle, at)
        if bundle >= len(roots):
            return None
        roots[bundle] = root_hash([leaf_hash(line) for line in lines])
        found |= dict(enumerate(lines, bundle * BUNDLE))
    if root_hash(roots) != at.root:
        return None
    rows = [(number, found[number]) for number in numbers]
    named = [entry(*row) for row in rows]
    return rows if all(row is not None and row.model == model for row in named) else None


def _write(place: Path, at: Checkpoint, entries: tuple[bytes, ...]) -> None:
    """An index that cannot be written is no error."""
    part = place.with_name(f"{place.name}.{os.getpid()}")
    with suppress(OSError, sqlite3.Error):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(part)) as data:
            data.execute("PRAGMA journal_mode = OFF")
            for table in _TABLES:
                data.execute(table)
            data.execute("INSERT INTO log VALUES (?)", (at.text,))
            data.executemany("INSERT INTO bundle VALUES (?, ?)", enumerate(_roots(entries)))
            data.executemany("INSERT INTO entry VALUES (?, ?)", ((row.model, row.number) for row in parse(entries)))
            data.execute("CREATE INDEX by_model ON entry (model)")
            data.commit()
        os.replace(part, place)


def _roots(entries: tuple[bytes, ...]) -> Iterable[bytes]:
    for start in range(0, len(entries), BUNDLE):
        yield root_hash([leaf_hash(entry) for entry in entries[start : start + BUNDLE]])
