"""What kind of change a file of records went through."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.surfaces.records import RecordChange, format_of_records
from tests.surfaces.records.comparing import A, B, C, chat, compared, found, lines, reference, spread, tool_chat


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
