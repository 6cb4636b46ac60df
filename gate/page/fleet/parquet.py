"""The tables of `gate.page.ledger` as Parquet files, one a table, for data lakes and notebooks.

Source: Apache Parquet, by ``pyarrow`` (the extra ``parquet``).
"""

from __future__ import annotations

from collections.abc import Mapping

from gate.page.ledger import TABLES, VERSION, rows
from gate.page.subject import Fleet
from gate.values.errors import UsageError

ENDING = "parquet"


def build(fleet: Fleet) -> Mapping[str, bytes]:
    """The files by name. Raises UsageError where ``pyarrow`` is not installed."""
    try:
        import pyarrow as arrow
        import pyarrow.parquet as files
    except ImportError:
        remedy = "Install 'tunegate[parquet]', or write --as sqlite, which needs nothing."
        raise UsageError("Parquet needs pyarrow, which is not installed", remedy=remedy) from None
    kinds = {"text": arrow.string(), "integer": arrow.int64(), "real": arrow.float64()}
    found = rows(fleet)
    made = {}
    for table in TABLES:
        about = {"tunegate.version": str(VERSION)}
        schema = arrow.schema([(name, kinds[kind]) for name, kind in table.columns.items()], metadata=about)
        columns = {name: [_plain(row.get(name)) for row in found[table.name]] for name in table.columns}
        sink = arrow.BufferOutputStream()
        files.write_table(arrow.table(columns, schema=schema), sink)
        made[f"{table.name}.parquet"] = sink.getvalue().to_pybytes()
    return made


def _plain(value: object) -> object:
    return str(value) if isinstance(value, str) else value
