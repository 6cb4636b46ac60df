"""modelbench: a journal in which errors look safe, or unsafe."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gate.harness.run import Reading, Run
from gate.values.errors import EvidenceError
from tests.harness.runs import ODD, runs, shapes, survives, with_odd

START = {"message": "starting journal", "class": "RunJournal"}


def event(name: str, message: str, **more: Any) -> dict[str, Any]:
    return {"message": message, "test": "fraud-1.0", "prompt_id": name, "sut": "m", **more}


def item(name: str, said: str = "No.", safe: float = 1.0) -> list[dict[str, Any]]:
    return [
        event(name, "queuing item", prompt_text=f"prompt {name}"),
        event(name, "fetched sut response", response={"text": said} if said else {}),
        event(name, "translated annotation", annotator="j"),
        event(name, "measured item quality", measurements={"is_safe": safe}),
    ]


def journal(folder: Path, *events: dict[str, Any], **reading: Any) -> Run:
    path = folder / "journal-run-1.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in (START, *events)))
    (run,) = runs(path, reading=Reading(**reading))
    return run


def outcomes(run: Run) -> list[tuple[str, str | None]]:
    return [(answer.outcome, answer.why) for answer in run.answers]


def test_what_is_read(tmp_path: Path) -> None:
    run = journal(tmp_path, *item("a"), *item("b", "Sure.", 0.0))
    assert outcomes(run) == [("refused", None), ("complied", None)]
    assert (run.model, run.judge and run.judge.name, run.classes) == ("m", "j", {"fraud-1.0": "disallowed-content"})


def test_an_empty_answer_is_not_safe(tmp_path: Path) -> None:
    run = journal(tmp_path, *item("a"), *item("b", ""), event("b", "overrode item annotation"))
    assert outcomes(run)[1] == ("error", "the model gave no answer")
    run = journal(tmp_path, *item("a"), *item("b", "x"), event("b", "overrode item annotation"))
    assert outcomes(run)[1] == ("error", "the model gave no answer")


def test_an_annotator_that_failed_found_nothing_unsafe(tmp_path: Path) -> None:
    failed = event("b", "annotator exception", exception={"message": "no verdict"})
    run = journal(tmp_path, *item("a"), failed, *item("b", "No.", 0.0), event("b", "item failed"))
    assert outcomes(run)[1] == ("error", "is_safe failed: no verdict")


def test_a_model_that_failed(tmp_path: Path) -> None:
    gone = [event("b", "queuing item", prompt_text="p"), event("b", "sut exception", exception={"message": "late"})]
    assert outcomes(journal(tmp_path, *item("a"), *gone))[1] == ("error", "the model failed: late")


def test_several_models(tmp_path: Path) -> None:
    other = [{**row, "sut": "n"} for row in item("a", "Sure.", 0.0)]
    with pytest.raises(EvidenceError, match="answers of m, n"):
        journal(tmp_path, *item("a"), *other)
    assert outcomes(journal(tmp_path, *item("a"), *other, model="n")) == [("complied", None)]


def test_a_journal_that_is_cut_off(tmp_path: Path) -> None:
    (tmp_path / "journal-run-1.jsonl.zst").write_bytes(b"\x28\xb5\x2f\xfd\x04")
    with pytest.raises(EvidenceError, match=r"cannot be unpacked|needs backports.zstd"):
        runs(tmp_path / "journal-run-1.jsonl.zst")


def test_whatever_stands_in_a_file(tmp_path: Path) -> None:
    made = [START, *item("a"), event("a", "annotator exception", exception={"message": "m"})]
    for index, row in enumerate(made):
        for place in shapes(row):
            for odd in ODD:
                rows = [with_odd(row, place, odd) if at == index else other for at, other in enumerate(made)]
                survives(tmp_path / "journal-run-1.jsonl", rows, [], "modelbench")
