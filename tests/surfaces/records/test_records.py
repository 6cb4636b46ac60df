"""Data files of every format, from a commit to a commit, as the gate's user sees them."""

from __future__ import annotations

import json
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

from tests.command import tunegate
from tests.repo import Repo


def compare(example: Repo, path: str, base: bytes, head: bytes) -> list[tuple[Any, ...]]:
    """(lines, base line, old, new, detail) of every change of a file of training data."""
    config = (example.path / "tunegate.yaml").read_text(encoding="utf-8")
    example.write("tunegate.yaml", config.replace("- data/train/**/*.jsonl", "- data/train/**"))
    example.write(f"data/train/{path}", base)
    before = example.commit("base")
    example.write(f"data/train/{path}", head)
    example.commit("head")
    done = tunegate(example, "diff", "--base", before, "--head", "HEAD", "--format", "json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["changes"]
    assert {(row["change"], row["key"], row["surface"]) for row in rows} == {
        ("modified", f"data/train/{path}", "training_data")
    }
    return [((r["line"], r["end_line"]), r["base_line"], r["old"], r["new"], r["detail"]) for r in rows]


def table(*labels: str) -> bytes:
    sink = pyarrow.BufferOutputStream()
    texts = [f"text {n}" for n in range(len(labels))]
    parquet.write_table(pyarrow.table({"text": texts, "label": list(labels)}), sink)
    return bytes(sink.getvalue())


def pointer(digit: str, size: int) -> bytes:
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{digit * 64}\nsize {size}\n".encode()


CSV = b'text,label\n"two\nlines",pos\nb,neg\n'
JSON = b'[\n  {"prompt": "a",\n   "completion": "b"}\n]\n'


@pytest.mark.parametrize(
    ("path", "base", "head", "rows"),
    [
        (
            "a.csv",
            CSV,
            CSV.replace(b"neg", b"hf_0123456789abcdef") + b"c,pos\n",
            [
                ((4, 4), 4, "neg", "[redacted]", "labels updated: 1 record (line 4)"),
                ((5, 5), None, None, "pos", "added: 1 record (line 5)"),
            ],
        ),
        (
            "a.tsv",
            b"text\tlabel\na\tx\n",
            b"text\tlabel\na\ty\n",
            [((2, 2), 2, "x", "y", "labels updated: 1 record (line 2)")],
        ),
        ("a.json", JSON, JSON.replace(b'"b"', b'"c"'), [((2, 3), 2, "b", "c", "labels updated: 1 record (lines 2-3)")]),
        (
            "a.json",
            b'{"v": 1, "data": []}',
            b'{"v": 2, "data": []}',
            [((1, 1), 1, '{"v":1,"data":[]}', '{"v":2,"data":[]}', "values around the records changed")],
        ),
        (
            "a.parquet",
            table("pos", "neg", "pos"),
            table("pos", "neg", "neg"),
            [((1, 1), 1, "pos", "neg", "labels updated: 1 record (row 3)")],
        ),
        (
            "a.jsonl",
            pointer("1", 1234),
            pointer("2", 5678),
            [((1, 1), 1, None, None, "the file that the Git LFS pointer stands for: 1,234 bytes -> 5,678 bytes")],
        ),
        (
            "a.parquet",
            table("pos"),
            pointer("2", 5678),
            [((1, 1), 1, None, None, "the file that the Git LFS pointer stands for: the file itself -> 5,678 bytes")],
        ),
        ("a.bin", b"\0", b"\1", [((1, 1), 1, None, None, None)]),
        ("a.jsonl", b"{}\n", b"", [((None, None), 1, "{}", None, "removed: 1 record (line 1 of the base)")]),
    ],
)
def test_data_file(path: str, base: bytes, head: bytes, rows: list[tuple[Any, ...]], example: Repo) -> None:
    assert compare(example, path, base, head) == rows


def test_large_file(example: Repo) -> None:
    """More than a pipe's or a window's worth, so that the comparison streams."""
    old = b"".join(b'{"prompt": "%d", "completion": "%s"}\n' % (n, b"x" * 500) for n in range(8_000))
    new = old.replace(b'"7000"', b'"new"')
    assert [row[0::4] for row in compare(example, "a.jsonl", old, new)] == [
        ((7001, 7001), "added: 1 record (line 7001)"),
        ((None, None), "removed: 1 record (line 7001 of the base)"),
    ]
