"""The pull request edits what decides: policies of its own, and the workflow that runs the gate."""

from __future__ import annotations

import pytest

from tests.bypass.wall import (
    CONFIG,
    EVIL_PROMPT,
    OWN,
    PROMPT,
    PROMPT_CHANGED,
    WORKFLOW,
    Edit,
    Outcome,
    append,
    attempt,
    changed,
    gate_changed,
    link,
    move,
    on_main,
    remove,
    replace,
    steps,
    unreadable,
    with_prompt,
    write,
)
from tests.repo import Repo

ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    "policy of the pull request": (
        steps(write("policy/own.rego", OWN), append(CONFIG, "policies: [policy]\n"), EVIL_PROMPT),
        changed("system_prompt", (PROMPT, 1)) | gate_changed(("policy/own.rego", 1), (CONFIG, 69)),
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
