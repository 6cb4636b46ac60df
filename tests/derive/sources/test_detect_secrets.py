"""Baselines of detect-secrets 1.x."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gate.derive.given import SourceError
from gate.derive.sources import detect_secrets
from tests.derive.sources.samples import expected, notes, read, sample, source, values

AT = "/sources/*/sensitivity_scan/matches_by_category"


def baseline(**results: Any) -> dict[str, Any]:
    return {"version": "1.5.0", "plugins_used": [], "filters_used": [], "results": results}


def test_sample() -> None:
    path = "secrets/detect-secrets.baseline"
    wanted, given = expected(path), read(sample(path), "detect-secrets")
    assert values(given) == {f"{AT}/secrets": wanted["findings"]}
    assert given.facts["rules"] == wanted["by_type"]
    assert [about.path for about in given.about] == wanted["files"]
    assert given.tool == f"detect-secrets {wanted['version']}"
    assert given.facts["exposed"] == 0


def test_a_clean_baseline_proves_nothing() -> None:
    given = detect_secrets.read(source(".secrets.baseline", json.dumps(baseline())))
    assert given.values == ()
    assert list(notes(given)) == ["/sources/*/sensitivity_scan/matches"]


def test_an_audited_match_is_a_match() -> None:
    rows = [{"type": "AWS Access Key", "line_number": 1, "is_secret": False}, {"type": "Public IP (ipv4)"}]
    given = detect_secrets.read(source("b", json.dumps(baseline(a=rows))))
    assert values(given) == {f"{AT}/secrets": 1, f"{AT}/personal-data": 1}


@pytest.mark.parametrize(
    "text", ['{"version": "1.5.0"}', "[]", '{"results": {}, "version": 1, "plugins_used": []}', ""]
)
def test_bad_input(text: str) -> None:
    with pytest.raises(SourceError):
        detect_secrets.read(source("b", text))
