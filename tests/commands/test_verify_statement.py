"""The statement that ``verify`` makes, and options that do not fit together."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from gate import __version__
from gate.policy import evaluate, load_builtin
from gate.policy.embedded import EmbeddedEngine
from gate.values.canonical import canonical_json, digest_of
from tests.command import EVIDENCE, MODEL, NOW, fits, tunegate
from tests.commands.steps import decide
from tests.commands.verifying import GITHUB, decision, outside, state, statement, two_models, verify
from tests.keys import COMMITTEE, REPOSITORY
from tests.repo import Repo
from tests.tools import ROOT, require

WEIGHTS = [  # of the output, and of what it is published as
    {"sha256": "5f2b8c1de0f7a94be6d1a3c58047b29ef4d6c0a1738e95b2fd41c6e7890ab3d2"},
    {"sha256": "e103794c2e62196b6b597adffec9b9a67cc03e801dadee8f08b336616b66cc80"},
]


def test_statement(example: Repo, tmp_path: Path) -> None:
    out, head = tmp_path / "statement.json", example.git("rev-parse", "HEAD")
    event = tmp_path / "event.json"
    event.write_text('{"repository": {"default_branch": "main"}}')
    env = {**GITHUB, "GITHUB_EVENT_PATH": str(event)}
    asked = ["--statement", str(out), "--resource", "https://acme.example/prod", "--environment", "prod"]
    value = decision(example, *asked, expect=0, env=env)
    digest = state(example).removeprefix("sha256:")
    at = f"git+https://github.com/acme/support@{head}"
    kinds = [
        "training-data-manifest",
        "training-run",
        "evaluation-results",
        "alignment-regression",
        "overhang-statement",
        "red-team-report",
        "base-model-evidence",
        "decision-record",
        "disposition",
    ]
    files = {kind: digest_of((example.path / EVIDENCE / f"{kind}.yaml").read_bytes())[7:] for kind in kinds}
    assert statement(out) == {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [
            {"name": "commit", "digest": {"gitCommit": head}},
            {"name": f"model/{MODEL}", "digest": {"sha256": digest}},
            *({"name": f"weights/{MODEL}", "digest": row} for row in WEIGHTS),
        ],
        "predicateType": "https://slsa.dev/verification_summary/v1",
        "predicate": {
            "verifier": {
                "id": "https://github.com/acme/support/.github/workflows/deploy.yml@refs/heads/main",
                "version": {"tunegate": __version__, "embedded": value["engine"]["version"]},
            },
            "timeVerified": NOW,
            "resourceUri": "https://acme.example/prod",
            "policy": {"uri": f"{at}#tunegate.yaml", "digest": {"sha256": load_builtin().digest[7:]}},
            "inputAttestations": [
                {"uri": f"{at}#{EVIDENCE}/{kind}.yaml", "digest": {"sha256": files[kind]}} for kind in kinds
            ],
            "verificationResult": "PASSED",
            "verifiedLevels": ["TUNEGATE_DISPOSITION_CURRENT"],
            "urn:tunegate:verification:v1": {
                "verdict": "pass",
                "exitCode": 0,
                "decision": {"sha256": digest_of(canonical_json(value))[7:]},
                "case": {"sha256": value["case"][7:]},
                "commit": head,
                "repository": REPOSITORY,
                "environment": "prod",
                "trusted": {"name": "main", "commit": head, "reachable": True},
                "models": [
                    {
                        "name": MODEL,
                        "state": {"sha256": digest},
                        "version": "llama-3.1-8b-acme-support:2026.10.2",
                        "weights": WEIGHTS,
                        "disposition": {"sha256": files["disposition"]},
                        "decision": "conditional",
                        "expires": "2027-05-31",
                        "signers": [COMMITTEE],
                        "conditions": [
                            {"id": "C-1", "owner": "ml-platform@acme.example", "due": "2027-03-31"},
                            {"id": "C-2", "owner": "product-support@acme.example", "due": "2027-01-15"},
                        ],
                    }
                ],
                "findings": [],
            },
        },
    }


def test_simple_verification_result(example: Repo, tmp_path: Path) -> None:
    out = tmp_path / "statement.json"
    assert verify(example, "--statement", str(out), "--statement-form", "svr").returncode == 0
    passed = statement(out)
    assert passed["predicateType"] == "https://in-toto.io/attestation/svr/v0.2"
    assert passed["predicate"]["properties"] == ["TUNEGATE_DISPOSITION_CURRENT"]
    (policy,) = passed["predicate"]["verifier"]["policies"]
    assert policy["digest"] == {"sha256": load_builtin().digest[7:]}
    assert passed["predicate"]["urn:tunegate:verification:v1"]["models"][0]["weights"] == WEIGHTS
    example.remove(f"{EVIDENCE}/disposition.yaml")
    example.commit("gone")
    assert verify(example, "--statement", str(out), "--statement-form", "svr").returncode == 1
    assert statement(out)["predicate"]["properties"] == []


def test_weights_that_nobody_reviewed(example: Repo, tmp_path: Path) -> None:
    out, weights = tmp_path / "statement.json", tmp_path / "model.safetensors"
    weights.write_bytes(b"others")
    done = verify(example, "--statement", str(out), "--artefact", str(weights))
    assert done.returncode == 3
    assert f"these are not the weights of {MODEL} that were reviewed" in done.stderr
    assert out.read_bytes() == b""
    done = verify(example, "--statement", str(out), "--artefact", f"other={weights}")
    assert (done.returncode, out.read_bytes()) == (2, b"")


def test_statement_of_a_failure(example: Repo, tmp_path: Path) -> None:
    out = tmp_path / "statement.json"
    assert verify(example, "--statement", str(out)).returncode == 0
    passed = statement(out)
    example.remove(f"{EVIDENCE}/disposition.yaml")
    head = example.commit("gone")
    assert verify(example, "--statement", str(out)).returncode == 1
    failed = statement(out)
    assert (passed["predicate"]["verificationResult"], failed["predicate"]["verificationResult"]) == (
        "PASSED",
        "FAILED",
    )
    assert failed["predicate"]["verifiedLevels"] == ["FAILED"]
    extension = failed["predicate"]["urn:tunegate:verification:v1"]
    assert (extension["verdict"], extension["exitCode"]) == ("block", 1)
    assert extension["findings"] == [
        {"rule": "disposition-missing", "severity": "error", "model": MODEL, "waived": False}
    ]
    (model,) = extension["models"]
    assert (model["disposition"], model["decision"], model["expires"]) == (None, None, None)

    example.write("tunegate.yaml", "version: 1\nmodels: [\n")
    head = example.commit("broken")
    assert verify(example, "--statement", str(out)).returncode == 2
    unread = statement(out)
    assert unread["subject"] == [{"name": "commit", "digest": {"gitCommit": head}}]
    assert unread["predicate"]["verificationResult"] == "FAILED"
    assert unread["predicate"]["verifier"]["id"] == "urn:tunegate:verifier:unnamed"
    assert unread["predicate"]["resourceUri"] == f"urn:tunegate:repository:unnamed@{head}"
    assert "inputAttestations" not in unread["predicate"]


def test_statement_of_an_earlier_run_does_not_stay(example: Repo, tmp_path: Path) -> None:
    out = tmp_path / "statement.json"
    assert verify(example, "--statement", str(out)).returncode == 0
    assert verify(example, "--statement", str(out), "--head", "nothing").returncode == 3
    assert out.read_bytes() == b""


def test_statement_is_not_passed_where_a_report_is_missing(example: Repo, tmp_path: Path) -> None:
    out = tmp_path / "statement.json"
    done = verify(example, "--statement", str(out), "--report", f"json={tmp_path}/no/decision.json")
    assert done.returncode == 2
    assert statement(out)["predicate"]["verificationResult"] == "FAILED"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--worktree"], "what is not committed is on no branch"),
        (["--any-commit", "--trusted", "main"], "--trusted and --any-commit exclude each other"),
        (["--model", "other"], "there is no model 'other'"),
        (["--state", "sha256:0"], "--state 'sha256:0' has no digest of a state"),
        (
            ["--state", "sha256:" + "0" * 64, "--state", "sha256:" + "1" * 64],
            f"--state names two states of {MODEL}",
        ),
    ],
)
def test_options_that_do_not_fit(example: Repo, args: list[str], message: str) -> None:
    value = decision(example, *args, expect=2)
    assert [(row["rule"], row["message"]) for row in value["findings"]] == [("usage", message)]


@pytest.mark.parametrize(
    "args",
    [
        ["--resource", "prod"],
        ["--environment", "Prod\n", "--statement", "a.json"],
        ["--artefact", "weights"],
        ["--statement", "a.json", "--report", "json=a.json"],
        ["--statement", "no/such/folder.json"],
    ],
)
def test_usage(example: Repo, args: list[str]) -> None:
    done = verify(example, *args)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_case_on_both_engines(example: Repo, tmp_path: Path) -> None:
    old = example.git("rev-parse", "HEAD")
    decide(example, decision="hold")
    two_models(example)
    example.commit("hold")
    outside(example)
    for args in (["--state", f"{MODEL}=sha256:" + "0" * 64], ["--head", old], ["--any-commit"]):
        done = tunegate(example, "case", "--verify", "--now", NOW, *args)
        assert done.returncode == 0, done.stderr
        case = json.loads(done.stdout)
        fits("case", case)
        (tmp_path / "case.json").write_text(json.dumps(case))
        answer = evaluate(EmbeddedEngine(load_builtin()), canonical_json(case))
        command = [str(require("opa")), "eval", "--format=raw", "-d", "policies", "-i", str(tmp_path / "case.json")]
        served = subprocess.run(
            [*command, "data.tunegate.result"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        by_opa = json.loads(served.stdout)
        assert sorted(by_opa["deny"], key=canonical_json) == list(answer.deny)
        assert sorted(by_opa["warn"], key=canonical_json) == list(answer.warn)
