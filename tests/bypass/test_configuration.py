"""The pull request edits what decides what is looked at: ``tunegate.yaml``, its policies, its workflow."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.bypass.wall import (
    CONFIG,
    DISPOSITION,
    EVIL_PROMPT,
    FLOWS,
    PROMPT,
    TOOLS,
    TRAIN,
    VALUES,
    Edit,
    Outcome,
    Row,
    append,
    attempt,
    blocked,
    changed,
    gate_changed,
    gone,
    link,
    move,
    refused,
    remove,
    replace,
    steps,
    unreviewed,
    unusable,
    with_prompt,
    write,
)
from tests.command import EVIDENCE, EXAMPLE
from tests.repo import Repo

OTHER_MODEL = """\
  other:
    surfaces:
      system_prompt:
        - prompts/*.md
    evidence: evidence/support-assistant
"""
OTHER_CONTROLS = gone(*FLOWS, "guardrails/prompts.yml", TOOLS)  # that the surface of `OTHER_MODEL` has not


def unread(folder: str) -> Iterator[Row]:
    """The rows of derived values whose source is in the example's evidence folder, once the documents are elsewhere."""
    for file in sorted((EXAMPLE / EVIDENCE).glob("*.yaml")):
        text = file.read_text()
        for row in re.finditer(rf"(?m)^  - kind: .*\n    path: {EVIDENCE}/", text):
            yield "derived-unreadable", f"{folder}/{file.name}", text.count("\n", 0, row.start()) + 1


EVERYTHING = '{path: "**", reason: it is in the way, owner: me@acme.example}'


LABELLED = ("orders", "returns", "boundaries")
SYSTEM_PROMPT = "      system_prompt:\n        - prompts/*.md\n        - deploy/values.yaml#/prompt\n"
ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    "drop the surface": (
        with_prompt(replace(CONFIG, SYSTEM_PROMPT, "")),
        changed("system_prompt", (PROMPT, 1), relied=False)
        | unreviewed(("prompts/escalation.md", 1), (PROMPT, 1), (VALUES, 37))
        | gate_changed((CONFIG, None))
        | blocked(*gone(PROMPT)),
    ),
    "drop the model": (
        steps(write(CONFIG, "version: 1\nmodels:\n" + OTHER_MODEL), EVIL_PROMPT),
        unreviewed(
            (VALUES, 6),
            (TRAIN, 5),
            ("data/train/boundaries.jsonl", 1),
            ("data/train/orders-and-deliveries.jsonl", 1),
            ("data/train/returns-and-refunds.jsonl", 1),
            ("data/train/warranty-and-care.jsonl", 1),
            ("deploy/tools.yaml", 3),
            ("guardrails/config.yml", 2),
            ("guardrails/prompts.yml", 2),
            ("guardrails/rails.co", 3),
        )
        | gate_changed((CONFIG, None), (CONFIG, 6))
        | blocked(
            ("approvers-missing", DISPOSITION, 1),
            ("artefact-stale", f"{EVIDENCE}/alignment-regression.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/base-model-evidence.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/evaluation-results.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/overhang-statement.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/red-team-report.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/training-data-manifest.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/training-run.yaml", 3),
            *OTHER_CONTROLS,
            ("control-changed", f"{EVIDENCE}/alignment-regression.yaml", 48),
            ("disposition-stale", DISPOSITION, 3),
            ("evidence-wrong-model", f"{EVIDENCE}/alignment-regression.yaml", 2),
            ("evidence-wrong-model", f"{EVIDENCE}/base-model-evidence.yaml", 2),
            ("evidence-wrong-model", f"{EVIDENCE}/decision-record.yaml", 2),
            ("evidence-wrong-model", DISPOSITION, 2),
            ("evidence-wrong-model", f"{EVIDENCE}/evaluation-results.yaml", 2),
            ("evidence-wrong-model", f"{EVIDENCE}/overhang-statement.yaml", 2),
            ("evidence-wrong-model", f"{EVIDENCE}/red-team-report.yaml", 2),
            ("evidence-wrong-model", f"{EVIDENCE}/training-data-manifest.yaml", 2),
            ("evidence-wrong-model", f"{EVIDENCE}/training-run.yaml", 2),
            ("reassessment-required", PROMPT, 1),
        ),
    ),
    "drop the configuration": (
        with_prompt(remove(CONFIG)),
        gate_changed((CONFIG, None)) | blocked(("reassessment-required", PROMPT, 1)),
    ),
    "move the configuration": (
        with_prompt(move(CONFIG, "config/tunegate.yaml")),
        gate_changed((CONFIG, None)) | blocked(("reassessment-required", PROMPT, 1)),
    ),
    "turn the configuration into a folder": (
        with_prompt(steps(remove(CONFIG), write(f"{CONFIG}/x", "x"))),
        gate_changed((CONFIG, None)) | blocked(("reassessment-required", PROMPT, 1)),
    ),
    "link to the configuration": (
        with_prompt(steps(move(CONFIG, "t2.yaml"), link(CONFIG, "t2.yaml"))),
        refused("configuration-unreadable", CONFIG, None, "the configuration has to be a regular file"),
    ),
    "empty the configuration": (with_prompt(write(CONFIG, "")), unusable(1, "the document: is not filled in")),
    "no models": (with_prompt(write(CONFIG, "version: 1\nmodels: {}\n")), unusable(2, "models: is empty")),
    "narrow a selector": (
        with_prompt(replace(CONFIG, "prompts/*.md", "prompts/esc*.md")),
        changed("system_prompt", (PROMPT, 1), relied=False)
        | unreviewed((PROMPT, 1))
        | gate_changed((CONFIG, 48))
        | blocked(*gone(PROMPT)),
    ),
    "exclude a file": (
        with_prompt(
            replace(CONFIG, "        - prompts/*.md\n", '        - prompts/*.md\n        - "!prompts/system.md"\n')
        ),
        changed("system_prompt", (PROMPT, 1), relied=False)
        | unreviewed((PROMPT, 1))
        | gate_changed((CONFIG, 49))
        | blocked(*gone(PROMPT)),
    ),
    "narrow a pointer": (
        steps(
            replace(CONFIG, "configs/train.yaml#/learning_rate", "configs/train.yaml#/logging_steps"),
            replace("configs/train.yaml", "learning_rate: 0.0001", "learning_rate: 0.1"),
        ),
        changed("training_recipe", (TRAIN, 81)) | unreviewed((TRAIN, 81)) | gate_changed((CONFIG, 22)),
    ),
    "select the same in another case": (
        with_prompt(replace(CONFIG, "prompts/*.md", "Prompts/*.md")),
        changed("system_prompt", (PROMPT, 1), relied=False)
        | unreviewed(("prompts/escalation.md", 1), (PROMPT, 1))
        | gate_changed((CONFIG, 48))
        | blocked(
            *gone(PROMPT),
            ("selector-unmatched", CONFIG, 48),
        ),
    ),
    "point the surface to a copy": (
        steps(write("reviewed/system.md", "kept\n"), replace(CONFIG, "prompts/*.md", "reviewed/*.md"), EVIL_PROMPT),
        changed("system_prompt", (PROMPT, 1), ("reviewed/system.md", 1), relied=False)
        | unreviewed(("prompts/escalation.md", 1), (PROMPT, 1))
        | gate_changed((CONFIG, 48))
        | blocked(*gone(PROMPT)),
    ),
    "move the file to another surface": (
        steps(
            replace(CONFIG, SYSTEM_PROMPT, ""),
            replace(CONFIG, "        - guardrails/**\n", "        - guardrails/**\n        - prompts/*.md\n"),
        ),
        changed("system_prompt")
        | unreviewed((VALUES, 37))
        | gate_changed((CONFIG, None), (CONFIG, 49))
        | blocked(*gone(PROMPT)),
    ),
    "rename the model": (
        with_prompt(replace(CONFIG, "  support-assistant:\n", "  renamed:\n")),
        changed("system_prompt", (PROMPT, 1))
        | gate_changed((CONFIG, None), (CONFIG, 7))
        | blocked(
            ("evidence-wrong-model", f"{EVIDENCE}/alignment-regression.yaml", 2),
            ("evidence-wrong-model", f"{EVIDENCE}/base-model-evidence.yaml", 2),
            ("evidence-wrong-model", f"{EVIDENCE}/decision-record.yaml", 2),
            ("evidence-wrong-model", DISPOSITION, 2),
            ("evidence-wrong-model", f"{EVIDENCE}/evaluation-results.yaml", 2),
            ("evidence-wrong-model", f"{EVIDENCE}/overhang-statement.yaml", 2),
            ("evidence-wrong-model", f"{EVIDENCE}/red-team-report.yaml", 2),
            ("evidence-wrong-model", f"{EVIDENCE}/training-data-manifest.yaml", 2),
            ("evidence-wrong-model", f"{EVIDENCE}/training-run.yaml", 2),
        ),
    ),
    "a second model with the evidence of the first": (
        replace(CONFIG, "settings:\n", OTHER_MODEL + "settings:\n"),
        gate_changed((CONFIG, 67))
        | blocked(
            ("approvers-missing", DISPOSITION, 1),
            ("artefact-stale", f"{EVIDENCE}/alignment-regression.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/base-model-evidence.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/evaluation-results.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/overhang-statement.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/red-team-report.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/training-data-manifest.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/training-run.yaml", 3),
            *OTHER_CONTROLS,
            ("disposition-stale", DISPOSITION, 3),
            ("evidence-wrong-model", f"{EVIDENCE}/alignment-regression.yaml", 2),
            ("evidence-wrong-model", f"{EVIDENCE}/base-model-evidence.yaml", 2),
            ("evidence-wrong-model", f"{EVIDENCE}/decision-record.yaml", 2),
            ("evidence-wrong-model", DISPOSITION, 2),
            ("evidence-wrong-model", f"{EVIDENCE}/evaluation-results.yaml", 2),
            ("evidence-wrong-model", f"{EVIDENCE}/overhang-statement.yaml", 2),
            ("evidence-wrong-model", f"{EVIDENCE}/red-team-report.yaml", 2),
            ("evidence-wrong-model", f"{EVIDENCE}/training-data-manifest.yaml", 2),
            ("evidence-wrong-model", f"{EVIDENCE}/training-run.yaml", 2),
        ),
    ),
    "move the evidence": (
        with_prompt(
            steps(move(EVIDENCE, "evidence/other"), replace(CONFIG, "evidence/support-assistant", "evidence/other"))
        ),
        gate_changed((CONFIG, 60))
        | blocked(
            ("artefact-stale", "evidence/other/overhang-statement.yaml", 3),
            ("control-changed", "evidence/other/alignment-regression.yaml", 48),
            ("derived-outdated", "evidence/other/base-model-evidence.yaml", 53),
            *unread("evidence/other"),
            *(("derived-unproven", f"{EVIDENCE}/sources/labels-{name}.csv", 1) for name in LABELLED),
            ("disposition-stale", "evidence/other/disposition.yaml", 3),
            ("drift-incomplete", "evidence/other/evaluation-results.yaml", 32),
            ("reassessment-required", PROMPT, 1),
            *(("referenced-file-mismatch", "evidence/other/base-model-evidence.yaml", line) for line in (13, 24, 30)),
            *(
                ("referenced-file-mismatch", "evidence/other/evaluation-results.yaml", line)
                for line in (27, 29, 52, 121, 134)
            ),
            ("referenced-file-mismatch", "evidence/other/red-team-report.yaml", 92),
            *(
                ("referenced-file-mismatch", "evidence/other/training-data-manifest.yaml", line)
                for line in (65, 135, 233)
            ),
            ("surface-unreviewed", "evidence/other/base/README.md", 3),
        ),
    ),
    "evidence of nowhere": (
        with_prompt(replace(CONFIG, "evidence: evidence/support", "evidence: docs/support")),
        gate_changed((CONFIG, 60))
        | blocked(
            ("artefact-missing", CONFIG, 4), ("disposition-missing", CONFIG, 4), ("reassessment-required", PROMPT, 1)
        ),
    ),
    "loosen a setting": (replace(CONFIG, "drift_margin: 0.05", "drift_margin: 0.99"), gate_changed((CONFIG, 65))),
    "loosen a threshold": (
        replace(CONFIG, "settings:\n", "settings:\n  thresholds: {adversarial_success: 1, inter_rater_agreement: 0}\n"),
        gate_changed((CONFIG, 65)),
    ),
    "allow every determination": (
        replace(CONFIG, "settings:\n", "settings:\n  determinations_allowed: [re-fine-tuning, base-model-change]\n"),
        gate_changed((CONFIG, 65)),
    ),
    "dispositions for ever": (
        replace(CONFIG, "settings:\n", "settings:\n  disposition_max_days: 1830\n"),
        gate_changed((CONFIG, 65)),
    ),
    "an owner of one's own": (replace(CONFIG, "owner: risk@", "owner: me@"), gate_changed((CONFIG, 67))),
    "no owner": (replace(CONFIG, "  owner: risk@acme.example\n", ""), gate_changed((CONFIG, None))),
    "approvers of one's own": (
        replace(CONFIG, "[ai-committee@acme.example]", "[me@acme.example]"),
        gate_changed((CONFIG, 63)),
    ),
    "recognise nothing": (append(CONFIG, f"recognise: {{exclude: [{EVERYTHING}]}}\n"), gate_changed((CONFIG, 69))),
    "control plane elsewhere": (append(CONFIG, "  evidence: docs\n"), gate_changed((CONFIG, 69))),
    "policies with dots": (
        append(CONFIG, "policies: [../policies]\n"),
        unusable(69, "'../policies' is not a folder of this repository"),
    ),
    "a second key": (append(CONFIG, "models: {}\n"), unusable(69, "the key 'models' appears twice in one mapping")),
    "two merge keys": (
        with_prompt(
            replace(CONFIG, "settings:\n", "settings:\n  <<: {drift_margin: 0.05}\n  <<: {drift_margin: 0.9}\n")
        ),
        unusable(66, "the key '<<' appears twice in one mapping"),
    ),
    "a second document": (
        with_prompt(append(CONFIG, "---\nversion: 1\n")),
        unusable(1, 'the document: [{"signing": {"repository": "acme/support"}, "version": 1... is not of type object'),
    ),
    "an unknown key": (
        with_prompt(append(CONFIG, "enabled: false\n")),
        unusable(69, "the document: unknown key 'enabled'"),
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    assert attempt(example, edit) == expected
