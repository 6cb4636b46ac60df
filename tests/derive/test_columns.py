"""Records that are looked at together give what they give one after the other."""

from __future__ import annotations

import csv
import io
import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from marshal import dumps
from typing import Any

import pytest

from gate.derive import columns, contents, records
from gate.derive.columns import ADVERSARIAL, Plans
from gate.derive.contents import contents_in, contents_of, labels_in
from gate.derive.given import SourceError

KEYS = (
    "source dataset license label intent category id uuid tags kind adversarial metadata meta text messages prompt "
    "completion extra score"
).split()
TEXTS = ("a", "b", "jailbreak", "Red Team", "", "é", "\U0001f600", "x y", '"')
OTHERS = (0, 1, 2, 1.0, True, False, None, 7.5)
ODD = ("", " ", "\t\r", "[1]", "{} {}", "{}, {}", '{"a":[{}', "{]}", "3", '{"a":1,"a":2}', '{"x":NaN}', "[" * 3000)


def one_by_one(rows: Iterator[tuple[int, Mapping[str, Any]]]) -> dict[str, Any]:
    """The slow way."""
    plans = Plans()
    found: dict[str, Any] = {what: Counter() for what in ("sources", "licences", "labels")}
    found |= {"records": 0, "adversarial": 0, "tagged": 0, "ids": {}, "lines": {}}
    said, whole = Counter[Any](), Counter[Any]()
    for line, record in rows:
        found["records"] += 1
        parts = [record]
        parts += [record[name] for name in ("metadata", "meta") if isinstance(record.get(name), dict)]
        values: dict[str, tuple[int, Any]] = {}
        tags = []
        for part in parts:
            for name, what, rank in plans[tuple(part)].fields:
                if type(part[name]) in (str, int) and (what not in values or rank < values[what][0]):
                    values[what] = rank, str(part[name])
            tags += [name if part[name] is True else part[name] for name in plans[tuple(part)].tags if part[name]]
        for what, (_, value) in values.items():
            if what == "ids":
                found["ids"].setdefault(value, line)
            elif value in found[what] or len(found[what]) < contents.MAX_VALUES:
                found[what][value] += 1
                found["lines"].setdefault((what, value), line)
        words = [word for tag in tags for word in (tag if isinstance(tag, list) else [tag]) if isinstance(word, str)]
        found["tagged"] += bool(tags)
        found["adversarial"] += any(word.strip().lower().replace(" ", "-") in ADVERSARIAL for word in words)
        plan = plans[tuple(record)]
        spoken = plan.said, dumps([record[name] for name in plan.said], 2)
        if plan.said:
            said[spoken] += 1
        whole[spoken, plan.rest, dumps([record[name] for name in plan.rest], 2)] += 1
    found["same_conversation"] = said.total() - len(said)
    found["repeated"] = whole.total() - len(whole)
    return found


def values(chance: random.Random, depth: int = 0) -> Any:
    which = chance.random()
    if which < 0.45 or depth > 3:
        return chance.choice(TEXTS)
    if which < 0.6:
        return chance.choice(OTHERS)
    if which < 0.8:
        return [values(chance, depth + 1) for _ in range(chance.randint(0, 3))]
    return {chance.choice(KEYS): values(chance, depth + 1) for _ in range(chance.randint(0, 3))}


def made(chance: random.Random) -> list[dict[str, Any]]:
    """Records of one or of several shapes, whose tags and metadata are as a program writes them, or as nobody does."""
    shapes = [chance.sample(KEYS, chance.randint(0, 5)) for _ in range(chance.choice((1, 1, 2, 4)))]
    tidy, below = chance.random() < 0.5, chance.sample(KEYS, 2)
    rows = []
    for _ in range(chance.randint(1, 60)):
        row = {key: values(chance) for key in chance.choice(shapes)}
        for key in row.keys() & {"metadata", "meta"} if tidy else ():
            row[key] = {name: chance.choice(("a", "b", "attack", True, 3)) for name in below}
        for key in row.keys() & {"tags", "kind", "category"} if tidy else ():
            row[key] = chance.choice((["a", "attack"], ["b"], [])) if key == "tags" else chance.choice(("a", "attack"))
        rows.append(row)
    return rows


def as_dict(found: contents.Contents) -> dict[str, Any]:
    return {name: value for name, value in vars(found).items() if name != "fields"}


def cut(data: bytes, chance: random.Random) -> Iterator[bytes]:
    """The data in pieces of any size."""
    at = 0
    while at < len(data):
        size = chance.choice((1, 7, 60, 4_000))
        yield data[at : at + size]
        at += size


@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> random.Random:
    chance = random.Random(request.getfixturevalue("seed"))  # noqa: S311 - chance, no secret
    monkeypatch.setattr(contents, "MAX_VALUES", chance.choice((3, 5, 1000)))
    monkeypatch.setattr(contents, "AT_ONCE", chance.choice((1, 4, 1000)))
    monkeypatch.setattr(records, "BLOCK", chance.choice((50, 400, 128 * 1024)))
    monkeypatch.setattr(records, "AT_ONCE", chance.choice((2, 7, 2000)))
    monkeypatch.setattr(columns, "MAX_PLANS", chance.choice((2, 256)))
    return chance


@pytest.mark.parametrize("seed", range(60))
def test_objects(seed: int, few_at_once: random.Random) -> None:
    """However many are looked at together, in any spelling, and in the order in which they stand."""
    for _ in range(5):
        rows = made(few_at_once)
        colon = few_at_once.choice((":", ": "))
        lines = [json.dumps(row, ensure_ascii=few_at_once.random() < 0.5, separators=(",", colon)) for row in rows]
        between = few_at_once.choice(("\n", "\r\n", "\n\n"))
        found = contents_of(between.join(lines).encode(), "a.jsonl")
        step = 2 if between == "\n\n" else 1
        expected = one_by_one((number * step + 1, row) for number, row in enumerate(rows))
        assert as_dict(found) == expected
        assert as_dict(contents_in(cut(between.join(lines).encode(), few_at_once), "a.jsonl")) == expected
        for what in ("sources", "licences", "labels"):  # values of one count are shown in the order they came in
            assert list(getattr(found, what)) == list(expected[what])
        assert labels_in(("\n".join(lines).encode(),), "a.jsonl").labels == found.labels
        listed = one_by_one((1, row) for row in rows)
        assert as_dict(contents_of(json.dumps({"n": 1, "data": rows}).encode(), "a.json")) == listed
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(records, "MAX_SOURCE", 1)  # lists are larger, and not read at once
            pieces = cut(json.dumps(rows, ensure_ascii=False).encode(), few_at_once)
            assert as_dict(contents_in(pieces, "a.json")) == listed


@pytest.mark.parametrize("seed", range(30))
def test_rows(seed: int, few_at_once: random.Random) -> None:
    """Rows that are short, long or blank, and a header with a name twice, as `csv.DictReader` reads them."""
    for _ in range(5):
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator=few_at_once.choice(("\n", "\r\n")))
        header = [few_at_once.choice(KEYS) for _ in range(few_at_once.randint(1, 5))]
        writer.writerow(header)
        for _ in range(few_at_once.randint(0, 30)):
            more = few_at_once.choice((0, 0, 0, 1, -1))
            writer.writerow(
                [few_at_once.choice(("a", "b", "attack", "x\ny", 'q"u', "")) for _ in range(len(header) + more)]
            )
            out.write(few_at_once.choice(("", "", "", "\n")))
        text = out.getvalue()
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        starts, line = list[int](), 1
        for values in reader:
            starts += [line] if values else []
            line = reader.line_num + 1
        rows = [
            {key: value for key, value in row.items() if key is not None and value is not None}
            for row in csv.DictReader(io.StringIO(text, newline=""), strict=True)
        ]
        expected = one_by_one(zip(starts[1:], rows, strict=True))
        assert as_dict(contents_of(text.encode(), "a.csv")) == expected
        assert as_dict(contents_in(cut(text.encode(), few_at_once), "a.csv")) == expected


@pytest.mark.parametrize("odd", ODD)
def test_odd_lines(odd: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that is no record is refused, or counts, where it stands, whatever is read with it."""
    lines = ['{"label": "a"}'] * 9
    lines[5] = odd
    told = []
    for block in (1, 40, 1 << 20):
        monkeypatch.setattr(records, "BLOCK", block)
        try:
            found = contents_of("\n".join(lines).encode(), "a.jsonl")
            told.append((found.records, dict(found.labels)))
        except SourceError as error:
            told.append((error.line or 0, {error.message: 0}))
    assert told[0] == told[1] == told[2]


def test_what_is_no_text_is_said_before_what_is_no_record() -> None:
    with pytest.raises(SourceError) as caught:
        contents_of(b'\xef\xbb\xbf{}\n{"a"\n' + b"{}\n" * 90_000 + b"\xff\n", "a.jsonl")
    assert (caught.value.message, caught.value.line) == ("the data are no UTF-8 text", 90_003)


@pytest.mark.parametrize(
    ("path", "data", "line", "said"),
    [
        ("a.jsonl", b'{"a": 1}\n{"a": "' + b"x" * 200 + b'"}\n', 2, "a line of more than 100 bytes"),
        ("a.jsonl", b'{"a": 1}\n{"a": "' + b"x" * 200, 2, "a line of more than 100 bytes"),
        ("a.json", b'{"a": [' + b"{}," * 100 + b"{}]}", 1, "an object of more than 100 bytes"),
        ("a.json", b"[" + b"{}," * 100 + b"{}", 1, "not JSON, or a record of more than 16 MiB"),
        ("a.json", b"[" + b"{},\n" * 100 + b"3]", 101, "a record is not a mapping"),
        ("a.csv", b"a,b\n" + b"1,2\n" * 50 + b'"x"y,2\n', 52, "not a table: ',' expected after '\"'"),
        ("a.csv", b"a,b\n" + b"1,2\n" * 50 + b'"x,2\n', 52, "not a table: unexpected end of data"),
        ("a.csv", b'"a\nb"c,d\n1,2\n', 1, "not a table: ',' expected after '\"'"),
        ("a.csv", b"a,b\n" + b"1,2\n" * 50 + b'"x"y,\xff\n', 52, "the data are no UTF-8 text"),
    ],
)
def test_what_is_large_and_no_record(
    path: str, data: bytes, line: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "MAX_SOURCE", 100)
    monkeypatch.setattr(records, "BLOCK", 20)
    for size in (1, 30, 10_000):
        with pytest.raises(SourceError) as caught:
            contents_in((data[at : at + size] for at in range(0, len(data), size)), path)
        assert (caught.value.message, caught.value.line) == (said, line), size
