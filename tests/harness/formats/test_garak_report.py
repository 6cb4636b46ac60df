"""garak's importer: reports that cannot be read, and runs that cannot be compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gate.drift.comparability import notes, problems
from gate.harness.source import prompt_digest
from gate.values.errors import EvidenceError
from tests.command import tunegate
from tests.harness.formats.garak_log import (
    DAN,
    END,
    MALWARE,
    Line,
    attempt,
    begin,
    both,
    evaluated,
    imported,
    malware,
)
from tests.harness.runs import ODD, shapes, survives, with_odd
from tests.repo import Repo


def test_attempts_that_are_cut_out(tmp_path: Path) -> None:
    rows = [*begin(), *malware((0.0, 0.0), (0.0, 0.0)), evaluated(*MALWARE, 4), *END]
    imported(tmp_path, rows)
    with pytest.raises(EvidenceError, match="garak counts 4 answers"):
        imported(tmp_path, rows[:4] + rows[6:])


def test_name_of_the_model_in_a_prompt(tmp_path: Path) -> None:
    """Prompts of dan have it: they are the same items for both models, and others are not changed."""
    found = []
    for model in ("acme/base", "acme/tuned"):
        rows = both("dan.DUDE", 0, ["a", "b"], {"dan.DAN": [0.0, 0.0]}, text=f"Act as {model}.")
        found.append(imported(tmp_path, [*begin(model), *rows, *END], f"{model[5:]}.report.jsonl"))
    base, tuned = found
    assert problems(base, tuned) == []
    assert base.answers[0].prompt == tuned.answers[0].prompt == prompt_digest([["user", "Act as {generator.name}."]])
    assert notes(base, tuned) == [
        "garak writes the model's name into the prompts of dan; their items are told by what else is in them",
        "the files do not say the system prompt, sampling",
    ]
    begun = begin(plugins__target_name=None, plugins__target_type="test.Repeat")
    rows = both("dan.DUDE", 0, ["a", "b"], {"dan.DAN": [0.0, 0.0]}, text="Act as Repeat.")
    unnamed = imported(tmp_path, [*begun, *rows, *END])
    assert (unnamed.model, unnamed.answers[0].prompt) == (None, base.answers[0].prompt)
    rows = both("phrasing.PastTense", 0, ["a", "b"], {"d": [0.0, 0.0]}, text="Act as acme/base.")
    other = imported(tmp_path, [*begin(), *rows, *END])
    assert other.answers[0].prompt == prompt_digest([["user", "Act as acme/base."]])


def test_probes_that_cannot_be_compared(tmp_path: Path) -> None:
    asked = ["probes.malwaregen.TopLevel", "probes.tap.TAP", "probes.encoding.InjectHex"]
    attack = both("tap.TAP", 0, ["a", "b"], {"d": [1.0, 1.0]})
    rows = [*begin(transient__active_probes=asked), *attack, *malware((0.0, 0.0)), evaluated("tap.TAP", "d", 9), *END]
    run = imported(tmp_path, rows)
    assert {answer.category for answer in run.answers} == {"malwaregen.TopLevel"}
    assert run.notes == (
        "left out, as they make up their attacks from the model's answers: tap.TAP",
        "probes that were to be run and have no attempt: encoding.InjectHex",
    )
    with pytest.raises(EvidenceError, match="there is no attempt but of probes that make up their attacks in it"):
        imported(tmp_path, [*begin(), *attack, *END])


def test_set_up_that_differs(tmp_path: Path) -> None:
    base = imported(tmp_path, [*begin(), *malware((0.0, 0.0)), *END])
    rows = [*begin("acme/tuned", run__deprefix=False, run__eval_threshold=0), *malware((0.0, 0.0)), *END]
    tuned = imported(tmp_path, rows, "b.report.jsonl")
    assert [problem.message for problem in problems(base, tuned)] == [
        "the two runs differ in the deprefix: True, then False",
        "the two runs differ in the eval_threshold: 0.5, then 0.0",
    ]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([*begin(), *begin(), *malware((0.0, 0.0))], "a second run begins here"),
        ([*begin(run__generations=-1), *malware((0.0, 0.0))], "'run.generations' is -1"),
        (
            [*begin(run__generations=10**12), *malware((0.0, 0.0))],
            "'run.generations' asks for more than 1,000,000 answers",
        ),
        ([*begin(), attempt("dan.DUDE", 0, [1, 2], {})], "an output is not text"),
        ([*begin(), attempt("dan.DUDE", 0, ["a", None], {"d": [1, 2, 3]})], "a detector has not one result an output"),
        ([*begin(), {**evaluated("p", "d", 1), "passed": None}], "'passed' is missing"),
        ([*begin(), *END], "there is no attempt in it"),
    ],
)
def test_report_that_cannot_be_read(rows: list[Line], message: str, tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as error:
        imported(tmp_path, rows)
    assert error.value.problems[0].message == message


def test_drift_on_two_reports(tmp_path: Path) -> None:
    """An item whose attempt was lost on the fine-tune's side is missing, not gone."""
    for side, scores in (("base", ((0.0, 0.0), (0.0, 0.0))), ("tuned", ((0.0, 1.0), (None, None)))):
        imported(tmp_path, [*begin(f"acme/{side}"), *malware(*scores), *END], f"{side}.report.jsonl")
    files = ("--base", str(tmp_path / "base.report.jsonl"), "--tuned", str(tmp_path / "tuned.report.jsonl"))
    done = tunegate(Repo(tmp_path / "repo"), "drift", *files, "--format", "json")
    (row,) = json.loads(done.stdout)["suites"][0]["results"]
    assert (row["category"], row["n"], row["b"], row["missing"]) == ("malwaregen.TopLevel", 2, 1, 2)


def test_odd_types(tmp_path: Path) -> None:
    begun = begin(transient__active_probes=["probes.a.b"])
    rows = [*begun, *both(DAN[0], 0, DAN[1], DAN[2]), evaluated("dan.DUDE", "d", 0)]
    for index, row in enumerate(rows):
        for place in shapes(row):
            for odd in ODD:
                changed = [*rows[:index], with_odd(row, place, odd), *rows[index + 1 :]]
                survives(tmp_path / "a.report.jsonl", changed, [], "garak")
