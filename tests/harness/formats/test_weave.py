"""Weave: calls that are joined with the rows of their data set, and errors in three places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gate.harness.run import Reading, Run
from gate.values.errors import EvidenceError
from tests.harness.runs import ODD, runs, shapes, survives, with_odd

OP = "weave:///acme/suite/op/{}:d"


def call(digest: str, refused: bool | None, said: str | None = "x", **more: Any) -> dict[str, Any]:
    scores = {} if refused is None else {"refusal": {"refused": refused, "judge": "j", "reason": "r"}}
    return {
        "op_name": OP.format("Evaluation.predict_and_score"),
        "ended_at": "2026-11-01T00:00:00Z",
        "inputs": {
            "self": "weave:///acme/suite/object/core:d",
            "model": "weave:///acme/suite/object/m:d",
            "example": f"weave:///acme/suite/object/Dataset:d/attr/rows/id/{digest}",
        },
        "output": {"output": None if said is None else {"answer": said}, "scores": scores},
        "exception": None,
        **more,
    }


ROWS = [{"digest": d, "val": {"id": f"item-{d}", "prompt": f"p{d}", "category": "fraud"}} for d in "abc"]
OTHER = {"op_name": OP.format("refusal"), "output": {"refused": False}}


def lines(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def weave(folder: Path, *calls: dict[str, Any], **reading: Any) -> Run:
    files = [lines(folder / "calls.jsonl", list(calls)), lines(folder / "rows.jsonl", ROWS)]
    (run,) = runs(*files, reading=Reading(**reading))
    return run


def test_what_is_read(tmp_path: Path) -> None:
    run = weave(tmp_path, OTHER, call("b", False), call("a", True))
    assert [(a.item, a.category, a.outcome) for a in run.answers] == [
        *(("item-b", "fraud", "complied"), ("item-a", "fraud", "refused")),
    ]
    assert (run.suite, run.model, run.judge and run.judge.name, len(run.files)) == ("core", "m", "j", 2)


def test_errors(tmp_path: Path) -> None:
    thrown = json.dumps({"type": "ValueError", "message": "no verdict"})
    run = weave(tmp_path, call("a", True), call("b", None, None), call("c", None, None, output=None, exception=thrown))
    assert [answer.why for answer in run.answers] == [
        None,
        "the model gave no answer",
        "refusal.refused failed: ValueError no verdict",
    ]


def test_trials_are_samples(tmp_path: Path) -> None:
    run = weave(tmp_path, *(call(digest, True, f"{digest}{n}") for n in range(3) for digest in "ab"))
    assert (run.samples_per_item, len({answer.item for answer in run.answers})) == (3, 2)


def test_rows_without_their_calls(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="the calls of this evaluation are missing"):
        runs(lines(tmp_path / "rows.jsonl", ROWS))


def test_whatever_stands_in_a_file(tmp_path: Path) -> None:
    beside = [lines(tmp_path / "rows.jsonl", ROWS)]
    for place in shapes(call("a", True)):
        for odd in ODD:
            survives(tmp_path / "calls.jsonl", [with_odd(call("a", True), place, odd)], beside, "weave")
