"""Issues of findings."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.derive.sources.samples import notes, read, refused, source, values

KIND = "issue-export"
AT = "/findings/*"


def issue(**other: Any) -> dict[str, Any]:
    value = {
        "number": 7,
        "title": "RT-01: Promises a refund",
        "body": "After six\nturns.",
        "labels": [{"name": "red-team"}, {"name": "severity: high"}],
        "url": "https://github.example/acme/a/issues/7",
    }
    return {**value, **other}


def test_issue() -> None:
    given = read(source("issues.json", json.dumps([issue()])), KIND)
    assert values(given) == {
        f"{AT}/title": "Promises a refund",
        f"{AT}/severity": "high",
        f"{AT}/description": "After six turns.",
        f"{AT}/reference": "https://github.example/acme/a/issues/7",
    }
    assert {value.about for value in given.values} == {("RT-01",)}


@pytest.mark.parametrize("labels", [[], [{"name": "high"}, {"name": "low"}], [{"name": "highest"}]])
def test_no_severity(labels: list[Any]) -> None:
    assert f"{AT}/severity" not in values(read(source("i.json", json.dumps(issue(labels=labels))), KIND))


def test_an_issue_of_no_finding() -> None:
    given = read(source("i.json", json.dumps(issue(title="Colours of the page"))), KIND)
    assert (values(given), list(notes(given).values())) == ({}, ["the title of 7 names no finding"])


def test_bad_input() -> None:
    refused(source("i.json", json.dumps([issue(title=None)])), KIND)
