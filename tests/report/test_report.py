"""All formats: each has a renderer, and all say the same of a pass and of an error."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from gate.report import FORMATS, markdown_report, names
from gate.report.formats import codequality, junit, sarif
from gate.values.text import visible
from tests.command import MODEL, NOW, check
from tests.repo import Repo
from tests.report.decisions import DECISION, HOSTILE, decision_of, no_quote
from tests.report.reports import DECIDED, DRIFT, NOTES, uncounted, written


def test_every_format_has_a_renderer() -> None:
    assert [name for name in names() if not FORMATS[name].render(DECISION, no_quote)] == []


def test_pass(example: Repo, tmp_path: Path) -> None:
    found = written(example, tmp_path, "--all-models", code=0)
    head = example.git("rev-parse", "HEAD")
    assert found["codequality"] == "[]\n"
    assert uncounted(found["markdown"]) == (
        f"## ✅ tunegate: PASS\n\nThe disposition covers the state of `{MODEL}`.\n\n"
        f"Compared `{head[:12]}` with `WORKTREE` at {NOW}. There is no remote: what is not committed is compared with "
        "the last commit of `main`, the first one.\n\n" + DECIDED + DRIFT + NOTES
    )
    (run,) = json.loads(found["sarif"])["runs"]
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])
    assert run["invocations"] == [
        {
            "executionSuccessful": True,
            "exitCode": 0,
            "exitCodeDescription": f"PASS: the disposition covers the state of {MODEL}",
        }
    ]
    root = ET.fromstring(found["junit"])  # noqa: S314
    assert (root.get("failures"), root.get("errors")) == ("0", "0")
    assert [case.get("name") for case in root.iter("testcase") if len(case)] == []


@pytest.mark.parametrize(("args", "code"), [((), 2), (("--base", "0123456"), 3)], ids=["unreadable", "undecided"])
def test_error(example: Repo, tmp_path: Path, args: tuple[str, ...], code: int) -> None:
    if code == 2:
        example.write("tunegate.yaml", "version: 1\n\tbroken: [\n")
    found = written(example, tmp_path, *args, code=code)
    (row,) = json.loads(check(example, *args, "--format", "json").stdout)["findings"]
    line = row["line"] or 1
    (run,) = json.loads(found["sarif"])["runs"]
    (invocation,) = run["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, code)
    (notification,) = invocation["toolExecutionNotifications"]
    (result,) = run["results"]
    assert notification["descriptor"]["id"] == result["ruleId"] == row["rule"]
    assert notification["message"] == result["message"]
    assert notification["locations"] == result["locations"]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "tunegate.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": line, "endLine": line},
    }
    root = ET.fromstring(found["junit"])  # noqa: S314
    assert (root.get("failures"), root.get("errors")) == ("0", "2")
    assert [(case.get("name"), [c.tag for c in case]) for case in root.iter("testcase")] == [
        ("verdict", ["error"]),
        (row["rule"], ["error"]),
    ]
    assert json.loads(found["codequality"])[0]["location"] == {"path": "tunegate.yaml", "lines": {"begin": line}}
    assert found["markdown"].startswith("## ❌ tunegate: ERROR\n\n")


REPORTS = {"sarif": sarif, "junit": junit, "codequality": codequality, "markdown": markdown_report}


@given(HOSTILE)
def test_json_reports_hold_text_as_text(text: str) -> None:
    for name in ("sarif", "codequality"):
        rendered = REPORTS[name].render(decision_of(text), no_quote)
        assert not re.search(r"^\s*::|##\[", rendered, re.MULTILINE)
        value = json.loads(rendered)
        if name == "codequality":
            assert value[0]["description"] == f"{visible(text)} Fix: {visible(text)}"
        else:
            place = value["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
            assert re.fullmatch(r"(?:[A-Za-z0-9/._~-]|%[0-9A-F]{2})+", place["uri"])
