"""``verify`` end to end: one commit, what has to hold for it to run, and the statement about it."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from gate import __version__
from gate.policy import evaluate, load_builtin
from gate.policy.embedded import EmbeddedEngine
from gate.values.canonical import canonical_json, digest_of
from tests.command import EVIDENCE, MODEL, NOW, fits, tunegate
from tests.commands.test_check import decide, edit, renew, rules
from tests.process.test_limits import with_policy
from tests.repo import Repo
from tests.tools import ROOT, require

GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_EVENT_NAME": "schedule",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "acme/support",
    "GITHUB_WORKFLOW_REF": "acme/support/.github/workflows/deploy.yml@refs/heads/main",
}


def verify(repo: Repo, *args: str, now: str = NOW, **more: Any) -> subprocess.CompletedProcess[str]:
    return tunegate(repo, "verify", "--now", now, *args, **more)


def decision(repo: Repo, *args: str, expect: int, **more: Any) -> dict[str, Any]:
    done = verify(repo, "--format", "json", *args, **more)
    assert done.returncode == expect, done.stdout + done.stderr
    assert done.stderr == ""
    value: dict[str, Any] = json.loads(done.stdout)
    fits("decision", value)
    assert (value["base"], value["changes"], value["triggers"]) == (None, [], [])
    return value


def found(repo: Repo, *args: str, expect: int, **more: Any) -> list[str]:
    return [row[0] for row in rules(decision(repo, *args, expect=expect, **more))]


def state(repo: Repo) -> str:
    done = tunegate(repo, "state", "--head", "HEAD", "--format", "json")
    assert done.returncode == 0, done.stderr
    return str(json.loads(done.stdout)["models"][MODEL]["digest"])


def statement(path: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(path.read_text())
    fits("statement", value)
    return value


# -- what has to hold


def test_reviewed_commit_passes(example: Repo) -> None:
    head = example.git("rev-parse", "HEAD")
    done = verify(example)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (f"PASS: the disposition covers the state of {MODEL}\n\n  verified {head[:12]} at {NOW}\n")


def test_what_is_on_disk_is_not_looked_at(example: Repo) -> None:
    edit(example, "prompts/system.md", "You", "You, always,")
    assert found(example, expect=0) == []
    assert "disposition-stale" in found(example, "--worktree", "--any-commit", expect=1)
    example.add()
    assert "disposition-stale" in found(example, "--staged", "--any-commit", expect=1)


def test_a_change_that_was_merged_past_the_check(example: Repo) -> None:
    edit(example, "prompts/system.md", "You", "You, always,")
    example.commit("merged by an administrator")
    done = verify(example)
    assert done.returncode == 1
    assert done.stdout.startswith("BLOCKED: 2 findings must be answered before this can be deployed\n\n  verified ")
    assert done.stdout.endswith(
        "Do not deploy this. Answer what is named above on the protected branch, and verify again.\n"
    )
    value = decision(example, expect=1)
    assert rules(value) == [
        ("disposition-stale", f"{EVIDENCE}/disposition.yaml", 3),
        ("artefact-stale", f"{EVIDENCE}/overhang-statement.yaml", 3),
    ]
    markdown = verify(example, "--format", "markdown").stdout
    assert f"Verified `{example.git('rev-parse', 'HEAD')[:12]}` at {NOW}." in markdown
    assert "and verify again.\n\n### Findings\n" in markdown


def test_no_evidence_at_all(example: Repo) -> None:
    example.git("rm", "-r", "--quiet", EVIDENCE)
    example.commit("gone")
    assert set(found(example, expect=1)) >= {"disposition-missing", "artefact-missing"}


def test_time_passes(example: Repo) -> None:
    assert "disposition-expired" in found(example, now="2027-06-01T00:00:00Z", expect=1)
    assert found(example, now="2027-01-15T23:59:59Z", expect=0) == []
    assert "condition-lapsed" in found(example, now="2027-01-16T00:00:00Z", expect=1)


# -- what is deployed


def test_deployed_state(example: Repo) -> None:
    digest = state(example)
    assert found(example, "--state", digest, expect=0) == []
    assert found(example, "--state", f"{MODEL}={digest}", "--model", MODEL, expect=0) == []
    other = "sha256:" + "0" * 64
    value = decision(example, "--state", other, expect=1)
    assert [row["message"] for row in value["findings"]] == [
        f"the deployed state of {MODEL} is sha256:000000000000, and the commit's is {digest[:19]}"
    ]
    assert rules(value) == [("deployed-state-mismatch", "tunegate.yaml", 4)]


# -- which commit


def outside(repo: Repo) -> str:
    """A commit on a branch that nobody reviewed, with a gate that minds little."""
    repo.git("switch", "--quiet", "-c", "feature")
    edit(repo, "tunegate.yaml", "drift_margin: 0.05", "disposition_max_days: 1000")
    return repo.commit("a weaker gate")


def test_commit_on_no_protected_branch(example: Repo) -> None:
    head, main = outside(example), example.git("rev-parse", "main")
    value = decision(example, expect=1)
    assert [(row["rule"], row["message"]) for row in value["findings"]] == [
        ("commit-untrusted", f"the commit {head[:12]} is not on the default branch, which is at {main[:12]}")
    ]
    assert value["adjustments"] == []  # by the settings of main
    junit = verify(example, "--format", "junit").stdout
    assert re.findall(r'classname="([^"]+)" name="commit-untrusted"', junit) == ["tunegate"]  # and passed by no model
    sarif = json.loads(verify(example, "--format", "sarif").stdout)
    assert sarif["runs"][0]["automationDetails"] == {"id": "tunegate-verify/"}  # takes no alert of check's away
    assert decision(example, "--head", "main", expect=0)["head"] == main
    free = decision(example, "--any-commit", expect=0)
    assert [row[0] for row in rules(free)] == ["commit-unchecked", "adjusted-by-configuration"]
    assert found(example, "--trusted", "feature", expect=0) == ["adjusted-by-configuration"]


def test_tag_is_no_branch(example: Repo) -> None:
    """A tag goes before a branch of its name in git's own reading of names."""
    head = outside(example)
    example.git("tag", "main", head)
    assert found(example, expect=1) == ["commit-untrusted"]
    done = verify(example, "--trusted", "v1")
    assert (done.returncode, "the trusted branch 'v1' is not in this clone" in done.stdout) == (3, True)


def test_default_branch_that_the_event_names(example: Repo, tmp_path: Path) -> None:
    """On GitHub a branch that is only called main does not count."""
    event = tmp_path / "event.json"
    env = {**GITHUB, "GITHUB_EVENT_PATH": str(event)}
    event.write_text('{"repository": {"default_branch": "release"}}')
    assert found(example, expect=3, env=env) == ["undecided"]
    example.git("branch", "release")
    assert found(example, expect=0, env=env) == []
    outside(example)
    assert found(example, expect=1, env=env) == ["commit-untrusted"]
    event.write_text("{}")
    value = decision(example, expect=3, env=env)
    assert [row["message"] for row in value["findings"]] == [
        "the event payload does not say which branch is the default one"
    ]
    assert found(example, "--trusted", "release", "--head", "main", expect=0, env=env) == []
    assert found(example, expect=1, env={"GITLAB_CI": "true", "CI_DEFAULT_BRANCH": "release"}) == ["commit-untrusted"]


def test_shallow_clone(example: Repo, tmp_path: Path) -> None:
    example.commit("another")
    subprocess.run(
        ["git", "clone", "--quiet", "--depth=1", "--no-single-branch", f"file://{example.path}", tmp_path / "clone"],
        env=example.env,
        check=True,
    )
    clone = Repo(tmp_path / "clone")
    assert found(clone, expect=0) == []  # the tip itself needs no history
    clone.commit("beside it")
    value = decision(clone, expect=3)
    assert "cannot be told in a shallow clone" in value["findings"][0]["message"]


# -- what is in force


def test_older_commit_is_judged_by_what_is_in_force(example: Repo) -> None:
    old = example.git("rev-parse", "HEAD")
    edit(example, "tunegate.yaml", "  drift_margin: 0.05", "  drift_margin: 0.05\n  disposition_max_days: 30")
    example.commit("dispositions hold for a month")
    value = decision(example, "--head", old, expect=1)
    assert [row[0] for row in rules(value)] == ["disposition-validity-too-long", "adjusted-by-configuration"]
    edit(example, "tunegate.yaml", "  disposition_max_days: 30\n", "")
    edit(example, "tunegate.yaml", "        - prompts/*.md\n", "        - prompts/**/*.md\n")
    example.commit("more is watched")
    assert found(example, "--head", old, expect=0) == ["configuration-superseded"]
    example.write("tunegate.yaml", "version: 1\nmodels: [\n")
    example.commit("broken")
    assert found(example, "--head", old, expect=2) == ["configuration-unreadable"]
    example.remove("tunegate.yaml")
    example.commit("gone")
    assert found(example, "--head", old, expect=2) == ["configuration-unreadable"]


def test_policies_of_the_trusted_branch_judge(example: Repo) -> None:
    old = example.git("rev-parse", "HEAD")
    with_policy(example, 'input.mode == "verify"')
    assert found(example, "--head", old, expect=1) == ["own-rule"]
    example.git("switch", "--quiet", "-c", "feature")
    with_policy(example, "input.now == null")  # the branch would let itself pass
    assert sorted(found(example, expect=1)) == ["commit-untrusted", "own-rule"]


def test_disposition_that_was_taken_back(example: Repo) -> None:
    old = example.git("rev-parse", "HEAD")
    decide(example, decision="hold")
    example.commit("an incident")
    value = decision(example, "--head", old, expect=1)
    assert [(row["rule"], row["path"], row["message"]) for row in value["findings"]] == [
        (
            "disposition-revoked",
            f"{EVIDENCE}/disposition.yaml",
            f"the decision on this state is hold since {NOW}, by {EVIDENCE}/disposition.yaml on the default branch",
        )
    ]
    example.write(f"{EVIDENCE}/disposition.yaml", "- nothing\n")
    example.commit("broken")
    assert found(example, "--head", old, expect=2) == ["evidence-unreadable"]


def test_going_on_does_not_take_an_older_state_back(example: Repo) -> None:
    """An older release may run as long as its own disposition holds."""
    old = example.git("rev-parse", "HEAD")
    edit(example, "prompts/system.md", "You", "You, always,")
    renew(example, "overhang-statement")
    decide(example, decision="hold")
    example.commit("the next one waits")
    assert found(example, "--head", old, expect=0) == []
    assert "disposition-decision" in found(example, expect=1)


def test_waivers(example: Repo) -> None:
    example.write("tunegate.yaml", (example.path / "tunegate.yaml").read_text() + WAIVER)
    edit(example, f"{EVIDENCE}/red-team-report.yaml", "disposition: accepted", "disposition: open")
    decide(example)
    example.commit("an open finding, waived")
    value = decision(example, expect=0)
    assert {row["rule"]: row["severity"] for row in value["findings"]} == {
        "red-team-finding-open": "warning",
        "waiver": "notice",
    }
    assert "red-team-finding-open" in found(example, now="2026-12-16T00:00:00Z", expect=1)


WAIVER = f"""
waivers:
  - rule: red-team-finding-open
    model: {MODEL}
    path: {EVIDENCE}/red-team-report.yaml
    owner: risk@acme.example
    reason: The vendor's correction is due in the first week of December.
    granted: 2026-11-20
    expires: 2026-12-15
"""


# -- more than one model


def two_models(repo: Repo) -> None:
    """A second model that nobody has reviewed."""
    text = (repo.path / "tunegate.yaml").read_text()
    more = "  triage:\n    surfaces: {system_prompt: [triage.md]}\n    evidence: evidence/triage\nsettings:\n"
    repo.write("tunegate.yaml", text.replace("settings:\n", more))
    repo.write("triage.md", "Sort the tickets.\n")
    repo.commit("another model")


def test_one_of_two_models(example: Repo, tmp_path: Path) -> None:
    two_models(example)
    assert "disposition-missing" in found(example, expect=1)
    out = tmp_path / "statement.json"
    assert found(example, "--model", MODEL, "--statement", str(out), expect=0) == []
    # the commit as a whole did not pass, so it is no subject
    assert [row["name"] for row in statement(out)["subject"]] == [f"model/{MODEL}"]
    verify(example, "--statement", str(out))
    assert [row["name"] for row in statement(out)["subject"]] == ["commit", f"model/{MODEL}", "model/triage"]


# -- the statement


def test_statement(example: Repo, tmp_path: Path) -> None:
    out, head = tmp_path / "statement.json", example.git("rev-parse", "HEAD")
    event = tmp_path / "event.json"
    event.write_text('{"repository": {"default_branch": "main"}}')
    env = {**GITHUB, "GITHUB_EVENT_PATH": str(event)}
    value = decision(example, "--statement", str(out), "--resource", "https://acme.example/prod", expect=0, env=env)
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
                "trusted": {"name": "main", "commit": head, "reachable": True},
                "models": [
                    {
                        "name": MODEL,
                        "state": {"sha256": digest},
                        "disposition": {"sha256": files["disposition"]},
                        "decision": "conditional",
                        "expires": "2027-05-31",
                    }
                ],
                "findings": [],
            },
        },
    }


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
        ["--statement", "a.json", "--report", "json=a.json"],
        ["--statement", "no/such/folder.json"],
    ],
)
def test_usage(example: Repo, args: list[str]) -> None:
    done = verify(example, *args)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


# -- the case


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


def test_who_approves_is_for_the_trusted_branch_to_say(example: Repo) -> None:
    """An older commit's own approvers do not count, also where the branch has dropped the model."""
    old = example.git("rev-parse", "HEAD")
    edit(example, "tunegate.yaml", "principals: [ai-committee@acme.example]", "principals: [risk@acme.example]")
    example.commit("another approver")
    assert found(example, "--head", old, expect=1) == ["disposition-unsigned", "signature-rejected"]
    edit(example, "tunegate.yaml", "  support-assistant:\n", "  assistant:\n")
    example.commit("another name")
    assert "disposition-unsigned" in found(example, "--head", old, expect=1)
