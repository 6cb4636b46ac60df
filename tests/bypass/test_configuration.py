"""The pull request edits what decides what is looked at: ``tunegate.yaml``, its policies, its workflow."""

from __future__ import annotations

import pytest

from tests.bypass.wall import (
    CONFIG,
    DISPOSITION,
    EVIL,
    PROMPT,
    TRAIN,
    WORKFLOW,
    Edit,
    Outcome,
    append,
    attempt,
    blocked,
    changed,
    gate_changed,
    link,
    move,
    on_main,
    refused,
    remove,
    replace,
    steps,
    unreadable,
    write,
)
from tests.command import EVIDENCE
from tests.repo import Repo

OWN = """\
# METADATA
# custom:
#   id: own
#   remedy: Ask the owners of this policy.
package tunegate.rules.own

import rego.v1

id := "own"

deny contains {"rule": id, "msg": "never"} if input.models.none
"""
OTHER_MODEL = """\
  other:
    surfaces:
      system_prompt:
        - prompts/*.md
    evidence: evidence/support-assistant
"""
RELATIVE = "a path is relative to the repository's root, with '/' and without '.', '..' or '//'"
EVIL_PROMPT = write(PROMPT, EVIL)
PROMPT_CHANGED = changed("system_prompt", (PROMPT, 1))


def unusable(line: int | None, said: str) -> Outcome:
    return refused("configuration-unreadable", CONFIG, line, said)


def with_prompt(edit: Edit) -> Edit:
    return steps(edit, EVIL_PROMPT)


ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    "drop the surface": (
        with_prompt(replace(CONFIG, "      system_prompt:\n        - prompts/*.md\n", "")),
        changed("system_prompt", (PROMPT, 1))
        | gate_changed((CONFIG, None))
        | blocked(
            ("control-not-reviewed", f"{EVIDENCE}/alignment-regression.yaml", 48),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 16),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 37),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 51),
        ),
    ),
    "drop the model": (
        steps(write(CONFIG, "version: 1\nmodels:\n" + OTHER_MODEL), EVIL_PROMPT),
        gate_changed((CONFIG, None), (CONFIG, 6))
        | blocked(
            ("approvers-missing", DISPOSITION, 1),
            ("artefact-stale", f"{EVIDENCE}/alignment-regression.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/base-model-evidence.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/evaluation-results.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/overhang-statement.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/red-team-report.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/training-data-manifest.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/training-run.yaml", 3),
            ("control-not-reviewed", f"{EVIDENCE}/alignment-regression.yaml", 45),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 19),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 26),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 29),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 40),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 48),
            ("control-not-reviewed", f"{EVIDENCE}/red-team-report.yaml", 61),
            ("control-not-reviewed", f"{EVIDENCE}/red-team-report.yaml", 81),
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
        changed("system_prompt", (PROMPT, 1))
        | gate_changed((CONFIG, 31))
        | blocked(
            ("control-not-reviewed", f"{EVIDENCE}/alignment-regression.yaml", 48),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 16),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 37),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 51),
        ),
    ),
    "exclude a file": (
        with_prompt(
            replace(CONFIG, "        - prompts/*.md\n", '        - prompts/*.md\n        - "!prompts/system.md"\n')
        ),
        changed("system_prompt", (PROMPT, 1))
        | gate_changed((CONFIG, 32))
        | blocked(
            ("control-not-reviewed", f"{EVIDENCE}/alignment-regression.yaml", 48),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 16),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 37),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 51),
        ),
    ),
    "narrow a pointer": (
        steps(
            replace(CONFIG, "configs/train.yaml#/learning_rate", "configs/train.yaml#/warmup_steps"),
            replace("configs/train.yaml", "learning_rate: 0.0001", "learning_rate: 0.1"),
        ),
        changed("training_recipe", (TRAIN, 81)) | gate_changed((CONFIG, 22)),
    ),
    "select the same in another case": (
        with_prompt(replace(CONFIG, "prompts/*.md", "Prompts/*.md")),
        changed("system_prompt", (PROMPT, 1))
        | gate_changed((CONFIG, 31))
        | blocked(
            ("control-not-reviewed", f"{EVIDENCE}/alignment-regression.yaml", 48),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 16),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 37),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 51),
            ("selector-unmatched", CONFIG, 31),
            ("surface-empty", CONFIG, 4),
        ),
    ),
    "point the surface to a copy": (
        steps(write("reviewed/system.md", "kept\n"), replace(CONFIG, "prompts/*.md", "reviewed/*.md"), EVIL_PROMPT),
        changed("system_prompt", (PROMPT, 1), ("reviewed/system.md", 1))
        | gate_changed((CONFIG, 31))
        | blocked(
            ("control-not-reviewed", f"{EVIDENCE}/alignment-regression.yaml", 48),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 16),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 37),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 51),
        ),
    ),
    "move the file to another surface": (
        steps(
            replace(CONFIG, "      system_prompt:\n        - prompts/*.md\n", ""),
            replace(CONFIG, "        - guardrails/**\n", "        - guardrails/**\n        - prompts/*.md\n"),
        ),
        changed("system_prompt")
        | gate_changed((CONFIG, None), (CONFIG, 32))
        | blocked(
            ("control-not-reviewed", f"{EVIDENCE}/alignment-regression.yaml", 48),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 16),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 37),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 51),
        ),
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
        gate_changed((CONFIG, 43))
        | blocked(
            ("approvers-missing", DISPOSITION, 1),
            ("artefact-stale", f"{EVIDENCE}/alignment-regression.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/base-model-evidence.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/evaluation-results.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/overhang-statement.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/red-team-report.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/training-data-manifest.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/training-run.yaml", 3),
            ("control-not-reviewed", f"{EVIDENCE}/alignment-regression.yaml", 45),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 19),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 26),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 29),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 40),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 48),
            ("control-not-reviewed", f"{EVIDENCE}/red-team-report.yaml", 61),
            ("control-not-reviewed", f"{EVIDENCE}/red-team-report.yaml", 81),
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
        gate_changed((CONFIG, 36))
        | blocked(
            ("artefact-stale", "evidence/other/overhang-statement.yaml", 3),
            ("disposition-stale", "evidence/other/disposition.yaml", 3),
            ("drift-incomplete", "evidence/other/evaluation-results.yaml", 32),
            ("reassessment-required", PROMPT, 1),
            ("referenced-file-mismatch", "evidence/other/evaluation-results.yaml", 52),
        ),
    ),
    "evidence of nowhere": (
        with_prompt(replace(CONFIG, "evidence: evidence/support", "evidence: docs/support")),
        gate_changed((CONFIG, 36))
        | blocked(
            ("artefact-missing", CONFIG, 4), ("disposition-missing", CONFIG, 4), ("reassessment-required", PROMPT, 1)
        ),
    ),
    "loosen a setting": (replace(CONFIG, "drift_margin: 0.05", "drift_margin: 0.99"), gate_changed((CONFIG, 41))),
    "allow every determination": (
        replace(CONFIG, "settings:\n", "settings:\n  determinations_allowed: [re-fine-tuning, base-model-change]\n"),
        gate_changed((CONFIG, 41)),
    ),
    "dispositions for ever": (
        replace(CONFIG, "settings:\n", "settings:\n  disposition_max_days: 1830\n"),
        gate_changed((CONFIG, 41)),
    ),
    "an owner of one's own": (replace(CONFIG, "owner: risk@", "owner: me@"), gate_changed((CONFIG, 43))),
    "no owner": (replace(CONFIG, "  owner: risk@acme.example\n", ""), gate_changed((CONFIG, None))),
    "approvers of one's own": (
        replace(CONFIG, "[ai-committee@acme.example]", "[me@acme.example]"),
        gate_changed((CONFIG, 39)),
    ),
    "recognise nothing": (append(CONFIG, 'recognise: {exclude: ["**"]}\n'), gate_changed((CONFIG, 45))),
    "control plane elsewhere": (append(CONFIG, "  evidence: docs\n"), gate_changed((CONFIG, 45))),
    "selector with dots": (
        replace(CONFIG, "prompts/*.md", "prompts/../x/*.md"),
        unusable(
            31,
            "'prompts/../x/*.md' is not a selector: " + RELATIVE,
        ),
    ),
    "absolute selector": (
        replace(CONFIG, "prompts/*.md", "/prompts/*.md"),
        unusable(
            31,
            "'/prompts/*.md' is not a selector: " + RELATIVE,
        ),
    ),
    "selector with a backslash": (
        replace(CONFIG, "prompts/*.md", "prompts\\\\*.md"),
        unusable(
            31,
            "'prompts\\\\\\\\*.md' is not a selector: " + RELATIVE,
        ),
    ),
    "selector with an escaped NUL": (
        with_prompt(replace(CONFIG, "prompts/*.md", '"prompts/%00*.md"')),
        changed("system_prompt", (PROMPT, 1))
        | gate_changed((CONFIG, 31))
        | blocked(
            ("control-not-reviewed", f"{EVIDENCE}/alignment-regression.yaml", 48),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 16),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 37),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 51),
            ("selector-unmatched", CONFIG, 31),
            ("surface-empty", CONFIG, 4),
        ),
    ),
    "selector with a NUL": (
        with_prompt(replace(CONFIG, "prompts/*.md", '"prompts/\\0*.md"')),
        unusable(31, "'prompts/\\x00*.md' is not a selector: no path has a NUL in it"),
    ),
    "selector that never ends": (
        with_prompt(replace(CONFIG, "prompts/*.md", "'" + "*" * 40 + "[!x]'")),
        changed("system_prompt", (PROMPT, 1), (CONFIG, 31))
        | gate_changed((CONFIG, 31))
        | blocked(
            ("control-not-reviewed", f"{EVIDENCE}/alignment-regression.yaml", 48),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 16),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 37),
            ("control-not-reviewed", f"{EVIDENCE}/overhang-statement.yaml", 51),
        ),
    ),
    "evidence with dots": (
        replace(CONFIG, "evidence: evidence/", "evidence: evidence/../"),
        unusable(36, "'evidence/../support-assistant' is not a folder of this repository"),
    ),
    "policies with dots": (
        append(CONFIG, "policies: [../policies]\n"),
        unusable(45, "'../policies' is not a folder of this repository"),
    ),
    "a second key": (append(CONFIG, "models: {}\n"), unusable(45, "the key 'models' stands twice in one mapping")),
    "two merge keys": (
        with_prompt(
            replace(CONFIG, "settings:\n", "settings:\n  <<: {drift_margin: 0.05}\n  <<: {drift_margin: 0.9}\n")
        ),
        unusable(42, "the key '<<' stands twice in one mapping"),
    ),
    "a second document": (
        with_prompt(append(CONFIG, "---\nversion: 1\n")),
        unusable(1, 'the document: [{"signing": {"repository": "acme/support"}, "version": 1... is not of type object'),
    ),
    "an unknown key": (
        with_prompt(append(CONFIG, "enabled: false\n")),
        unusable(45, "the document: unknown key 'enabled'"),
    ),
    "policy of the pull request": (
        steps(write("policy/own.rego", OWN), append(CONFIG, "policies: [policy]\n"), EVIL_PROMPT),
        changed("system_prompt", (PROMPT, 1)) | gate_changed(("policy/own.rego", 1), (CONFIG, 45)),
    ),
    "a folder called policies": (
        with_prompt(write("policies/main.rego", 'package tunegate\n\nresult := {"verdict": "pass"}\n')),
        PROMPT_CHANGED,
    ),
    "empty the policies": (
        steps(
            on_main(steps(write("policy/own.rego", OWN), append(CONFIG, "policies: [policy]\n"))),
            remove("policy/own.rego"),
            write("policy/README.md", "x"),
        ),
        gate_changed(("policy/README.md", 1), ("policy/own.rego", None)),
    ),
    "weaken a policy": (
        steps(
            on_main(steps(write("policy/own.rego", OWN), append(CONFIG, "policies: [policy]\n"))),
            write("policy/own.rego", OWN.replace("deny contains", "warn contains")),
        ),
        gate_changed(("policy/own.rego", 11)),
    ),
    "a policy's executable bit": (
        steps(
            on_main(steps(write("policy/own.rego", OWN), append(CONFIG, "policies: [policy]\n"))),
            write("policy/own.rego", OWN, executable=True),
        ),
        gate_changed(("policy/own.rego", 1)),
    ),
    "link the policy": (
        steps(
            on_main(steps(write("policy/own.rego", OWN), append(CONFIG, "policies: [policy]\n"))),
            write("elsewhere/own.rego", OWN),
            link("policy/own.rego", "../elsewhere/own.rego"),
        ),
        unreadable(
            "policy/own.rego",
            1,
            "the symbolic link leads to elsewhere/own.rego, which no selector of this model covers",
        ),
    ),
    "break a policy": (
        steps(
            on_main(steps(write("policy/own.rego", OWN), append(CONFIG, "policies: [policy]\n"))),
            write("policy/own.rego", "package x\nthis is no Rego\n"),
            EVIL_PROMPT,
        ),
        changed("system_prompt", (PROMPT, 1)) | gate_changed(("policy/own.rego", 1)),
    ),
    "take the gate out of the workflow": (
        with_prompt(replace(WORKFLOW, "acme/tunegate@", "acme/other@")),
        changed("system_prompt", (PROMPT, 1)) | gate_changed((WORKFLOW, 29)),
    ),
    "let the workflow go on after an error": (
        replace(WORKFLOW, "        id: gate\n", "        id: gate\n        continue-on-error: true\n"),
        gate_changed((WORKFLOW, 31)),
    ),
    "name the base in the workflow": (
        replace(WORKFLOW, "        id: gate\n", "        id: gate\n        with: {base: HEAD}\n"),
        gate_changed((WORKFLOW, 31)),
    ),
    "delete the workflow": (
        with_prompt(remove(WORKFLOW)),
        changed("system_prompt", (PROMPT, 1)) | gate_changed((WORKFLOW, None)),
    ),
    "move the workflow": (move(WORKFLOW, ".github/tunegate.yml"), gate_changed((WORKFLOW, None))),
    "a second workflow of that name": (
        write(
            ".github/workflows/z.yml", "name: tunegate\non: pull_request\njobs: {tunegate: {steps: [{run: true}]}}\n"
        ),
        gate_changed((".github/workflows/z.yml", 1)),
    ),
    "a workflow whose name is a pattern": (
        write(".github/workflows/[z].yml", "jobs: {tunegate: {steps: [{run: true}]}}\n"),
        gate_changed((".github/workflows/[z].yml", 1)),
    ),
    "a workflow whose name has a number sign": (
        write(".github/workflows/z#1.yml", "jobs: {tunegate: {steps: [{run: true}]}}\n"),
        gate_changed((".github/workflows/z#1.yml", 1)),
    ),
    "a workflow whose name has a backslash": (
        write(".github/workflows/z\\1.yml", "jobs: {tunegate: {steps: [{run: true}]}}\n"),
        gate_changed((".github/workflows/z\\1.yml", 1)),
    ),
    "a script of the action that runs the gate": (
        steps(
            on_main(
                steps(
                    write(".github/actions/gate/action.yml", "runs: {steps: [{run: ./run.sh tunegate}]}\n"),
                    write(".github/actions/gate/run.sh", "tunegate check\n"),
                )
            ),
            write(".github/actions/gate/run.sh", "tunegate check || true\n"),
        ),
        gate_changed((".github/actions/gate/run.sh", 1)),
    ),
    "a watched path": (
        steps(
            on_main(append(CONFIG, "  paths: [.gitattributes]\n")),
            write(".gitattributes", "guardrails export-ignore\n"),
        ),
        gate_changed((".gitattributes", 1)),
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    assert attempt(example, edit) == expected
