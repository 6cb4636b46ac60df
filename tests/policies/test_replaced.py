"""A configuration that names a rule by an id that it had before it was split is refused, with the new ids."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.command import EVIDENCE, MODEL, check
from tests.repo import Repo

SEVERITIES = """
severities:
  provenance-incomplete:
    severity: warning
    reason: Decided by risk@acme.example.
"""
WAIVERS = f"""
waivers:
  - rule: provenance-incomplete
    model: {MODEL}
    element: {EVIDENCE}/training-data-manifest.yaml
    value: sha256:{"0" * 64}
    owner: risk@acme.example
    reason: It can wait until the lawyers answer; decided by risk@acme.example.
    granted: "2026-11-02"
    expires: "2026-12-31"
"""
SPLIT = (
    "the rule provenance-incomplete was split; use one of: copyright-basis-missing, origin-evidence-missing, "
    "personal-data-basis-missing, scan-matches-unexplained, source-contract-ended, training-not-permitted"
)


@pytest.mark.parametrize(
    ("added", "lines", "finding"),
    [
        (
            SEVERITIES,
            2,
            {
                "rule": "severity-rejected",
                "model": None,
                "remedy": "Take the entry out of 'severities'; 'tunegate policy list' shows the rules.",
            },
        ),
        (
            WAIVERS,
            7,
            {
                "rule": "waiver-rejected",
                "model": MODEL,
                "remedy": "Remove the waiver, or correct it; docs/configuration.md says what can be waived, and for "
                "how long.",
            },
        ),
    ],
    ids=["severities", "waivers"],
)
def test_former_id(added: str, lines: int, finding: dict[str, Any], example: Repo) -> None:
    config = example.path / "tunegate.yaml"
    before = config.read_text()
    config.write_text(before + added)
    first = len(before.splitlines()) + 3
    example.commit("accept what the provenance lacks")
    done = check(example, "--all-models", "--format", "json")
    assert done.returncode == 1, done.stdout
    errors = [row for row in json.loads(done.stdout)["findings"] if row["severity"] == "error"]
    assert errors == [
        {
            **finding,
            "severity": "error",
            "message": SPLIT,
            "path": "tunegate.yaml",
            "line": first,
            "end_line": first + lines,
            "related": [],
            "waived_by": None,
            "waiver": None,
        }
    ]
    text = check(example, "--all-models").stdout
    assert "use one of: copyright-basis-missing" in " ".join(text.split())


def test_new_ids_take_its_place(example: Repo) -> None:
    manifest = example.path / EVIDENCE / "training-data-manifest.yaml"
    manifest.write_text(manifest.read_text().replace("        article6_basis: consent\n", ""))
    config = example.path / "tunegate.yaml"
    config.write_text(config.read_text() + SEVERITIES.replace("provenance-incomplete", "personal-data-basis-missing"))
    example.commit("accept what the provenance lacks")
    rows = json.loads(check(example, "--all-models", "--format", "json").stdout)["findings"]
    assert {row["severity"] for row in rows if row["rule"] == "personal-data-basis-missing"} == {"warning"}
    assert "severity-rejected" not in {row["rule"] for row in rows}
