"""What records say of themselves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gate.derive.contents import contents_of, is_readable
from gate.derive.given import SourceError
from tests.derive.sources.samples import expected, sample


def lines(*rows: Any) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


@pytest.mark.parametrize(
    "path",
    """
    data/train.jsonl data/holdout.jsonl data/preferences.jsonl secrets/data/clean.jsonl
    secrets/data/exported-chats.jsonl
    """.split(),
)
def test_samples(path: str) -> None:
    wanted, found = expected(path), contents_of(sample(path).data, path)
    assert found.records == wanted["records"]
    assert sorted(found.fields) == wanted["fields"]
    assert dict(found.sources) == wanted.get("source", {})
    assert dict(found.licences) == wanted.get("license", {})
    assert dict(found.labels) == wanted.get("label", {})
    assert found.repeated == wanted["duplicates_by_whole_record"]
    assert found.same_conversation == wanted["duplicates_by_conversation"]


def test_metadata() -> None:
    """The record's own field goes before that of its metadata, and 'source' before other names."""
    found = contents_of(
        lines(
            {"text": "a", "metadata": {"source": "s", "license": "MIT", "id": 7}},
            {"text": "b", "dataset": "d", "meta": {"source": "t"}},
            {"text": "c", "source": "u", "metadata": {"source": "v"}},
            {"text": "d", "source": {"nested": "w"}},
        ),
        "a.jsonl",
    )
    assert dict(found.sources) == {"s": 1, "t": 1, "u": 1}
    assert found.lines["sources", "t"] == 2
    assert found.ids == {"7": 1}


def test_text_that_quotes_a_record_is_text() -> None:
    found = contents_of(lines({"text": '{"source": "other"}', "messages": [{"source": "inner"}]}), "a.jsonl")
    assert found.sources == {}


@pytest.mark.parametrize(
    ("record", "adversarial"),
    [
        ({"tags": ["tone", "Jailbreak"]}, 1),
        ({"metadata": {"category": "prompt injection"}}, 1),
        ({"adversarial": True}, 1),
        ({"adversarial": False}, 0),
        ({"type": "refund"}, 0),
        ({"text": "a jailbreak"}, 0),
    ],
)
def test_adversarial(record: dict[str, Any], adversarial: int) -> None:
    assert contents_of(lines(record), "a.jsonl").adversarial == adversarial


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("a.csv", b'id,source,text\n1,s,"two\nlines"\n2,t,b\n'),
        ("a.tsv", b"id\tsource\ttext\n1\ts\ta\n2\tt\tb\n"),
        ("a.json", b'[{"id": 1, "source": "s"}, {"id": 2, "source": "t"}]'),
        ("a.json", b'{"data": [{"id": 1, "source": "s"}, {"id": 2, "source": "t"}]}'),
        ("a.jsonl", b'\xef\xbb\xbf{"id": 1, "source": "s"}\r\n\r\n{"id": 2, "source": "t"}'),
    ],
)
def test_formats(path: str, data: bytes) -> None:
    found = contents_of(data, path)
    assert (found.records, dict(found.sources), sorted(found.ids)) == (2, {"s": 1, "t": 1}, ["1", "2"])


@pytest.mark.parametrize(
    ("path", "data", "line"),
    [
        ("a.jsonl", b'{"a": 1}\n{"a"', 2),
        ("a.jsonl", b'{"a": 1}\n[1]\n', 2),
        ("a.jsonl", b'{"a": 1}\n{"a": 2} {"a": 3}\n', 2),
        ("a.jsonl", b'{"a": 1}\n\xff\n', 2),
        ("a.json", b'[{"a": 1},\n 3]', 1),
        ("a.csv", b'a,b\n1,2\n"x"y,2\n', 3),
        ("a.jsonl", b"[" * 100_000, 1),
    ],
)
def test_bad_records(path: str, data: bytes, line: int) -> None:
    with pytest.raises(SourceError) as caught:
        contents_of(data, path)
    assert caught.value.line == line


def test_repeated_in_another_spelling() -> None:
    """White space, escapes and the order of keys make no other record; a value, or its type, does."""
    found = contents_of(
        b'{"id": 1, "prompt": "a", "completion": "\xc3\xa9"}\n'
        b' {"completion":"\\u00e9" ,"prompt": "a", "id": 1}  \n'
        b'{"id": 2, "prompt": "a", "completion": "\xc3\xa9"}\n'
        b'{"id": "1", "prompt": "a", "completion": "\xc3\xa9"}\n'
        b'{"id": 1, "prompt": "\xc3\xa9", "completion": "a"}\n'
        b'{"id": 1}\n{"id": 1.0}\n{"source": 1}\n',
        "a.jsonl",
    )
    assert (found.records, found.repeated, found.same_conversation) == (8, 1, 3)


def test_records_of_very_different_keys() -> None:
    rows = [{"source": "s", f"key {number % 700}": number, "text": str(number)} for number in range(2_000)]
    found = contents_of(lines(*rows), "a.jsonl")
    assert (found.records, found.sources, found.repeated) == (2_000, {"s": 2_000}, 0)
    assert found.fields == {"source", "text", *(f"key {number}" for number in range(700))}


def test_facts() -> None:
    """Licences are read as cards give them, and only so many values are shown."""
    rows = [{"source": f"s{number:03}", "licence": "cc-by-nc-4.0"} for number in range(100)]
    facts = contents_of(lines(*rows), "a.jsonl").facts()
    assert facts["records"] == 100
    assert len(facts["sources"]) == 20
    assert facts["licences"] == [
        {"text": "cc-by-nc-4.0", "records": 100, "expression": "CC-BY-NC-4.0", "terms": ["non-commercial"]}
    ]


def test_which_files() -> None:
    assert is_readable("data/A.JSONL")
    assert not is_readable("data/a.parquet")


SPLIT = (
    (b'{"a": 1}, {"a": 2}\n{"b": [{}\n{}]}\n', 1),
    (b'{"a": 1}\n{"b": [{}\n{}]}\n{"a": 1}, {"a": 2}\n', 2),
    (b'{"a": 1}, "0", {"a": 2}\n{"b": [{}\n{}]}\n', 1),
    (b'{"a": 1}\n[1]\n', 2),
    (b'{"a": 1}\n{"a": 1}]\n[{"a": 1}\n', 2),
)


@pytest.mark.parametrize(("data", "line"), SPLIT)
def test_lines_that_are_no_values_of_their_own(data: bytes, line: int) -> None:
    """Lines are parsed together, and one that takes from its neighbour is still not a record."""
    with pytest.raises(SourceError) as error:
        contents_of(data, "a.jsonl")
    assert error.value.line == line


def test_many_lines() -> None:
    rows = [f'{{"text": "t{i % 700}", "label": {i % 3}}}' for i in range(1500)]
    found = contents_of("\n\n".join(rows).encode(), "a.jsonl")
    assert (found.records, found.same_conversation, dict(found.labels)) == (1500, 800, {"0": 500, "1": 500, "2": 500})
    assert found.lines["labels", "2"] == 5
