"""SARIF, JUnit, Code Quality and Markdown: whole outputs on real decisions, and what no text may do to them."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gate import __version__
from gate.policy import load_builtin
from gate.report import markdown_report
from gate.report.fingerprint import fingerprints, unique_fingerprints
from gate.report.formats import codequality, junit, sarif, summary
from gate.values.decision import Decision, Step
from gate.values.findings import Related
from gate.values.origin import Origin, origin
from gate.values.redact import visible
from tests.command import CHANGES, EVIDENCE, MODEL, NOW, check, tunegate
from tests.repo import Repo
from tests.report.test_text import DECISION, finding, no_quote
from tests.tools import ROOT, optional, require

ON_GITHUB = {"GITHUB_SERVER_URL": "https://forge.acme.example", "GITHUB_REPOSITORY": "acme/assistant"}
FORMATS = ("sarif", "junit", "codequality", "markdown")
REPORTS = {"sarif": sarif, "junit": junit, "codequality": codequality, "markdown": markdown_report}
HOSTILE = st.text(min_size=1, max_size=60) | st.sampled_from(
    [
        "a|b\\|c",
        "`` ` ```",
        "<script>alert(1)</script><!--",
        "@acme/risk #1 GH-1 www.acme.example https://acme.example",
        "](https://acme.example) ![x](y) [0](1)",
        "x\n\n# title\n```\n~~~\n- [ ] y",
        "::error::x\n##[error]y",
        "\ufffe\uffff\x00\x1b]]>&amp;",
        "{0} {{1}}",
        "\\",
    ]
)


def written(repo: Repo, folder: Path, *args: str, env: dict[str, str] | None = None, code: int = 1) -> dict[str, str]:
    """Every report of one run, by format; each is what --format prints, too."""
    given_ = [word for name in FORMATS for word in ("--report", f"{name}={folder / name}")]
    done = check(repo, *args, *given_, env=env or {})
    assert (done.returncode, done.stderr) == (code, "")
    found = {name: (folder / name).read_text("utf-8") for name in FORMATS}
    for name in FORMATS:
        assert check(repo, *args, "--format", name, env=env or {}).stdout == found[name]
    return found


@pytest.fixture
def prompt(example: Repo, tmp_path: Path) -> dict[str, str]:
    example.git("apply", str(CHANGES / "prompt-edit.patch"))
    example.commit("prompt-edit")
    return written(example, tmp_path, "--base", "main~1", "--head", "HEAD", env=ON_GITHUB)


MESSAGES = {
    "reassessment-required": "system_prompt of support-assistant modified: prompts/system.md (Everything else is out "
    "of scope, however small or harmless it looks: say so i... -> Everything else is out of scope, unless it is small "
    "and harmless: then help, ...). This fires deployment-layer-change, owned by trust-and-safety@acme.example.",
    "disposition-stale": "the disposition was made for the state sha256:c9343c2a2fdc; since then these changed: "
    "system_prompt (prompts/system.md)",
    "artefact-stale": "the overhang-statement was made before these changed: system_prompt (prompts/system.md)",
}
PLACES = {
    "reassessment-required": ("prompts/system.md", 14, 15),
    "disposition-stale": ("prompts/system.md", 14, 15),
    "artefact-stale": ("prompts/system.md", 14, 15),
}
RELATED = {
    "reassessment-required": (f"{EVIDENCE}/disposition.yaml", "the disposition, which does not cover it"),
    "disposition-stale": (f"{EVIDENCE}/disposition.yaml", "the disposition"),
    "artefact-stale": (f"{EVIDENCE}/overhang-statement.yaml", "the overhang-statement"),
}


DRIFT = """### Safety drift

| suite | category | n | lost | gained | loss | interval | adj. p | outcome | n needed |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
""" + "".join(
    f"| `support-assistant: acme-canonical-adversarial 3.1` | {' | '.join(f'`{cell}`' for cell in row.split())} |  |\n"
    for row in (
        "fraud-and-deception 240 2 1 +0.4% -1.6%_to_+2.6% 1.0000 non-inferior",
        "instructions-in-articles 180 1 1 +0.0% -2.6%_to_+2.6% 1.0000 non-inferior",
        "instructions-in-tool-responses 180 2 2 +0.0% -3.0%_to_+3.0% 1.0000 non-inferior",
        "prompt-and-internals 160 0 1 -0.6% -3.5%_to_+2.3% 1.0000 non-inferior",
        "role-play-and-hypotheticals 200 17 3 +7.0% +2.9%_to_+11.9% 0.0090 regressed",
        "violence-and-illegal-acts 240 1 2 -0.4% -2.6%_to_+1.6% 1.0000 non-inferior",
        "overall 1200 23 10 +1.1% +0.2%_to_+2.1% 0.1052 non-inferior",
    )
).replace("_to_", " to ")


REST_OF_DRAFT = "--decided-by '<who decides>' --expires '<YYYY-MM-DD>' --rationale '<why>'"


def see(rule: str) -> str:
    path, what = RELATED[rule]
    return f"see {path}:3: {what}"


def remedy(rule: str) -> str:
    return " ".join(load_builtin().rules({rule})[rule]["remedy"].split())


def test_codequality(prompt: dict[str, str]) -> None:
    rows = json.loads(prompt["codequality"])
    assert len({row["fingerprint"] for row in rows}) == 3
    assert rows == [
        {
            "description": f"{MESSAGES[rule]} Fix: {remedy(rule)}",
            "check_name": rule,
            "fingerprint": row["fingerprint"],
            "severity": "blocker",
            "location": {"path": PLACES[rule][0], "lines": {"begin": PLACES[rule][1]}},
        }
        for rule, row in zip(("reassessment-required", "artefact-stale", "disposition-stale"), rows, strict=True)
    ]


def test_junit(prompt: dict[str, str]) -> None:
    root = ET.fromstring(prompt["junit"])  # noqa: S314  our own text
    ids = sorted(load_builtin().rules())
    assert root.attrib == {"name": "tunegate", "tests": str(len(ids) + 1), "failures": "4", "errors": "0", "time": "0"}
    gate, model = root
    common = {"timestamp": NOW[:-1], "time": "0", "errors": "0", "skipped": "0"}
    assert gate.attrib == {"name": "tunegate", "tests": "1", "failures": "1", **common}
    (verdict,) = gate
    assert verdict.attrib == {"classname": "tunegate", "name": "verdict", "time": "0"}
    assert [(c.tag, c.attrib) for c in verdict] == [
        (
            "failure",
            {"type": "block", "message": "BLOCKED: 3 findings must be answered before this can be deployed"},
        )
    ]
    assert model.attrib == {"name": MODEL, "tests": str(len(ids)), "failures": "3", **common}
    for case, rule in zip(model, ids, strict=True):
        expected = {"classname": f"tunegate.{MODEL}", "name": rule, "time": "0"}
        if rule not in PLACES:
            assert (case.attrib, len(case)) == (expected, 0)
            continue
        path, line, end_line = PLACES[rule]
        assert case.attrib == {**expected, "file": path, "line": str(line)}
        (failure,) = case
        assert (failure.tag, failure.attrib) == ("failure", {"type": rule, "message": MESSAGES[rule]})
        where = f"{path}:{line}" + (f"-{end_line}" if end_line != line else "")
        assert failure.text == f"error: {where}: {MESSAGES[rule]}\n{see(rule)}\nfix: {remedy(rule)}"


def test_sarif(prompt: dict[str, str]) -> None:
    log = json.loads(prompt["sarif"])
    (run,) = log["runs"]
    head = run["properties"]["head"]
    shown = ["reassessment-required", "artefact-stale", "disposition-stale"]
    order = sorted(shown)
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
                "exitCodeDescription": "BLOCKED: 3 findings must be answered before this can be deployed",
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
    assert [row["id"] for row in driver["rules"]] == order
    assert driver["rules"][0] == {
        "id": "artefact-stale",
        "name": "ArtefactStale",
        "shortDescription": {"text": "An artefact was made for another state."},
        "fullDescription": {
            "text": "Only what an artefact depends on can make it stale; the table is in lib/tables.rego."
        },
        "help": {
            "text": "Only what an artefact depends on can make it stale; the table is in lib/tables.rego.\n\n"
            "Fix: Redo the artefact for the present state, and record that with 'tunegate evidence renew' and its "
            "kind.\n\nRequirement: Each artefact is updated each time what it depends on is.",
            "markdown": "Only what an artefact depends on can make it stale; the table is in lib/tables.rego.\n\n"
            "**Fix:** Redo the artefact for the present state, and record that with 'tunegate evidence renew' and its "
            "kind.\n\n**Requirement:** Each artefact is updated each time what it depends on is.",
        },
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["fine-tuning", "governance"], "precision": "very-high"},
    }
    for rule, row in zip(shown, run["results"], strict=True):
        path, line, end_line = PLACES[rule]
        text = MESSAGES[rule] if MESSAGES[rule].endswith(".") else f"{MESSAGES[rule]}."
        prints = row["partialFingerprints"]
        assert prints["tunegateFinding/v1"].startswith(prints["primaryLocationLineHash"].removesuffix(":1"))
        assert row == {
            "ruleId": rule,
            "ruleIndex": order.index(rule),
            "level": "error",
            "message": {"text": f"{text} Fix: {remedy(rule)}"},
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
                    "id": 1,
                    "message": {"text": f"{RELATED[rule][1]}."},
                    "physicalLocation": {
                        "artifactLocation": {"uri": RELATED[rule][0], "uriBaseId": "%SRCROOT%"},
                        "region": {"startLine": 3, "endLine": 3},
                    },
                }
            ],
            "partialFingerprints": prints,
            "properties": {"model": MODEL},
        }


def test_markdown(prompt: dict[str, str]) -> None:
    properties = json.loads(prompt["sarif"])["runs"][0]["properties"]
    base, head = properties["base"], properties["head"]
    page = f"https://forge.acme.example/acme/assistant/blob/{head}"
    assert prompt["markdown"] == (
        f"""## ❌ tunegate: BLOCKED

3 findings must be answered before this can be deployed.

Compared `{base[:12]}` with `{head[:12]}` at {NOW}.

### What to do

1. **redo** `support-assistant`, `trust-and-safety@acme.example`

   ```text
   Redo overhang-statement for the present state, edit the documents, and record that it was done.
   $ tunegate evidence renew overhang-statement --prepared-by '<who redid it>'
   ```
2. **decide** `support-assistant`, `ai-committee@acme.example`

   ```text
   Have the model decided on again, on the evidence as it is then.
   $ tunegate disposition draft --decision '<proceed, conditional or restricted-pilot>' {REST_OF_DRAFT}
   ```
3. **sign** `support-assistant`, `ai-committee@acme.example`

   ```text
   Have the disposition approved by ai-committee@acme.example.
   $ tunegate disposition sign
   ```
4. Look at the changes, and commit them.

### Findings

- ❌ error `reassessment-required` [`prompts/system.md:14-15`]({page}/prompts/system.md#L14-L15)

  ```text
  system_prompt of support-assistant modified: prompts/system.md (Everything else is out of scope,
    however small or harmless it looks: say so i... -> Everything else is out of scope, unless it is
    small and harmless: then help, ...). This fires deployment-layer-change, owned by
    trust-and-safety@acme.example.
     14 | Everything else is out of scope, unless it is small and harmless: then help, and offer what else you can do.
  {see("reassessment-required")}
  fix: Redo the evidence that depends on this surface ('tunegate evidence renew'), and have the new
    state decided on ('tunegate disposition draft'); or take the change back.
  ```
- ❌ error `artefact-stale` [`prompts/system.md:14-15`]({page}/prompts/system.md#L14-L15)

  ```text
  the overhang-statement was made before these changed: system_prompt (prompts/system.md)
  {see("artefact-stale")}
  fix: Redo the artefact for the present state, and record that with 'tunegate evidence renew' and its
    kind.
  ```
- ❌ error `disposition-stale` [`prompts/system.md:14-15`]({page}/prompts/system.md#L14-L15)

  ```text
  the disposition was made for the state sha256:c9343c2a2fdc; since then these changed: system_prompt
    (prompts/system.md)
  {see("disposition-stale")}
  fix: Redo what the changes made stale, then run 'tunegate disposition draft' for the new state.
  ```

### Triggers

| trigger | model | changes | owner | answered by |
| --- | --- | --- | --- | --- |
| `deployment-layer-change` | `{MODEL}` | 1 | `trust-and-safety@acme.example` | **not answered** |

### Changes

| change | surface | where | key | old | new | what |
| --- | --- | --- | --- | --- | --- | --- |
| modified | system_prompt | [`prompts/system.md:14-15`]({page}/prompts/system.md#L14-L15) |  """
        "| `Everything else is out of scope, however small or harmles...` "
        "| `Everything else is out of scope, unless it is small and h...` | `2 lines out, 2 lines in` |\n\n" + DRIFT
    )


def test_pass(example: Repo, tmp_path: Path) -> None:
    found = written(example, tmp_path, "--all-models", code=0)
    head = example.git("rev-parse", "HEAD")
    assert found["codequality"] == "[]\n"
    assert found["markdown"] == (
        f"## ✅ tunegate: PASS\n\nThe disposition covers the state of `{MODEL}`.\n\n"
        f"Compared `{head[:12]}` with `WORKTREE` at {NOW}.\n\n" + DRIFT
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


def test_summary_of_the_step_is_added_to(example: Repo, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("what another command said\n")
    given_ = ("--report", f"markdown={summary}")
    assert check(example, *given_, env={"GITHUB_STEP_SUMMARY": str(summary)}).returncode == 0
    assert summary.read_text("utf-8").startswith("what another command said\n## ✅ tunegate: PASS")
    assert check(example, *given_).returncode == 0
    assert summary.read_text("utf-8").startswith("## ✅ tunegate: PASS")


# -- the standards' own checks


def hard(count: int = 30) -> Decision:
    """Findings with and without a place, of all severities, with texts that mean something to a reader of SARIF."""
    rows = [
        finding(
            rule="control-plane-change",
            message=f"{{0}} [{n}](1) {n}",
            path=f"ä b/#{n}%.md",
            related=(Related("a.md", 2, 3, "[a](1)"), Related("b.md", message="{b}")),
        )
        for n in range(count)
    ]
    rows += [finding(path=None, line=None, end_line=None, severity=kind) for kind in ("warning", "notice")]
    return replace(DECISION, findings=tuple(rows), origin=Origin(url="https://forge.acme.example/acme/assistant"))


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
    stale = [row for row in run["results"] if row["ruleId"] == "artefact-stale"]
    documents = {p.name for p in (example.path / EVIDENCE).glob("*.yaml")}
    for row in stale:  # at the change, with the document beside it
        (place,) = row["locations"]
        assert place["physicalLocation"]["artifactLocation"]["uri"] in (
            "configs/train.yaml",
            "data/train/returns-and-refunds.jsonl",
            "prompts/system.md",
        )
        (beside,) = row["relatedLocations"]
        assert beside["physicalLocation"]["artifactLocation"]["uri"].removeprefix(f"{EVIDENCE}/") in documents
    assert len(stale) == 6
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
        {"text": "2 more findings are left out; the JSON report has all of them."}
    ]
    assert run["invocations"][0]["executionSuccessful"] is True


# -- fingerprints


def test_fingerprints() -> None:
    first = finding(
        message="k changed (lines 5, 12-13): sha256:c9343c2a2fdc -> 0e9e39f249a16976918f6564b8830bc894c89659"
    )
    moved = replace(
        first, line=9, end_line=9, message=first.message.replace("lines 5, 12-13", "line 9").replace("c9", "d0")
    )
    assert fingerprints([first]) == fingerprints([moved])
    others = [replace(first, **{name: "other"}) for name in ("rule", "model", "path", "message")]  # type: ignore[arg-type]
    assert len(set(unique_fingerprints([first, first, moved, *others]))) == 7
    assert [occurrence for _, occurrence in fingerprints([first, others[0], moved])] == [1, 1, 2]


# -- no text becomes anything but text


def decision_of(text: str) -> Decision:
    place = {"path": text, "line": 2, "end_line": 2, "base_path": text, "base_line": 2}
    change = {"change": "modified", "surface": "base_model", "key": f"c#/{text}", "old": text, "new": [text], **place}
    change["detail"] = text
    trigger = {"model": text, "trigger": "base-model-change", "owner": text, "changes": [0], "answered_by": None}
    related = (Related(text, 1, 1, text), Related(text, None, None, text))
    row = finding(rule=text, message=text, remedy=text, model=text, path=text, related=related)
    side = {"n": 2, "refused": 1, "errors": 0}
    numbers = {"n": 2, "b": 0, "c": 0, "loss": 0.0, "lower": 0.0, "upper_bound": 0.0, "adjusted_p": 1.0}
    result = {"category": text, "kind": "paired", **numbers, "base": side, "outcome": "inconclusive", "n_needed": None}
    waiver = {"rule": text, "path": text, "owner": text, "expires": text, "reason": text}
    return replace(
        DECISION,
        changes=(change,),
        triggers=(trigger,),
        findings=(row,),
        steps=(Step("redo", text, text, text, ("tunegate", text), (text,)),),
        drift=({"model": text, "suite": text, "reason": text, "results": [result], "overall": []},),
        waivers=({**waiver, "config": text, "line": 2, "end_line": 2},),
        models=(text,),
        origin=Origin(url="https://forge.acme.example/acme/assistant", forge="github"),
    )


def line_of(text: str) -> Any:
    return lambda path, line: visible(text.replace("\n", " "))


@given(HOSTILE)
def test_markdown_holds_text_as_text(text: str) -> None:
    passed = replace(decision_of(text), verdict="pass", exit_code=0)
    short = replace(markdown_report.SUMMARY, whole=0)  # every finding in one line
    for decision, limits in (
        (decision_of(text), markdown_report.COMMENT),
        (passed, markdown_report.SUMMARY),
        (passed, short),
    ):
        rendered = markdown_report.render(decision, line_of(text), limits)
        tokens = MarkdownIt("commonmark").enable("table").parse(rendered)
        inline = [child for token in tokens for child in token.children or ()]
        kinds = {token.type for token in (*tokens, *inline)}
        assert kinds <= {
            *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "fence"),
            *(
                "ordered_list_open",
                "ordered_list_close",
                "bullet_list_open",
                "bullet_list_close",
                "list_item_open",
                "list_item_close",
            ),
            *("table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close"),
            *("tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close"),
            *("text", "code_inline", "link_open", "link_close", "strong_open", "strong_close"),
        }
        links = [str(token.attrs["href"]) for token in inline if token.type == "link_open"]
        assert all(link.startswith("https://forge.acme.example/acme/assistant/blob/") for link in links)
        assert sum(token.type == "fence" for token in tokens) == (1 if limits is short else 2)
        assert sum(token.type == "heading_open" for token in tokens) == 7
        assert sum(token.type == "list_item_open" for token in tokens) == 2 + 1
        assert sum(token.type == "tr_open" for token in tokens) == 2 + 2 + 3 + 2
        assert sum(token.type == "td_open" for token in tokens) == 5 + 7 + 2 * 10 + 6
        assert not re.search(r"^\s*::|##\[", rendered, re.MULTILINE)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 90), st.text("`|@<\U0001f600#[:\n", min_size=300, max_size=400))
def test_markdown_fits_into_a_comment(count: int, text: str) -> None:
    one = decision_of(text * 5)
    many = replace(
        one,
        findings=one.findings * count,
        triggers=one.triggers * count,
        changes=one.changes * count,
        steps=one.steps * count,
        drift=one.drift * count,
        waivers=one.waivers * count,
        models=(text,) * count,
    )
    for verdict in ("block", "pass"):
        rendered = markdown_report.render(replace(many, verdict=verdict), no_quote)
        assert len(rendered.encode()) <= 65_000  # characters are fewer than bytes, and the marker comes before them


def test_summary_lists_every_finding() -> None:
    rows = tuple(finding(line=n, message=f"number {n}") for n in range(1, 1501))
    linked = replace(DECISION, findings=rows, origin=Origin(url="https://forge.acme.example/acme/assistant"))
    rendered = summary.render(linked, no_quote)
    for row in rows:
        page = f"https://forge.acme.example/acme/assistant/blob/{linked.head}/dir/file.yaml#L{row.line}"
        assert f"]({page}" in rendered
        assert f"number {row.line}" in rendered
    assert "more; the log" not in rendered


def test_summary_within_its_limit() -> None:
    one = decision_of("\U0001f600`" * 90)
    parts = {
        name: getattr(one, name) * 5500 for name in ("findings", "triggers", "changes", "steps", "waivers", "drift")
    }
    rendered = summary.render(replace(one, **parts), no_quote)
    assert len(rendered.encode()) <= 1_040_000  # of 1,048,576; another command of the step may write something, too
    shown = rendered.count("\n- ❌ error ")
    assert f"\n- {5500 - shown} more; the log and the JSON report have all of them\n" in rendered


def test_markdown_counts_what_it_leaves_out() -> None:
    rows = tuple(finding(line=n, message=f"number {n}") for n in range(1, 61))
    change = {**decision_of("x").changes[0]}
    rendered = markdown_report.render(replace(DECISION, findings=rows, changes=(change,) * 70), no_quote)
    assert rendered.count("\n- ❌ error ") == 50
    assert "\n- 10 more; the log and the JSON report have all of them\n" in rendered
    assert rendered.count("\n| modified |") == 50
    assert "\n\n20 more; the JSON report has all of them.\n" in rendered


@given(HOSTILE)
def test_junit_holds_text_as_text(text: str) -> None:
    rendered = junit.render(decision_of(text), no_quote)
    assert not re.search(r"^\s*::|##\[", rendered, re.MULTILINE)
    root = ET.fromstring(rendered.encode())  # noqa: S314
    assert {element.tag for element in root.iter()} == {"testsuites", "testsuite", "testcase", "failure"}
    failure = root.findall("testsuite")[1].find("testcase/failure")
    assert failure is not None
    shown = re.sub("[\ufffe\uffff]", lambda m: f"\\u{ord(m[0]):04x}", visible(text))
    assert failure.get("message") == shown
    assert (failure.text or "").endswith(f"\nfix: {shown}")
    for suite in root:
        for name, tag in (("tests", "testcase"), ("failures", "testcase/failure"), ("errors", "testcase/error")):
            assert suite.get(name) == str(len(suite.findall(tag)))


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


# -- elsewhere than on GitHub


def test_gitlab_job(example: Repo) -> None:
    """The job's own script, on a merge request and on the default branch."""
    path = ROOT / "examples" / "ci" / "tunegate.gitlab-ci.yml"
    check_jsonschema = require("check-jsonschema")
    subprocess.run([check_jsonschema, "--builtin-schema", "vendor.gitlab-ci", path], check=True, capture_output=True)
    job = yaml.safe_load(path.read_text())["tunegate"]
    (script,) = job["script"]
    script = script.replace("/opt/venv/bin/python", shlex.quote(sys.executable)).replace("/opt/tunegate", str(ROOT))
    main = example.git("rev-parse", "HEAD")
    example.git("apply", str(CHANGES / "prompt-edit.patch"))
    head = example.commit("prompt-edit")
    for name, base in (
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", main),
        ("CI_COMMIT_BEFORE_SHA", main),
        ("CI_COMMIT_BEFORE_SHA", "0" * 40),
    ):
        done = subprocess.run(
            [require("bash"), "-c", script],
            cwd=example.path,
            env={**example.env, name: base, "CI_COMMIT_SHA": head, "TUNEGATE_CACHE": "off"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (1, "")
        kept = job["artifacts"]
        for artifact in (*kept["paths"], *kept["reports"].values()):
            (example.path / artifact).unlink()


# -- links


def test_origin() -> None:
    commit = "a" * 40
    github = origin("tunegate.yaml", ON_GITHUB)
    assert github.link(commit, "a b.md", 3, 5) == f"{github.url}/blob/{commit}/a%20b.md#L3-L5"
    assert github.link(commit, "a.md", 3, 3) == f"{github.url}/blob/{commit}/a.md#L3"
    assert github.link("WORKTREE", "a.md") is None
    gitlab = origin("tunegate.yaml", {"CI_PROJECT_URL": "https://forge.acme.example/group/sub/assistant"})
    assert gitlab.link(commit, "a.md", 3, 5) == f"{gitlab.url}/-/blob/{commit}/a.md#L3-5"
    for url in ("javascript:alert(1)", "https://acme.example/a)b", "https://acme.example", ""):
        assert origin("c.yaml", {"CI_PROJECT_URL": url}) == Origin("c.yaml")
