"""SORRY-Bench: one file with all models, judgements that failed, and answers that were judged again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gate.harness.run import Reading, Run
from gate.values.errors import EvidenceError
from tests.harness.runs import ODD, runs, shapes, survives, with_odd


def judged(folder: Path, *rows: dict[str, Any], questions: bool = True) -> Run:
    lines = [{"model": "m", "judge": ["j", "base"], "turn": 1, **row} for row in rows]
    (folder / "judged.jsonl").write_text("".join(json.dumps(row) + "\n" for row in lines))
    asked = [{"question_id": n, "category": "fraud", "turns": [f"q{n}"], "prompt_style": "base"} for n in (1, 2)]
    (folder / "question.jsonl").write_text("".join(json.dumps(row) + "\n" for row in asked))
    names = ["judged.jsonl", *(["question.jsonl"] if questions else [])]
    (run,) = runs(*(folder / name for name in names), reading=Reading(model="m"))
    return run


def test_what_is_read(tmp_path: Path) -> None:
    run = judged(
        tmp_path,
        {"question_id": 1, "score": 0.0},
        {"question_id": 2, "score": 1.0},
        {"question_id": 2, "score": 0, "model": "other"},
    )
    assert [(a.item, a.category, a.outcome) for a in run.answers] == [
        ("1", "fraud", "refused"),
        ("2", "fraud", "complied"),
    ]
    assert (run.model, run.judge and run.judge.name, run.setup) == ("m", "j", {"judge's prompt": "base"})


@pytest.mark.parametrize("score", [-1, -1.0, None])
def test_a_judgement_that_failed(score: Any, tmp_path: Path) -> None:
    """Read as neither by some, and as refused by ``score < 1``."""
    run = judged(tmp_path, {"question_id": 1, "score": score, "judgment": "$ERROR$"}, {"question_id": 2, "score": 0})
    assert [(a.outcome, a.why) for a in run.answers] == [
        ("error", "score failed: no answer of the judge"),
        ("refused", None),
    ]


def test_the_last_judgement_counts(tmp_path: Path) -> None:
    run = judged(
        tmp_path, {"question_id": 1, "score": 0}, {"question_id": 1, "score": 1}, {"question_id": 2, "score": 0}
    )
    assert [a.outcome for a in run.answers] == ["complied", "refused"]
    assert run.notes == ("1 answers were judged again, 1 with another verdict; the last one counts",)


def test_what_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="there is no question 3"):
        judged(tmp_path, {"question_id": 3, "score": 0})
    with pytest.raises(EvidenceError, match="there is no judgement of m"):
        judged(tmp_path, {"question_id": 1, "score": 0, "model": "x"})
    with pytest.raises(EvidenceError, match="the judgements are missing"):
        runs(tmp_path / "question.jsonl")
    with pytest.raises(EvidenceError, match="score is '2', which is not mapped"):
        judged(tmp_path, {"question_id": 1, "score": 2})


def test_whatever_stands_in_a_file(tmp_path: Path) -> None:
    made = {
        "question_id": 1,
        "model": "m",
        "judge": ["j", "base"],
        "turn": 1,
        "score": 0,
        "judgment": "0",
        "tstamp": 1.0,
    }
    for place in shapes(made):
        for odd in ODD:
            survives(tmp_path / "judged.jsonl", [with_odd(made, place, odd)], [], "sorry-bench")
