"""What the domain asks and the gate once believed: three harms to the pack for each row, and which finding names each.

The rows are those on derived evidence; ``P`` are those that are closed in part, with what is left and why
(docs/derived.md has the same list). None is open.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.bypass.believing import (
    ANALYSIS,
    BASE,
    DISPOSITION,
    OVERHANG,
    RECORD,
    RED_TEAM,
    RESULTS,
    RUN,
    WORDS,
    ZEROS,
    Tries,
    all_of,
    cut,
    document,
    each,
    inherited,
    kept,
    of_other_weights,
    put,
    renew,
    tagged,
    tried,
    undocumented,
    without_classes,
)
from tests.bypass.manifests import (
    Edit,
    steps,
)
from tests.bypass.wall import RAILS, TRAIN, VALUES, append, decision, remove, replace, sign_again
from tests.command import EVIDENCE
from tests.commands.imports import BASE as BASE_RUN
from tests.commands.imports import OUTCOMES, documents, import_, imported, run_file
from tests.commands.imports import TUNED as TUNED_RUN
from tests.repo import Repo
from tests.tools import ROOT

ARGUMENT, PIN = "    - --seed=0\n", "revision_of_model: 5206a32e0bd3067aef1ce90f5528ade7d866253f\n"
HARMFUL = "      - self check output\n"


def first(key: str, **more: Any) -> Edit:
    return document(RESULTS, lambda value: value[key][0].update(more))


def without(key: str, *names: str) -> Edit:
    return document(RESULTS, lambda value: [value[key][0].pop(name) for name in names])


def signed(edit: Edit) -> Edit:
    return steps(edit, sign_again)


ROWS: dict[str, Tries] = {
    "the base's safety training": each(
        *zip(
            ("inherited-property-missing", *["inherited-property-unsupported"] * 2),
            inherited("harm-training"),
            strict=True,
        )
    ),
    "its refusal patterns": each(
        ("inherited-property-missing", cut(BASE, "inherited_properties", "refusal-patterns")),
        ("inherited-property-untested", put(BASE, "inherited_properties", "refusal-patterns", tests=[])),
        ("inherited-property-untested", put(BASE, "inherited_properties", "refusal-patterns", tests=["no suite"])),
    ),
    "its architecture": each(
        ("inherited-property-missing", cut(BASE, "inherited_properties", "architecture")),
        ("artefact-stale", replace(VALUES, "--max-model-len=8192", "--max-model-len=131072")),
        ("surface-unreviewed", replace(VALUES, ARGUMENT, f"{ARGUMENT}    - --quantization=awq\n")),
        ("surface-unreviewed", replace(VALUES, ARGUMENT, f"{ARGUMENT}    - --chat-template=x.jinja\n")),
    ),
    "the provider's exclusions": each(
        *zip(
            ("inherited-property-missing", *["inherited-property-unsupported"] * 2),
            inherited("training-data-exclusions"),
            strict=True,
        )
    ),
    "which of these the fine-tune targets": each(
        ("inherited-property-untested", put(BASE, targeted_properties=[])),
        ("inherited-property-missing", put(BASE, targeted_properties=None)),
        ("inherited-property-untested", put(BASE, targeted_properties=["harm-training"])),
    ),
    "documents by reference": all_of(
        "referenced-file-mismatch",
        put(BASE, "documents", 0, reference="docs/base/README.md"),
        put(BASE, "documents", 0, reference="README.md"),
        put(BASE, "documents", 0, reference="../outside.md"),
    ),
    "they are about the pinned base": all_of(
        "base-document-of-another",
        put(BASE, "documents", 0, covers="Mistral 7B v0.1"),
        put(BASE, "documents", 0, covers=None),
        put(BASE, "documents", 2, covers="the Llama 3.1 family"),
    ),
    "a document that does not exist": each(
        ("base-model-undocumented", document(BASE, undocumented)),
        ("base-model-document-missing", cut(BASE, "documents", 0)),
        ("inherited-property-unsupported", document(BASE, undocumented)),
    ),
    "the caveat": each(
        ("inherited-property-missing", put(BASE, caveat=None)),
        ("inherited-property-untested", put(BASE, "caveat", checked_by=["nothing"])),
        ("inherited-property-untested", put(BASE, "caveat", checked_by=[])),
    ),
    "a class that is left out": all_of(
        "alignment-class-excluded",
        without_classes("injected-instructions"),
        without_classes("injected-instructions", "internal-disclosure", "indirect-harmful"),
        put(ANALYSIS, excluded_classes=[{"class": "internal-disclosure", "reason": WORDS}]),
    ),
    "controls are in place": each(
        ("control-changed", replace(RAILS, HARMFUL, "")),
        ("control-off", replace(VALUES, "guardrails:\n  enabled: true", "guardrails:\n  enabled: false")),
        ("regression-control-untested", cut(ANALYSIS, "categories", 2, "with_controls")),
    ),
    "regressions in the disposition": all_of(
        "disposition-summary-mismatch",
        signed(put(DISPOSITION, regressions=None)),
        signed(put(DISPOSITION, "regressions", 0, loss=0.01)),
        signed(put(DISPOSITION, "regressions", 0, controls=["prompts/system.md"])),
    ),
    "nothing is thinned": all_of(
        "evidence-dropped",
        document(OVERHANG, lambda value: value.update(capability_classes=value["capability_classes"][:1])),
        put(OVERHANG, "capability_classes", 0, name="something else"),
        cut(OVERHANG, "capability_classes", 1, "controls", 1),
    ),
    "the overhang in the disposition": all_of(
        "disposition-summary-mismatch",
        signed(put(DISPOSITION, overhang=None)),
        signed(put(DISPOSITION, overhang=WORDS)),
        signed(document(DISPOSITION, lambda value: value.update(overhang=value["overhang"].replace("medical, ", "")))),
    ),
    "what switches a control": each(
        ("control-off", replace(VALUES, "guardrails:\n  enabled: true", "guardrails:\n  enabled: false")),
        ("control-off", replace(VALUES, "toolProxy:\n  enabled: true", "toolProxy:\n  enabled: false")),
        ("artefact-stale", replace(VALUES, "    - prompts/escalation.md\n", "")),
    ),
    "hyperparameters": each(
        ("derived-contradicted", put(RUN, "hyperparameters", learning_rate=0.5)),
        ("run-setting-missing", put(RUN, "hyperparameters", learning_rate=None)),
        ("derived-contradicted", put(RUN, "hyperparameters", lr=0.5)),
    ),
    "compute environment": each(
        ("derived-contradicted", put(RUN, "environment", "frameworks", torch="1.0.0")),
        ("referenced-file-mismatch", put(RUN, "lock_file", digest=ZEROS)),
        ("run-not-reproducible", put(RUN, "environment", image="acme/llm-train:latest")),
    ),
    "checkpoints": each(
        ("checkpoints-unexplained", put(RUN, checkpoints=[])),
        ("checkpoints-lapsed", put(RUN, "checkpoints", 0, kept_until="2020-01-01")),
        ("checkpoints-lapsed", put(RUN, "checkpoints", 1, kept_until="2026-11-22")),
    ),
    "re-runnable": each(
        ("run-command-mismatch", put(RUN, command="echo hi")),
        ("derived-contradicted", put(RUN, seed=1)),
        ("run-not-reproducible", put(RUN, code_repository=None)),
    ),
    "the intended task": each(
        ("evaluation-below-threshold", first("task_evaluations", tuned_value=0.1)),
        ("evaluation-threshold-lowered", first("task_evaluations", threshold=0.1)),
        ("evaluation-sample-mismatch", put(RESULTS, "task_evaluations", 0, "dataset", items=4000)),
    ),
    "attacks": each(
        ("adversarial-success-unanswered", first("adversarial_tests", successes=150)),
        ("evaluation-counts-impossible", first("adversarial_tests", successes=600, attempts=1)),
        ("adversarial-success-unanswered", without("adversarial_tests", "base_attempts", "base_successes")),
    ),
    "the red team's results": each(
        ("red-team-findings-mismatch", put(RED_TEAM, findings=[])),
        ("red-team-findings-mismatch", put(RED_TEAM, "findings", 0, pattern="IN-9")),
        ("red-team-unsupported", put(RED_TEAM, raw_files=None)),
    ),
    "the red team is of this fine-tune": each(
        ("tuned-model-mismatch", put(RED_TEAM, "tested_model", digest=ZEROS)),
        ("tuned-model-mismatch", put(RED_TEAM, "tested_model", id="another:1")),
        ("red-team-before-training", put(RED_TEAM, performed_at={"from": "2020-01-01", "until": "2020-01-04"})),
    ),
    "what was reviewed is deployed": each(
        ("deployed-model-mismatch", of_other_weights),
        ("tuned-model-mismatch", put(RUN, "output", id="another:2026.10.3")),
        ("tuned-model-mismatch", put(RUN, "output", digest=ZEROS)),
    ),
    "redone each time": all_of(
        "artefact-restamped",
        steps(tagged(note="new"), renew(RUN)),
        steps(tagged(note="new"), renew(RED_TEAM), put(RED_TEAM, method=WORDS)),
        steps(tagged(note="new"), renew(RUN, RESULTS, ANALYSIS)),
    ),
    "raw outputs": each(
        ("recount-outdated", put(RESULTS, "safety_suites", 0, "raw_files", "base", 0, digest=ZEROS)),
        ("raw-file-replaced", put(RESULTS, "adversarial_tests", 0, "raw_files", 0, digest=ZEROS)),
        ("raw-file-replaced", put(RED_TEAM, "raw_files", 0, digest=ZEROS)),
        ("recount-contradicted", put(RESULTS, "safety_suites", 0, "recount", differing=1)),
        ("recount-missing", cut(RESULTS, "safety_suites", 0, "recount")),
    ),
    "the recipe": each(
        ("artefact-stale", replace(TRAIN, "warmup_steps: 12", "warmup_steps: 1200")),
        ("artefact-stale", replace(TRAIN, "weight_decay: 0.01", "weight_decay: 0.9")),
        ("surface-unreviewed", append(TRAIN, "neftune_noise_alpha: 5\n")),
    ),
    "the provider moves it": each(
        ("run-not-reproducible", put(RUN, "base_model", revision="main")),
        ("reference-floating", replace(TRAIN, PIN, "revision_of_model: main\n")),
        ("selector-unmatched", replace(TRAIN, PIN, "")),
    ),
    "controls were part of the clearance": all_of(
        "control-changed",
        steps(append("prompts/system.md", "\nAnything else, too.\n"), renew(OVERHANG)),
        steps(replace(RAILS, HARMFUL, ""), renew(OVERHANG)),
        steps(append("guardrails/prompts.yml", "  - task: other\n    content: yes\n"), renew(OVERHANG)),
    ),
    "behaviour or knowledge": all_of(
        "decision-contradictory",
        put(RECORD, behaviour_change_needed=False),
        put(RECORD, behaviour_change_needed=False, knowledge_access_needed=False),
        put(RECORD, decision="fine-tune"),
    ),
    "knowledge is the wrong reason": all_of(
        "decision-contradictory",
        put(RECORD, behaviour_change_needed=False, decision="fine-tune"),
        put(RECORD, behaviour_change_needed=False, decision="combination"),
        put(RECORD, behaviour_change_needed=False, decision="tool-use"),
    ),
    "what else was considered": all_of(
        "decision-not-weighed",
        document(RECORD, kept("fine-tune")),
        document(RECORD, kept("retrieval")),
        document(RECORD, kept("fine-tune", "retrieval")),
    ),
    "security of the choice": all_of(
        "decision-security-unanswered",
        put(RECORD, security=None),
        cut(RECORD, "security", "audit_trail"),
        cut(RECORD, "security", "update_and_deletion"),
    ),
    "burden": each(
        ("decision-security-unanswered", put(RECORD, lifecycle=None)),
        ("evidence-unreadable", put(RECORD, "lifecycle", reassessments_per_year=0)),
        ("evidence-unreadable", put(RECORD, lifecycle={})),
    ),
    "the decision fits": all_of(
        "decision-contradictory",
        *(put(RECORD, decision=what) for what in ("retrieval", "tool-use", "in-context-learning")),
    ),
    "decided before": each(
        ("decision-after-training", put(RECORD, decided_at="2026-10-21T00:00:00Z", prepared_at="2026-10-21T00:00:00Z")),
        ("decision-after-training", put(RECORD, decided_at="2026-11-10T00:00:00Z", prepared_at="2026-11-10T00:00:00Z")),
        ("artefact-before-its-content", put(RECORD, prepared_at="2026-09-01T00:00:00Z")),
    ),
}
PART = (
    "scanned for personal data",
    "scanned for what is classified",
    "agreement",
    "re-runnable",
    "raw outputs",
    "conservative handling in some contexts",
)


@pytest.mark.parametrize("row", ROWS)
def test_row(example: Repo, row: str) -> None:
    tried(example, ROWS[row])


def test_hedging_of_claims(example: Repo) -> None:
    """A class of its own, in which a loss is found as in the others, and whose tests do not go unnoticed."""
    for path, model, claimed in (("base", BASE_RUN, 2), ("tuned", TUNED_RUN, 40)):
        run_file(example.path / "runs" / f"{path}.jsonl", model, {})
        rows = "".join(
            json.dumps({"item": f"h{i}", "category": "hedging", "outcome": "complied" if i < claimed else "refused"})
            + "\n"
            for i in range(120)
        )
        append(f"runs/{path}.jsonl", rows)(example)
    assert import_(example).returncode == 0
    categories = documents(example)[1]["categories"]
    found = next(row for row in categories if row["category"] == "hedging")
    assert (found["class"], found["outcome"]) == ("hedged-claims", "regressed")
    assert "regression-unanswered" in {f.rule for f in decision(example, head="WORKTREE").findings}
    there = [row["category"] for row in documents(example)[0]["safety_suites"][1]["categories"]]
    at = there.index("hedging")
    put(RESULTS, "safety_suites", 1, "categories", at, **{"class": "indirect-harmful"})(example)
    assert "evaluation-counts-mismatch" in {f.rule for f in decision(example, head="WORKTREE").findings}
    example.commit("with hedging")
    example.git("branch", "--force", "main", "HEAD")
    example.git("checkout", "--quiet", "HEAD~1", "--", EVIDENCE)
    remove(OUTCOMES)(example)  # beside those that are there, it would be another look
    imported(example)
    assert "tests-dropped" in {f.rule for f in decision(example, head="WORKTREE").findings}


def test_what_is_left_is_said() -> None:
    """At most six rows are closed in part, and the page that users read has each with its reason."""
    page = (ROOT / "docs" / "derived.md").read_text()
    assert len(PART) <= 6
    assert [row for row in PART if f"| {row} |" not in page] == []
