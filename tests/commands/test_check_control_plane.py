"""``check`` on a change of what decides: configuration, policies, severities, waivers, workflow."""

from __future__ import annotations

from tests.command import NOW, check, tunegate
from tests.commands.steps import change, decision, edit, fill, rules
from tests.keys import sign
from tests.repo import Repo


def test_control_plane_change_needs_its_owner(example: Repo) -> None:
    edit(example, "tunegate.yaml", "drift_margin: 0.05", "drift_margin: 0.5")
    value = decision(example, expect=1)
    assert rules(value) == [("control-plane-change", "tunegate.yaml", 65)]
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
    element: {element}
    value: {value}
    owner: risk@acme.example
    reason: The red team is booked for the first week of December.
    granted: 2026-11-20
    expires: 2026-12-15
"""


def test_waivers(example: Repo) -> None:
    """A waiver of the base covers one finding on one content; it is listed, and expires."""
    config = example.path / "tunegate.yaml"
    plain = config.read_text()
    change(example, "relabel-data")
    found = [row for row in decision(example, expect=1)["findings"] if row["rule"] == "artefact-stale"]
    (bound,) = [row["waiver"] for row in found if "red-team-report" in row["message"]]
    assert bound["element"] == "evidence/support-assistant/red-team-report.yaml"
    example.git("switch", "--quiet", "main")
    config.write_text(plain + WAIVER.format(**bound))
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
        "risk@acme.example waives artefact-stale of evidence/support-assistant/red-team-report.yaml until 2026-12-15: "
        "The red team is booked for the first week of December.",
    )
    text = check(example).stdout
    assert f"waived by {words}" in " ".join(text.split())
    later = decision(example, now="2026-12-16T00:00:00Z", expect=1)
    assert not [row for row in later["findings"] if row["waived_by"]]
    (expired,) = [row for row in later["findings"] if row["rule"] == "waiver-expired"]
    assert (expired["severity"], expired["line"]) == ("warning", first)


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
