"""The record of a scan: bound to the bytes of the files, and to nothing that it does not say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gate.derive.given import SourceError
from gate.derive.scanners import Match
from gate.derive.scanners.record import Record, Run, text_of, with_run
from gate.derive.sources import data_scan
from tests.derive.sources.samples import notes, read, source, values

AT = "/sources/*/sensitivity_scan"
FILES = {"data/a.jsonl": "sha256:" + "a" * 64, "data/b.jsonl": "sha256:" + "b" * 64}
SECRETS = Run("gitleaks", "8.30.1", "2026-11-02T09:00:00Z", ("secrets",), (Match("aws", "secrets", "data/a.jsonl", 3),))
PERSONAL = Run("presidio", "2.2.366", "2026-11-01T09:00:00Z", ("personal-data", "special-category-data"), ())


def record(*runs: Run) -> str:
    return text_of(Record("s", FILES, runs))


def broken(**other: Any) -> str:
    return json.dumps({**json.loads(record(SECRETS)), **other})


def test_one_scanner() -> None:
    given = read(source("scans/s.json", record(SECRETS)), "data-scan")
    assert values(given) == {f"{AT}/matches_by_category/secrets": 1, f"{AT}/scanned_at": "2026-11-02T09:00:00Z"}
    assert notes(given) == {f"{AT}/matches": "nobody searched for personal-data"}
    assert {about.path: about.digest for about in given.about} == FILES
    assert given.facts["source"] == "s"
    assert given.facts["bound"] is True


def test_all_that_has_to_be_searched_for() -> None:
    given = read(source("scans/s.json", record(SECRETS, PERSONAL)), "data-scan")
    assert values(given) == {
        f"{AT}/matches_by_category/personal-data": 0,
        f"{AT}/matches_by_category/special-category-data": 0,
        f"{AT}/matches_by_category/secrets": 1,
        f"{AT}/scanned_at": "2026-11-01T09:00:00Z",
        f"{AT}/tool": "gitleaks 8.30.1, presidio 2.2.366",
        f"{AT}/matches": 1,
        f"{AT}/categories": ["personal-data", "special-category-data", "secrets"],
    }
    assert given.notes == ()


def test_a_clean_scan_is_one_of_these_files() -> None:
    clean = Run("gitleaks", "8.30.1", "2026-11-02T09:00:00Z", ("secrets",), ())
    assert values(read(source("s.json", record(clean)), "data-scan"))[f"{AT}/matches_by_category/secrets"] == 0


@pytest.mark.parametrize(
    "text",
    [
        broken(files=[]),
        broken(files=[{"path": "a", "digest": "sha256:x"}]),
        broken(runs=[]),
        broken(runs=[{**json.loads(record(SECRETS))["runs"][0], "version": ""}]),
        broken(runs=[{**json.loads(record(SECRETS))["runs"][0], "scanned_at": "yesterday"}]),
        broken(runs=[{**json.loads(record(SECRETS))["runs"][0], "categories": ["keys"]}]),
        broken(runs=[{**json.loads(record(SECRETS))["runs"][0], "categories": []}]),
        broken(files=[{"path": "data/b.jsonl", "digest": FILES["data/b.jsonl"]}]),
        broken(schema="tunegate/data-scan/v2"),
        record(SECRETS)[:-20],
        "",
    ],
)
def test_bad_input(text: str) -> None:
    with pytest.raises(SourceError):
        data_scan.read(source("s.json", text))


def test_runs_of_other_bytes_are_dropped() -> None:
    before = Record("s", FILES, (PERSONAL,))
    assert with_run(before, "s", FILES, SECRETS).runs == (SECRETS, PERSONAL)
    assert with_run(before, "s", {**FILES, "data/a.jsonl": "sha256:" + "c" * 64}, SECRETS).runs == (SECRETS,)
    newer = Run("presidio", "2.3", "2026-11-03T09:00:00Z", ("personal-data",), ())
    assert with_run(before, "s", FILES, newer).runs == (newer,)
