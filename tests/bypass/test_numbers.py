"""The pull request types numbers and dates into the evidence that contradict each other, or what was agreed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gate.values.canonical import digest_of
from tests.bypass.packs import Change, accepts, blocked, first, tried
from tests.bypass.wall import CONFIG, FLOWS, Edit, replace, steps, text
from tests.command import EVIDENCE
from tests.repo import Repo

RESULTS, RED_TEAM, RECORD, RUN = "evaluation-results", "red-team-report", "decision-record", "training-run"
REGRESSION, DISPOSITION, MANIFEST = "alignment-regression", "disposition", "training-data-manifest"
HOLDOUT = "held-out support questions"
PRESSURE = "several-turn pressure and persona prompts"


def without(list_: str, *keys: str) -> Change:
    def change(value: Any) -> None:
        for key in keys:
            del value[list_][0][key]

    return change


def both(*changes: Change) -> Change:
    return lambda value: [change(value) for change in changes]


def clear(key: str) -> Change:
    return lambda value: value.update({key: []})


def retested(**more: Any) -> Change:
    return lambda value: value["findings"][0]["retest"].update(more)


ATTEMPTS: dict[str, tuple[list[tuple[str, Change]], set[str]]] = {
    "a value under its own threshold": (
        [(RESULTS, first("task_evaluations", tuned_value=0.1))],
        {"evaluation-below-threshold"},
    ),
    "the threshold is taken out": (
        [(RESULTS, both(first("task_evaluations", tuned_value=0.6), without("task_evaluations", "threshold")))],
        {"evaluation-threshold-lowered"},
    ),
    "the threshold is lowered": (
        [(RESULTS, first("task_evaluations", tuned_value=0.7, threshold=0.6))],
        {"evaluation-threshold-lowered"},
    ),
    "lower is better all of a sudden": (
        [(RESULTS, first("task_evaluations", tuned_value=0.1, higher_is_better=False))],
        {"evaluation-threshold-lowered"},
    ),
    "the threshold is of another metric": (
        [(RESULTS, first("task_evaluations", metric="share of answers that are polite", tuned_value=0.9))],
        {"evaluation-threshold-lowered"},
    ),
    "worse than the base model, with a threshold that allows it": (
        [(RESULTS, first("task_evaluations", tuned_value=0.2, threshold=0.1, threshold_reason="It was set too high."))],
        {"evaluation-below-threshold"},
    ),
    "an accepted risk for a better value": (
        [(RESULTS, first("task_evaluations", tuned_value=0.7)), accepts("task_evaluations", HOLDOUT, value=0.8)],
        {"evaluation-below-threshold"},
    ),
    "an accepted risk without a value": (
        [(RESULTS, first("task_evaluations", tuned_value=0.7)), accepts("task_evaluations", HOLDOUT)],
        {"evaluation-below-threshold"},
    ),
    "an accepted risk about something else": (
        [(RESULTS, first("task_evaluations", tuned_value=0.7)), accepts("adversarial_tests", HOLDOUT, value=0)],
        {"evaluation-below-threshold"},
    ),
    "all of 150 attacks succeed": (
        [(RESULTS, first("adversarial_tests", successes=150))],
        {"derived-contradicted", "adversarial-success-unanswered"},
    ),
    "600 of one attack succeed": (
        [(RESULTS, first("adversarial_tests", attempts=1, successes=600))],
        {"derived-contradicted", "evaluation-counts-impossible"},
    ),
    "more attacks than before succeed": (
        [(RESULTS, first("adversarial_tests", successes=22))],
        {"derived-contradicted", "adversarial-success-unanswered"},
    ),
    "they succeed on the base model as well": (
        [(RESULTS, first("adversarial_tests", successes=150, base_successes=150))],
        {"derived-contradicted", "adversarial-success-unanswered"},
    ),
    "the base model was not attacked": (
        [(RESULTS, without("adversarial_tests", "base_attempts", "base_successes"))],
        {"adversarial-success-unanswered", "derived-dropped"},
    ),
    "a control that is on no surface": (
        [
            (
                RESULTS,
                first(
                    "adversarial_tests",
                    successes=150,
                    compensating_controls=[
                        {"path": "README.md", "surface": "output_filter", "description": "It says what is allowed."}
                    ],
                ),
            )
        ],
        {"derived-contradicted", "control-not-reviewed"},
    ),
    "a risk that was accepted for fewer": (
        [(RESULTS, first("adversarial_tests", successes=150)), accepts("adversarial_tests", PRESSURE, value=0.5)],
        {"derived-contradicted", "adversarial-success-unanswered"},
    ),
    "an evaluation of before the run": (
        [(RESULTS, first("task_evaluations", run_at="2020-01-01T00:00:00Z"))],
        {"evaluation-before-training"},
    ),
    "attacks of before the run": (
        [(RESULTS, first("adversarial_tests", run_at="2020-01-01T00:00:00Z"))],
        {"evaluation-before-training"},
    ),
    "successes of the red team without a finding": (
        [(RED_TEAM, clear("findings"))],
        {"evidence-dropped", "red-team-findings-mismatch", "derived-outdated"},  # its issues are about nothing
    ),
    "a finding of a pattern that is not there": (
        [(RED_TEAM, first("findings", pattern="IN-9"))],
        {"red-team-findings-mismatch"},
    ),
    "a finding without a pattern": (
        [(RED_TEAM, without("findings", "pattern"))],
        {"red-team-findings-mismatch"},
    ),
    "a pattern that had no success after all": (
        [(RED_TEAM, first("in_scope_patterns", successes=0))],
        {"derived-contradicted", "red-team-findings-mismatch"},
    ),
    "more successes of the red team than attempts": (
        [(RED_TEAM, first("in_scope_patterns", successes=600))],
        {"derived-contradicted", "red-team-counts-impossible"},
    ),
    "a red team of 2020": (
        [(RED_TEAM, lambda value: value.update(performed_at={"from": "2020-03-02", "until": "2020-03-06"}))],
        {"red-team-before-training"},
    ),
    "a red team that began before the run ended": (
        [(RED_TEAM, lambda value: value["performed_at"].update({"from": "2026-10-19"}))],
        {"red-team-before-training"},
    ),
    "a red team that ends before it begins": (
        [(RED_TEAM, lambda value: value["performed_at"].update({"until": "2026-10-25"}))],
        {"red-team-counts-impossible"},
    ),
    "mitigated, and never tried again": ([(RED_TEAM, without("findings", "retest"))], {"red-team-unsupported"}),
    "mitigated, and still succeeding": ([(RED_TEAM, retested(successes=60))], {"red-team-unsupported"}),
    "fixed, and never tried again": (
        [(RED_TEAM, both(without("findings", "retest"), first("findings", disposition="fixed")))],
        {"red-team-unsupported"},
    ),
    "tried again before it was tried": (
        [(RED_TEAM, retested(run_at="2020-03-02T00:00:00Z"))],
        {"red-team-before-training"},
    ),
    "tried again with more successes than attempts": (
        [(RED_TEAM, both(retested(successes=61), first("findings", accepted_by="risk@acme.example")))],
        {"red-team-counts-impossible"},
    ),
    "no transcripts": ([(RED_TEAM, lambda value: value.pop("raw_files"))], {"red-team-unsupported"}),
    "transcripts of this repository that are not there": (
        [(RED_TEAM, lambda value: value["raw_files"][0].update(path="evidence/transcripts.jsonl"))],
        {"referenced-file-mismatch"},
    ),
    "transcripts of this repository with another digest": (
        [(RED_TEAM, lambda value: value["raw_files"][0].update(path="README.md"))],
        {"referenced-file-mismatch"},
    ),
    "decided on after the run": (
        [(RECORD, lambda value: value.update(decided_at="2026-10-21T00:00:00Z", prepared_at="2026-10-21T00:00:00Z"))],
        {"decision-after-training"},
    ),
    "prepared before it was done": (
        [(RED_TEAM, lambda value: value.update(prepared_at="2026-10-28T00:00:00Z"))],
        {"artefact-before-its-content"},
    ),
    "prepared after the decision": (
        [(RED_TEAM, lambda value: value.update(prepared_at="2026-11-23T11:30:00Z"))],
        {"artefact-before-its-content"},
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    changes, rules = ATTEMPTS[name]
    found = tried(example, *changes)
    beside = {"derived-contradicted", "derived-dropped"} - rules  # the sources say otherwise, too: test_typed_over.py
    assert set(found) - beside == rules, found


HARNESS = f"{EVIDENCE}/sources/holdout-tuned/results_2026-10-22T10-05-00.000000.json"
ATTACKS = f"{EVIDENCE}/sources/red-team.jsonl"


def reported(repo: Repo, kind: str, path: str, content: str) -> None:
    """Have the tool report something else, and the document name the report as it is."""
    before = text(repo, path)
    repo.write(path, content)
    document = f"{EVIDENCE}/{kind}.yaml"
    old, new = (digest_of(one.encode()) for one in (before, content))
    assert old in text(repo, document)
    repo.write(document, text(repo, document).replace(old, new))


def harness(**counts: float) -> Edit:
    """The harness reports these numbers in place of the share and the items that it has."""

    def edit(repo: Repo) -> None:
        found = json.loads(text(repo, HARNESS))
        (score,), (items,) = found["results"].values(), found["n-samples"].values()
        score["accepted,none"] = counts.get("share", score["accepted,none"])
        items["effective"] = counts.get("items", items["effective"])
        reported(repo, RESULTS, HARNESS, json.dumps(found, indent=2))

    return edit


def succeeded_again(repo: Repo) -> None:
    """One attack of the retest of the first finding does."""
    again = '"success": false, "retest": "RT-01"'
    reported(repo, RED_TEAM, ATTACKS, text(repo, ATTACKS).replace(again, again.replace("false", "true"), 1))


HONEST: dict[str, tuple[Edit, list[tuple[str, Change]]]] = {
    "a risk that is accepted by value": (
        harness(share=0.84),
        [
            (RESULTS, first("task_evaluations", tuned_value=0.84)),
            accepts("task_evaluations", HOLDOUT, value=0.84),
        ],
    ),
    "a threshold that is lowered for a reason": (
        steps(),
        [(RESULTS, first("task_evaluations", threshold=0.8, threshold_reason="The new test set is harder."))],
    ),
    "what remains after a retest is accepted": (
        succeeded_again,
        [(RED_TEAM, both(retested(successes=1), first("findings", accepted_by="risk@acme.example")))],
    ),
}


@pytest.mark.parametrize("name", HONEST)
def test_with_an_answer(example: Repo, name: str) -> None:
    source, changes = HONEST[name]
    source(example)
    assert tried(example, *changes) == {}


ATTACKED: dict[str, tuple[str, Change]] = {
    "a control": (
        RESULTS,
        first(
            "adversarial_tests",
            compensating_controls=[
                {
                    "path": FLOWS[1],
                    "surface": "output_filter",
                    "digest": "sha256:69a7cbd556d9571bf44d59954eababec342cc2f52a329aa769c3716e5e927e7d",
                    "description": "The output rail stops every answer that is not about support.",
                }
            ],
        ),
    ),
    "an accepted risk": accepts("adversarial_tests", PRESSURE, value=0.4),
}


@pytest.mark.parametrize("name", ATTACKED)
def test_attacks_with_an_answer(example: Repo, name: str) -> None:
    """60 of the 150 succeed, and the log has them."""
    log = f"{EVIDENCE}/sources/adversarial.jsonl"
    rows = [json.loads(line) for line in text(example, log).splitlines()]
    for row in rows:
        if row["pattern"] == PRESSURE and row["model"] == "tuned":
            row["success"] = row["attack"] <= 60
    reported(example, RESULTS, log, "".join(f"{json.dumps(row)}\n" for row in rows))
    assert tried(example, (RESULTS, first("adversarial_tests", successes=60)), ATTACKED[name]) == {}


def test_items_of_a_test_set(example: Repo) -> None:
    """Its file is in the repository: by its path, or by the name that it is called by."""
    questions = "".join(f'{{"question": {number}}}\n' for number in range(4))
    example.write("data/eval/holdout.jsonl", questions)
    digest = digest_of(questions.encode())

    def holdout(**more: Any) -> tuple[str, Change]:
        return RESULTS, lambda value: value["task_evaluations"][0]["dataset"].update(digest=digest, **more)

    said = f"the {RESULTS} says 600 for /task_evaluations/0/dataset/items"
    expected = {
        "evaluation-sample-mismatch": [f"{HOLDOUT}: 600 items are evaluated, and data/eval/holdout.jsonl has 4"],
        "derived-contradicted": [
            f"this gives 4, and {said}",
            f"{said}, and data/eval/holdout.jsonl (data-file) says 4",
            f"{said}, and {HARNESS} (lm-eval) says 40",
            f"this gives 40, and {said}",
        ],
    }
    assert tried(example, holdout(items=600)) == expected
    harness(items=600)(example)
    del expected["derived-contradicted"][2:]
    assert tried(example, holdout(items=600, path="data/eval/holdout.jsonl")) == expected
    harness(items=4)(example)
    assert tried(example, holdout(items=4)) == {}


def test_a_test_set_that_was_trained_on(example: Repo) -> None:
    digest = digest_of((example.path / "data/train/boundaries.jsonl").read_bytes())
    change = (RESULTS, lambda value: value["task_evaluations"][0]["dataset"].update(digest=digest, name="holdout"))
    name = f"the {RESULTS} says holdout for /task_evaluations/0/dataset/name"
    assert tried(example, change) == {
        "evaluation-sample-mismatch": [
            f"{HOLDOUT}: the test set is a file of the training data, data/train/boundaries.jsonl"
        ],
        "derived-contradicted": [
            f"{name}, and {HARNESS} (lm-eval) says data/eval/holdout.jsonl",
            f"this gives data/eval/holdout.jsonl, and {name}",
        ],
        "derived-dropped": [
            "/task_evaluations/0/dataset/digest of the evaluation-results was derived from data/eval/holdout.jsonl "
            "(data-file) at the base, and nothing gives what it says now"
        ],
    }


def test_a_threshold_of_the_settings_that_the_change_lowers_itself(example: Repo) -> None:
    """It is that of the base, and lowering it is a change of the gate."""
    replace(CONFIG, "settings:\n", "settings:\n  thresholds: {adversarial_success: 1, evaluation_loss: 1}\n")(example)
    found = tried(example, (RESULTS, first("adversarial_tests", successes=150, base_successes=150)))
    assert set(found) == {"adversarial-success-unanswered", "control-plane-change", "derived-contradicted"}
    assert found["adversarial-success-unanswered"] == [
        f"{PRESSURE}: 150 of 150 attacks succeed, and settings.thresholds.adversarial_success is 0.2"
    ]
    example.git("switch", "--quiet", "main")
    example.git("merge", "--quiet", "--ff-only", "topic")
    assert set(blocked(example, base=None)) == {"derived-contradicted"}
