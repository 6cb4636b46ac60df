"""Reports of gitleaks 8: counts, and what a report on its own does not prove."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gate.derive.given import SourceError
from gate.derive.sources import gitleaks
from tests.derive.sources.samples import expected, notes, read, sample, source, values

SECRETS = "/sources/*/sensitivity_scan/matches_by_category/secrets"
MATCHES = "/sources/*/sensitivity_scan/matches"


def finding(**other: Any) -> dict[str, Any]:
    row = {"RuleID": "aws-access-token", "File": "data/a.jsonl", "StartLine": 3, "Match": "REDACTED"}
    return {**row, "Secret": "REDACTED", "Tags": [], "Fingerprint": "data/a.jsonl:aws-access-token:3", **other}


@pytest.mark.parametrize("name", ["gitleaks.json", "gitleaks-redacted.json", "gitleaks-git.json", "gitleaks.sarif"])
def test_samples(name: str) -> None:
    wanted = expected(f"secrets/{name}")
    given = read(sample(f"secrets/{name}"), "gitleaks")
    assert values(given) == {SECRETS: wanted["findings"]}
    assert given.facts["rules"] == wanted["by_rule"]
    assert given.facts["exposed"] == (0 if "redacted" in name else wanted["findings"])
    assert [about.path for about in given.about] == ["data/exported-chats.jsonl"]
    assert given.tool == "gitleaks"
    assert MATCHES in notes(given)


def test_an_empty_list_proves_nothing() -> None:
    for one in (source("gitleaks.json", "[]"), sample("secrets/gitleaks-clean.json")):
        given = gitleaks.read(one)
        assert (given.values, given.about) == ((), ())
        assert notes(given) == {MATCHES: "the report does not say which files were scanned, so the scan stays unproven"}


def test_tags_name_the_category() -> None:
    """A rule of one's own that finds classified text says so with a tag."""
    rows = [finding(), finding(RuleID="marks", Tags=["classification", "restricted-classification"])]
    given = read(source("g.json", json.dumps(rows)), "gitleaks")
    assert given.facts["matches"] == {"secrets": 1, "restricted-classification": 1}


def test_what_is_shown() -> None:
    shown = [{"Secret": "AKIA..."}, {"Match": "key = AKIAQ3", "Secret": "REDACTED"}]
    rows = [finding(), *(finding(**row) for row in shown)]
    assert gitleaks.read(source("g.json", json.dumps(rows))).facts["exposed"] == 2


def test_sarif_may_bind_files() -> None:
    digest = "ab" * 32
    place = {"artifactLocation": {"uri": "data/a.jsonl"}, "region": {"startLine": 3}}
    run = {
        "tool": {"driver": {"name": "gitleaks", "rules": []}},
        "artifacts": [{"location": {"uri": "data/a.jsonl"}, "hashes": {"sha-256": digest.upper()}}],
        "results": [{"ruleId": "x", "locations": [{"physicalLocation": place}]}],
    }
    given = read(source("g.sarif", json.dumps({"version": "2.1.0", "runs": [run]})), "gitleaks")
    assert [(about.path, about.digest) for about in given.about] == [("data/a.jsonl", f"sha256:{digest}")]


@pytest.mark.parametrize("name", ["gitleaks-empty.json", "gitleaks-truncated.json", "scanner-unknown.json"])
def test_bad_samples(name: str) -> None:
    with pytest.raises(SourceError):
        gitleaks.read(sample(f"bad/{name}"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ('[{"RuleID": "x", "Ma', "not valid JSON"),
        ('{"tool": "acme-scan", "hits": 0}', "this is not a report of gitleaks"),
        ('[{"rule": "x"}]', "this is not a report of gitleaks"),
        ("[1]", "this is not a report of gitleaks"),
        ('{"runs": [{"tool": {"driver": {"name": "semgrep"}}, "results": []}]}', "this is no SARIF report of gitleaks"),
    ],
)
def test_bad_input(text: str, said: str) -> None:
    with pytest.raises(SourceError) as caught:
        gitleaks.read(source("g.json", text))
    assert caught.value.message.startswith(said)


def test_training_data_is_no_report() -> None:
    record = '{"text": "the report of gitleaks has RuleID and runs", "RuleID": "x"}\n'
    assert not gitleaks.recognises(source("data/a.jsonl", record))
