"""The same case gives the same findings on the embedded engine, on an OPA server, with `opa eval` and with conftest."""

from __future__ import annotations

import copy
import json
import random
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gate.policy import Opa, evaluate, load_builtin, open_engine
from gate.policy.embedded import EmbeddedEngine
from gate.values.canonical import canonical_json
from tests.command import CHANGES, EVIDENCE, MODEL, NOW, check, tunegate
from tests.keys import sign
from tests.repo import Repo
from tests.tools import ROOT, require


def change(repo: Repo, name: str) -> None:
    repo.git("apply", str(CHANGES / f"{name}.patch"))


def break_everything(repo: Repo) -> None:
    """A change that makes most rules speak."""
    for name in ("relabel-data", "base-model-revision", "prompt-edit"):
        change(repo, name)
    disposition = repo.path / EVIDENCE / "disposition.yaml"
    text = disposition.read_text()
    text = text.replace("decision: conditional", "decision: hold").replace(
        'expires: "2027-05-31"', 'expires: "2026-11-01"'
    )
    text = text.replace("  base-model-change:\n    owner: ml-platform@acme.example\n", "")
    disposition.write_text(text.replace('due: "2027-01-15"', 'due: "2026-10-15"'))
    repo.remove(f"{EVIDENCE}/decision-record.yaml")
    for kind, old, new in (
        ("red-team-report", "model: support-assistant", "model: another"),
        ("training-run", '"2026-10-20T12:05:00Z"', '"2026-12-20T12:05:00Z"'),
        ("red-team-report", "disposition: accepted", "disposition: open"),
        ("training-data-manifest", "        article6_basis: consent\n", ""),
        ("training-data-manifest", "      matches: 31\n", "      matches: 32\n"),
        ("alignment-regression", "class: internal-disclosure", "class: disallowed-content"),
        ("evaluation-results", "pairs: {n: 240, b: 1, c: 2}", "pairs: {n: 40, b: 1, c: 2}"),
        ("evaluation-results", "pairs: {n: 160, b: 0, c: 1}", "pairs: {n: 16, b: 0, c: 1}"),
        ("evaluation-results", "tuned: {n: 180, refused: 149, errors: 0}", "tuned: {n: 180, refused: 148, errors: 0}"),
        ("base-model-evidence", "kind: system-card", "kind: model-card"),
    ):
        path = repo.path / EVIDENCE / f"{kind}.yaml"
        path.write_text(path.read_text().replace(old, new))
    results = repo.path / EVIDENCE / "evaluation-results.yaml"
    head, _, tail = results.read_text().partition("    records:\n")
    results.write_text(head + tail[tail.index("    reading:\n") :])
    config = repo.path / "tunegate.yaml"
    config.write_text(config.read_text().replace("drift_margin: 0.05", "drift_margin: 0.2"))
    repo.remove("deploy/tools.yaml")


CASES = {
    "untouched": lambda repo: None,
    "labels": lambda repo: change(repo, "relabel-data"),
    "revision": lambda repo: change(repo, "base-model-revision"),
    "prompt": lambda repo: change(repo, "prompt-edit"),
    "everything": break_everything,
}


def case_of(repo: Repo) -> dict[str, Any]:
    done = tunegate(repo, "case", "--all-models", "--now", NOW)
    assert done.returncode == 0, done.stderr
    case: dict[str, Any] = json.loads(done.stdout)
    return case


@pytest.fixture(scope="module")
def cases(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The case of each change of the example, gathered once."""
    found = {}
    for name, edit in CASES.items():
        repo = Repo(shutil.copytree(prepared, tmp_path_factory.mktemp("case") / "repo", symlinks=True))
        edit(repo)
        found[name] = case_of(repo)
    return found


@pytest.mark.parametrize("name", CASES)
def test_engines_agree(name: str, cases: dict[str, dict[str, Any]], opa_url: str) -> None:
    case = canonical_json(cases[name])
    embedded = evaluate(open_engine("embedded", load_builtin(), None), case).document()
    served = evaluate(open_engine("opa", load_builtin(), Opa(opa_url)), case).document()
    assert canonical_json(embedded) == canonical_json(served)
    assert embedded["verdict"] == ("pass" if name == "untouched" else "block")
    if name == "everything":
        assert {row["rule"] for row in embedded["deny"]} == {
            "alignment-class-missing",
            "artefact-from-future",
            "artefact-missing",
            "artefact-stale",
            "base-model-document-missing",
            "condition-lapsed",
            "control-changed",
            "control-not-reviewed",
            "control-plane-change",
            "derived-contradicted",
            "derived-dropped",
            "derived-outdated",
            "disposition-decision",
            "disposition-evidence-mismatch",
            "disposition-expired",
            "disposition-stale",
            "disposition-unsigned",
            "drift-incomplete",
            "drift-inconclusive",
            "evaluation-counts-impossible",
            "evidence-wrong-model",
            "personal-data-basis-missing",
            "reassessment-required",
            "red-team-finding-open",
            "regression-category-missing",
            "regression-category-repeated",
            "regression-numbers-mismatch",
            "scan-matches-unexplained",
            "selector-unmatched",
            "trigger-owner-missing",
        }


def by_opa(cases: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    """The answers of `opa eval`, in one process: a call of a rule with each case as its input."""
    (folder / "cases.json").write_text(json.dumps({"cases": cases}))
    (folder / "each.rego").write_text(
        "package each\n\nimport rego.v1\n\nanswers := [answer(c) | some c in input.cases]\n\n"
        "answer(c) := r if r := data.tunegate.result with input as c\n"
    )
    command = [str(require("opa")), "eval", "--format=raw", "-d", "policies", "-d", str(folder / "each.rego")]
    done = subprocess.run(
        [*command, "-i", str(folder / "cases.json"), "data.each.answers"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    assert len(answers) == len(cases)
    return answers


def test_case_for_opa_eval(cases: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    for case, reference in zip(cases.values(), by_opa([*cases.values()], tmp_path), strict=True):
        answer = evaluate(EmbeddedEngine(load_builtin()), canonical_json(case))
        assert sorted(reference["deny"], key=canonical_json) == list(answer.deny)
        assert sorted(reference["warn"], key=canonical_json) == list(answer.warn)


@pytest.mark.parametrize("names", [["untouched"], [name for name in CASES if name != "untouched"]])
def test_case_for_conftest(names: list[str], cases: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    files = {str(tmp_path / f"{name}.json"): cases[name] for name in names}
    for file, case in files.items():
        Path(file).write_text(json.dumps(case))
    command = [str(require("conftest")), "test", *files, "-p", "policies", "--namespace", "tunegate", "-o", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    reports = {report["filename"]: report for report in json.loads(done.stdout)}
    assert reports.keys() == files.keys()
    for file, case in files.items():
        answer = evaluate(EmbeddedEngine(load_builtin()), canonical_json(case))
        assert sorted(row["msg"] for row in reports[file].get("failures", [])) == sorted(r["msg"] for r in answer.deny)
        assert bool(answer.deny) == (names != ["untouched"])
    assert done.returncode == (0 if names == ["untouched"] else 1)


TEXTS = [MODEL, "another", "x@acme.example", "2026-11-22", "2026-11-23", "2026-11-23T12:00:01Z", "hold", "proceed"]

# mappings whose keys may be missing in a case that fits its schema
OPEN = {"artefacts", "evidence", "triggers", "changed", "surfaces", "models", "lines"}


def mutated(case: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """The case with a few values changed to others of their type, or taken out where the schema allows it."""
    case = copy.deepcopy(case)
    head = case["models"][MODEL]["state"]["digest"]
    for _ in range(dice.randint(1, 4)):
        node: Any = case
        name = ""
        while node:
            key = dice.choice(list(node) if isinstance(node, dict) else list(range(len(node))))
            value = node[key]
            if (isinstance(node, list) or name in OPEN) and dice.random() < 0.15:
                del node[key]
                break
            if isinstance(value, dict | list):
                node, name = value, str(key)
                continue
            if isinstance(value, bool):
                node[key] = not value
            elif isinstance(value, str):
                node[key] = dice.choice([*TEXTS, head])
            elif isinstance(value, int):
                node[key] = dice.choice([0, 1, 400])
            break
    return case


def test_engines_agree_on_random_cases(example: Repo, tmp_path: Path) -> None:
    break_everything(example)
    broken = case_of(example)
    example.git("restore", ".")
    change(example, "prompt-edit")
    done = tunegate(example, "evidence", "new", "determination", "--trigger", "deployment-layer-change", "--now", NOW)
    assert done.returncode == 0
    (path,) = (example.path / EVIDENCE / "determinations").iterdir()
    text = re.sub(r"^expires:.*$", 'expires: "2026-12-31"', path.read_text(), flags=re.MULTILINE)
    path.write_text(re.sub(r"^reason:.*$", "reason: The same in other words, we think.", text, flags=re.MULTILINE))
    sign(example, f"{EVIDENCE}/determinations/{path.name}")
    determined = case_of(example)
    dice = random.Random(20261123)  # noqa: S311  # a seed, so that a failure can be repeated
    cases = [determined, broken, *(mutated(dice.choice([determined, broken]), dice) for _ in range(150))]

    verdicts: Counter[str] = Counter()
    for case, reference in zip(cases, by_opa(cases, tmp_path), strict=True):
        value = EmbeddedEngine(load_builtin()).query(canonical_json(case))
        for row in (value, reference):
            for key in ("deny", "warn", "triggers", "rules"):
                row[key] = sorted(row[key], key=canonical_json)
        assert canonical_json(value) == canonical_json(reference), json.dumps(case)
        verdicts[value["verdict"]] += 1
    assert verdicts["pass"] > 10
    assert verdicts["block"] > 50


def test_whole_command_on_an_opa_server(example: Repo, opa_url: str) -> None:
    change(example, "prompt-edit")
    served = check(example, "--engine", "opa", "--opa-url", opa_url, "--format", "json")
    embedded = check(example, "--format", "json")
    assert (served.returncode, embedded.returncode) == (1, 1)
    left, right = json.loads(served.stdout), json.loads(embedded.stdout)
    engine = left.pop("engine")
    assert (engine["name"], re.match(r"1\.\d+\.\d+", engine["version"]) is not None) == ("opa", True)
    assert list(engine["bundles"].values()) == ["r1"]
    assert right.pop("engine")["name"] == "embedded"
    assert left["policies"] == load_builtin().digest
    assert left == right
