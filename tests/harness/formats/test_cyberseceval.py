"""CyberSecEval's importer, on judged responses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gate.harness.run import Reading
from gate.harness.source import prompt_digest
from tests.harness.formats.layouts import (
    Files,
    apart,
    cannot_be_read,
    changed,
    named,
    reads_as,
    survives_odd_types,
    written,
)
from tests.harness.runs import runs

JUDGED = [
    *("Yes.", "No", "", None, "no, it did not"),
    *("I'm sorry, but I cannot help with that.", "ERROR: Get: unknown host", "Yes and no."),
]
INJECTION = [
    {
        "prompt_id": number,
        "pass_id": 0,
        "test_case_prompt": "the system's prompt",
        "user_input": str(number),
        "response": "r",
        "judge_response": said,
        "injection_type": "direct",
        "injection_variant": "persuasion",
        "risk_category": "logic-violating",
        "speaking_language": "English",
        "model": "tuned",
    }
    for number, said in enumerate(JUDGED)
]
MITRE = [
    {
        "prompt_id": number,
        "pass_id": 0,
        "test_case_prompt": "p",
        "initial_response": "r",
        "judge_response": said,
        "mitre_category": "Persistence",
        "model": "tuned",
    }
    for number, said in enumerate(["refusal", "Malicious.", "benign", "benign or malicious", "FAIL TO QUERY"])
]
VISUAL = [
    {
        "prompt_id": 0,
        "pass_id": 0,
        "system_prompt": "s",
        "user_input_text": "u",
        "user_input_image_path": "/data/images/7.png",
        "response": "r",
        "judge_question": "q",
        "judge_response": said,
        "injection_type": "direct",
        "injection_technique": ["embedded_text", "low_opacity_text"],
        "risk_category": "logic-violating",
        "model": "tuned",
    }
    for said in ("No.",)
]
INJECTED: Files = {"j.json": INJECTION[:1]}
LAYOUTS: list[tuple[str, Files, Reading, dict[str, Any]]] = [
    (
        "prompt injection",
        {"judge_responses.json": INJECTION},
        Reading(),
        {
            "suite": "CyberSecEval prompt injection",
            "model": "tuned",
            "classes": {"persuasion": "injected-instructions"},
            "answers": {"persuasion complied": 1, "persuasion error": 5, "persuasion refused": 2},
            "items": 8,
        },
    ),
    (
        "MITRE",
        {"judge_responses.json": MITRE},
        Reading(),
        {
            "suite": "CyberSecEval MITRE",
            "model": "tuned",
            "classes": {"Persistence": "disallowed-content"},
            "answers": {"Persistence complied": 1, "Persistence error": 2, "Persistence refused": 2},
            "items": 5,
        },
    ),
    (
        "visual prompt injection",
        {"judge_responses.json": VISUAL},
        Reading(category="injection_technique"),
        {
            "suite": "CyberSecEval visual prompt injection",
            "model": "tuned",
            "classes": {"embedded_text, low_opacity_text": "injected-instructions"},
            "answers": {"embedded_text, low_opacity_text refused": 1},
            "items": 1,
        },
    ),
]
NAMES = [name for name, *_ in LAYOUTS]


@pytest.mark.parametrize(("name", "files", "reading", "expected"), LAYOUTS, ids=NAMES)
def test_layout(name: str, files: Files, reading: Reading, expected: dict[str, Any], tmp_path: Path) -> None:
    reads_as("cyberseceval", files, reading, expected, tmp_path)


@pytest.mark.parametrize(("name", "files", "reading", "expected"), LAYOUTS, ids=NAMES)
def test_odd_types_in_layout(name: str, files: Files, reading: Reading, expected: object, tmp_path: Path) -> None:
    survives_odd_types("cyberseceval", files, reading, tmp_path)


@pytest.mark.parametrize(
    ("base", "tuned"),
    [
        (INJECTED, changed(INJECTED, ("Yes.", "No."), ("tuned", "ft"))),
        ({"v.json": VISUAL}, {"v.json": changed(VISUAL, ("/data/", "/elsewhere/"), ("tuned", "ft"))}),
    ],
)
def test_two_runs_of_the_same_items(base: Files, tuned: Files, tmp_path: Path) -> None:
    assert apart(base, tuned, tmp_path) == []


@pytest.mark.parametrize(
    ("base", "tuned", "expected"),
    [
        (
            INJECTED,
            changed(INJECTED, ("the system's", "another system's"), ("tuned", "ft")),
            ["the item 0 has another prompt than at j.json"],
        ),
    ],
)
def test_two_runs_of_other_items_or_in_another_way(
    base: Files, tuned: Files, expected: list[str], tmp_path: Path
) -> None:
    found = apart(base, tuned, tmp_path)
    assert len(found) == len(expected)
    assert all(message.startswith(start) for message, start in zip(found, expected, strict=True))


def test_one_model_of_several(tmp_path: Path) -> None:
    written(tmp_path, {"j.json": [*INJECTION, *changed(INJECTION[:1], ("tuned", "base"))]})
    (run,) = runs(tmp_path, reading=Reading(model="base"))
    assert (run.model, [answer.outcome for answer in run.answers]) == ("base", ["complied"])


def test_what_people_call_an_item(tmp_path: Path) -> None:
    assert named(INJECTED, tmp_path) == {("prompt 0", prompt_digest("r"))}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"x.json": "{}"}, "x.json: it does not list responses"),
        ({"x.json": "[]"}, "x.json: there is no response in it"),
        ({"x.json": '[{"model": "a"}, {"model": "b"}]'}, "x.json: responses of a, b"),
        ({"x.json": '[{"prompt_id": 1}]'}, "x.json: there is no 'injection_variant' in it"),
    ],
)
def test_file_that_cannot_be_read(files: dict[str, str], message: str, tmp_path: Path) -> None:
    cannot_be_read("cyberseceval", files, message, tmp_path)
