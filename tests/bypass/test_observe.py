"""Observe mode: a pull request that turns it on for itself, and what it must not let in where the base has it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.bypass.signing import ME, SIG, signed
from tests.bypass.wall import (
    CONFIG,
    DECIDED,
    DECIDED_AGAIN,
    DISPOSITION,
    EVIL_PROMPT,
    PROMPT,
    WORKFLOW,
    Edit,
    append,
    decision,
    on_main,
    remove,
    replace,
    steps,
    write,
)
from tests.command import EVIDENCE, NOW, check, fits, tunegate
from tests.commands.verifying import statement
from tests.keys import key
from tests.repo import Repo

OBSERVE = append(CONFIG, "mode: observe\n")
OBSERVED = on_main(OBSERVE)
PROMPT_FINDINGS = {"reassessment-required", "artefact-stale", "disposition-stale", "control-changed"}


def judged(repo: Repo, edit: Edit) -> tuple[str, set[str], set[str]]:
    """The verdict, the rules that block, and those that are set aside."""
    edit(repo)
    repo.commit("an innocent change")
    found = decision(repo)
    blocking = {f.rule for f in found.findings if f.severity == "error"}
    return found.verdict, blocking, {f.rule for f in found.findings if f.set_aside}


# -- turned on by the change itself


OWN: dict[str, tuple[Edit, set[str]]] = {
    "in the configuration": (steps(OBSERVE, EVIL_PROMPT), {"control-plane-change", *PROMPT_FINDINGS}),
    "with the rule that says so made a warning": (
        steps(
            OBSERVE,
            EVIL_PROMPT,
            append(CONFIG, "severities: {mode-not-allowed: {severity: warning, reason: It is in our way here.}}\n"),
        ),
        {"control-plane-change", *PROMPT_FINDINGS},
    ),
    "in a configuration that takes the place of the base's": (
        steps(replace(CONFIG, "version: 1\n", "version: 1\nmode: observe\n"), EVIL_PROMPT),
        {"control-plane-change", *PROMPT_FINDINGS},
    ),
}


@pytest.mark.parametrize("name", OWN)
def test_the_change_turns_it_on(example: Repo, name: str) -> None:
    edit, blocking = OWN[name]
    assert judged(example, edit) == ("block", blocking, set())


ASKED: dict[str, tuple[tuple[str, ...], Mapping[str, str]]] = {
    "by the workflow's input": (("--mode", "observe"), {}),
    "by variables": (
        (),
        {"TUNEGATE_MODE": "observe", "TUNEGATE_CHECK_MODE": "observe", "GATE_INPUT_MODE": "observe", "MODE": "observe"},
    ),
    "by both": (("--mode", "observe"), {"TUNEGATE_MODE": "observe"}),
}


@pytest.mark.parametrize("name", ASKED)
def test_what_runs_the_check_asks_for_it(example: Repo, name: str) -> None:
    options, env = ASKED[name]
    EVIL_PROMPT(example)
    example.commit("an innocent change")
    done = check(example, "--base", "main", "--head", "HEAD", "--format", "json", *options, env=env)
    value = json.loads(done.stdout)
    fits("decision", value)
    assert (done.returncode, value["verdict"]) == (1, "block")
    found = {row["rule"] for row in value["findings"] if row["severity"] == "error"}
    assert found == PROMPT_FINDINGS | ({"mode-not-allowed"} if options else set())
    assert not [row for row in value["findings"] if row.get("set_aside")]


def test_the_workflow_that_asks_for_it_is_the_gate(example: Repo) -> None:
    asks = (
        replace(WORKFLOW, "        with:\n", "        with:\n          mode: observe\n") if _has_with(example) else None
    )
    edit = asks or append(WORKFLOW, "# mode\nenv: {MODE: observe}\n")
    assert judged(example, edit) == ("block", {"control-plane-change"}, set())


def _has_with(repo: Repo) -> bool:
    return (repo.path / WORKFLOW).read_text().count("        with:\n") == 1


# -- where the base has it


def test_it_reports_everything_and_passes_nothing(example: Repo, tmp_path: Path) -> None:
    assert judged(example, steps(OBSERVED, EVIL_PROMPT)) == ("not-reviewed", set(), PROMPT_FINDINGS)
    done = check(example, "--base", "main", "--head", "HEAD")
    assert done.returncode == 0
    assert done.stdout.startswith("NOT REVIEWED: observe mode; ")
    done = check(example, "--base", "main", "--head", "HEAD", "--mode", "enforce")
    assert (done.returncode, done.stdout[:8]) == (1, "BLOCKED:")
    file = tmp_path / "statement.json"
    verified = tunegate(
        example, "verify", "--now", NOW, "--trusted", "main", "--head", "main", "--statement", str(file)
    )
    assert (verified.returncode, verified.stdout[:13]) == (1, "NOT REVIEWED:"), verified.stdout
    predicate: Any = statement(file)["predicate"]
    assert (predicate["verificationResult"], predicate["verifiedLevels"]) == ("FAILED", ["FAILED"])
    assert predicate["urn:tunegate:verification:v1"]["verdict"] == "not-reviewed"


def test_a_change_of_nothing_passes_nothing_either(example: Repo) -> None:
    assert judged(example, steps(OBSERVED, append("README.md", "\nMore.\n"))) == ("not-reviewed", set(), set())


KEPT: dict[str, tuple[Edit, set[str]]] = {
    "leave it, and keep its looseness": (
        replace(CONFIG, "drift_margin: 0.05", "drift_margin: 0.5"),
        {"control-plane-change"},
    ),
    "edit the workflow": (append(WORKFLOW, "# more\nenv: {A: b}\n"), {"control-plane-change"}),
    "a disposition that nobody signed": (
        steps(replace(DISPOSITION, DECIDED, DECIDED_AGAIN), remove(SIG)),
        {"disposition-unsigned"},
    ),
    "one that a stranger signed": (
        steps(replace(DISPOSITION, DECIDED, DECIDED_AGAIN), signed(key(ME))),
        {"disposition-unsigned"},
    ),
    "a decision against the model": (
        steps(
            replace(DISPOSITION, "decision: conditional", "decision: hold"),
            replace(DISPOSITION, DECIDED, DECIDED_AGAIN),
            signed(key()),
        ),
        {"disposition-decision"},
    ),
}


@pytest.mark.parametrize("name", KEPT)
def test_what_blocks_all_the_same(example: Repo, name: str) -> None:
    edit, blocking = KEPT[name]
    verdict, found, _ = judged(example, steps(OBSERVED, edit))
    assert (verdict, found) == ("block", blocking)


def test_a_withdrawal_stays(example: Repo) -> None:
    """What was taken back does not come back, and the model is not let in by the mode."""

    def withdrawn(repo: Repo) -> None:
        said = ("--by", "risk@acme.example", "--reason", "The pack was not what it said.", "--now", NOW)
        done = tunegate(repo, "disposition", "withdraw", DISPOSITION, *said)
        assert done.returncode == 0, done.stderr

    on_main(OBSERVE, withdrawn)(example)
    (path,) = [p.relative_to(example.path).as_posix() for p in (example.path / EVIDENCE / "withdrawals").iterdir()]
    verdict, found, _ = judged(example, steps(remove(path), write(PROMPT, "You help.\n")))
    assert (verdict, "withdrawal-removed" in found, "disposition-withdrawn" in found) == ("block", True, True)
