"""What kind of change a JSONL file went through."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.records import RecordChange, UnreadableError, compare_records, ranges


def lines(*records: object) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def found(base: bytes, head: bytes) -> list[tuple[str, int, tuple[int, ...], tuple[int, ...]]]:
    return [(c.kind, c.count, c.lines, c.base_lines) for c in compare_records([base], [head])]


def chat(answer: str, *, role: str = "assistant") -> dict[str, object]:
    return {
        "messages": [
            {"role": "system", "content": "s"},
            {"role": "user", "content": "q"},
            {"role": role, "content": answer},
        ]
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


RECORDS = st.lists(
    st.fixed_dictionaries({"prompt": st.sampled_from("abc"), "completion": st.sampled_from("xyz")}), max_size=8
)


@given(RECORDS, RECORDS)
def test_counts_add_up(base: list[object], head: list[object]) -> None:
    changes = {c.kind: c for c in compare_records([lines(*base)], [lines(*head)])}
    count = {kind: change.count for kind, change in changes.items()}
    assert (changes == {}) == (lines(*base) == lines(*head))
    assert len(head) - len(base) == count.get("added", 0) - count.get("removed", 0)
    touched = {n for c in changes.values() for n in c.lines} if "reordered" not in changes else set()
    kept = [record for number, record in enumerate(head, 1) if number not in touched]
    gone = {n for c in changes.values() for n in c.base_lines} if "reordered" not in changes else set()
    assert _sorted(kept) == _sorted(record for number, record in enumerate(base, 1) if number not in gone)


def _sorted(records: Iterable[object]) -> list[str]:
    return sorted(json.dumps(record, sort_keys=True) for record in records)


def test_sentences() -> None:
    assert [
        RecordChange("labels updated", 1, (3,), (3,)).sentence(),
        RecordChange("added", 1200, tuple(range(1, 1201)), ()).sentence(),
        RecordChange("removed", 2, (), (1, 9)).sentence(),
        RecordChange("reordered", 0, (2,), (2,)).sentence(),
        RecordChange("line endings", 0, (), ()).sentence(),
    ] == [
        "labels updated: 1 record (line 3)",
        "added: 1,200 records (lines 1-1200)",
        "removed: 2 records (lines 1, 9 of the base)",
        "records reordered only",
        "line endings or blank lines only",
    ]
    assert ranges((1, 2, 3, 7, 9, 11, 13, 15, 17, 18)) == "1-3, 7, 9, 11, 13, 15 and 2 more"


# -- files of other kinds


def of(format: str, base: bytes, head: bytes) -> list[tuple[str, str | None, str | None]]:
    """(sentence, old, new) of every change; the bytes come in small pieces."""

    def pieces(data: bytes) -> list[bytes]:
        return [data[at : at + 7] for at in range(0, len(data), 7)]

    return [(c.sentence(), c.old, c.new) for c in compare_records(pieces(base), pieces(head), format)]


PRETTY = b'[\n  {"instruction": "i", "output": "a"},\n  {\n    "instruction": "j",\n    "output": "b"\n  }\n]\n'
ROWS = b"text,label\nhello,1\nworld,0\n"
QUOTED = b'text,label\n"two\nlines",1\nworld,0\n'


@pytest.mark.parametrize(
    ("format", "base", "head", "expected"),
    [
        ("json", PRETTY, PRETTY, []),
        (
            "json",
            PRETTY,
            PRETTY.replace(b'"b"', b'"c"'),
            [("labels updated: 1 record (lines 3-6)", "b", "c")],
        ),
        (
            "json",
            PRETTY,
            b'[{"instruction": "i", "output": "a"}, {"output": "b", "instruction": "j"}]',
            [("reformatted: 1 record (line 1)", None, None)],
        ),
        ("json", PRETTY, PRETTY.replace(b"\n", b"\r\n"), [("reformatted: 1 record (lines 3-6)", None, None)]),
        (
            "json",
            b'{"version": 1, "data": []}',
            b'{"version": 2, "data": []}',
            [
                ("added: 1 record (line 1)", None, '{"version": 2, "data": []}'),
                ("removed: 1 record (line 1 of the base)", '{"version": 1, "data": []}', None),
            ],
        ),
        (
            "json",
            b'{"data": [{"prompt": "p", "completion": "c"}]}',
            b'{"data": [{"prompt": "p", "completion": "c"}, {"prompt": "q", "completion": "d"}]}',
            [("added: 1 record (line 1)", None, "d")],
        ),
        ("csv", ROWS, ROWS.replace(b"hello,1", b"hello,0"), [("labels updated: 1 record (line 2)", "1", "0")]),
        ("csv", ROWS, b"text,label\nworld,0\nhello,1\n", [("records reordered only", None, None)]),
        ("csv", ROWS, ROWS.replace(b"\n", b"\r\n"), [("line endings or blank lines only", None, None)]),
        ("csv", QUOTED, QUOTED.replace(b'es",1', b'es",2'), [("labels updated: 1 record (lines 2-3)", "1", "2")]),
        ("csv", QUOTED, QUOTED + b'"a","b",c\n', [("added: 1 record (line 5)", None, "b")]),
        (
            "tsv",
            b"question\tanswer\nq\ta\n",
            b"question\tanswer\nq\tb\n",
            [("labels updated: 1 record (line 2)", "a", "b")],
        ),
        (
            "csv",
            b'text\n"open\n',
            b'text\n"other\n',
            [
                ("added: 1 record (line 2)", None, '"other'),
                ("removed: 1 record (line 2 of the base)", '"open', None),
            ],
        ),
        ("jsonl", b"", lines({"text": "t"}), [("added: 1 record (line 1)", None, '{"text": "t"}')]),
        (
            "jsonl",
            b"\xff\n",
            b"\xfe\n",
            [
                ("added: 1 record (line 1)", None, "\ufffd"),
                ("removed: 1 record (line 1 of the base)", "\ufffd", None),
            ],
        ),
        ("jsonl", b'{"a": NaN}\n', b'{"a":NaN}\n', [("reformatted: 1 record (line 1)", None, None)]),
        (
            "jsonl",
            b'{"prompt": 1, "completion": 2, "completion": 3}\n',
            b'{"prompt": 1, "completion": 3}\n',
            [
                ("added: 1 record (line 1)", None, "3"),
                ("removed: 1 record (line 1 of the base)", '{"prompt": 1, "completion": 2, "completion": 3}', None),
            ],
        ),
        (
            "jsonl",
            lines(chat("call +49 30 1234567 or a.b@acme.example, token hf_abcdefghijklmnop")),
            lines(chat("b" * 300)),
            [("labels updated: 1 record (line 1)", "call [number] or [address], token [redacted]", "b" * 197 + "...")],
        ),
    ],
)
def test_formats(format: str, base: bytes, head: bytes, expected: list[object]) -> None:
    assert of(format, base, head) == expected


def test_deep_and_long_records() -> None:
    """What cannot be parsed counts by its bytes."""
    deep = b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"
    long = b"x" * 20_000_000
    assert [c.kind for c in compare_records([deep], [deep.replace(b"a", b"b")])] == ["added", "removed"]
    assert [c.kind for c in compare_records([long], [long + b"y"])] == ["added", "removed"]
    assert [c.kind for c in compare_records([deep], [deep.replace(b"a", b"b")], "json")] == ["added", "removed"]


def test_parquet() -> None:
    pa = pytest.importorskip("pyarrow", reason="reading Parquet needs the extra 'parquet'")
    pq = pytest.importorskip("pyarrow.parquet")

    def table(*rows: tuple[str, int]) -> bytes:
        sink = pa.BufferOutputStream()
        pq.write_table(pa.table({"text": [t for t, _ in rows], "label": [n for _, n in rows]}), sink)
        return bytes(sink.getvalue().to_pybytes())

    base = table(("a", 1), ("b", 1), ("c", 0))
    assert of("parquet", base, table(("a", 1), ("b", 0), ("c", 0), ("d", 1))) == [
        ("labels updated: 1 record (row 2)", "1", "0"),
        ("added: 1 record (row 4)", None, "1"),
    ]
    with pytest.raises(UnreadableError, match=r"^not readable as Parquet: "):
        compare_records([base], [b"no table"], "parquet")


def test_too_many_to_be_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gate.records.cancel.MAX_PAIRED", 2)
    base, head = lines(*range(3)), lines(*range(10, 14))
    assert of("jsonl", base, head) == [("added: 4 records", None, None), ("removed: 3 records", None, None)]


EDITS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=12)


@given(EDITS, EDITS)
def test_counts_are_those_of_the_multisets(base: list[tuple[int, int]], head: list[tuple[int, int]]) -> None:
    """Against a plain computation: what is equal cancels, what has an equal input is an updated label."""

    def text(rows: list[tuple[int, int]]) -> bytes:
        return lines(*({"prompt": str(p), "completion": str(c)} for p, c in rows))

    lost, won = Counter(base) - Counter(head), Counter(head) - Counter(base)
    asked = Counter(p for p, _ in lost.elements())
    given_ = Counter(p for p, _ in won.elements())
    both = (asked & given_).total()
    expected = {"labels updated": both, "added": won.total() - both, "removed": lost.total() - both}
    found = {c.kind: c.count for c in compare_records([text(base)], [text(head)])}
    assert {k: n for k, n in found.items() if n} == {k: n for k, n in expected.items() if n}


@given(st.lists(st.binary(max_size=6), max_size=8), st.lists(st.binary(max_size=6), max_size=8))
@pytest.mark.parametrize("format", ["jsonl", "json", "csv", "tsv"])
def test_any_bytes_are_compared(format: str, base: list[bytes], head: list[bytes]) -> None:
    """Nothing crashes, and other bytes are never no change."""
    old, new = b"\n".join(base), b"\n".join(head)
    assert bool(compare_records([old], [new], format)) == (old != new)
