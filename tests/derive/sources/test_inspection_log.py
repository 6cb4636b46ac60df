"""Logs of records that people read."""

from __future__ import annotations

import json

import pytest

from tests.derive.sources.samples import notes, read, refused, source, values

KIND = "inspection-log"
AT = "/sources/*/inspection"


def row(record: str, **other: str | list[str]) -> str:
    return json.dumps({"record": record, "by": "a@acme.example", "at": "2026-10-13T11:00:00Z", **other}) + "\n"


def test_log() -> None:
    found = {"finding": "A name is in it.", "action": "Taken out."}
    text = row("1") + row("2", **found) + row("3", **found, at="2026-10-14T11:00:00Z") + row("2")
    assert values(read(source("log.jsonl", text), KIND)) == {
        f"{AT}/sample_size": 3,
        f"{AT}/inspected_at": "2026-10-14T11:00:00Z",
        f"{AT}/inspected_by": "a@acme.example",
        f"{AT}/findings": [{"description": "A name is in it.", "records": 2, "action": "Taken out."}],
    }


def test_nothing_was_found() -> None:
    assert values(read(source("log.jsonl", row("1")), KIND))[f"{AT}/findings"] == []


def test_what_was_looked_for() -> None:
    text = row("1", looked_for=["style", "label"]) + row("2", looked_for=["label", "jargon"])
    assert values(read(source("log.jsonl", text), KIND))[f"{AT}/looked_for"] == ["style", "label", "jargon"]


def test_several_people() -> None:
    given = read(source("log.jsonl", row("1") + row("2", by="b@acme.example")), KIND)
    assert f"{AT}/inspected_by" not in values(given)
    assert notes(given) == {f"{AT}/inspected_by": "several people read: a@acme.example, b@acme.example"}


@pytest.mark.parametrize("bad", [row("2", at="soon"), row(""), row("2", finding="A name."), '{"record": "2"}\n', "{\n"])
def test_bad_line(bad: str) -> None:
    assert refused(source("log.jsonl", row("1") + bad), KIND).line == 2
