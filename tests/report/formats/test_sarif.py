"""SARIF: whole reports on real decisions, and the standard's own checks."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from gate import __version__
from gate.policy import load_builtin
from gate.report.formats import sarif
from tests.command import CHANGES, EVIDENCE, MODEL, NOW, tunegate
from tests.repo import Repo
from tests.report.decisions import DECISION, finding, hard, no_quote
from tests.report.reports import BESIDE, ON_GITHUB, PLACES, SAID, remedy
from tests.tools import optional


def test_sarif(prompt: dict[str, str]) -> None:
    log = json.loads(prompt["sarif"])
    (run,) = log["runs"]
    head = run["properties"]["head"]
    rule = "reassessment-required"
    assert {key: value for key, value in log.items() if key != "runs"} == {
        "$schema": sarif.SCHEMA,
        "version": "2.1.0",
    }
    assert {key: value for key, value in run.items() if key not in ("tool", "results")} == {
        "automationDetails": {"id": "tunegate/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": True,
                "exitCode": 1,
                "exitCodeDescription": "BLOCKED: 1 problem to resolve before this can be deployed",
            }
        ],
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
        "properties": {"verdict": "block", "base": run["properties"]["base"], "head": head, "now": NOW},
        "versionControlProvenance": [
            {
                "repositoryUri": "https://forge.acme.example/acme/assistant",
                "revisionId": head,
                "mappedTo": {"uriBaseId": "%SRCROOT%"},
            }
        ],
    }
    driver = run["tool"]["driver"]
    assert {key: value for key, value in driver.items() if key != "rules"} == {
        "name": "tunegate",
        "organization": "tunegate",
        "version": __version__,
        "semanticVersion": __version__,
        "shortDescription": {"text": "A re-assessment gate for fine-tuned models."},
    }
    described = " ".join(load_builtin().rules({rule})[rule]["description"].split())
    (about,) = driver["rules"]
    assert about == {
        "id": rule,
        "name": "ReassessmentRequired",
        "shortDescription": {"text": "A reviewed surface changed without an updated disposition."},
        "fullDescription": {"text": described},
        "help": {
            "text": f"{described}\n\nFix: {remedy(rule)}\n\n"
            "Requirement: Somebody answers for each of the three triggers.",
            "markdown": f"{described}\n\n**Fix:** {remedy(rule)}\n\n"
            "**Requirement:** Somebody answers for each of the three triggers.",
        },
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["fine-tuning", "governance"], "precision": "very-high"},
    }
    (row,) = run["results"]
    path, line, end_line = PLACES[rule]
    prints = row["partialFingerprints"]
    assert prints["tunegateFinding/v1"].startswith(prints["primaryLocationLineHash"].removesuffix(":1"))
    fixes = f"{remedy(rule)}\n{remedy('control-changed')}"
    assert row == {
        "ruleId": rule,
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": f"{' '.join(SAID)} Fix: {fixes}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": path, "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": line, "endLine": end_line},
                }
            }
        ],
        "relatedLocations": [
            {
                "id": number,
                "message": {"text": f"{what}."},
                "physicalLocation": {
                    "artifactLocation": {"uri": where, "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": at, "endLine": at},
                },
            }
            for number, (where, (at, what)) in enumerate(BESIDE.items(), 1)
        ],
        "partialFingerprints": prints,
        "properties": {"model": MODEL},
    }


# -- the standard's own checks


@pytest.mark.parametrize("what", ["block", "error"])
def test_multitool_accepts_it(what: str, tmp_path: Path) -> None:
    decision = hard() if what == "block" else replace(hard(2), verdict="error", exit_code=2)
    target = tmp_path / "report.sarif"
    target.write_text(sarif.render(decision, no_quote), "utf-8")
    validate(target)


def validate(*targets: Path) -> None:
    """Microsoft's validator, with the rules of the standard and those of GitHub's code scanning."""
    output = targets[0].with_name("said.sarif")
    done = subprocess.run(
        [optional("Sarif.Multitool"), "validate", *targets, "--rule-kind", "Sarif;Ghas", "--output", output],
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    (run,) = json.loads(output.read_text("utf-8-sig"))["runs"]
    assert f"{len(targets)} files scanned" in done.stdout
    said = {row["ruleId"] for row in run["results"]}
    assert said <= {"SARIF2005"}, done.stdout  # no informationUri: the project has no page to name


def test_multitool_accepts_what_real_checks_write(example: Repo, tmp_path: Path) -> None:
    """A pass, a block on every kind of surface and on the gate itself, a verification, and both kinds of errors."""
    written: list[Path] = []

    def keep(code: int, command: str, *args: str) -> dict[str, Any]:
        target = tmp_path / f"{len(written)}.sarif"
        done = tunegate(example, command, *args, "--report", f"sarif={target}", env=ON_GITHUB)
        assert done.returncode == code, done.stderr
        written.append(target)
        (run,) = json.loads(target.read_text("utf-8"))["runs"]
        assert isinstance(run, dict)
        return run

    keep(0, "check", "--all-models", "--now", NOW)
    for change in ("prompt-edit", "base-model-revision", "relabel-data"):
        example.git("apply", str(CHANGES / f"{change}.patch"))
    example.write("tunegate.yaml", (example.path / "tunegate.yaml").read_text() + "\n# later\n")
    example.remove(f"{EVIDENCE}/red-team-report.yaml")
    example.commit("everything")
    run = keep(1, "check", "--base", "main~1", "--head", "HEAD", "--now", NOW)
    changed = [row for row in run["results"] if row["ruleId"] == "reassessment-required"]
    beside = {  # one result a changed place, with the documents that it makes stale beside it
        row["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]: {
            place["physicalLocation"]["artifactLocation"]["uri"].removeprefix(f"{EVIDENCE}/").removesuffix(".yaml")
            for place in row["relatedLocations"]
            if place["message"]["text"].startswith("the ")
        }
        for row in changed
    }
    trained = {"alignment-regression", "evaluation-results", "training-run"}
    assert beside == {
        "configs/train.yaml": {*trained, "base-model-evidence", "overhang-statement", "disposition"},
        "data/train/returns-and-refunds.jsonl": {*trained, "training-data-manifest", "disposition"},
        "prompts/system.md": {"overhang-statement", "disposition"},
    }
    # a later run calls the same findings by the same names
    prints = [row["partialFingerprints"] for row in run["results"]]
    again = keep(1, "check", "--base", "main~1", "--head", "HEAD", "--now", "2026-11-24T00:00:00Z")
    assert [row["partialFingerprints"] for row in again["results"]] == prints
    help_of = {row["id"]: row["help"]["text"] for row in run["tool"]["driver"]["rules"]}
    about = load_builtin().rules(set(help_of))
    for rule, text in help_of.items():
        if rule in about:
            assert " ".join(str(about[rule]["remedy"]).split()) in text
    keep(1, "verify", "--any-commit", "--now", "2028-11-23T12:00:00Z")
    keep(3, "check", "--base", "0123456")
    example.write("tunegate.yaml", "version: 1\n\tbroken: [\n")
    keep(2, "check")
    validate(*written)


@pytest.mark.parametrize("what", ["block", "error"])
def test_sarif_fits_the_schema_of_the_standard(what: str) -> None:
    schema = json.loads((optional("Sarif.Multitool").parent / "sarif-2.1.0.json").read_text("utf-8"))
    decision = hard() if what == "block" else replace(hard(2), verdict="error", exit_code=3)
    jsonschema.validators.validator_for(schema)(schema).validate(json.loads(sarif.render(decision, no_quote)))


def test_sarif_is_cut_where_github_stops_showing() -> None:
    decision = replace(DECISION, findings=tuple(finding(line=n) for n in range(1, 5003)))
    (run,) = json.loads(sarif.render(decision, no_quote))["runs"]
    assert len(run["results"]) == 5000
    assert [row["message"] for row in run["invocations"][0]["toolExecutionNotifications"]] == [
        {"text": "2 more problems are left out; the JSON report has all of them."}
    ]
    assert run["invocations"][0]["executionSuccessful"] is True
