"""What kind of change a file of records went through."""

from __future__ import annotations

import csv
import hashlib
import json
import pickle
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from gate.surfaces.records import Ranges, RecordChange, Source, compare_records, format_of_records
from gate.values.redact import redact_record


def lines(*records: object) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def once(data: bytes) -> Source:
    """The bytes in small pieces."""
    return lambda: (data[at : at + 1000] for at in range(0, len(data), 1000))


def compared(base: bytes, head: bytes, format: str | None = "jsonl") -> list[RecordChange]:
    return compare_records(once(base), once(head), format)


def spread(ranges: Ranges) -> tuple[int, ...]:
    return tuple(line for first, last in ranges.runs for line in range(first, last + 1))


def found(base: bytes, head: bytes, format: str = "jsonl") -> list[tuple[str, int, tuple[int, ...], tuple[int, ...]]]:
    return [(c.kind, c.count, spread(c.lines), spread(c.base_lines)) for c in compared(base, head, format)]


def chat(answer: str, **more: object) -> dict[str, object]:
    return {
        "messages": [
            {"role": "system", "content": "s"},
            {"role": "user", "content": "q"},
            {"role": "assistant", "content": answer, **more},
        ]
    }


def tool_chat(name: str, result: str = "{}") -> dict[str, object]:
    call = {"id": "1", "type": "function", "function": {"name": name, "arguments": "{}"}}
    return {
        "messages": [
            {"role": "user", "content": "q"},
            {"role": "assistant", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "1", "content": result},
        ],
        "tools": [{"type": "function", "function": {"name": "lookup"}}],
    }


SHAPES = {
    "alpaca": ({"instruction": "i", "input": "x", "output": "a"}, {"instruction": "i", "input": "x", "output": "b"}),
    "chat": (chat("a"), chat("b")),
    "several turns": (
        {
            "messages": [
                {"role": "user", "content": "1"},
                {"role": "assistant", "content": "a"},
                {"role": "user", "content": "2"},
                {"role": "assistant", "content": "b"},
            ]
        },
        {
            "messages": [
                {"role": "user", "content": "1"},
                {"role": "assistant", "content": "c"},
                {"role": "user", "content": "2"},
                {"role": "assistant", "content": "b"},
            ]
        },
    ),
    "sharegpt": (
        {"conversations": [{"from": "human", "value": "q"}, {"from": "gpt", "value": "a"}]},
        {"conversations": [{"from": "human", "value": "q"}, {"from": "gpt", "value": "b"}]},
    ),
    "prompt and completion": ({"prompt": "q", "completion": "a"}, {"prompt": "q", "completion": "b"}),
    "question and answer": ({"question": "q", "answer": "a"}, {"question": "q", "answer": "b"}),
    "label": ({"text": "q", "label": 0}, {"text": "q", "label": 1}),
    "preference": ({"prompt": "q", "chosen": "a", "rejected": "b"}, {"prompt": "q", "chosen": "b", "rejected": "a"}),
    "preference without prompt": (
        {
            "chosen": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}],
            "rejected": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "b"}],
        },
        {
            "chosen": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "b"}],
            "rejected": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}],
        },
    ),
    "binary preference": (
        {"prompt": "q", "completion": "a", "label": True},
        {"prompt": "q", "completion": "a", "label": False},
    ),
    "binary preference of a chat": ({**chat("a"), "label": True}, {**chat("a"), "label": False}),
    "preference with scores": (
        {"prompt": "q", "chosen": "a", "rejected": "b", "score_chosen": 9.5, "score_rejected": 2.0},
        {"prompt": "q", "chosen": "a", "rejected": "b", "score_chosen": 1.5, "score_rejected": 2.0},
    ),
    "preference of outputs": (
        {"input": chat("x"), "preferred_output": [{"role": "assistant", "content": "a"}], "non_preferred_output": []},
        {"input": chat("x"), "preferred_output": [{"role": "assistant", "content": "b"}], "non_preferred_output": []},
    ),
    "preference as two texts": (
        {"chosen": "\n\nHuman: q\n\nAssistant: a", "rejected": "\n\nHuman: q\n\nAssistant: b"},
        {"chosen": "\n\nHuman: q\n\nAssistant: c", "rejected": "\n\nHuman: q\n\nAssistant: b"},
    ),
    "prompt and completion as messages": (
        {"prompt": [{"role": "user", "content": "q"}], "completion": [{"role": "assistant", "content": "a"}]},
        {"prompt": [{"role": "user", "content": "q"}], "completion": [{"role": "assistant", "content": "b"}]},
    ),
    "tool calls": (tool_chat("lookup"), tool_chat("refund")),
    "sharegpt with tools": (
        {"conversations": [{"from": "human", "value": "q"}, {"from": "function_call", "value": "f(1)"}], "tools": "[]"},
        {"conversations": [{"from": "human", "value": "q"}, {"from": "function_call", "value": "f(2)"}], "tools": "[]"},
    ),
    "weight of a turn": (chat("a", weight=0), chat("a", weight=1)),
    "reward": ({"text": "q", "score": 1}, {"text": "q", "score": -1}),
    "input and output": ({"input": "q", "output": "a"}, {"input": "q", "output": "b"}),
    "query and response": ({"query": "q", "response": "a"}, {"query": "q", "response": "b"}),
    "question with context": (
        {"context": "c", "question": "q", "answers": {"text": ["a"]}},
        {"context": "c", "question": "q", "answers": {"text": ["b"]}},
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_labels_updated(shape: str) -> None:
    old, new = SHAPES[shape]
    same = {"instruction": "other", "output": "x"}
    assert found(lines(same, old, same), lines(same, new, same)) == [("labels updated", 1, (2,), (2,))]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (chat("a"), {"messages": [{"role": "user", "content": "another"}, {"role": "assistant", "content": "a"}]}),
        ({"prompt": "q", "completion": "a"}, {"prompt": "r", "completion": "a"}),
        ({"text": "a"}, {"text": "b"}),
        ([1], [2]),
        ({"prompt": "q", "completion": "a", "source": "x"}, {"prompt": "q", "completion": "a", "source": "y"}),
        ({"prompt": "q", "completion": "a", "weight": 1}, {"prompt": "q", "completion": "a", "weight": 2}),
        ({"chosen": "a", "rejected": "b"}, {"chosen": "b", "rejected": "a"}),
        ({"completion": "a"}, {"completion": "b"}),
        (tool_chat("lookup", "{}"), tool_chat("lookup", "[]")),
    ],
)
def test_another_input_is_another_record(old: object, new: object) -> None:
    assert found(lines(old), lines(new)) == [("added", 1, (1,), ()), ("removed", 1, (), (1,))]


A, B, C = ({"prompt": p, "completion": p} for p in "abc")


@pytest.mark.parametrize(
    ("base", "head", "changes"),
    [
        (lines(A, B), lines(A, B), []),
        (lines(A), lines(A, B, C), [("added", 2, (2, 3), ())]),
        (lines(A, B, C), lines(B), [("removed", 2, (), (1, 3))]),
        (lines(A, B, C), lines(C, A, B), [("reordered", 0, (1,), (1,))]),
        (lines(A, B, C), lines(A, C, B), [("reordered", 0, (2,), (2,))]),
        (lines(A, B), lines(A, B).replace(b"\n", b"\r\n"), [("line endings", 0, (), ())]),
        (lines(A, B), lines(A, B) + b"\n\n", [("line endings", 0, (), ())]),
        (lines(A, B), lines(A, B).rstrip(), [("line endings", 0, (), ())]),
        (lines(A, B), lines(A, B).replace(b'": "', b'":"'), [("reformatted", 2, (1, 2), (1, 2))]),
        (lines(A), lines(A, A), [("added", 1, (2,), ())]),
        (lines(A, A, A), lines(A), [("removed", 2, (), (2, 3))]),
        (b"", lines(A), [("added", 1, (1,), ())]),
        (lines(A), b"", [("removed", 1, (), (1,))]),
        (lines(A), b"{broken\n" + lines(A), [("added", 1, (1,), ())]),
        (b"{broken\n", b"{broken2\n", [("added", 1, (1,), ()), ("removed", 1, (), (1,))]),
        (lines(A), b"\xff\xfe\n", [("added", 1, (1,), ()), ("removed", 1, (), (1,))]),
        (
            lines(A, B, C),
            lines({**A, "completion": "z"}, C, {"prompt": "d", "completion": "d"}),
            [("labels updated", 1, (1,), (1,)), ("added", 1, (3,), ()), ("removed", 1, (), (2,))],
        ),
        (
            lines(A, A),
            lines({**A, "completion": "y"}, {**A, "completion": "z"}),
            [("labels updated", 2, (1, 2), (1, 2))],
        ),
        (lines(*[A] * 3), b"[" * 5000 + b"\n", [("added", 1, (1,), ()), ("removed", 3, (), (1, 2, 3))]),
    ],
)
def test_kinds_and_lines(base: bytes, head: bytes, changes: list[object]) -> None:
    assert found(base, head) == changes


HUGE = b'{"prompt": "' + b"x" * 17_000_000 + b'", "completion": "a"}'


@pytest.mark.parametrize(
    ("base", "head", "changes"),
    [
        (b'{"a": 1, "a": 2}\n', b'{"a": 2}\n', [("added", 1, (1,), ()), ("removed", 1, (), (1,))]),
        (b'{"a": NaN}\n', b'{"a":NaN}\n', [("reformatted", 1, (1,), (1,))]),
        (b"1\n", b"1.0\n", [("added", 1, (1,), ()), ("removed", 1, (), (1,))]),
        (b"9" * 5000, b" " + b"9" * 4999, [("added", 1, (1,), ()), ("removed", 1, (), (1,))]),
        (b"[" * 100_000, b'{"a":' * 100_000, [("added", 1, (1,), ()), ("removed", 1, (), (1,))]),
        (lines(A), b"\xef\xbb\xbf" + lines(A), [("line endings", 0, (), ())]),
        (lines(A), lines(A).decode().encode("utf-16"), [("added", 2, (1, 2), ()), ("removed", 1, (), (1,))]),
        (b"\0\n", b"\0\0\n", [("added", 1, (1,), ()), ("removed", 1, (), (1,))]),
        (HUGE, HUGE.replace(b'"a"', b'"b"'), [("added", 1, (1,), ()), ("removed", 1, (), (1,))]),
        (HUGE + b"\n" + lines(A), lines(A) + HUGE + b"\r\n", [("reordered", 0, (1,), (1,))]),
        (lines(A) + HUGE, lines(A) + HUGE + b"\n" + lines(B), [("added", 1, (3,), ())]),
        (b"\n" * 70_000 + lines(A), lines(B), [("added", 1, (1,), ()), ("removed", 1, (), (70_001,))]),
    ],
)
def test_hostile_lines(base: bytes, head: bytes, changes: list[object]) -> None:
    assert found(base, head) == changes


def test_blocks_and_windows() -> None:
    """A large file with changes far apart, and a run of lines that is longer than a window."""
    old = [{"prompt": f"{n} {'x' * 100}", "completion": "a"} for n in range(30_000)]
    new = [{"prompt": f"new {n}", "completion": "a"} for n in range(20_000)]
    head = [*old[:10], *old[11:15_000], *new, *old[15_000:]]
    head[20] = {**head[20], "completion": "b"}
    head[-2] = {**head[-2], "completion": "c"}
    assert [c.sentence() for c in compared(lines(*old), lines(*head))] == [
        "labels updated: 2 records (lines 21, 49998)",
        "added: 20,000 records (lines 15000-34999)",
        "removed: 1 record (line 11 of the base)",
    ]


# -- CSV and TSV

ROWS = "text,label\na,pos\nb,neg\nc,pos\n"


@pytest.mark.parametrize(
    ("base", "head", "changes"),
    [
        (ROWS, ROWS, []),
        (ROWS, ROWS.replace("b,neg", "b,pos"), [("labels updated", 1, (3,), (3,))]),
        (ROWS, ROWS + "d,neg\n", [("added", 1, (5,), ())]),
        (ROWS, ROWS.replace("a,pos\n", ""), [("removed", 1, (), (2,))]),
        (ROWS, ROWS.replace("b,neg", '"b","neg"'), [("reformatted", 1, (3,), (3,))]),
        (ROWS, "text,label\nc,pos\na,pos\nb,neg\n", [("reordered", 0, (2,), (2,))]),
        (ROWS, ROWS.replace("\n", "\r\n"), [("line endings", 0, (), ())]),
        (ROWS, ROWS.replace("text,label", "label,text"), [("header", 1, (1,), (1,))]),
        (ROWS, ROWS.replace("text,label", "Text, Label"), [("header", 1, (1,), (1,))]),
        (ROWS, "", [("header", 1, (1,), (1,)), ("removed", 3, (), (2, 3, 4))]),
        (ROWS, ROWS.replace("b,neg", "b,neg,more"), [("added", 1, (3,), ()), ("removed", 1, (), (3,))]),
        (ROWS, ROWS.replace("b,neg", 'b,"x\ny ""z"", w"'), [("labels updated", 1, (3, 4), (3,))]),
        (
            ROWS.replace("a,", '"two\nlines",'),
            ROWS.replace("a,", '"two\nlines",').replace("c,pos", "c,neg"),
            [("labels updated", 1, (5,), (5,))],
        ),
        (
            ROWS.replace("a,", '"two\nlines",').replace("\n", "\r\n"),
            ROWS.replace("a,", '"two\nlines",'),
            [("line endings", 0, (), ())],
        ),
        (ROWS, ROWS.replace("b,neg", '"b,neg'), [("added", 1, (3,), ()), ("removed", 1, (), (3,))]),
        (ROWS.replace("b,", '5" b,'), ROWS.replace("b,neg", '5" b,pos'), [("labels updated", 1, (3,), (3,))]),
        ("t,label\n\tx,1\n", "t,label\nx,1\n", [("added", 1, (2,), ()), ("removed", 1, (), (2,))]),
    ],
)
def test_csv(base: str, head: str, changes: list[object]) -> None:
    assert found(base.encode(), head.encode(), "csv") == changes


def test_tsv() -> None:
    old = "text\tlabel\na, b\tpos\n\tneg\n"
    (change,) = compared(old.encode(), old.replace("pos", "neg").encode(), "tsv")
    assert change == RecordChange("labels updated", 1, Ranges(((2, 2),), 1), Ranges(((2, 2),), 1), "pos", "neg")


def test_header() -> None:
    (change,) = compared(ROWS.encode(), ROWS.replace("text,label", "label,text").encode(), "csv")
    assert (change.sentence(), change.old, change.new) == (
        "the header changed, under which every row is read (line 1)",
        "text,label",
        "label,text",
    )


# -- JSON


def array(*records: object, indent: int | None = 1) -> str:
    return json.dumps(records, indent=indent)


@pytest.mark.parametrize(
    ("base", "head", "changes"),
    [
        (array(A, B), array(A, B), []),
        (array(A, B), array(A, {**B, "completion": "x"}), [("labels updated", 1, (6, 7, 8, 9), (6, 7, 8, 9))]),
        (array(A), array(A, B), [("added", 1, (6, 7, 8, 9), ())]),
        (array(A, B), array(B), [("removed", 1, (), (2, 3, 4, 5))]),
        (array(A, B), array(B, A), [("reordered", 0, (2, 3, 4, 5), (2, 3, 4, 5))]),
        (array(A, B), array(A, B, indent=None), [("reformatted", 2, (1,), tuple(range(2, 10)))]),
        (array(A, B), array(A, B).replace("\n", "\r\n"), [("line endings", 0, (), ())]),
        (array(A, B), array(A, B) + "\n", [("line endings", 0, (), ())]),
        ("[]", array(A), [("added", 1, (2, 3, 4, 5), ())]),
        ('["a", "b,]"]', '["a", "c"]', [("added", 1, (1,), ()), ("removed", 1, (), (1,))]),
        ("[1, 22, null]", "[1, 22]", [("removed", 1, (), (1,))]),
        ('{"v": 1, "data": [{"a": 1}]}', '{"v": 1, "data": [{"a": 1}, {"a": 2}]}', [("added", 1, (1,), ())]),
        ('{"v": 1, "data": [{"a": 1}]}', '{"v": 2, "data": [{"a": 1}]}', [("envelope", 0, (), ())]),
        ('{"v": [1], "data": [{}]}', '{"v": [1, 2], "data": [{}]}', [("envelope", 0, (), ())]),
        ('{"v": 1, "data": [{}]}', '{"v":1,\n "data": [{}]}', [("line endings", 0, (), ())]),
        ('{"v": 1, "data": [{}]}', '{"v": 1, "v": 1, "data": [{}]}', [("envelope", 0, (), ())]),
        ('{"train": [{"a": "]"}]}', '{"test": [{"a": "]"}]}', [("envelope", 0, (), ())]),
        # no list of records on one side: line by line
        (array(A, indent=None), lines(A).decode(), [("added", 1, (1,), ()), ("removed", 1, (), (1,))]),
        (lines(A, B).decode(), lines(A).decode(), [("removed", 1, (), (2,))]),
        ("[1, 2", "[1, 3", [("added", 1, (1,), ()), ("removed", 1, (), (1,))]),
        ("[1 2]", "[1, 2]", [("added", 1, (1,), ()), ("removed", 1, (), (1,))]),
        ("[1,\n2]", "[1,\n2]]", [("added", 1, (2,), ()), ("removed", 1, (), (2,))]),
        ("{}", "{ }", [("reformatted", 1, (1,), (1,))]),
        ("", "[]", [("added", 1, (1,), ())]),
        ("[" * 100_000, "[", [("added", 1, (1,), ()), ("removed", 1, (), (1,))]),
        ('["' + "\\" * 99_999, "[]", [("added", 1, (1,), ()), ("removed", 1, (), (1,))]),
        (f"[{'[' * 100_000}{']' * 100_000}]", "[[]]", [("added", 1, (1,), ()), ("removed", 1, (), (1,))]),
        ('[{"a": 1, "a": 2}, [}]', '[{"a": 2}, []]', [("added", 2, (1,), ()), ("removed", 2, (), (1,))]),
        ('[{"a": 2}, {]}]', '[{"a": 2}, {}]', [("added", 1, (1,), ()), ("removed", 1, (), (1,))]),
    ],
)
def test_json(base: str, head: str, changes: list[object]) -> None:
    assert found(base.encode(), head.encode(), "json") == changes


def test_json_of_several_chunks() -> None:
    old = [{"prompt": f'{n} {"x" * 3_000} \\ " [', "completion": "é"} for n in range(1_000)]
    new = [*old[:400], {**old[400], "completion": "\u2028"}, *old[402:]]
    assert [c.sentence() for c in compared(array(*old).encode(), array(*new).encode(), "json")] == [
        "labels updated: 1 record (lines 1602-1605)",
        "removed: 1 record (lines 1606-1609 of the base)",
    ]


# -- Parquet


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


PARQUET = table(TABLE)


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


# -- Git LFS


def pointer(size: str) -> bytes:
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\n{size}".encode()


@pytest.mark.parametrize("format", ["jsonl", "json", "csv", "parquet", None])
@pytest.mark.parametrize(
    ("base", "head", "said"),
    [
        ("size 1234\n", "size 5678\n", "1,234 bytes -> 5,678 bytes"),
        (None, "size 5678\n", "the file itself -> 5,678 bytes"),
        ("size 0\n", None, "0 bytes -> the file itself"),
    ],
)
def test_lfs(base: str | None, head: str | None, said: str, format: str | None) -> None:
    old, new = (b"file" if size is None else pointer(size) for size in (base, head))
    assert [c.sentence() for c in compared(old, new, format)] == [
        f"the file that the Git LFS pointer stands for: {said}"
    ]


def test_data_of_no_known_format() -> None:
    for head in (b"b", b"b" * 5_000):
        assert compared(b"a", head, None) == [RecordChange("unread")]
    assert RecordChange("unread").sentence() is None


# -- examples


@pytest.mark.parametrize(
    ("old", "new", "examples"),
    [
        ([chat("a")], [chat("b")], [("a", "b")]),
        ([A], [A, {"prompt": "é", "completion": "é"}], [(None, "é")]),
        ([A, {"text": "é"}], [A], [('{"text": "\\u00e9"}', None)]),
        ([], [chat("a")], [(None, "a")]),
        ([{"text": "q", "label": 1}], [{"text": "q", "label": [2]}], [("1", "[2]")]),
        ([{**A, "completion": "x" * 300}], [{**A, "completion": None}], [("x" * 197 + "...", "null")]),
        ([{**A, "completion": "\ud800"}], [{**A, "completion": "\0"}], [("\\ud800", "\0")]),
        (
            [{**A, "completion": "x" * 190 + " hf_" + "a" * 30}],
            [{**A, "completion": "password: hunter22"}],
            [("x" * 190 + " [redac...", "password: [redacted]")],
        ),
        (
            [{"prompt": "p", "chosen": "a", "rejected": "b"}],
            [{"prompt": "p", "chosen": "a", "rejected": "c"}],
            [("b", "c")],
        ),
        (
            [{**A, "completion": "call +49 30 1234567 or a.b@acme.example"}],
            [A],
            [("call [number] or [address]", "a")],
        ),
        ([tool_chat("lookup")], [tool_chat("refund")], [("lookup", "refund")]),
        ([A, B], [{**A, "completion": "x"}, {**B, "completion": "y"}], [("a", "x")]),
    ],
)
def test_examples(old: list[object], new: list[object], examples: list[object]) -> None:
    assert [(c.old, c.new) for c in compared(lines(*old), lines(*new))] == examples


# -- laws

RECORDS = st.lists(
    st.fixed_dictionaries({"prompt": st.sampled_from("abc"), "completion": st.sampled_from("xyz")}), max_size=8
)
SPACES = st.sampled_from([(", ", ": "), (",", ":")])


def reference(base: list[tuple[Any, str]], head: list[tuple[Any, str]]) -> dict[str, int]:
    """The counts by sets with repeats: equal texts, then equal values, then equal inputs."""
    texts, values, inputs = (
        (Counter(map(key, base)), Counter(map(key, head)))
        for key in (lambda r: r[1], lambda r: tuple(sorted(r[0].items())), lambda r: r[0]["prompt"])
    )
    same_text, same_value, same_input = ((old & new).total() for old, new in (texts, values, inputs))
    counts = {
        "labels updated": same_input - same_value,
        "added": len(head) - same_input,
        "removed": len(base) - same_input,
        "reformatted": same_value - same_text,
    }
    return {kind: count for kind, count in counts.items() if count}


@given(st.lists(st.tuples(RECORDS, SPACES), max_size=3), st.lists(st.tuples(RECORDS, SPACES), max_size=3))
def test_counts_are_those_of_sets_with_repeats(base: list[Any], head: list[Any]) -> None:
    old, new = (
        [(record, json.dumps(record, separators=spaces)) for records, spaces in side for record in records]
        for side in (base, head)
    )
    for format, sides in (
        ("jsonl", ["".join(text + "\n" for _, text in side) for side in (old, new)]),
        ("json", ["[" + ",\n".join(text for _, text in side) + "]" for side in (old, new)]),
    ):
        changes = compared(sides[0].encode(), sides[1].encode(), format)
        if sides[0] == sides[1]:
            assert changes == []
        elif expected := reference(old, new):
            assert {c.kind: c.count for c in changes} == expected
        else:
            assert [c.kind for c in changes] == ["reordered"]


FIELDS = st.text(st.sampled_from('a",\n\t'), max_size=4)


@given(st.lists(st.tuples(FIELDS, FIELDS), max_size=6), st.lists(st.tuples(FIELDS, FIELDS), max_size=6))
def test_csv_rows_are_those_that_were_written(base: list[tuple[str, str]], head: list[tuple[str, str]]) -> None:
    sides = []
    for rows in (base, head):
        with StringIO(newline="") as text:
            csv.writer(text, lineterminator="\n").writerows([("text", "label"), *rows])
            sides.append(text.getvalue().encode())
    old, new = ([({"prompt": a, "completion": b}, json.dumps([a, b])) for a, b in side] for side in (base, head))
    changes = compared(sides[0], sides[1], "csv")
    if expected := reference(old, new):
        assert {c.kind: c.count for c in changes} == expected
    else:
        assert [c.kind for c in changes] == (["reordered"] if base != head else [])


@given(RECORDS, RECORDS)
def test_counts_add_up(base: list[object], head: list[object]) -> None:
    changes = {c.kind: c for c in compared(lines(*base), lines(*head))}
    count = {kind: change.count for kind, change in changes.items()}
    assert (changes == {}) == (lines(*base) == lines(*head))
    assert len(head) - len(base) == count.get("added", 0) - count.get("removed", 0)
    touched = {n for c in changes.values() for n in spread(c.lines)} if "reordered" not in changes else set()
    kept = [record for number, record in enumerate(head, 1) if number not in touched]
    gone = {n for c in changes.values() for n in spread(c.base_lines)} if "reordered" not in changes else set()
    assert _sorted(kept) == _sorted(record for number, record in enumerate(base, 1) if number not in gone)


def _sorted(records: Iterable[object]) -> list[str]:
    return sorted(json.dumps(record, sort_keys=True) for record in records)


@given(st.lists(st.binary(max_size=6), max_size=8), st.lists(st.binary(max_size=6), max_size=8))
@pytest.mark.parametrize("format", ["jsonl", "json", "csv", "tsv", "parquet"])
def test_any_bytes_are_compared(format: str, base: list[bytes], head: list[bytes]) -> None:
    """Nothing crashes, and other bytes are never no change."""
    old, new = b"\n".join(base), b"\n".join(head)
    assert bool(compared(old, new, format)) == (old != new)


TOKENS = st.lists(
    st.sampled_from([b"{", b"}", b"[", b"]", b'"', b"\\", b",", b":", b" ", b"1", b'"a"', b"{}"]), max_size=20
)


@given(TOKENS, TOKENS)
def test_any_tokens_are_compared(base: list[bytes], head: list[bytes]) -> None:
    """A file that is no JSON is never taken for one that is only written in another way."""
    old, new = b"[" + b"".join(base), b"[" + b"".join(head)
    kinds = {c.kind for c in compared(old, new, "json")}
    assert bool(kinds) == (old != new)
    if kinds == {"line endings"}:
        assert old.replace(b" ", b"") == new.replace(b" ", b"")


def test_sentences() -> None:
    def at(*runs: tuple[int, int]) -> Ranges:
        return Ranges(runs, sum(last - first + 1 for first, last in runs))

    assert [
        RecordChange("labels updated", 1, at((3, 3)), at((3, 3))).sentence(),
        RecordChange("added", 1200, at((1, 1200))).sentence(),
        RecordChange("removed", 2, at(), at((1, 1), (9, 9))).sentence(),
        RecordChange("added", 2, at((1, 2)), unit="row").sentence(),
        RecordChange("reordered", 0, at((2, 2)), at((2, 2)), note="records reordered only").sentence(),
    ] == [
        "labels updated: 1 record (line 3)",
        "added: 1,200 records (lines 1-1200)",
        "removed: 2 records (lines 1, 9 of the base)",
        "added: 2 records (rows 1-2)",
        "records reordered only",
    ]
    assert at(*((n, n + n % 2) for n in range(1, 40, 4))).text() == "1-2, 5-6, 9-10, 13-14, 17-18, 21-22 and 8 more"
    assert Ranges(((1, 1),), 5_000).text() == "1 and 4,999 more"


@pytest.mark.parametrize(
    ("path", "format"),
    [
        ("a/b.jsonl", "jsonl"),
        ("b.NDJSON", "jsonl"),
        ("b.json", "json"),
        ("b.csv", "csv"),
        ("b.tsv", "tsv"),
        ("a.csv/b.parquet", "parquet"),
        ("a.csv/b", None),
        ("b.txt", None),
    ],
)
def test_format_by_name(path: str, format: str | None) -> None:
    assert format_of_records(path) == format
