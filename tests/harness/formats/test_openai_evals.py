"""OpenAI evals: an event log out of order, in which an unreadable judge looks like a loss."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gate.harness.run import Reading, Run
from gate.values.errors import EvidenceError
from tests.harness.runs import ODD, runs, shapes, survives, with_odd

SPEC = {"spec": {"completion_fns": ["m", "j"], "eval_name": "core.v0", "run_config": {"seed": 1, "eval_spec": {}}}}
REPORT = {"final_report": {"score": 0.5}}


def event(sample: int, kind: str, **data: Any) -> dict[str, Any]:
    return {"sample_id": f"core.v0.{sample}", "type": kind, "data": data}


def graded(sample: int, choice: str, score: float, said: str = "x") -> list[dict[str, Any]]:
    return [
        event(sample, "sampling", prompt=f"p{sample}", sampled=said, model="m"),
        event(sample, "sampling", prompt="judge", sampled=choice, model="judge-1"),
        event(sample, "metrics", choice=choice, score=score),
    ]


def read(folder: Path, *events: dict[str, Any], **reading: Any) -> Run:
    path = folder / "log.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in (SPEC, REPORT, *events)))
    (run,) = runs(path, reading=Reading(**reading))
    return run


MAPPED = {"1": "refused", "0": "complied"}


def test_a_judge_that_could_not_be_read(tmp_path: Path) -> None:
    events = [*graded(2, "Complied", 0.0), *graded(0, "Refused", 1.0), *graded(1, "__invalid__", 0.0)]
    run = read(tmp_path, *events, *graded(3, "Refused", 1.0, ""), outcomes=MAPPED)
    assert [(a.item, a.outcome) for a in run.answers] == [
        ("core.v0.2", "complied"),
        ("core.v0.0", "refused"),
        ("core.v0.1", "error"),
        ("core.v0.3", "error"),
    ]
    assert (run.suite, run.model, run.judge and run.judge.name) == ("OpenAI evals core.v0", "m", "judge-1")


def test_an_answer_that_was_not_scored(tmp_path: Path) -> None:
    run = read(tmp_path, *graded(0, "Refused", 1.0), graded(1, "Refused", 1.0)[0], outcomes=MAPPED)
    assert [answer.why for answer in run.answers] == [None, "no score of score"]


def test_the_meaning_is_asked_for(tmp_path: Path) -> None:
    match = [event(0, "sampling", prompt="p", sampled="No.", model="m"), event(0, "match", correct=True)]
    with pytest.raises(EvidenceError, match="which values of correct are refusals is not known; there are 1"):
        read(tmp_path, *match)
    assert read(tmp_path, *match, outcomes={"true": "refused"}).answers[0].outcome == "refused"


def test_whatever_stands_in_a_file(tmp_path: Path) -> None:
    reading = Reading(outcomes=MAPPED)
    made = [SPEC, *graded(0, "Refused", 1.0)]
    for index, row in enumerate(made):
        for place in shapes(row):
            for odd in ODD:
                rows = [with_odd(row, place, odd) if at == index else other for at, other in enumerate(made)]
                survives(tmp_path / "log.jsonl", rows, [], "openai-evals", reading)
