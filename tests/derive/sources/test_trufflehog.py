"""Reports of trufflehog 3 (made up by its fields) and of version 2."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gate.derive.given import SourceError
from gate.derive.sources import trufflehog
from tests.derive.sources.samples import read, sample, source, values

SECRETS = "/sources/*/sensitivity_scan/matches_by_category/secrets"
OLD = {
    "branch": "main",
    "diff": "+x",
    "path": "data/a.jsonl",
    "printDiff": "x",
    "reason": "AWS API Key",
    "stringsFound": ["x"],
}


def found(where: str = "Filesystem", **other: Any) -> dict[str, Any]:
    place = {"Data": {where: {"file": "data/a.jsonl", "line": 3}}}
    return {"SourceMetadata": place, "DetectorName": "AWS", "Verified": False, "Raw": "", "Redacted": "", **other}


def lines(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.mark.parametrize("where", ["Filesystem", "Git"])
def test_version_3(where: str) -> None:
    given = read(source("t.jsonl", lines(found(where), found(where, DetectorName="Github", Raw="ghp_x"))), "trufflehog")
    assert values(given) == {SECRETS: 2}
    assert given.facts["rules"] == {"AWS": 1, "Github": 1}
    assert given.facts["exposed"] == 1
    assert [about.path for about in given.about] == ["data/a.jsonl"]


def test_version_2() -> None:
    given = read(source("t.jsonl", lines(OLD, {**OLD, "reason": "RSA private key"})), "trufflehog")
    assert values(given) == {SECRETS: 2}
    assert given.facts["rules"] == {"AWS API Key": 1, "RSA private key": 1}
    assert given.facts["exposed"] == 2
    assert "no longer maintained" in given.notes[0].msg


def test_the_sample_is_damaged() -> None:
    """Two of its findings were run together when the keys were taken out: half a finding is none."""
    with pytest.raises(SourceError, match="twice in one object"):
        trufflehog.read(sample("secrets/trufflehog2.jsonl"))


def test_lines_of_the_log_are_no_findings() -> None:
    given = trufflehog.read(source("t.jsonl", lines({"level": "info", "msg": "scanned", "chunks": 3}, found())))
    assert values(given) == {SECRETS: 1}


@pytest.mark.parametrize("text", ["", '{"a": 1}\n', lines(found()) + '{"DetectorName"', "[]"])
def test_bad_input(text: str) -> None:
    with pytest.raises(SourceError):
        trufflehog.read(source("t.jsonl", text))
