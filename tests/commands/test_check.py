"""The main job end to end, on the example, as a process of its own."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from gate.values.canonical import canonical_json, digest_of
from tests.command import CHANGES, EVIDENCE, MODEL, NOW, check, fits, tunegate
from tests.keys import sign
from tests.repo import Repo

STALE = {
    "training_data": [
        "alignment-regression",
        "evaluation-results",
        "red-team-report",
        "training-data-manifest",
        "training-run",
    ],
    "base_model": [
        "alignment-regression",
        "base-model-evidence",
        "evaluation-results",
        "overhang-statement",
        "training-run",
    ],
    "system_prompt": ["overhang-statement"],
}


def decision(repo: Repo, *args: str, now: str = NOW, expect: int) -> dict[str, Any]:
    done = check(repo, "--format", "json", *args, now=now)
    assert done.returncode == expect, done.stdout + done.stderr
    assert done.stderr == ""
    value: dict[str, Any] = json.loads(done.stdout)
    fits("decision", value)
    return value


def rules(value: dict[str, Any]) -> list[tuple[str, str | None, int | None]]:
    return [(row["rule"], row["path"], row["line"]) for row in value["findings"]]


def change(repo: Repo, name: str) -> None:
    repo.git("switch", "--quiet", "-C", name)
    repo.git("apply", str(CHANGES / f"{name}.patch"))
    repo.commit(name)


def edit(repo: Repo, path: str, old: str, new: str) -> None:
    file = repo.path / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def renew(repo: Repo, *kinds: str) -> None:
    """Redo the evidence: it names the revision that is pinned now, and is recorded as redone."""
    pinned = yaml.safe_load((repo.path / "configs" / "train.yaml").read_text())["revision_of_model"]
    for path in (repo.path / EVIDENCE).glob("*.yaml"):
        path.write_text(path.read_text().replace("5206a32e0bd3067aef1ce90f5528ade7d866253f", pinned))
    done = tunegate(repo, "evidence", "renew", *kinds, "--now", NOW)
    assert done.returncode == 0, done.stderr


def decide(repo: Repo, **more: str) -> None:
    given = {
        "decision": "conditional",
        "decided-by": "ai-committee@acme.example",
        "expires": "2027-10-31",
        "rationale": "Evaluated again on the new state, with the same outcome as before.",
        "now": NOW,
        **more,
    }
    done = tunegate(
        repo, "disposition", "draft", *(word for key, value in given.items() for word in (f"--{key}", value))
    )
    assert done.returncode == 0, done.stderr
    sign(repo, f"{EVIDENCE}/disposition.yaml")


# -- the three changes


def test_reviewed_repository_passes(example: Repo) -> None:
    value = decision(example, "--all-models", expect=0)
    assert (value["verdict"], value["changes"], value["triggers"], value["findings"]) == ("pass", [], [], [])
    done = check(example, "--all-models")
    assert done.stdout == (
        f"PASS: the disposition covers the state of {MODEL}\n\n"
        f"  compared {example.git('rev-parse', 'HEAD')[:12]} with WORKTREE at {NOW}\n"
    )


@pytest.mark.parametrize(
    ("name", "surface", "trigger", "row"),
    [
        (
            "relabel-data",
            "training_data",
            "re-fine-tuning",
            {
                "key": "data/train/returns-and-refunds.jsonl",
                "line": 5,
                "end_line": 5,
                "base_line": 5,
                "old": "Only if the hygiene seal is still in place. The same is true of swimwear and of mouthpieces "
                "for hydration packs.",
                "new": "Yes, underwear can be returned within 45 days like everything else.",
                "detail": "labels updated: 6 records (lines 5, 12-13, 31, 48, 64)",
            },
        ),
        (
            "base-model-revision",
            "base_model",
            "base-model-change",
            {
                "key": "configs/train.yaml#/revision_of_model",
                "old": "5206a32e0bd3067aef1ce90f5528ade7d866253f",
                "new": "0e9e39f249a16976918f6564b8830bc894c89659",
                "line": 7,
                "end_line": 7,
                "base_line": 7,
            },
        ),
        (
            "prompt-edit",
            "system_prompt",
            "deployment-layer-change",
            {
                "key": "prompts/system.md",
                "line": 14,
                "end_line": 15,
                "base_line": 14,
                "detail": "2 lines out, 2 lines in",
            },
        ),
    ],
)
def test_change_blocks_until_it_is_decided_on(
    name: str, surface: str, trigger: str, row: dict[str, Any], example: Repo
) -> None:
    change(example, name)
    value = decision(example, "--base", "main", "--head", "HEAD", expect=1)
    path = row["key"].partition("#")[0]
    (found,) = value["changes"]
    expected = {
        "model": MODEL,
        "surface": surface,
        "change": "modified",
        "path": path,
        "base_path": path,
        "old": found["old"] if surface == "system_prompt" else None,
        "new": found["new"] if surface == "system_prompt" else None,
        "detail": None,
        **row,
    }
    assert found == expected
    assert [(t["trigger"], t["changes"], t["answered_by"]) for t in value["triggers"]] == [(trigger, [0], None)]
    assert rules(value) == [
        ("reassessment-required", path, row["line"]),
        *(("artefact-stale", path, row["line"]) for _ in STALE[surface]),
        ("disposition-stale", path, row["line"]),
    ]
    whole = {"line": 3, "end_line": 3}
    assert [place for finding in value["findings"] for place in finding["related"]] == [
        {"path": f"{EVIDENCE}/disposition.yaml", "message": "the disposition, which does not cover it", **whole},
        *({"path": f"{EVIDENCE}/{kind}.yaml", "message": f"the {kind}", **whole} for kind in STALE[surface]),
        {"path": f"{EVIDENCE}/disposition.yaml", "message": "the disposition", **whole},
    ]

    renew(example, *STALE[surface])
    after = decision(example, "--base", "main", "--worktree", expect=1)
    assert {rule for rule, _, _ in rules(after)} == {
        "reassessment-required",
        "disposition-stale",
        "disposition-evidence-mismatch",
        *(["evaluation-renewed"] if "evaluation-results" in STALE[surface] else []),  # nothing was run
    }
    decide(example)
    answered = decision(example, "--base", "main", "--worktree", expect=0)
    assert [(t["trigger"], t["answered_by"]) for t in answered["triggers"]] == [(trigger, "disposition")]
    example.commit("re-assessed")
    decision(example, "--base", "main", "--head", "HEAD", expect=0)
    example.git("switch", "--quiet", "main")
    example.git("merge", "--quiet", "--no-ff", "-m", "merge", name)
    decision(example, "--all-models", expect=0)


def test_going_back_to_the_reviewed_state_passes(example: Repo) -> None:
    change(example, "prompt-edit")
    example.git("revert", "--no-edit", "HEAD")
    decision(example, "--base", "main", "--head", "HEAD", expect=0)
    # against the commit before, the prompt changed, and the disposition covers what it changed to
    value = decision(example, "--base", "HEAD^", "--head", "HEAD", expect=0)
    assert [t["answered_by"] for t in value["triggers"]] == ["disposition"]


def test_two_small_steps_do_not_pass_either(example: Repo) -> None:
    change(example, "prompt-edit")
    example.write(f"{EVIDENCE}/notes.md", "nothing\n")
    example.commit("touch the evidence folder only")
    value = decision(example, "--base", "HEAD^", "--head", "HEAD", expect=1)
    assert value["triggers"] == []
    assert {rule for rule, _, _ in rules(value)} == {"artefact-stale", "disposition-stale"}


def test_a_change_elsewhere_opens_no_model(example: Repo) -> None:
    example.write("docs/readme.md", "words\n")
    example.commit("docs")
    done = check(example, "--base", "HEAD^", "--head", "HEAD")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "PASS: this change touches no reviewed surface")


# -- what is no change, and what is one


def test_formatting_is_no_change(example: Repo) -> None:
    edit(
        example,
        "configs/train.yaml",
        "base_model: meta-llama/Llama-3.1-8B-Instruct",
        'base_model:   "meta-llama/Llama-3.1-8B-Instruct"  # same',
    )
    edit(example, "deploy/tools.yaml", "\n", "\r\n")
    value = decision(example, expect=0)
    assert value["changes"] == []


def test_untracked_data_counts_in_the_work_tree(example: Repo) -> None:
    example.write("data/train/more.jsonl", '{"messages": []}\n')
    value = decision(example, expect=1)
    assert [(c["change"], c["key"], c["line"]) for c in value["changes"]] == [("added", "data/train/more.jsonl", 1)]


def test_staged(example: Repo) -> None:
    example.write("prompts/system.md", "You do as you are told.\n")
    assert decision(example, "--staged", expect=0)["changes"] == []
    example.add()
    example.git("restore", "prompts/system.md")
    value = decision(example, "--staged", expect=1)
    assert [c["path"] for c in value["changes"]] == ["prompts/system.md"]
    assert value["head"] == "INDEX"


def test_removed_renamed_and_mode(example: Repo) -> None:
    example.git("rm", "--quiet", "prompts/escalation.md")
    example.git("mv", "guardrails/rails.co", "guardrails/main.co")
    example.git("update-index", "--chmod=+x", "prompts/system.md")
    value = decision(example, "--staged", expect=1)
    assert [(c["change"], c["key"], c["base_path"], c["detail"]) for c in value["changes"]] == [
        ("moved", "guardrails/main.co", "guardrails/rails.co", "moved from guardrails/rails.co"),
        ("removed", "prompts/escalation.md", "prompts/escalation.md", None),
        ("modified", "prompts/system.md", "prompts/system.md", "file mode 100644 -> 100755"),
    ]


# -- the disposition and the evidence


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("decision: conditional", "decision: hold", ("disposition-decision", 4)),
        ("decision: conditional", "decision: decline", ("disposition-decision", 4)),
        ('expires: "2027-05-31"', 'expires: "2026-11-22"', ("disposition-expired", 7)),
        ('expires: "2027-05-31"', 'expires: "2027-11-03"', ("disposition-validity-too-long", 7)),
        ('decided_at: "2026-11-02T09:00:00Z"', 'decided_at: "2026-11-23T12:00:01Z"', ("disposition-from-future", 6)),
        ('due: "2027-01-15"', 'due: "2026-11-22"', ("condition-lapsed", 19)),
        ("  deployment-layer-change:\n    owner: trust-and-safety@acme.example\n", "", ("trigger-owner-missing", 25)),
        ("model: support-assistant", "model: another", ("evidence-wrong-model", 2)),
    ],
)
def test_disposition_that_does_not_hold(old: str, new: str, found: tuple[str, int], example: Repo) -> None:
    edit(example, f"{EVIDENCE}/disposition.yaml", old, new)
    sign(example, f"{EVIDENCE}/disposition.yaml")
    value = decision(example, expect=1)
    assert rules(value) == [(found[0], f"{EVIDENCE}/disposition.yaml", found[1])]


def test_time_is_an_input(example: Repo) -> None:
    decision(example, "--all-models", now="2027-01-15T23:59:59Z", expect=0)
    value = decision(example, "--all-models", now="2027-06-01T00:00:00Z", expect=1)
    assert [rule for rule, _, _ in rules(value)] == ["disposition-expired", "condition-lapsed", "condition-lapsed"]


def test_evidence_that_was_edited_after_the_decision(example: Repo) -> None:
    edit(example, f"{EVIDENCE}/red-team-report.yaml", "severity: high", "severity: low")
    value = decision(example, expect=1)
    assert [rule for rule, _, _ in rules(value)] == ["disposition-evidence-mismatch"]
    assert value["findings"][0]["path"] == f"{EVIDENCE}/disposition.yaml"


def test_missing_evidence(example: Repo) -> None:
    example.remove(f"{EVIDENCE}/training-run.yaml")
    example.remove(f"{EVIDENCE}/disposition.yaml")
    assert [rule for rule, _, _ in rules(decision(example, expect=1))] == ["artefact-missing", "disposition-missing"]


def test_state_file_that_is_gone_or_forged(example: Repo) -> None:
    change(example, "prompt-edit")
    (state,) = (example.path / EVIDENCE / "states").iterdir()
    text = state.read_text()
    state.write_text(text.replace('"mode": "100644"', '"mode": "100755"'))
    forged = decision(example, expect=1)
    state.unlink()
    gone = decision(example, expect=1)
    for value in (forged, gone):
        assert {rule for rule, _, _ in rules(value)} == {
            "artefact-state-unknown",
            "disposition-state-unknown",
            "reassessment-required",
        }


@pytest.mark.parametrize(("key", "value"), [("digest", []), ("key", 1), ("format", {}), ("mode", True)])
def test_state_file_that_hashes_to_its_name_and_is_no_state(example: Repo, key: str, value: object) -> None:
    (path,) = (example.path / EVIDENCE / "states").iterdir()
    document = json.loads(path.read_text())
    document["surfaces"]["output_filter"]["elements"][0][key] = value
    digest = digest_of(canonical_json(document))
    path.with_name(f"{digest[7:]}.json").write_text(json.dumps(document))
    disposition = example.path / EVIDENCE / "disposition.yaml"
    disposition.write_text(disposition.read_text().replace(f"sha256:{path.stem}", digest))
    assert "disposition-state-unknown" in [row[0] for row in rules(decision(example, expect=1))]


def test_state_file_of_the_present_state_is_part_of_the_pack(example: Repo) -> None:
    (state,) = (example.path / EVIDENCE / "states").iterdir()
    state.unlink()
    value = decision(example, expect=1)
    assert {rule for rule, _, _ in rules(value)} == {"artefact-state-unknown", "disposition-state-unknown"}


def test_determination_of_the_owner(example: Repo) -> None:
    change(example, "prompt-edit")
    done = tunegate(example, "evidence", "new", "determination", "--trigger", "deployment-layer-change", "--now", NOW)
    assert done.returncode == 0, done.stderr
    (path,) = (example.path / EVIDENCE / "determinations").iterdir()
    assert check(example, "--base", "main").returncode == 2  # a scaffold that is not filled in
    text = path.read_text()
    text = re.sub(r"^expires:.*$", 'expires: "2026-12-31"', text, flags=re.MULTILINE)
    text = re.sub(r"^reason:.*$", "reason: The two lines say the same in other words.", text, flags=re.MULTILINE)
    path.write_text(text)
    sign(example, f"{EVIDENCE}/determinations/{path.name}")
    value = decision(example, "--base", "main", expect=0)
    assert [(t["trigger"], t["answered_by"]) for t in value["triggers"]] == [
        ("deployment-layer-change", "determination")
    ]
    # it answers this state and no other
    edit(example, "prompts/system.md", "unless it is small and harmless", "unless it is small")
    assert decision(example, "--base", "main", expect=1)["triggers"][0]["answered_by"] is None


def test_determination_for_a_trigger_that_needs_a_disposition(example: Repo) -> None:
    change(example, "relabel-data")
    tunegate(example, "evidence", "new", "determination", "--trigger", "re-fine-tuning", "--now", NOW)
    (path,) = (example.path / EVIDENCE / "determinations").iterdir()
    text = re.sub(r"^expires:.*$", 'expires: "2026-12-31"', path.read_text(), flags=re.MULTILINE)
    path.write_text(
        re.sub(r"^reason:.*$", "reason: Six labels are not worth a review, we think.", text, flags=re.MULTILINE)
    )
    sign(example, f"{EVIDENCE}/determinations/{path.name}")
    value = decision(example, "--base", "main", expect=1)
    warnings = [row["message"] for row in value["findings"] if row["severity"] == "warning"]
    assert warnings == [
        "the determination on re-fine-tuning does not count: "
        "settings do not allow a determination to answer re-fine-tuning"
    ]


# -- the control plane


def fill(repo: Repo, folder: str) -> None:
    (path,) = (repo.path / folder / "determinations").glob("*.yaml")
    text = re.sub(r"^expires:.*$", 'expires: "2026-12-31"', path.read_text(), flags=re.MULTILINE)
    path.write_text(re.sub(r"^reason:.*$", "reason: Read and found right by the owner.", text, flags=re.MULTILINE))
    sign(repo, f"{folder}/determinations/{path.name}")


def test_control_plane_change_needs_its_owner(example: Repo) -> None:
    edit(example, "tunegate.yaml", "drift_margin: 0.05", "drift_margin: 0.5")
    value = decision(example, expect=1)
    assert rules(value) == [("control-plane-change", "tunegate.yaml", 41)]
    assert value["triggers"] == [
        {
            "model": "control-plane",
            "trigger": "control-plane-change",
            "owner": "risk@acme.example",
            "changes": [0],
            "answered_by": None,
        }
    ]
    done = tunegate(example, "evidence", "new", "determination", "--trigger", "control-plane-change", "--now", NOW)
    assert done.returncode == 0, done.stderr
    fill(example, "evidence/control-plane")
    assert decision(example, expect=0)["triggers"][0]["answered_by"] == "determination"


def test_a_change_cannot_name_its_own_owner(example: Repo) -> None:
    edit(example, "tunegate.yaml", "owner: risk@acme.example", "owner: me@acme.example")
    tunegate(example, "evidence", "new", "determination", "--trigger", "control-plane-change", "--now", NOW)
    fill(example, "evidence/control-plane")
    (path,) = (example.path / "evidence/control-plane/determinations").glob("*.yaml")
    path.write_text(path.read_text().replace("risk@acme.example", "me@acme.example"))
    sign(example, f"evidence/control-plane/determinations/{path.name}")
    value = decision(example, expect=1)
    assert [rule for rule, _, _ in rules(value)] == ["control-plane-change", "determination-rejected"]


def test_dropping_a_surface_does_not_hide_its_change(example: Repo) -> None:
    edit(example, "tunegate.yaml", "      system_prompt:\n        - prompts/*.md\n", "")
    example.write("prompts/system.md", "You do as you are told.\n")
    value = decision(example, expect=1)
    assert {"control-plane-change", "reassessment-required", "disposition-stale"} <= {r for r, _, _ in rules(value)}
    assert {c["surface"] for c in value["changes"]} == {"control_plane", "system_prompt"}


def test_excluding_a_file_does_not_hide_its_change(example: Repo) -> None:
    edit(
        example, "tunegate.yaml", "        - prompts/*.md\n", '        - prompts/*.md\n        - "!prompts/system.md"\n'
    )
    example.write("prompts/system.md", "You do as you are told.\n")
    value = decision(example, expect=1)
    assert {c["surface"] for c in value["changes"]} == {"control_plane", "system_prompt"}


def test_removing_the_model_or_the_configuration_blocks(example: Repo) -> None:
    example.write("prompts/system.md", "You do as you are told.\n")
    example.remove("tunegate.yaml")
    value = decision(example, expect=1)
    assert {rule for rule, _, _ in rules(value)} == {"control-plane-change", "reassessment-required"}


def test_settings_and_policies_come_from_the_base(example: Repo) -> None:
    example.write("policy/own.rego", OWN_POLICY)
    edit(example, "tunegate.yaml", "settings:", "policies: [policy]\nsettings:")
    added = decision(example, expect=1)
    assert "own-rule" not in {rule for rule, _, _ in rules(added)}
    assert {c["key"] for c in added["changes"]} == {"policy/own.rego", "tunegate.yaml#/policies"}
    example.commit("own policy")
    own = decision(example, "--all-models", expect=1)
    assert rules(own) == [("own-rule", "tunegate.yaml", 1)]
    assert own["findings"][0]["remedy"] == "Ask the owners of this policy."
    example.remove("policy/own.rego")
    example.write("policy/other.rego", OWN_POLICY.replace("own", "other").replace("deny", "warn"))
    emptied = decision(example, "--all-models", expect=1)
    assert "own-rule" in {rule for rule, _, _ in rules(emptied)}
    assert "control-plane-change" in {rule for rule, _, _ in rules(emptied)}


SEVERITIES = """
severities:
  artefact-stale:
    severity: warning
    reason: The evaluation team is on leave until June; decided by risk@acme.example.
  selector-unmatched: {severity: error, reason: "A selector that matches nothing was forgotten."}
"""


def test_severities_of_the_configuration(example: Repo) -> None:
    """Those of the base count, every one is listed, and what makes the check a check cannot be lowered."""
    config = example.path / "tunegate.yaml"
    plain = config.read_text()
    config.write_text(plain + SEVERITIES)
    lowered_here = decision(example, expect=1)
    assert [row[0] for row in rules(lowered_here)] == ["control-plane-change"] * len(lowered_here["findings"])
    assert lowered_here["adjustments"] == []
    lines = len(plain.splitlines())
    example.commit("severities")
    edit(example, "configs/train.yaml", "learning_rate: 0.0001", "learning_rate: 0.0002")
    value = decision(example, expect=1)
    found = {row["rule"]: row["severity"] for row in value["findings"]}
    assert found == {
        "adjusted-by-configuration": "notice",
        "artefact-stale": "warning",
        "disposition-stale": "error",
        "reassessment-required": "error",
    }
    reason = "The evaluation team is on leave until June; decided by risk@acme.example."
    assert value["adjustments"] == [
        {
            "what": "severity",
            "name": "artefact-stale",
            "value": "warning",
            "reason": reason,
            "path": "tunegate.yaml",
            "line": lines + 3,
            "end_line": lines + 5,
        },
        {
            "what": "severity",
            "name": "selector-unmatched",
            "value": "error",
            "reason": "A selector that matches nothing was forgotten.",
            "path": "tunegate.yaml",
            "line": lines + 6,
            "end_line": lines + 6,
        },
    ]
    text = check(example).stdout
    assert (
        f"notice: tunegate.yaml:{lines + 3}-{lines + 5}: adjusted-by-configuration\n"
        "  a finding of artefact-stale is a warning here: The evaluation team is on leave"
    ) in text
    config.write_text(plain.replace("drift_margin: 0.05", "drift_margin: 0.02"))
    example.commit("a setting")
    (notice,) = decision(example, "--all-models", expect=1)["findings"][-1:]
    assert (notice["rule"], notice["severity"], notice["message"]) == (
        "adjusted-by-configuration",
        "notice",
        "the setting drift_margin is 0.02, which is not what the gate ships with",
    )
    example.git("reset", "--quiet", "--hard", "HEAD~1")
    config.write_text(plain + SEVERITIES.replace("artefact-stale", "disposition-stale"))
    example.commit("too far")
    value = decision(example, "--all-models", expect=1)
    rejected = [row for row in value["findings"] if row["rule"] == "severity-rejected"]
    assert [(row["message"], row["line"], row["end_line"]) for row in rejected] == [
        ("the findings of disposition-stale cannot be lowered", lines + 3, lines + 5)
    ]


WAIVER = """
waivers:
  - rule: artefact-stale
    model: support-assistant
    path: evidence/support-assistant/red-team-report.yaml
    owner: risk@acme.example
    reason: The red team is booked for the first week of December.
    granted: 2026-11-20
    expires: 2026-12-15
"""


def test_waivers(example: Repo) -> None:
    """A waiver of the base covers one rule, model and file; it is listed, and expires."""
    config = example.path / "tunegate.yaml"
    plain = config.read_text()
    config.write_text(plain + WAIVER)
    first = len(plain.splitlines()) + 3
    assert [row[0] for row in rules(decision(example, expect=1))] == ["control-plane-change"]
    example.commit("a waiver")
    change(example, "relabel-data")
    value = decision(example, expect=1)
    stale = [row for row in value["findings"] if row["rule"] == "artefact-stale"]
    words = "risk@acme.example until 2026-12-15: The red team is booked for the first week of December."
    waived = [row for row in stale if row["waived_by"]]
    assert [(row["severity"], row["waived_by"]) for row in waived] == [("warning", words)]
    assert "red-team-report" in waived[0]["message"]
    assert {row["severity"] for row in stale if not row["waived_by"]} == {"error"}
    (notice,) = [row for row in value["findings"] if row["rule"] == "waiver"]
    assert (notice["severity"], notice["path"], notice["line"], notice["message"]) == (
        "notice",
        "tunegate.yaml",
        first,
        "risk@acme.example waives artefact-stale at evidence/support-assistant/red-team-report.yaml until 2026-12-15: "
        "The red team is booked for the first week of December.",
    )
    text = check(example).stdout
    assert f"waived by {words}" in " ".join(text.split())
    later = decision(example, now="2026-12-16T00:00:00Z", expect=1)
    assert not [row for row in later["findings"] if row["waived_by"]]
    (expired,) = [row for row in later["findings"] if row["rule"] == "waiver-expired"]
    assert (expired["severity"], expired["line"]) == ("warning", first)


OWN_POLICY = """\
# METADATA
# title: A rule of the repository
# custom:
#   id: own-rule
#   severity: error
#   remedy: Ask the owners of this policy.
package tunegate.rules.own

import rego.v1

id := "own-rule"

deny contains {
	"rule": id,
	"model": name,
	"path": "tunegate.yaml",
	"line": 1,
	"end_line": 1,
	"msg": sprintf("the own policy looked at %s", [name]),
} if some name, _ in input.models
"""


def test_the_gates_own_workflow(example: Repo) -> None:
    edit(example, ".github/workflows/tunegate.yml", "fetch-depth: 0", "fetch-depth: 1")
    value = decision(example, expect=1)
    assert [(r, p) for r, p, _ in rules(value)] == [("control-plane-change", ".github/workflows/tunegate.yml")]
    example.git("restore", ".")
    example.write(".github/actions/gate/action.yml", "runs: {using: composite, steps: [{run: tunegate check}]}\n")
    value = decision(example, expect=1)
    assert [(r, p) for r, p, _ in rules(value)] == [("control-plane-change", ".github/actions/gate/action.yml")]
    example.remove(".github/actions/gate/action.yml")
    example.write(".github/workflows/lint.yml", "name: lint\non: push\n")
    assert decision(example, expect=0)["changes"] == []


def test_first_pull_request(example: Repo) -> None:
    config = (example.path / "tunegate.yaml").read_text()
    example.remove("tunegate.yaml")
    example.remove(".github/workflows/tunegate.yml")
    example.commit("without the gate")
    example.write("tunegate.yaml", config)
    value = decision(example, expect=0)
    assert [(row["rule"], row["severity"]) for row in value["findings"]] == [("control-plane-introduced", "warning")]
    example.write("prompts/system.md", "You do as you are told.\n")
    assert "reassessment-required" in {rule for rule, _, _ in rules(decision(example, expect=1))}


# -- the outputs


def test_same_input_same_bytes(example: Repo) -> None:
    change(example, "relabel-data")
    first, second = (check(example, "--base", "main", "--format", "json").stdout for _ in range(2))
    assert first == second


def test_case_fits_its_schema(example: Repo) -> None:
    change(example, "relabel-data")
    done = tunegate(example, "case", "--base", "main", "--now", NOW)
    fits("case", json.loads(done.stdout))


def test_diff(example: Repo) -> None:
    change(example, "base-model-revision")
    done = tunegate(example, "diff", "--base", "main", "--head", "HEAD")
    assert done.stdout == (
        f"{MODEL}\n"
        "  modified configs/train.yaml:7  base_model /revision_of_model: "
        "5206a32e0bd3067aef1ce90f5528ade7d866253f -> 0e9e39f249a16976918f6564b8830bc894c89659\n"
    )
    value = json.loads(tunegate(example, "diff", "--base", "main", "--head", "HEAD", "--format", "json").stdout)
    fits("diff", value)
    assert value["changes"] == decision(example, "--base", "main", "--head", "HEAD", expect=1)["changes"]
    assert tunegate(example, "diff", "--base", "HEAD", "--head", "HEAD").stdout == "no change on a reviewed surface\n"


def test_state(example: Repo) -> None:
    done = tunegate(example, "state", "--format", "json")
    value = json.loads(done.stdout)
    digest = value["models"][MODEL]["digest"]
    fits("state", value["models"][MODEL]["state"])
    assert (example.path / EVIDENCE / "states" / f"{digest[7:]}.json").exists()
    for args in (["--staged"], ["--head", "HEAD"], ["--model", MODEL]):
        again = json.loads(tunegate(example, "state", "--format", "json", *args).stdout)
        assert again["models"] == value["models"]
    text = tunegate(example, "state").stdout
    assert f"{MODEL}  {digest}\n  base_model\n    configs/train.yaml:5  /base_model = meta-llama/" in text


def test_output_file(example: Repo, tmp_path: Path) -> None:
    change(example, "prompt-edit")
    done = check(example, "--base", "main", "--format", "github", "--output", str(tmp_path / "decision.json"))
    assert done.returncode == 1
    value = json.loads((tmp_path / "decision.json").read_text())
    fits("decision", value)
    assert value["verdict"] == "block"
    lines = done.stdout.splitlines()
    assert lines[0].startswith(
        "::error file=prompts/system.md,line=14,endLine=15,title=tunegate%3A reassessment-required::system_prompt of "
    )
    commands = [line for line in lines if line.startswith("::error")]
    assert len(commands) == 3
    token = re.fullmatch(r"::stop-commands::([0-9a-f]{32})", lines[3])
    assert token
    assert lines[-1] == f"::{token[1]}::"
