from __future__ import annotations

import io

import pyarrow.parquet as parquet

from gate.page.fleet.parquet import build
from gate.page.ledger import TABLES, rows
from gate.page.subject import Fleet

KINDS = {"text": "string", "integer": "int64", "real": "double"}


def test_it_has_the_tables_of_the_database(fleet: Fleet) -> None:
    made, expected = build(fleet), rows(fleet)
    assert list(made) == [f"{table.name}.parquet" for table in TABLES]
    for table in TABLES:
        found = parquet.read_table(io.BytesIO(made[f"{table.name}.parquet"]))
        assert {field.name: str(field.type) for field in found.schema} == {
            name: KINDS[kind] for name, kind in table.columns.items()
        }
        assert found.schema.metadata[b"tunegate.version"] == b"1"
        named = [{name: row.get(name) for name in table.columns} for row in expected[table.name]]
        assert found.to_pylist() == named
