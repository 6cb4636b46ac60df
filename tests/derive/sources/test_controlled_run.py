"""Items that were run again with the controls on."""

from __future__ import annotations

import json

import pytest

from tests.derive.sources.samples import read, refused, source

KIND = "controlled-run"


def row(item: str, outcome: str = "refused", **other: str) -> str:
    return json.dumps({"category": "stories", "item": item, "with_controls": outcome, **other}) + "\n"


def test_counts() -> None:
    text = row("1", at="2026-10-26T12:00:00Z") + row("2", "complied", at="2026-10-26T11:40:00Z")
    given = read(source("run.jsonl", text), KIND)
    at = "/categories/*/with_controls"
    assert {value.pointer: value.value for value in given.values} == {
        f"{at}/n": 2,
        f"{at}/refused": 1,
        f"{at}/run_at": "2026-10-26T11:40:00Z",
    }
    assert {value.about for value in given.values} == {("stories",)}


def test_without_the_time() -> None:
    assert len(read(source("run.jsonl", row("1")), KIND).values) == 2


@pytest.mark.parametrize("bad", [row("1"), row("2", "error"), '{"with_controls": "refused"}\n', "{\n"])
def test_bad_line(bad: str) -> None:
    assert refused(source("run.jsonl", row("1") + bad), KIND).line == 2
