"""Records in one JSON array."""

from __future__ import annotations

import json

import pytest

from tests.surfaces.records.comparing import A, B, compared, found, lines


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
