"""The tables of `gate.page.ledger` as one SQLite database, which any tool that knows SQL opens.

Source: SQLite, "Database File Format" (``application_id`` and ``user_version``) and the type affinities of its columns.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing

from gate.page.ledger import TABLES, VERSION, rows
from gate.page.subject import Fleet

ENDING = "sqlite"
APPLICATION = 0x74756E65  # "tune": what `file` and others tell this database by


def build(fleet: Fleet) -> Mapping[str, bytes]:
    """The database's bytes. Equal facts give equal bytes by one version of SQLite."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(f"PRAGMA application_id = {APPLICATION}")
        database.execute(f"PRAGMA user_version = {VERSION}")
        found = rows(fleet)
        for table in TABLES:  # names are the gate's own; values are bound
            columns = ", ".join(f'"{name}" {kind.upper()}' for name, kind in table.columns.items())
            database.execute(f'CREATE TABLE "{table.name}" ({columns})')
            marks = ", ".join("?" for _ in table.columns)
            values = [[row.get(name) for name in table.columns] for row in found[table.name]]
            database.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', values)  # noqa: S608
        database.commit()
        return {"": bytes(database.serialize())}
