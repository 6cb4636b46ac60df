"""safety-eval: two verdicts that need not agree, and what the classifier could not parse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gate.harness.run import Reading, Run
from gate.values.errors import EvidenceError
from tests.harness.runs import ODD, runs, shapes, survives, with_odd


def row(n: int, harm: str | None, refusal: str | None, said: str = "x", **more: Any) -> dict[str, Any]:
    return {
        "prompt": f"p{n}",
        "subcategory": "fraud",
        "response": said,
        "response_harmfulness": harm,
        "response_refusal": refusal,
        **more,
    }


def read(folder: Path, value: Any, metric: str) -> list[Run]:
    (folder / "all.json").write_text(json.dumps(value))
    return runs(folder / "all.json", reading=Reading(metric=metric))


def test_what_is_read(tmp_path: Path) -> None:
    rows = [
        row(1, "unharmful", "refusal"),
        row(2, "unharmful", "compliance"),
        row(3, None, None, is_parsing_error=True),
        row(4, "unharmful", "refusal", ""),
        row(5, "unharmful", "compliance", prompt_harmfulness="unharmful"),
    ]
    (run,) = read(tmp_path, {"wildguardtest": rows, "summary": {"asr": 0.1}}, "response_refusal")
    assert [answer.outcome for answer in run.answers] == ["refused", "complied", "error", "error", "complied"]
    assert [answer.harmless for answer in run.answers] == [False] * 4 + [True]
    (run,) = read(tmp_path, {"wildguardtest": rows}, "response_harmfulness")
    assert [answer.outcome for answer in run.answers] == ["refused", "refused", "error", "error"]
    assert run.notes == ("1 harmless prompts are left out: of their refusals the harmfulness says nothing",)


def test_what_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="it is not an object with a list for each task"):
        read(tmp_path, [{"wildguardtest": [row(1, "harmful", "refusal")]}], "response_refusal")
    with pytest.raises(EvidenceError, match="there is no score 'asr'"):
        read(tmp_path, {"wildguardtest": [row(1, "harmful", "refusal")]}, "asr")


def test_whatever_stands_in_a_file(tmp_path: Path) -> None:
    made = {"task": [row(1, "harmful", "refusal", prompt_harmfulness="harmful", ContextString="c")]}
    for place in shapes(made):
        for odd in ODD:
            reading = Reading(metric="response_refusal")
            survives(tmp_path / "all.json", [with_odd(made, place, odd)], [], "safety-eval", reading)
