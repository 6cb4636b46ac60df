"""The built-in policies: every rule's own tests on both engines, their metadata, and the portable subset."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from itertools import groupby
from pathlib import Path

import pytest
import regorus

from gate.policy.ask import former_rules
from gate.policy.bundle import load_builtin, read_metadata
from gate.policy.lint import lint, lint_metadata
from tests.tools import ROOT, require

POLICIES = ROOT / "policies"
RULES = sorted(path for path in (POLICIES / "rules").glob("*/*") if path.is_dir())
TESTS = [
    (path, f"data.{package[1]}.{name}")
    for path in sorted(POLICIES.rglob("*_test.rego"))
    if (package := re.search(r"^package (\S+)$", path.read_text(), re.MULTILINE))
    for name in re.findall(r"^(test_\w+)", path.read_text(), re.MULTILINE)
]

# what the METADATA of every rule has; a few have 'about' and 'security-severity' beside it
RECORD = {"title", "description", "id", "severity", "step", "remedy", "requirement", "mappings"}

# how a place in each framework is written
MAPPED = {
    "nist-ai-rmf": r"(?:GOVERN|MAP|MEASURE|MANAGE) [1-6]\.\d+",
    "iso-42001": r"A\.(?:10|[2-9])\.\d(?:\.\d)?|clause \d+\.\d(?:\.\d)?",
    "eu-ai-act": r"Article \d+(?:\(\d+\)(?:\([a-z]\))?)?|Annex [IVX]+(?:\(\d\)\([a-z]\))?",
}


def opa(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([require("opa"), *args], cwd=ROOT, capture_output=True, text=True, check=False)


def test_opa_accepts_them() -> None:
    done = opa("check", "--strict", "policies")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_format() -> None:
    done = opa("fmt", "--list", "policies")
    assert (done.returncode, done.stdout) == (0, "")


def test_every_test_on_opa() -> None:
    done = opa("test", "--format=json", "policies")
    results = json.loads(done.stdout)
    assert [row for row in results if row.get("fail") or row.get("error")] == []
    assert {f"{row['package']}.{row['name']}" for row in results} == {query for _, query in TESTS}


def test_every_rule_is_evaluated(embedded: regorus.Engine) -> None:
    engine = embedded.clone()
    engine.set_input_json("{}")
    (row,) = json.loads(engine.eval_query_as_json("data.tunegate.rule_ids"))["result"]
    by_opa = json.loads(opa("eval", "--format=raw", "-d", "policies", "data.tunegate.rule_ids").stdout)
    ids = sorted(folder.name.replace("_", "-") for folder in RULES)
    assert sorted(row["expressions"][0]["value"]) == ids
    assert sorted(by_opa) == ids


def test_coverage() -> None:
    report = json.loads(opa("test", "--coverage", "--format=json", "policies").stdout)
    assert {path: row["not_covered"] for path, row in report["files"].items() if row.get("not_covered")} == {}


@pytest.fixture(scope="module")
def embedded() -> regorus.Engine:
    """The policies and what their tests share. Each file of tests is added to a clone: with all of them loaded, a query
    that looks through data.tunegate.rules evaluates them all."""
    engine = regorus.Engine()
    for path in sorted(POLICIES.rglob("*.rego")):
        if not path.name.endswith("_test.rego") or path.name.endswith("fixture_test.rego"):
            engine.add_policy(str(path), path.read_text())
    return engine


def test_every_test_on_the_embedded_engine(embedded: regorus.Engine) -> None:
    failed = []
    for path, tests in groupby(TESTS, lambda test: test[0]):
        engine = embedded.clone()
        engine.add_policy(str(path), path.read_text())
        queries = [query for _, query in tests]
        # a line each, as the engine takes none of more than 1,024 characters; it prepares all anew for each question
        if json.loads(engine.eval_query_as_json("\n".join(f"{query} == true" for query in queries))).get("result"):
            continue
        for query in queries:
            rows = json.loads(engine.eval_query_as_json(query)).get("result", [])
            if [expression["value"] for row in rows for expression in row["expressions"]] != [True]:
                failed.append(query)
    assert failed == []
    assert len(TESTS) > 100


@pytest.mark.parametrize("folder", RULES, ids=lambda path: path.name)
def test_rule_has_its_record_and_its_test(folder: Path) -> None:
    name = folder.name
    assert {path.name for path in folder.iterdir()} == {f"{name}.rego", f"{name}_test.rego"}
    text = (folder / f"{name}.rego").read_text()
    record = read_metadata(str(folder), text)
    identifier = name.replace("_", "-")
    assert re.search(rf"^package tunegate\.rules\.{name}$", text, re.MULTILINE)
    assert re.search(rf'^id := "{identifier}"$', text, re.MULTILINE)
    assert set(record) - {"about", "security-severity"} == RECORD
    assert lint_metadata({name: text}) == []
    mappings = record.pop("mappings")
    assert mappings
    for framework, places in mappings.items():
        assert places
        assert all(re.fullmatch(MAPPED[framework], place) for place in places), places
    assert record["id"] == identifier
    assert all(isinstance(value, str) and value.strip() for value in record.values())
    kind = {"error": "deny", "warning": "warn"}[record["severity"]]
    assert re.findall(r"^(deny|warn) contains", text, re.MULTILINE)[:1] == [kind]
    # what is an error where it is asked for may be a warning elsewhere
    assert set(re.findall(r"^(deny|warn) contains", text, re.MULTILINE)) <= {kind, "warn"}


@pytest.mark.parametrize("former", former_rules())
@pytest.mark.parametrize("key", ["title", "remedy", "description"])
def test_what_was_split_says_something_of_its_own(former: str, key: str) -> None:
    """One remedy for several rules would say that they are one mistake."""
    rules = load_builtin().rules()
    assert [n for n in Counter(rules[name][key] for name in former_rules()[former]).values() if n > 1] == []


def test_rules_on_approval_and_those_that_weaken_a_safeguard() -> None:
    rules = load_builtin().rules()
    assert {name for name, record in rules.items() if "about" in record} == {
        "approvers-missing",
        "baseline-rejected",
        "base-outdated",
        "determination-rejected",
        "disposition-unsigned",
        "signature-rejected",
    }
    assert {name: record["security-severity"] for name, record in rules.items() if "security-severity" in record} == {
        "base-outdated": "8.0",
        "control-changed": "6.0",
        "control-not-reviewed": "6.0",
        "control-off": "7.0",
        "control-plane-change": "8.0",
        "red-team-finding-open": "7.0",
        "regression-unanswered": "6.0",
        "regression-uncompensated": "6.0",
    }


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('security-severity: "7.0"', None),
        ('security-severity: "10.0"', None),
        ("security-severity: 7.0", "the security-severity 7.0 is not a base score of CVSS"),
        ('security-severity: "11.0"', "the security-severity '11.0' is not a base score of CVSS"),
        ('security-severity: "high"', "the security-severity 'high' is not a base score of CVSS"),
        ("about: approval", None),
        ("about: aproval", "the about 'aproval' is none of approval"),
        ("abut: approval", "the METADATA has an unknown key 'abut'"),
    ],
)
def test_further_keys_of_a_record(line: str, message: str | None) -> None:
    head = "# METADATA\n# title: t\n# custom:\n#   id: own\n#   severity: error\n#   remedy: r\n"
    text = f'{head}#   {line}\npackage tunegate.rules.own\n\nid := "own"\n'
    found = lint_metadata({"own/rule.rego": text})
    assert [(p.message, p.place) for p in found] == ([] if message is None else [(message, "own/rule.rego:8")])


def test_portable_subset() -> None:
    assert lint(load_builtin().modules) == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a if http.send({})", "the function http.send is not one that every engine evaluates alike"),
        ("a if time.now_ns() > 1", "the function time.now_ns is not one that every engine evaluates alike"),
        ('a := io.jwt.decode("x")', "the function io.jwt.decode is not one that every engine evaluates alike"),
        ("a := [x | x := opa.runtime()]", "the function opa.runtime is not one that every engine evaluates alike"),
        (
            "a if { [p, v] := walk(input); v == p }",
            "the result of walk is assigned, which finds nothing on one engine",
        ),
        ('a := sprintf("%5d", [1])', "sprintf knows '%5d' on one engine only; use %s, %d or %v"),
        ('a := sprintf("%s %s", [1])', "sprintf has 2 verbs and 1 values"),
        ("a := sprintf(input.f, [1])", "the format of sprintf is not a constant"),
        (
            "import data.tunegate.lib.facts\na := facts.today",
            "an import of data: one engine can resolve it against another module; write it out",
        ),
        (
            "default f(_) := 1\nf(x) := x if x > 1",
            "a function has a default, which one engine applies by order of evaluation",
        ),
    ],
)
def test_lint_refuses(source: str, message: str) -> None:
    found = lint({"own/rule.rego": f"package tunegate.rules.own\n\nimport rego.v1\n\n{source}\n"})
    assert [(p.message, p.place) for p in found] == [(message, "own/rule.rego:5")]


@pytest.mark.parametrize(
    "source",
    [
        "f(x) := x\na := f(1)",
        "a := data.tunegate.lib.facts.shown(1)",
        "a if { walk(input, [p, v]); v == p }",
        'a := sprintf("%s is 100%%, %d and %v", ["x", 1, {}])',
    ],
)
def test_lint_lets_pass(source: str) -> None:
    assert lint({"own/rule.rego": f"package tunegate.rules.own\n\nimport rego.v1\n\n{source}\n"}) == []
