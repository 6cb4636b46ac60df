"""Every record of a file, whatever its format, with its value or why there is none."""

from __future__ import annotations

import io

import pytest

from gate.git.lfs import pointer_to
from gate.surfaces.records.each import each_record
from gate.surfaces.records.spool import MAX_RECORD, UnreadError

VALUES = [{"q": "one", "a": "1"}, {"q": "two", "a": "2"}]


def read(data: bytes, format: str | None) -> list[tuple[int, object, str]]:
    found = each_record(lambda: iter([data[:7], data[7:]]), format)
    return [(record.place.first, record.value, record.why) for record in found]


@pytest.mark.parametrize(
    ("format", "data", "lines"),
    [
        ("jsonl", b'{"q":"one","a":"1"}\n\n{"q":"two","a":"2"}', [1, 3]),
        ("json", b'[{"q":"one","a":"1"},\n{"q":"two","a":"2"}]', [1, 2]),
        ("json", b'{"version":3,"data":[{"q":"one","a":"1"},{"q":"two","a":"2"}]}', [1, 1]),
        ("json", b'{"q":"one","a":"1"}\n{"q":"two","a":"2"}\n', [1, 2]),
        ("csv", b'q,a\none,1\n"two",2\n', [2, 3]),
        ("tsv", b"\xef\xbb\xbfq\ta\r\none\t1\r\ntwo\t2\r\n", [2, 3]),
    ],
)
def test_formats(format: str, data: bytes, lines: list[int]) -> None:
    assert read(data, format) == [(line, value, "") for line, value in zip(lines, VALUES, strict=True)]


def test_a_file_that_is_one_value_is_one_record() -> None:
    assert read(b'{\n "q": "one",\n "a": "1"\n}\n', "json") == [(1, VALUES[0], "")]


def test_parquet() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    file = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(VALUES), file)
    assert read(file.getvalue(), "parquet") == [(1, VALUES[0], ""), (2, VALUES[1], "")]
    with pytest.raises(UnreadError, match=r"^it cannot be read as Parquet$"):
        read(b"PAR1, or not", "parquet")


def test_records_without_a_value_say_why() -> None:
    deep = b"[" * 200_000
    rows = [b'{"a":1}', b'{"a":', b"\xff\xfe", b'{"a":1,"a":2}', deep, b'{"a":"' + b"x" * MAX_RECORD + b'"}']
    assert read(b"\n".join(rows), "jsonl") == [
        (1, {"a": 1}, ""),
        (2, None, "not JSON"),
        (3, None, "not UTF-8 text"),
        (4, None, "not JSON"),
        (5, None, "nested too deep"),
        (6, None, "longer than 16 MiB"),
    ]


def test_files_whose_records_cannot_be_told() -> None:
    with pytest.raises(UnreadError, match=r"^it is a Git LFS pointer, and the file itself is not here$"):
        read(pointer_to("0" * 64, 12), "jsonl")
    with pytest.raises(UnreadError, match=r"^its format is none whose records are known$"):
        read(b"text", None)
