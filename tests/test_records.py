"""What kind of change a JSONL file went through."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.records import Ranges, RecordChange, Source, compare_records


def lines(*records: object) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def once(data: bytes) -> Source:
    """The bytes in small pieces."""
    return lambda: (data[at : at + 1000] for at in range(0, len(data), 1000))


def compared(base: bytes, head: bytes, format: str = "jsonl") -> list[RecordChange]:
    return compare_records(once(base), once(head), format)


def spread(ranges: Ranges) -> tuple[int, ...]:
    return tuple(line for first, last in ranges.runs for line in range(first, last + 1))


def found(base: bytes, head: bytes, format: str = "jsonl") -> list[tuple[str, int, tuple[int, ...], tuple[int, ...]]]:
    return [(c.kind, c.count, spread(c.lines), spread(c.base_lines)) for c in compared(base, head, format)]


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
