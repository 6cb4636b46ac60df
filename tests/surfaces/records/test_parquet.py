"""Records in Parquet."""

from __future__ import annotations

import hashlib
import json
import pickle
import sys
from datetime import datetime
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from gate.values.redact import redact_record
from tests.surfaces.records.comparing import compared


def table(rows: list[dict[str, object]], **options: object) -> bytes:
    sink = pyarrow.BufferOutputStream()
    parquet.write_table(pyarrow.Table.from_pylist(rows), sink, **options)
    return bytes(sink.getvalue())


TABLE: list[dict[str, object]] = [
    {"text": f"t{n}", "label": n % 2, "blob": b"\x80\x04" * (n % 9)} for n in range(40_000)
]


def edited(edits: dict[int, dict[str, object] | None]) -> list[dict[str, object]]:
    """The table without the rows that are None, and others in their place."""
    return [row for n, old in enumerate(TABLE) if (row := edits.get(n, old)) is not None]


UNREAD = "the file cannot be read as Parquet, so it is not compared record by record"
PARQUET = table(TABLE)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (table(TABLE), []),
        (table(TABLE, row_group_size=1_000, compression="gzip"), ["no row changed, only how rows are stored"]),
        (table(edited({2: {**TABLE[2], "label": 7}})), ["labels updated: 1 record (row 3)"]),
        (
            table(edited({20_000: None, 30_000: {**TABLE[30_000], "label": 7}})),
            ["labels updated: 1 record (row 30000)", "removed: 1 record (row 20001 of the base)"],
        ),
        (table([*TABLE, *TABLE[:2]], row_group_size=7_000), ["added: 2 records (rows 40001-40002)"]),
        (table([*TABLE[1:], TABLE[0]]), ["records reordered only"]),
        (table([])[:-9], [UNREAD]),
        (
            b"PAR1" + bytes(100) + b"PAR1",
            [UNREAD],
        ),
        (b"PAR1", [UNREAD]),
        (b"", [UNREAD]),
    ],
)
def test_parquet(head: bytes, said: list[str]) -> None:
    assert [c.sentence() for c in compared(PARQUET, head, "parquet")] == said


def test_binary_cells_are_only_digested() -> None:
    old, new = ([{"x": pickle.dumps(Path(name)), "at": datetime(2026, 11, 2)}] for name in ("a", "b"))
    changes = compared(table(old), table(new), "parquet")
    assert [(c.kind, c.old, c.new) for c in changes] == [
        ("added", None, cells(new[0])),
        ("removed", cells(old[0]), None),
    ]


def cells(row: dict[str, object]) -> str:
    data = row["x"]
    assert isinstance(data, bytes)
    shown = f"{len(data)} bytes, sha256:{hashlib.sha256(data).hexdigest()}"
    return redact_record(json.dumps({"at": "2026-11-02 00:00:00", "x": shown}))


def test_parquet_without_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert [c.sentence() for c in compared(b"PAR1", b"", "parquet")] == [
        "Parquet needs the extra 'parquet' to be compared record by record"
    ]
