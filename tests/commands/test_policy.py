"""``tunegate policy``: what the rules say of themselves, and their tests."""

from __future__ import annotations

import json
from pathlib import Path

from tests.command import tunegate
from tests.repo import Repo
from tests.tools import ROOT, require


def test_policy_list_and_explain(example: Repo) -> None:
    rules = json.loads(tunegate(example, "policy", "list", "--format", "json").stdout)["rules"]
    folders = {path.name.replace("_", "-") for path in (ROOT / "policies" / "rules").glob("*/*") if path.is_dir()}
    assert set(rules) == folders
    for record in rules.values():
        assert record["step"] in ("restore", "configure", "write", "correct", "redo", "decide", "determine", "sign")
        assert record["title"]
        assert record["remedy"]
        assert record["requirement"]
        assert record["description"]
        assert record["mappings"]
    lines = tunegate(example, "policy", "list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == sorted(rules)
    assert tunegate(example, "policy", "explain", "selector-unmatched").stdout == (
        "selector-unmatched (error): A selector matches nothing\n"
        "  It says: A selector that matches nothing watches nothing: a typing error, or what it watched moved or was "
        "renamed. What is deleted on purpose goes together with its selector.\n"
        "  It comes from: Whatever the disposition rests on is watched.\n"
        "  To answer it: Point the selector at where the file or the key is now; take it out where that was deleted on "
        "purpose.\n"
        "  NIST AI RMF 1.0: MANAGE 4.1\n"
        "  ISO/IEC 42001:2023: A.6.2.6\n"
    )
    done = tunegate(example, "policy", "explain", "selector-unmatchd")
    assert (done.returncode, done.stderr) == (
        2,
        "error: there is no rule 'selector-unmatchd'\n  fix: Did you mean 'selector-unmatched'?\n",
    )
    done = tunegate(example, "policy", "explain", "provenance-incomplete")
    assert (done.returncode, done.stderr) == (
        2,
        "error: the rule 'provenance-incomplete' was split\n  fix: Use one of: copyright-basis-missing, "
        "origin-evidence-missing, personal-data-basis-missing, scan-matches-unexplained, source-contract-ended, "
        "training-not-permitted.\n",
    )


OWN = """\
# METADATA
# title: A pilot is too long
# custom:
#   id: pilot-too-long
#   severity: error
#   remedy: Bring the end nearer.
package tunegate.rules.pilot_too_long

import rego.v1

id := "pilot-too-long"

deny contains {"rule": id, "msg": "m"} if input.event == "pilot"
"""
OWN_TEST = """\
package tunegate.rules.pilot_too_long_test

import data.tunegate.rules.pilot_too_long as rule
import rego.v1

test_pilot if count(rule.deny) == 1 with input as {"event": "pilot"}

test_none if rule.deny == set() with input as {}

test_wrong if rule.deny == set() with input as {"event": "pilot"}
"""


TEST_NONE = "test_none if true\n"


def test_policy_test(tmp_path: Path, example: Repo) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    done = tunegate(example, "policy", "test", str(folder))
    assert (done.returncode, done.stdout) == (2, "")
    (folder / "pilot.rego").write_text(OWN)
    (folder / "pilot_test.rego").write_text(OWN_TEST)
    done = tunegate(example, "policy", "test", str(folder))
    assert (done.returncode, done.stdout) == (
        1,
        "FAIL tunegate.rules.pilot_too_long_test.test_wrong: it does not hold\n2 of 3 passed\n",
    )
    (folder / "pilot_test.rego").write_text(OWN_TEST[: OWN_TEST.index("test_wrong")])
    done = tunegate(example, "policy", "test", str(folder))
    assert (done.returncode, done.stdout) == (0, "2 of 2 passed\n")
    for engine in ([], ["--engine", "opa", "--opa-binary", str(require("opa"))]):
        done = tunegate(example, "policy", "test", str(folder), "--coverage", *engine)
        assert (done.returncode, done.stdout) == (0, "2 of 2 passed\n100.0% of the rules' lines reached\n")
        (folder / "pilot_test.rego").write_text(OWN_TEST[: OWN_TEST.index("test_pilot")] + TEST_NONE)
        done = tunegate(example, "policy", "test", str(folder), "--threshold", "100", *engine)
        assert (done.returncode, done.stdout.splitlines()[0]) == (1, "1 of 1 passed")
        assert done.stdout.splitlines()[1] in (
            f"{folder}/pilot.rego: 0 of 2 lines reached; not: 11, 13",
            f"{folder}/pilot.rego: 0 of 1 lines reached; not: 13",  # OPA does not count a constant
        )
        (folder / "pilot_test.rego").write_text(OWN_TEST[: OWN_TEST.index("test_wrong")])
    done = tunegate(example, "policy", "test", str(folder), "--engine", "opa", "--opa-binary", "no-such-opa")
    assert (done.returncode, done.stderr) == (
        2,
        "error: there is no program 'no-such-opa'\n  fix: Install OPA, or name it with --opa-binary.\n",
    )
    (folder / "pilot.rego").write_text(OWN.replace("severity: error", "severty: eror"))
    done = tunegate(example, "policy", "test", str(folder))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"error: {folder}/pilot.rego:7: the METADATA has no severity\n  fix: Add it; reports show it.\n"
        f"error: {folder}/pilot.rego:7: the METADATA has an unknown key 'severty'\n  fix: Did you mean 'severity'?\n"
    )
    (folder / "pilot.rego").write_text("package x\n\nimport rego.v1\n\na if http.send({})\n")
    done = tunegate(example, "policy", "test", str(folder))
    assert (done.returncode, done.stdout) == (2, "")
    assert "http.send" in done.stderr
