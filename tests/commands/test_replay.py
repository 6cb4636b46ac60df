"""``tunegate replay``: a decision made again from its JSON and its case, on each engine."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from gate.policy import load_builtin
from gate.policy.bundle_file import bundle_file
from tests.command import check, tunegate
from tests.policy.servers import opa
from tests.policy.test_engine import change
from tests.policy.test_opa_binary import options, pinned
from tests.repo import Repo
from tests.tools import require


class Made:
    """A decision, its case, and what replaying them says."""

    def __init__(self, repo: Repo, *more: str) -> None:
        self.repo = repo
        self.decision, self.case = repo.path.parent / "decision.json", repo.path.parent / "case.json"
        self.code = self.judge("check", *more)

    def judge(self, command: str, *more: str) -> int:
        files = ("--output", str(self.decision), "--case", str(self.case))
        return tunegate(self.repo, command, "--now", "2026-11-23T12:00:00Z", *files, *more).returncode

    def replay(self, *more: str) -> subprocess.CompletedProcess[str]:
        done = tunegate(self.repo, "replay", str(self.decision), str(self.case), *more)
        assert "Traceback" not in done.stdout + done.stderr
        return done

    def edit(self, **values: Any) -> None:
        document = json.loads(self.decision.read_text())
        self.decision.write_text(json.dumps({**document, **values}))


def test_the_same_decision_whichever_engine(example: Repo) -> None:
    change(example, "prompt-edit")
    made = Made(example)
    assert made.code == 1
    done = made.replay()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"the same decision: block, by {load_builtin().digest}\n  then on embedded ")
    program = options(pinned(require("opa")))
    assert made.replay(*program).returncode == 0
    assert made.judge("check", *program) == 1
    done = made.replay("--format", "json")
    assert (done.returncode, json.loads(done.stdout)["differences"]) == (0, [])


def test_a_decision_of_a_server(example: Repo, tmp_path: Path) -> None:
    """Made again by the server, and without it where the gate has the policies that it stated."""
    bundle = tmp_path / "bundle.tar.gz"
    bundle.write_bytes(bundle_file(load_builtin(), "r7"))
    change(example, "prompt-edit")
    with opa("--bundle", bundle) as url:
        server = ("--engine", "opa", "--opa-url", url)
        made = Made(example, *server)
        decision = json.loads(made.decision.read_text())
        assert (list(decision["engine"]["bundles"].values()), decision["policies"]) == (["r7"], load_builtin().digest)
        assert made.replay(*server).returncode == 0
    assert made.replay().returncode == 0
    other = load_builtin()
    bundle.write_bytes(bundle_file(type(other)({**other.modules, "a.rego": "package acme\n"}), "r7"))
    with opa("--bundle", bundle) as url:
        done = made.replay("--engine", "opa", "--opa-url", url)
    assert (done.returncode, "the engine has sha256:" in done.stderr) == (3, True)


def test_policies_of_a_commit(example: Repo) -> None:
    """Those of the base that judged, though the branch has others since."""
    rule = OWN
    example.write("policies/acme/own.rego", rule)
    example.write("tunegate.yaml", (example.path / "tunegate.yaml").read_text() + "policies: [policies/acme]\n")
    first = example.commit("a rule")
    change(example, "prompt-edit")
    made = Made(example, "--base", "HEAD")
    assert made.replay().returncode == 0
    example.write("policies/acme/own.rego", rule.replace('"no"', '"never"'))
    example.commit("another rule")
    assert made.replay().returncode == 0
    assert made.replay("--policies", first).returncode == 0
    done = made.replay("--policies", "HEAD")
    assert (done.returncode, "those found here are" in done.stderr) == (3, True)


OWN = """\
# METADATA
# title: Own
# custom:
#   id: own
#   severity: warning
#   remedy: Do.
package tunegate.rules.own

import rego.v1

id := "own"

warn contains data.tunegate.lib.facts.at_model(id, name, "no") if some name, _ in input.models
"""


def test_verify(example: Repo) -> None:
    made = Made(example)
    assert made.judge("verify", "--any-commit") == 0
    assert made.replay().returncode == 0


@pytest.mark.parametrize(
    ("values", "code", "said"),
    [
        ({"verdict": "pass"}, 1, 'verdict: "pass" then, "block" now'),
        ({"findings": []}, 1, "findings: only now: reassessment-required at prompts/system.md"),
        ({"now": "2026-11-24T12:00:00Z"}, 1, "now: "),
        ({"triggers": []}, 1, "triggers: only now: "),
        ({"policies": "sha256:" + "0" * 64}, 3, "those found here are"),
        ({"policies": None}, 3, "does not say by which policies"),
        ({"case": "sha256:" + "0" * 64}, 3, "was made over the case"),
        ({"verdict": "error"}, 2, "there was no verdict"),
        ({"schema": "other"}, 2, "this is not a decision"),
    ],
)
def test_documents_that_were_edited(example: Repo, values: dict[str, Any], code: int, said: str) -> None:
    change(example, "prompt-edit")
    made = Made(example)
    made.edit(**values)
    done = made.replay()
    assert done.returncode == code
    assert said in done.stdout + done.stderr


def test_case_that_was_edited(example: Repo) -> None:
    change(example, "prompt-edit")
    made = Made(example)
    case = json.loads(made.case.read_text())
    made.case.write_text(json.dumps({**case, "changes": []}))
    assert made.replay().returncode == 3
    for text in ("", "[", "[]", "{}"):
        made.case.write_text(text)
        assert made.replay().returncode == 2


def test_no_case_is_left_where_there_is_no_verdict(example: Repo) -> None:
    made = Made(example)
    assert made.case.stat().st_size > 0
    example.write("tunegate.yaml", "version: 2\n")
    example.commit("broken")
    assert made.judge("check", "--base", "HEAD") == 2
    assert made.case.read_bytes() == b""


def test_case_in_the_place_of_a_report(example: Repo) -> None:
    place = str(example.path.parent / "one.json")
    assert check(example, "--output", place, "--case", place).returncode == 2
