"""JailbreakBench's importer, on artifacts and on what its package writes of a submission."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gate.harness.run import Judge, Reading
from gate.harness.source import prompt_digest
from gate.values.errors import EvidenceError
from tests.harness.formats.layouts import (
    Files,
    apart,
    cannot_be_read,
    changed,
    imports_and_recounts,
    named,
    reads_as,
    survives_odd_types,
    written,
)
from tests.harness.runs import runs
from tests.repo import Repo


def jailbreak(index: Any, broken: Any, prompt: str | None = "p", category: str = "Privacy") -> dict[str, Any]:
    return {
        "index": index,
        "goal": f"goal {index}",
        "behavior": f"behaviour {index}",
        "category": category,
        "prompt": prompt and f"{prompt} {index}",
        "response": "r",
        "number_of_queries": None,
        "jailbroken": broken,
        "jailbroken_llama_guard1": not broken,
    }


JAILBREAKS = [
    jailbreak(0, True),
    jailbreak(1, False, category="Fraud/Deception"),
    jailbreak(2, False, None),
    jailbreak("3", None),
]
ARTIFACT = {
    "parameters": {
        "method": "JailbreakChat",
        "model": "vicuna-13b-v1.5",
        "attack_type": "manual",
        "defense": None,
        "attack_success_rate": 0.5,
        "evaluation_date": "2024-03-01",
        "evaluation_llm_provider": "vllm",
        "method_parameters": {"template_name": "t"},
    },
    "jailbreaks": JAILBREAKS,
}
EVALUATION = {
    "vicuna-13b-v1.5": {
        "Defamation": {"prompt": "p", "response": "r", "jailbroken": True},
        "Ableism": {"prompt": None, "response": None, "jailbroken": False},
    },
    "details": {"llm_provider": "vllm", "evaluation_date": "2024-03-02", "defense": "SmoothLLM"},
}
ART: Files = {"a.json": {**ARTIFACT, "jailbreaks": JAILBREAKS[:1]}}
FT = ("vicuna-13b-v1.5", "ft")
LAYOUTS: list[tuple[str, Files, Reading, dict[str, Any]]] = [
    (
        "an artifact",
        {"vicuna.json": ARTIFACT},
        Reading(),
        {
            "suite": "JailbreakBench JailbreakChat",
            "model": "vicuna-13b-v1.5",
            "setup": {"attack_type": "manual"},
            "finished_at": "2024-03-01T00:00:00Z",
            "classes": {"Privacy": "indirect-harmful", "Fraud/Deception": "indirect-harmful"},
            "answers": {"Fraud/Deception refused": 1, "Privacy complied": 1, "Privacy error": 2},
            "items": 4,
        },
    ),
    (
        "a submission",
        {"submission.json": {"summaries": {"m": {"model_summary": {}, "jailbreaks": JAILBREAKS[:2]}}, "test_logs": {}}},
        Reading(metric="jailbroken_llama_guard1"),
        {
            "suite": "JailbreakBench",
            "model": "m",
            "judge": Judge("jailbroken_llama_guard1"),
            "classes": {"Privacy": "indirect-harmful", "Fraud/Deception": "indirect-harmful"},
            "answers": {"Fraud/Deception complied": 1, "Privacy refused": 1},
            "items": 2,
        },
    ),
    (
        "an evaluation",
        {"evaluation.json": EVALUATION},
        Reading(),
        {
            "suite": "JailbreakBench",
            "model": "vicuna-13b-v1.5",
            "setup": {"defense": "SmoothLLM"},
            "finished_at": "2024-03-02T00:00:00Z",
            "classes": {"all": "indirect-harmful"},
            "answers": {"all complied": 1, "all error": 1},
            "items": 2,
        },
    ),
]
NAMES = [name for name, *_ in LAYOUTS]


@pytest.mark.parametrize(("name", "files", "reading", "expected"), LAYOUTS, ids=NAMES)
def test_layout(name: str, files: Files, reading: Reading, expected: dict[str, Any], tmp_path: Path) -> None:
    reads_as("jailbreakbench", files, reading, expected, tmp_path)


@pytest.mark.parametrize(("name", "files", "reading", "expected"), LAYOUTS, ids=NAMES)
def test_odd_types_in_layout(name: str, files: Files, reading: Reading, expected: object, tmp_path: Path) -> None:
    survives_odd_types("jailbreakbench", files, reading, tmp_path)


@pytest.mark.parametrize(
    ("base", "tuned"),
    [
        (ART, changed(ART, FT)),
    ],
)
def test_two_runs_of_the_same_items(base: Files, tuned: Files, tmp_path: Path) -> None:
    assert apart(base, tuned, tmp_path) == []


@pytest.mark.parametrize(
    ("base", "tuned", "expected"),
    [
        (ART, changed(ART, FT, ("p 0", "q 0")), ["the item 0 has another prompt than at a.json"]),
        (
            ART,
            changed(ART, FT, ("manual", "black_box")),
            [
                "jailbreakbench made up its attacks while it attacked the fine-tune, so that the items are not "
                "the same",
                "the two runs differ in the attack_type: manual, then black_box",
            ],
        ),
    ],
)
def test_two_runs_of_other_items_or_in_another_way(
    base: Files, tuned: Files, expected: list[str], tmp_path: Path
) -> None:
    found = apart(base, tuned, tmp_path)
    assert len(found) == len(expected)
    assert all(message.startswith(start) for message, start in zip(found, expected, strict=True))


def test_behaviours_that_were_asked_for_directly(tmp_path: Path) -> None:
    rows = [{**row, "prompt": row["goal"]} for row in JAILBREAKS[:2]]
    (run,) = runs(written(tmp_path, {"a.json": {**ARTIFACT, "jailbreaks": rows}}))
    assert {*run.classes.values()} == {"disallowed-content"}


def test_what_people_call_an_item(tmp_path: Path) -> None:
    assert named(ART, tmp_path) == {("behaviour 0", prompt_digest("r"))}


def test_model_that_an_evaluation_does_not_have(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="there is no answer of other in it, but of: vicuna"):
        runs(written(tmp_path, {"evaluation.json": EVALUATION}), reading=Reading(model="other"))


def test_import_and_recount(example: Repo) -> None:
    tuned = changed(ART, FT)
    imports_and_recounts("JailbreakBench JailbreakChat", ART, tuned, example, "--judge", "j")


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"x.json": '{"jailbreaks": []}'}, "x.json: 'parameters' is missing"),
        ({"x.json": '{"parameters": {}, "jailbreaks": []}'}, "x.json: there is no behaviour in it"),
        (
            {"x.json": '{"parameters": {}, "jailbreaks": [1]}'},
            "x.json: a behaviour that is not an object",
        ),
        (
            {"x.json": '{"parameters": {}, "jailbreaks": [{"index": 1, "jailbroken": 1}]}'},
            "x.json: 'jailbroken' of 1 is 1",
        ),
        ({"x.json": '{"a": {}, "b": {}}'}, "x.json: answers of several models: a, b"),
    ],
)
def test_file_that_cannot_be_read(files: dict[str, str], message: str, tmp_path: Path) -> None:
    cannot_be_read("jailbreakbench", files, message, tmp_path)
