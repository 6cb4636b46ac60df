"""How many records a file of lines has."""

from __future__ import annotations

import tracemalloc

import pytest

from gate.values.records import count_records


@pytest.mark.parametrize(
    ("pieces", "count"),
    [
        ([], 0),
        ([b""], 0),
        ([b"\n \r\n\t\n"], 0),
        ([b"{}\n{}"], 2),
        ([b"{}\n{}\n"], 2),
        ([b"{}\r\n\r\n{}\r\n"], 2),
        ([b"{}\r{}\r"], 1),  # a carriage return is white space of JSON
        ([b"{", b"}", b"\n", b"{}"], 2),
        ([b"  ", b" {}\n  ", b"\n"], 1),
    ],
)
def test_count(pieces: list[bytes], count: int) -> None:
    assert count_records(pieces) == count


def test_a_long_line_is_not_kept() -> None:
    tracemalloc.start()
    try:
        assert count_records(b"x" * (1 << 20) for _ in range(32)) == 1
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()
