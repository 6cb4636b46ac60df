"""What a training-data manifest says once for all of its sources."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from gate.documents import parse
from gate.evidence.defaults import effective, fitting
from tests.command import EVIDENCE, EXAMPLE, check, tunegate
from tests.repo import Repo

MANIFEST = f"{EVIDENCE}/training-data-manifest.yaml"
KIND = "training-data-manifest"
SHORT = """\
defaults:
  origin: internal
  retention:
    location: a bucket
    retention_period: P5Y
    access: [a@acme.example, b@acme.example]
sources:
  - id: a
  - id: b
    origin: vendor
    retention:
      retention_until: "2030-01-01"
      access: [c@acme.example]
"""


def shared(value: dict[str, Any]) -> dict[str, Any]:
    """A manifest of which the first source's retention, and parts of its other blocks, are the default of all."""
    for source in value["sources"]:
        source.pop("retention")
        source.pop("name")
        del source["sensitivity_scan"]["tool"]
        del source["sensitivity_scan"]["categories"]
    kept = EXAMPLE / MANIFEST
    whole = yaml.safe_load(kept.read_text())["sources"][0]
    scan = {key: whole["sensitivity_scan"][key] for key in ("tool", "categories")}
    retention = {**value["defaults"]["retention"], **whole["retention"]}
    return {**value, "defaults": {**value["defaults"], "retention": retention, "sensitivity_scan": scan}}


def test_each_key_as_a_whole() -> None:
    whole = effective(KIND, parse(SHORT.encode(), "yaml"))
    first, second = whole.plain()["sources"]
    assert first == {
        "id": "a",
        "origin": "internal",
        "retention": {
            "location": "a bucket",
            "retention_period": "P5Y",
            "access": ["a@acme.example", "b@acme.example"],
        },
    }
    assert second == {
        "id": "b",
        "origin": "vendor",
        "retention": {
            "location": "a bucket",
            "retention_until": "2030-01-01",
            "access": ["c@acme.example"],
        },
    }


def test_places() -> None:
    """A value stands where it is written, and is one value however many sources take it."""
    whole = effective(KIND, parse(SHORT.encode(), "yaml"))
    places = [whole.at(("sources", index, "retention", "location")) for index in (0, 1)]
    assert places[0] is places[1]
    assert places[0].line == 4
    assert whole.at(("sources", 1, "retention", "access")).line == 13


@pytest.mark.parametrize("text", ["defaults: 3\nsources: []\n", "defaults: {}\nsources: 3\n", "sources: [3]\n", "[]\n"])
def test_what_fits_no_schema_stays(text: str) -> None:
    node = parse(text.encode(), "yaml")
    assert effective(KIND, node) is node
    assert effective("training-run", parse(SHORT.encode(), "yaml")).plain()["sources"][0] == {"id": "a"}


def test_the_whole_manifest_fits(example: Repo) -> None:
    value = shared(yaml.safe_load((EXAMPLE / MANIFEST).read_text()))
    example.write(MANIFEST, yaml.safe_dump(value, sort_keys=False, allow_unicode=True))
    done = tunegate(example, "evidence", "validate")
    assert (done.returncode, done.stderr) == (0, "")
    renewed = tunegate(example, "evidence", "renew", KIND, "--now", "2026-11-23T12:00:00Z")
    assert (renewed.returncode, renewed.stderr) == (0, "")


def test_a_default_that_is_wrong_is_said_once() -> None:
    value = shared(yaml.safe_load((EXAMPLE / MANIFEST).read_text()))
    value["defaults"]["retention"]["access"] = []
    value["defaults"]["files"] = []
    del value["defaults"]["retention"]["location"]
    _, found = fitting(KIND, parse(yaml.safe_dump(value, sort_keys=False).encode(), "yaml"), "m.yaml")
    assert [problem.message for problem in found] == [
        "sources/0/retention: the required key 'location' is missing",
        "defaults/retention/access: is empty",
        "defaults: unknown key 'files'",
    ]


def test_what_neither_says_is_missing(example: Repo) -> None:
    value = shared(yaml.safe_load((EXAMPLE / MANIFEST).read_text()))
    del value["defaults"]["sensitivity_scan"]["tool"]
    example.write(MANIFEST, yaml.safe_dump(value, sort_keys=False, allow_unicode=True))
    example.commit("x")
    done = check(example, "--base", "main~1")
    assert done.returncode == 2
    assert "sources/0/sensitivity_scan: the required key 'tool' is missing" in done.stdout + done.stderr
