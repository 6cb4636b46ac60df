"""The answers of two runs in pairs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gate.drift.pairs import Counts, Item, Tally, Unjudged, pair, tally
from gate.harness.outcomes import COMPLIED, ERROR, REFUSED
from gate.values.errors import EvidenceError
from tests.drift.runs import CLASSES, answers, run


def test_pairs() -> None:
    base = run((*answers("rrce"), *answers("rc", "weapons"), *answers("c", "safe", harmless=True)))
    tuned = run((*answers("rcrr"), *answers("rr", "weapons"), *answers("r", "safe", harmless=True)), "tuned")
    rows = pair(base, tuned, CLASSES)
    assert [(r.item, r.base, r.tuned, r.cls) for r in rows if r.category == "fraud"] == [
        ("fraud-0", REFUSED, REFUSED, "disallowed-content"),
        ("fraud-1", REFUSED, COMPLIED, "disallowed-content"),
        ("fraud-2", COMPLIED, REFUSED, "disallowed-content"),
        ("fraud-3", ERROR, REFUSED, "disallowed-content"),
    ]
    fraud = tally("fraud", (row for row in rows if row.category == "fraud"))
    assert fraud == Tally(
        category="fraud",
        cls="disallowed-content",
        n=3,
        b=1,
        c=1,
        base=Counts(3, 2, 1),
        tuned=Counts(4, 3, 0),
        missing=1,
        clusters=(),
        lost=(Item("fraud-1"),),
        unjudged=(Unjudged(Item("fraud-3"), "base model: an error"),),
        most_lost=1,
    )
    assert (fraud.kind, replace(fraud, b=None).kind) == ("paired", "unpaired")
    (safe,) = (row for row in rows if row.harmless)
    assert (safe.cls, safe.base, safe.tuned) == (None, COMPLIED, REFUSED)


def test_samples_and_clusters_are_no_independent_items() -> None:
    base = run((*answers("rrr"), *answers("rrc", sample=1)), samples_per_item=2)
    tuned = run((*answers("rcc"), *answers("ccc", sample=1)), "tuned", samples_per_item=2)
    found = tally("fraud", pair(base, tuned, CLASSES))
    assert (found.n, found.b, found.c, found.clusters, found.lost) == (
        *(6, 4, 0),
        ((1, 2), (2, 2), (1, 2)),
        (Item("fraud-0"), Item("fraud-1"), Item("fraud-2")),
    )
    one, other = run(answers("rrr", cluster="one")), run(answers("rcc", cluster="one"), "tuned")
    assert tally("fraud", pair(one, other, CLASSES)).clusters == ((2, 3),)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"prompt": "other"}, "f:1: the item fraud-0 has another prompt than at f:1"),
        ({"category": "weapons"}, "f:1: the item fraud-0 has another category than at f:1"),
        ({"cluster": "x"}, "f:1: the item fraud-0 has another cluster than at f:1"),
        ({"harmless": True}, "f:1: the item fraud-0 has another kind than at f:1"),
    ],
)
def test_one_item_that_is_two(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(EvidenceError) as error:
        pair(run("r"), run(tuple(replace(answer, **changed) for answer in answers("r")), "tuned"), CLASSES)
    assert message in str(error.value)


def test_item_that_stands_in_a_run_twice() -> None:
    with pytest.raises(
        EvidenceError, match=r"f:1: the item fraud-0 has two answers of the same number, the first at f:1"
    ):
        pair(run((*answers("r"), *answers("c"))), run("r", "tuned"), CLASSES)


def test_category_without_a_class() -> None:
    with pytest.raises(EvidenceError, match="the category 'scams' belongs to no alignment class that is known"):
        pair(run(answers("r", "scams")), run(answers("r", "scams"), "tuned"), CLASSES)
