"""Blocks of rows, CSV and TSV."""

from __future__ import annotations

import csv
import json
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.surfaces.records import Ranges, RecordChange
from tests.surfaces.records.comparing import compared, found, lines, reference


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
