"""What became of the matches of a scan."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.derive.sources.samples import read, refused, source, values

KIND = "scan-triage"
AT = "/sources/*/sensitivity_scan/matches_disposition"


def row(number: int, **other: Any) -> str:
    return json.dumps({"category": "secrets", "path": "a.jsonl", "line": number, "action": "removed", **other}) + "\n"


def test_alike_are_one_row() -> None:
    text = (
        row(1, note="Keys.") + row(2, note="Keys.") + row(3, action="false-positive") + row(3, column=9, note="Keys.")
    )
    given = read(source("triage.jsonl", text), KIND)
    assert values(given) == {
        AT: [
            {"category": "secrets", "count": 3, "action": "removed", "note": "Keys."},
            {"category": "secrets", "count": 1, "action": "false-positive"},
        ]
    }
    assert given.facts == {"matches": {"secrets": 4}}


@pytest.mark.parametrize(
    "bad", [row(1), row(2, category="keys"), row(2, action="ignored"), row(2, path=None), row(2, line="two"), "[\n"]
)
def test_bad_line(bad: str) -> None:
    assert refused(source("triage.jsonl", row(1) + bad), KIND).line == 2
