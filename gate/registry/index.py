"""An index of what is attached in a registry, in SQLite: which versions a digest could be of.

It is a help and never an answer: what it names is read in the registry again, and where that has nothing of the digest,
or the index has no row of it, the registry itself is looked through. It is renewed as a whole.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from gate.registry import dsse
from gate.registry.answer import every, names
from gate.registry.dsse import EnvelopeError
from gate.registry.port import Registry, Version, single
from gate.registry.statements import document, said
from gate.values.errors import UsageError

_TABLE = "CREATE TABLE row (registry TEXT, digest TEXT, name TEXT, version TEXT)"
_INDEX = "CREATE INDEX by_digest ON row (digest, registry)"
_FIND = "SELECT DISTINCT name, version FROM row WHERE digest = ? AND registry = ? LIMIT 1000"


def renewed(path: str, registry: Registry) -> int:
    """Write the index anew, whole or not at all; how many rows it has. Raises RegistryError and UsageError."""
    place = Path(path)
    part = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        with closing(sqlite3.connect(part)) as data:
            data.execute("PRAGMA journal_mode = OFF")
            data.execute(_TABLE)
            data.executemany("INSERT INTO row VALUES (?, ?, ?, ?)", _rows(registry))
            data.execute(_INDEX)
            data.commit()
            (count,) = data.execute("SELECT count(*) FROM row").fetchone()
        os.replace(part, place)
    except (OSError, sqlite3.Error) as error:
        raise UsageError(f"the index cannot be written: {error}", path=path, remedy="Name another file.") from None
    finally:
        part.unlink(missing_ok=True)
    return int(count)


def candidates(path: str, registry: Registry, digest: str) -> tuple[Version, ...]:
    """The versions that the index names for a digest and that the registry has for it; empty where it is no help."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as data:
            rows = data.execute(_FIND, (digest, registry.url)).fetchall()
    except sqlite3.Error:
        return ()
    found: list[Version] = []
    for name, version in rows:
        here = [row for row in single(registry.find(name, version), registry.url) if row.version == version]
        if not here or not (digest == here[0].digest or names(registry, here[0], digest)):
            return ()  # it is out of date
        found += here
    return tuple(found)


def _rows(registry: Registry) -> Iterator[tuple[str, str, str, str]]:
    for version in every(registry):
        digests = {*version.files.values(), *([version.digest] if version.digest else [])}
        for envelope in registry.attached(version):
            try:
                parsed = dsse.parse(envelope, version.place)
                for row in said(document(parsed.payload, version.place)):
                    digests |= {parsed.digest, row["state"], *row["subjects"]}
                    digests |= {row["disposition"]} if row["disposition"] else set()
            except EnvelopeError:
                continue
        for digest in sorted(digests):
            yield registry.url, digest, version.name, version.version
