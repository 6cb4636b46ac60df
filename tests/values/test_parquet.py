"""The rows that a Parquet file says it has, against pyarrow's own files."""

from __future__ import annotations

import io

import pyarrow
import pyarrow.parquet
import pytest

from gate.values.parquet import count_rows


def parquet(count: int, **options: object) -> bytes:
    rows = [{"prompt": f"Why is {n} higher?", "tags": ["a", "b"], "deep": {"x": {"y": n / 2}}} for n in range(count)]
    schema = pyarrow.schema(
        [
            ("prompt", pyarrow.string()),
            ("tags", pyarrow.list_(pyarrow.string())),
            ("deep", pyarrow.struct([("x", pyarrow.struct([("y", pyarrow.float64())]))])),
        ]
    )
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema), file, **options)
    return file.getvalue()


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"row_group_size": 7},
        {"compression": "zstd", "version": "1.0"},
        {"write_page_index": True, "write_statistics": False},
        {"store_decimal_as_integer": True, "column_encoding": {"prompt": "PLAIN"}, "use_dictionary": False},
    ],
)
@pytest.mark.parametrize("count", [0, 1, 70, 1000])
def test_rows(count: int, options: dict[str, object]) -> None:
    data = parquet(count, **options)
    assert count_rows([data]) == count
    assert count_rows(pieces(data, 3)) == count


def test_other_bytes() -> None:
    data = parquet(70)
    assert count_rows([]) is None
    assert count_rows([b"PAR1"]) is None
    assert count_rows([b'{"prompt": "PAR1"}\n']) is None
    assert count_rows([data[:-1]]) is None
    assert count_rows([data[:-4] + b"PARE"]) is None
    assert count_rows([data[:-8] + b"\xff\xff\xff\x7fPAR1"]) is None
    assert count_rows([data[:-8] + b"\x00\x00\x00\x00PAR1"]) is None


def test_a_footer_that_says_another_number_than_its_groups() -> None:
    """A reader that goes by the groups would see other rows than one that goes by the file."""
    data = parquet(70, row_group_size=50)
    size = int.from_bytes(data[-8:-4], "little")
    footer = data[-8 - size : -8]
    forged = footer.replace(b"\x16\x8c\x01", b"\x16\x0a\x01"[:1] + b"\x8a\x01", 1)
    assert forged != footer
    assert count_rows([data[: -8 - size] + forged + data[-8:]]) is None


def test_every_footer_with_a_broken_byte_ends() -> None:
    data = parquet(3)
    size = int.from_bytes(data[-8:-4], "little")
    for at in range(len(data) - 8 - size, len(data) - 8):
        for byte in (0x00, 0x7F, 0xFC, 0xFF):
            found = count_rows([data[:at] + bytes([byte]) + data[at + 1 :]])
            assert found is None or found >= 0
