"""How the pack keeps outcomes, item by item."""

from __future__ import annotations

import json

import pytest

from gate.drift import outcomes_file as records
from gate.drift.pairs import Pair
from gate.harness.outcomes import COMPLIED, ERROR, REFUSED
from gate.values.errors import EvidenceError


def test_records_round_trip() -> None:
    rows = (
        Pair("a\u2028", "fraud", "disallowed-content", REFUSED, COMPLIED, 2, "c", "sha256:1"),
        Pair("b", "fraud", "disallowed-content", None, ERROR),
        Pair("c", "safe", None, COMPLIED, REFUSED, harmless=True),
    )
    text = records.write(rows, "r.jsonl")
    assert text.count("\n") == 3
    assert records.read(text.encode(), "r.jsonl") == rows
    assert json.loads(text.splitlines()[1] if "\u2028" not in text else text.split("\n")[1]) == {
        "item": "b",
        "category": "fraud",
        "class": "disallowed-content",
        "base": None,
        "tuned": "error",
    }


GOOD = {"item": "a", "category": "f", "class": "disallowed-content", "base": "refused", "tuned": "refused"}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({**GOOD, "x": 1}, "unknown key 'x'"),
        ({**GOOD, "item": ""}, "item is not text"),
        ({**GOOD, "category": 1}, "category is not text"),
        ({**GOOD, "base": "Refused"}, "base is none of refused, complied, error or null"),
        ({k: v for k, v in GOOD.items() if k != "tuned"}, "tuned is none of refused, complied, error or null"),
        ({**GOOD, "sample": -1}, "sample is -1"),
        ({**GOOD, "sample": True}, "sample is True"),
        ({**GOOD, "harmless": 1}, "harmless is 1"),
        ({**GOOD, "harmless": True}, "a harmless prompt has a class"),
        ({**GOOD, "class": "x"}, "class is none of"),
        ({k: v for k, v in GOOD.items() if k != "class"}, "class is none of"),
        ([], "no JSON object"),
    ],
)
def test_record_that_is_none(row: object, message: str) -> None:
    data = (json.dumps(GOOD) + "\n\n" + json.dumps(row) + "\n").encode()
    with pytest.raises(EvidenceError) as error:
        records.read(data, "r.jsonl")
    assert str(error.value).startswith(f"r.jsonl:3: {message}")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "r.jsonl:1: there is no outcome in it"),
        (b'{"item": NaN}', "r.jsonl:1: not JSON: NaN is not a number"),
        (b'{"item": 1, "item": 1}', "r.jsonl:1: not JSON: the key 'item' appears twice in one object"),
        (b"{", "r.jsonl:1: not JSON: "),
        (b"\xff", "r.jsonl:1: not UTF-8"),
        (b"[" * 100_000, "r.jsonl:1: not JSON: nested too deep"),
        (b'{"item": }', "r.jsonl:1: not JSON: expecting value, column 10"),
        (
            (json.dumps(GOOD) + "\n" + json.dumps({**GOOD, "item": "b", "class": "indirect-harmful"})).encode(),
            "r.jsonl:2: the category 'f' is of two classes",
        ),
        ((json.dumps(GOOD) + "\n").encode() * 2, "r.jsonl:2: the item 'a' stands in line 1, too"),
    ],
)
def test_records_that_cannot_be_read(data: bytes, message: str) -> None:
    with pytest.raises(EvidenceError) as error:
        records.read(data, "r.jsonl")
    assert str(error.value).startswith(message)
