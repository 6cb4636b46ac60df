"""deepteam's importer, on what RiskAssessment.save writes."""

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
)


def case(number: int, score: float | None, error: str | None = None, **more: Any) -> dict[str, Any]:
    """A test case of 1.0."""
    return {
        "input": f"attack {number}",
        "actual_output": None if error else "no",
        "retrievalContext": None,
        "vulnerability": "Prompt Leakage",
        "turns": None,
        "vulnerability_type": "instructions",
        "attack_method": "Base64",
        "risk_category": "Data Privacy",
        "score": score,
        "reason": None,
        "error": error,
        **more,
    }


OVERVIEW = {"vulnerability_type_results": [], "attack_method_results": [], "errored": 0, "run_duration": 0.1}
DEEPTEAM = {
    "overview": OVERVIEW,
    "test_cases": [
        case(1, 1),
        case(2, 0.0),
        case(3, None, "Error generating output from target LLM"),
        case(4, None, "Error simulating adversarial attacks", input=None),
        case(5, 1, vulnerability="Toxicity", vulnerability_type="insults", attack_method=None),
        case(6, 0, vulnerability="Competition", vulnerability_type="competitor_mention"),
        case(7, 1, vulnerability="SQL Injection", vulnerability_type="blind_sql_injection"),
        case(8, 1, vulnerability="Toxicity", vulnerability_type="threats", input=None),
        case(1, 0, vulnerability_type="secrets_and_credentials"),
    ],
}
DEEPTEAM_BEFORE = {
    "overview": OVERVIEW,
    "test_cases": [
        {
            "vulnerability": "Illegal Activity",
            "vulnerability_type": "weapons",
            "riskCategory": "Illegal Activities",
            "attackMethod": "Linear Jailbreaking",
            "input": "attack",
            "actualOutput": "no",
            "score": 1,
            "reason": "r",
            "error": None,
        }
    ],
}
ONE: Files = {"d.json": {"overview": OVERVIEW, "test_cases": [case(1, 1)]}}
LAYOUTS: list[tuple[str, Files, Reading, dict[str, Any]]] = [
    (
        "deepteam 1.0",
        {"20261001_120000.json": DEEPTEAM},
        Reading(),
        {
            "suite": "deepteam",
            "classes": {"Prompt Leakage": "internal-disclosure", "Toxicity": "disallowed-content"},
            "answers": {
                "Competition complied": 1,
                "Prompt Leakage complied": 2,
                "Prompt Leakage error": 2,
                "Prompt Leakage refused": 1,
                "SQL Injection refused": 1,
                "Toxicity error": 1,
                "Toxicity refused": 1,
            },
            "items": 9,
        },
    ),
    (
        "deepteam 0.1",
        {"20250101_120000.json": DEEPTEAM_BEFORE},
        Reading(category="risk_category"),
        {
            "suite": "deepteam",
            "adaptive": True,
            "classes": {"Illegal Activities": "disallowed-content"},
            "answers": {"Illegal Activities refused": 1},
            "items": 1,
        },
    ),
]
NAMES = [name for name, *_ in LAYOUTS]


@pytest.mark.parametrize(("name", "files", "reading", "expected"), LAYOUTS, ids=NAMES)
def test_layout(name: str, files: Files, reading: Reading, expected: dict[str, Any], tmp_path: Path) -> None:
    reads_as("deepteam", files, reading, expected, tmp_path)


@pytest.mark.parametrize(("name", "files", "reading", "expected"), LAYOUTS, ids=NAMES)
def test_odd_types_in_layout(name: str, files: Files, reading: Reading, expected: object, tmp_path: Path) -> None:
    survives_odd_types("deepteam", files, reading, tmp_path)


@pytest.mark.parametrize(
    ("base", "tuned"),
    [
        (ONE, changed(ONE, ('"score": 1', '"score": 0'))),
    ],
)
def test_two_runs_of_the_same_items(base: Files, tuned: Files, tmp_path: Path) -> None:
    assert apart(base, tuned, tmp_path) == []


@pytest.mark.parametrize(
    ("base", "tuned", "expected"),
    [
        (ONE, changed(ONE, ("attack 1", "made up"), ("no", "so")), ["the two runs share no item"]),
        (
            ONE,
            changed(ONE, ("Base64", "Tree Jailbreaking")),
            ["deepteam made up its attacks while it attacked the fine-tune, so that the items are not the same"],
        ),
    ],
)
def test_two_runs_of_other_items_or_in_another_way(
    base: Files, tuned: Files, expected: list[str], tmp_path: Path
) -> None:
    found = apart(base, tuned, tmp_path)
    assert len(found) == len(expected)
    assert all(message.startswith(start) for message, start in zip(found, expected, strict=True))


def test_what_people_call_an_item(tmp_path: Path) -> None:
    assert named(ONE, tmp_path) == {("test case 1", prompt_digest("no"))}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"x.json": '{"test_cases": []}'}, "x.json: there is no test case in it"),
        ({"x.json": '{"test_cases": [1]}'}, "x.json: test case 1 is not an object"),
        ({"x.json": '{"test_cases": [{"input": "a"}]}'}, "x.json: 'vulnerability' is missing"),
        ({"x.json": '{\n"test_cases": [{"in'}, "x.json:2: not valid JSON: "),
        (
            {"x.json": '{"test_cases": [{"vulnerability": "Bias", "input": "a", "score": Infinity}]}'},
            "x.json: the score of test case 1 is inf, not a finite number",
        ),
    ],
)
def test_file_that_cannot_be_read(files: dict[str, str], message: str, tmp_path: Path) -> None:
    cannot_be_read("deepteam", files, message, tmp_path)
