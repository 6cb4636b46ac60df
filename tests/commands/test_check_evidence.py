"""``check`` on the disposition and the evidence: what does not hold, and what a determination answers."""

from __future__ import annotations

import json
import re

import pytest

from gate.values.canonical import canonical_json, digest_of
from tests.command import EVIDENCE, NOW, check, tunegate
from tests.commands.steps import change, decision, edit, rules
from tests.keys import sign
from tests.repo import Repo


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
    text = (example.path / EVIDENCE / "disposition.yaml").read_text()
    example.write(f"{EVIDENCE}/disposition.yaml", text.replace("2026-11-02T09:00:00Z", "2026-11-02T09:00:01Z"))
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
    assert [(rule, path) for rule, path, _ in rules(value)] == [
        ("disposition-evidence-mismatch", f"{EVIDENCE}/disposition.yaml"),
        ("derived-contradicted", f"{EVIDENCE}/red-team-report.yaml"),
        ("derived-contradicted", f"{EVIDENCE}/sources/issues.json"),  # the tracker has the severity
    ]


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
            "control-changed",
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
