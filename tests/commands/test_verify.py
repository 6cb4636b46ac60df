"""``verify`` end to end: one commit, and what has to hold for it to run."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from tests.command import EVIDENCE, MODEL, NOW
from tests.commands.steps import decide, edit, renew, rules
from tests.commands.verifying import GITHUB, decision, found, outside, state, statement, two_models, verify
from tests.process.test_limits import with_policy
from tests.repo import Repo

# -- what has to hold


def test_reviewed_commit_passes(example: Repo) -> None:
    head = example.git("rev-parse", "HEAD")
    done = verify(example)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(
        f"PASS: the disposition covers the state of {MODEL}\n\n  verified {head[:12]} at {NOW}\n"
    )


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
    assert done.stdout.startswith("BLOCKED: 3 problems to resolve before this can be deployed\n\n  verified ")
    assert done.stdout.endswith(
        "Do not deploy this. Answer what is named above on the protected branch, and verify again.\n"
    )
    value = decision(example, expect=1)
    assert rules(value) == [
        ("control-changed", f"{EVIDENCE}/alignment-regression.yaml", 48),
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


def test_refs_that_only_look_like_a_branch(example: Repo) -> None:
    """git itself takes each of them where the branch is not there."""
    head = outside(example)
    for ref in (
        "refs/tags/refs/remotes/origin/stable",
        "refs/tags/refs/heads/stable",
        "refs/stable",
        "refs/tags/stable",
    ):
        example.git("update-ref", ref, head)
    for name in ("stable", "refs/heads/stable", "refs/remotes/origin/stable", "stable~0", "@{0}"):
        done = verify(example, "--trusted", name)
        assert (done.returncode, f"the trusted branch {name!r} is not in this clone" in done.stdout) == (3, True)


def test_name_of_two_branches(example: Repo) -> None:
    head = outside(example)
    example.git("update-ref", "refs/remotes/origin/main", "main")
    example.git("update-ref", "refs/heads/origin/main", head)
    done = verify(example, "--trusted", "origin/main")
    said = "the trusted branch 'origin/main' can be refs/remotes/origin/main or refs/heads/origin/main"
    assert (done.returncode, said in " ".join(done.stdout.split())) == (3, True), done.stdout
    assert found(example, "--trusted", "refs/remotes/origin/main", expect=1) == ["commit-untrusted"]


def test_branch_as_the_remote_has_it(example: Repo) -> None:
    """One's own copy of it, with commits that nobody reviewed, does not count."""
    main = example.git("rev-parse", "main")
    outside(example)
    for remote in ("origin", "upstream"):
        example.git("update-ref", f"refs/remotes/{remote}/release/1", main)
        example.git("branch", "--force", "release/1", "feature")
        assert found(example, "--trusted", "release/1", expect=1) == ["commit-untrusted"]
        example.git("update-ref", "-d", f"refs/remotes/{remote}/release/1")


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


def test_waivers(example: Repo, tmp_path: Path) -> None:
    edit(example, f"{EVIDENCE}/red-team-report.yaml", "disposition: accepted", "disposition: open")
    decide(example)
    example.commit("an open finding")
    (row,) = decision(example, expect=1)["findings"]
    assert (row["rule"], row["waiver"]["element"].partition("#")[0]) == ("red-team-finding-open", RED_TEAM)
    example.write("tunegate.yaml", (example.path / "tunegate.yaml").read_text() + WAIVER.format(**row["waiver"]))
    example.commit("waived")
    value = decision(example, expect=0)
    assert {row["rule"]: row["severity"] for row in value["findings"]} == {
        "red-team-finding-open": "warning",
        "waiver": "notice",
    }
    done = verify(example, "--statement", str(tmp_path / "statement.json"))
    assert done.stdout.startswith(f"PASS: waivers cover 1 finding about {MODEL}\n")
    said = json.loads((tmp_path / "statement.json").read_text())["predicate"]
    assert (said["verificationResult"], said["verifiedLevels"]) == ("PASSED", ["TUNEGATE_FINDINGS_WAIVED"])
    assert "red-team-finding-open" in found(example, now="2026-12-16T00:00:00Z", expect=1)


RED_TEAM = f"{EVIDENCE}/red-team-report.yaml"
WAIVER = f"""
waivers:
  - rule: red-team-finding-open
    model: {MODEL}
    element: {{element}}
    value: {{value}}
    owner: risk@acme.example
    reason: The vendor's correction is due in the first week of December.
    granted: 2026-11-20
    expires: 2026-12-15
"""


def test_who_approves_is_for_the_trusted_branch_to_say(example: Repo) -> None:
    """An older commit's own approvers do not count, also where the branch has dropped the model."""
    old = example.git("rev-parse", "HEAD")
    edit(example, "tunegate.yaml", "principals: [ai-committee@acme.example]", "principals: [risk@acme.example]")
    example.commit("another approver")
    assert found(example, "--head", old, expect=1) == ["disposition-unsigned", "signature-rejected"]
    edit(example, "tunegate.yaml", "  support-assistant:\n", "  assistant:\n")
    example.commit("another name")
    assert "disposition-unsigned" in found(example, "--head", old, expect=1)


# -- more than one model


def test_one_of_two_models(example: Repo, tmp_path: Path) -> None:
    two_models(example)
    assert "disposition-missing" in found(example, expect=1)
    out = tmp_path / "statement.json"
    assert found(example, "--model", MODEL, "--statement", str(out), expect=0) == []
    weights = [f"weights/{MODEL}"] * 2  # the run's output, and what it is published as
    # the commit as a whole did not pass, so it is no subject
    assert [row["name"] for row in statement(out)["subject"]] == [f"model/{MODEL}", *weights]
    verify(example, "--statement", str(out))
    assert [row["name"] for row in statement(out)["subject"]] == ["commit", f"model/{MODEL}", *weights, "model/triage"]
