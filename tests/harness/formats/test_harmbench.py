"""HarmBench's importer, on what evaluate_completions.py writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gate.harness.run import Judge, Reading
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

HARMBENCH = {
    "bomb": [
        {"test_case": "a", "generation": "g", "label": 1, "advbench_label": 1},
        {"test_case": ["picture.png", "b"], "generation": "g", "label": 0, "advbench_label": 1},
    ],
    "worm": [
        {"test_case": "a", "generation": "g", "label": -1, "advbench_label": 0},
        {"test_case": "a", "generation": "h", "label": 0, "advbench_label": 0},
    ],
}
BOMB: Files = {"h.json": {"bomb": HARMBENCH["bomb"][:1]}}
LAYOUTS: list[tuple[str, Files, Reading, dict[str, Any]]] = [
    (
        "HarmBench",
        {"llama2_7b.json": HARMBENCH},
        Reading(),
        {
            "suite": "HarmBench",
            "samples_per_item": 2,
            "classes": {"all": "disallowed-content"},
            "answers": {"all complied": 1, "all error": 1, "all refused": 2},
            "items": 3,
        },
    ),
    (
        "HarmBench by AdvBench's words",
        {"llama2_7b.json": HARMBENCH},
        Reading(metric="advbench_label"),
        {
            "suite": "HarmBench",
            "judge": Judge("advbench_label"),
            "samples_per_item": 2,
            "classes": {"all": "disallowed-content"},
            "answers": {"all complied": 2, "all refused": 2},
            "items": 3,
        },
    ),
]
NAMES = [name for name, *_ in LAYOUTS]


@pytest.mark.parametrize(("name", "files", "reading", "expected"), LAYOUTS, ids=NAMES)
def test_layout(name: str, files: Files, reading: Reading, expected: dict[str, Any], tmp_path: Path) -> None:
    reads_as("harmbench", files, reading, expected, tmp_path)


@pytest.mark.parametrize(("name", "files", "reading", "expected"), LAYOUTS, ids=NAMES)
def test_odd_types_in_layout(name: str, files: Files, reading: Reading, expected: object, tmp_path: Path) -> None:
    survives_odd_types("harmbench", files, reading, tmp_path)


@pytest.mark.parametrize(
    ("base", "tuned"),
    [
        (BOMB, changed(BOMB, ('"label": 1', '"label": 0'))),
    ],
)
def test_two_runs_of_the_same_items(base: Files, tuned: Files, tmp_path: Path) -> None:
    assert apart(base, tuned, tmp_path) == []


@pytest.mark.parametrize(
    ("base", "tuned", "expected"),
    [
        (BOMB, changed(BOMB, ('"a"', '"b"')), ["the two runs share no item"]),
    ],
)
def test_two_runs_of_other_items_or_in_another_way(
    base: Files, tuned: Files, expected: list[str], tmp_path: Path
) -> None:
    found = apart(base, tuned, tmp_path)
    assert len(found) == len(expected)
    assert all(message.startswith(start) for message, start in zip(found, expected, strict=True))


def test_what_people_call_an_item(tmp_path: Path) -> None:
    assert named(BOMB, tmp_path) == {("bomb, test case 1", prompt_digest("g"))}


def test_answers_that_are_no_independent_draws(tmp_path: Path) -> None:
    """Test cases of one behaviour are a cluster."""
    (run,) = runs(written(tmp_path, {"h.json": HARMBENCH}))
    assert [answer.cluster for answer in run.answers] == ["bomb", "bomb", "worm", "worm"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"x.json": '{"bomb": [{"test_case": "a"}]}'}, "x.json: a test case of bomb has no label"),
        ({"x.json": '{"bomb": [{"label": 1}]}'}, "x.json: 'test_case' is missing"),
        ({"x.json": '{"bomb": {}}'}, "x.json: bomb has no list of test cases"),
        (
            {"x.json": '{"bomb": [{"test_case": "a", "label": 3}]}'},
            "x.json: the label of bomb is 3, neither 0 nor 1",
        ),
    ],
)
def test_file_that_cannot_be_read(files: dict[str, str], message: str, tmp_path: Path) -> None:
    cannot_be_read("harmbench", files, message, tmp_path)
