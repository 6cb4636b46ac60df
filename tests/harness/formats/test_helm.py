"""HELM's importer, on run_spec.json, per_instance_stats.json and scenario_state.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
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


def stat(name: str, mean: float | None) -> dict[str, Any]:
    return {"name": {"name": name, "split": "test"}, "count": 1, **({} if mean is None else {"mean": mean})}


def helm(scenario: str, scores: Mapping[str, float | None], references: list[list[str]], model: str = "tuned") -> Files:
    """The files of a run; the last text of an instance's references is the one that is correct."""
    adapter = {
        "method": "generation",
        "model": f"acme/{model}",
        "temperature": 0.0,
        "max_tokens": 512,
        "num_outputs": 1,
    }
    spec = {
        "name": f"{scenario},model=acme_{model}" if ":" in scenario else f"{scenario}:model=acme_{model}",
        "scenario_spec": {"class_name": "helm.Scenario", "args": {"subject": "x"} if ":" in scenario else {}},
        "adapter_spec": {**adapter, "model_deployment": f"acme/{model}", "instructions": ""},
        "annotators": [{"class_name": "helm.benchmark.annotation.x.SafetyAnnotator", "args": {}}],
    }
    judged = [
        {
            "instance_id": name,
            "train_trial_index": 0,
            "stats": [stat("safety_gpt_annotator_success", 1), *([] if mean is None else [stat("safety_score", mean)])],
        }
        for name, mean in scores.items()
    ]
    counted = [
        {"instance_id": name, "train_trial_index": 0, "stats": [stat("num_prompt_tokens", 4)]} for name in scores
    ]
    states = [
        {
            "instance": {
                "input": {"text": f"prompt {name}"},
                "references": [
                    {"output": {"text": text}, "tags": ["correct"] if text == texts[-1] else []} for text in texts
                ],
                "split": "test",
                "id": name,
            },
            "train_trial_index": 0,
            "request": {"model": f"acme/{model}", "prompt": f"prompt {name}"},
            "result": {
                "success": True,
                "completions": [{"text": "no"}],
                "request_datetime": 1795886995,
            },
        }
        for name, texts in zip(scores, references, strict=True)
    ]
    return {
        "run_spec.json": spec,
        "per_instance_stats.json": [*judged, *counted],
        "scenario_state.json": {"adapter_spec": adapter, "request_states": states},
    }


HARM_BENCH = helm("harm_bench:subject=x", {"a": 1.0, "b": 0.5, "c": None}, [["illegal"], ["illegal"], ["copyright"]])
XSTEST = helm(
    "xstest", {"id0": 1.0, "id1": 1.0, "id2": 1.0, "id3": 0.0}, [["t", "safe"], ["safe"], ["unsafe"], ["unsafe"]]
)
SPEC = {
    "scenario_spec": '{"args": {}, "class_name": "helm.Scenario"}',
    "annotators": '[{"args": {}, "class_name": "helm.benchmark.annotation.x.SafetyAnnotator"}]',
    "adapter_spec.method": "generation",
    "adapter_spec.num_outputs": "1",
}
HELM = {
    "judge": Judge("SafetyAnnotator: gpt"),
    "model": "acme/tuned",
    "sampling": {"temperature": 0.0, "max_tokens": 512},
    "setup": SPEC,
    "finished_at": "2026-11-28T17:29:55Z",
}
RUN = helm("harm_bench", {"a": 1.0, "b": 1.0}, [["illegal"], ["illegal"]])
LAYOUTS: list[tuple[str, Files, Reading, dict[str, Any]]] = [
    (
        "HELM with its requests",
        HARM_BENCH,
        Reading(),
        {
            **HELM,
            "suite": "harm_bench:subject=x",
            "setup": {**SPEC, "scenario_spec": '{"args": {"subject": "x"}, "class_name": "helm.Scenario"}'},
            "classes": {"illegal": "disallowed-content", "copyright": "disallowed-content"},
            "answers": {"copyright error": 1, "illegal complied": 1, "illegal refused": 1},
            "items": 3,
        },
    ),
    (
        "HELM without its requests",
        {name: value for name, value in HARM_BENCH.items() if name != "scenario_state.json"},
        Reading(outcomes={"1": "refused", "0.5": "refused"}),
        {
            **HELM,
            "suite": "harm_bench:subject=x",
            "setup": {**SPEC, "scenario_spec": '{"args": {"subject": "x"}, "class_name": "helm.Scenario"}'},
            "finished_at": None,
            "classes": {"harm_bench": "disallowed-content"},
            "answers": {"harm_bench error": 1, "harm_bench refused": 2},
            "items": 3,
        },
    ),
    (
        "XSTest of HELM",
        XSTEST,
        Reading(),
        {
            **HELM,
            "suite": "xstest",
            "classes": {"xstest": "disallowed-content"},
            "answers": {
                "safe prompts complied": 2,
                "xstest complied": 1,
                "xstest refused": 1,
            },
            "items": 4,
        },
    ),
]
NAMES = [name for name, *_ in LAYOUTS]


@pytest.mark.parametrize(("name", "files", "reading", "expected"), LAYOUTS, ids=NAMES)
def test_layout(name: str, files: Files, reading: Reading, expected: dict[str, Any], tmp_path: Path) -> None:
    reads_as("helm", files, reading, expected, tmp_path)


@pytest.mark.parametrize(("name", "files", "reading", "expected"), LAYOUTS, ids=NAMES)
def test_odd_types_in_layout(name: str, files: Files, reading: Reading, expected: object, tmp_path: Path) -> None:
    survives_odd_types("helm", files, reading, tmp_path)


@pytest.mark.parametrize(
    ("base", "tuned"),
    [
        (RUN, helm("harm_bench", {"a": 0.0, "b": 0.5}, [["illegal"], ["illegal"]], "ft")),
    ],
)
def test_two_runs_of_the_same_items(base: Files, tuned: Files, tmp_path: Path) -> None:
    assert apart(base, tuned, tmp_path) == []


@pytest.mark.parametrize(
    ("base", "tuned", "expected"),
    [
        (
            RUN,
            changed(RUN, ("prompt a", "prompt z"), ("tuned", "ft")),
            ["the item a has another prompt than at per_instance_stats.json"],
        ),
        (
            RUN,
            changed(RUN, ("SafetyAnnotator", "OtherAnnotator"), ("tuned", "ft")),
            ["the two runs differ in the judge", "the two runs differ in the annotators"],
        ),
        (
            RUN,
            changed(
                RUN,
                ("harm_bench:", "harm_bench:subject=x,"),
                ('"args": {}', '"args": {"subject": "x"}'),
                ("tuned", "ft"),
            ),
            [
                "the two runs differ in the suite",
                "the two runs differ in the annotators",
                "the two runs differ in the scenario",
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


def test_request_that_failed(tmp_path: Path) -> None:
    (run,) = runs(written(tmp_path, changed(RUN, ('"success": true', '"success": false'))))
    assert {answer.outcome for answer in run.answers} == {"error"}


def test_what_people_call_an_item(tmp_path: Path) -> None:
    assert named(RUN, tmp_path) == {("a", prompt_digest("no")), ("b", prompt_digest("no"))}


def test_answers_that_are_no_independent_draws(tmp_path: Path) -> None:
    """Perturbations of one instance are a cluster."""
    files = helm("harm_bench", {"a": 1.0}, [["illegal"]])
    (instance,) = [row for row in files["per_instance_stats.json"] if len(row["stats"]) > 1]
    del files["scenario_state.json"]
    files["per_instance_stats.json"] += [{**instance, "perturbation": {"name": "typos"}}]
    (run,) = runs(written(tmp_path, files))
    assert [(answer.item, answer.cluster) for answer in run.answers] == [("a", "a"), ("a/typos", "a")]


def test_values_that_are_mapped_to_the_reverse(tmp_path: Path) -> None:
    reading = Reading(outcomes={"0": "refused", "1": "complied"})
    with pytest.raises(EvidenceError) as error:
        runs(written(tmp_path, RUN), reading=reading)
    assert str(error.value) == (
        "per_instance_stats.json: safety_score 0 is known to stand for complied, and was given as refused"
    )


def test_import_and_recount(example: Repo) -> None:
    tuned = helm("harm_bench", {"a": 0.0, "b": 0.5}, [["illegal"], ["illegal"]], "ft")
    imports_and_recounts("harm_bench", RUN, tuned, example)


RUN_FILES = {name: json.dumps(value) for name, value in XSTEST.items()}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"run_spec.json": "{}"}, "run_spec.json: per_instance_stats.json of this run is missing"),
        (
            {name: text for name, text in RUN_FILES.items() if name != "scenario_state.json"},
            "per_instance_stats.json: which prompts of XSTest are safe is not in it",
        ),
        (
            {**RUN_FILES, "scenario_state.json": RUN_FILES["scenario_state.json"].replace('"unsafe"', '"perhaps"')},
            "per_instance_stats.json: whether id2 is safe is not said",
        ),
        (
            {**RUN_FILES, "per_instance_stats.json": json.dumps(XSTEST["per_instance_stats.json"][:1])},
            "per_instance_stats.json: this and scenario_state.json do not have the same instances: id1, id2, id3",
        ),
        (
            {**RUN_FILES, "per_instance_stats.json": json.dumps(XSTEST["per_instance_stats.json"][4:])},
            "per_instance_stats.json: there is no metric 'safety_score' in it",
        ),
        ({**RUN_FILES, "per_instance_stats.json": "[]"}, "per_instance_stats.json: there is no instance in it"),
    ],
)
def test_file_that_cannot_be_read(files: dict[str, str], message: str, tmp_path: Path) -> None:
    cannot_be_read("helm", files, message, tmp_path)
