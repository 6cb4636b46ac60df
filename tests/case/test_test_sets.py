"""How many items a test set of the evaluation results has."""

from __future__ import annotations

import pytest

from gate.case.test_sets import items_of
from gate.git.lfs import pointer_to


@pytest.mark.parametrize(
    ("path", "data", "count"),
    [
        ("a.jsonl", b'{"a": 1}\n\n{"a": 2}\n', 2),
        ("a.JSONL", b'{"a": 1}', 1),
        ("a.jsonl", b"", 0),
        ("a.txt", "one\u2028line\ntwo".encode(), 2),
        ("a.csv", b'a,b\n1,"two\nlines"\n\n3,4\n', 2),
        ("a.tsv", b"a\tb\n1\t2\n", 1),
        ("a.csv", b"", 0),
        ("a.json", b"[1, 2, 3]", 3),
        ("a.json", b'{"a": [1]}', None),
        ("a.json", b"[1,", None),
        ("a.json", b"[" * 100_000, None),
        ("a.parquet", b"PAR1", None),
        ("a", b"x\n", None),
        ("a.jsonl", b"\xff\xfe\n", 1),
        ("a.jsonl", pointer_to("0" * 64, 1000), None),
        ("a.jsonl", pointer_to("0" * 64, 1000) + b"one more\n", 4),
    ],
)
def test_items_of_a_file(path: str, data: bytes, count: int | None) -> None:
    assert items_of(path, data) == count
