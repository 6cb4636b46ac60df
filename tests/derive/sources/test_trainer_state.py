"""``trainer_state.json``."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.derive.sources.samples import expected, line, notes, read, refused, sample, source, values

KIND = "trainer-state"
FOLDERS = (
    "axolotl",
    "hf-trainer-full",
    "hf-trainer-stopped",
    "llamafactory",
    "ms-swift",
    "trl-dpo",
    "trl-reward",
    "trl-sft-lora",
)
RENAMED = {"global_step": "step", "max_steps": "last_step"}


def state(step: int = 10, of: int = 10, log: list[dict[str, Any]] | None = None, **others: Any) -> str:
    found = {"global_step": step, "max_steps": of, "log_history": log or [], "is_world_process_zero": True}
    return json.dumps({**found, **others}, indent=2)


@pytest.mark.parametrize("folder", FOLDERS)
def test_samples(folder: str) -> None:
    path = f"{folder}/trainer_state.json"
    wanted = expected(path)
    given = read(sample(path), KIND)
    assert {name: given.facts[RENAMED.get(name, name)] for name in wanted} == wanted


def test_a_finished_run_has_metrics_and_a_duration() -> None:
    path = "hf-trainer-full/trainer_state.json"
    given = read(sample(path), KIND)
    found = values(given)
    assert found["/final_metrics/eval_loss"] == expected(path)["eval_losses"][-1]
    assert found["/final_metrics/train_loss"] == expected("hf-trainer-full/all_results.json")["train_loss"]
    assert found["/duration_seconds"] == 0.4322


def test_a_stopped_run_has_none() -> None:
    assert values(read(sample("hf-trainer-stopped/trainer_state.json"), KIND)) == {}


def test_not_a_number() -> None:
    given = read(sample("bad/trainer_state-nan.json"), KIND)
    assert notes(given)[None] == "the loss at step 3 is not a number"
    assert given.notes[0].line == 37
    assert given.facts["not_numbers"] == 1


def test_truncated() -> None:
    error = refused(sample("bad/trainer_state-truncated.json"), KIND)
    assert error.message == "the file ends early"
    assert error.line == 36


def test_final_metrics_that_are_not_numbers() -> None:
    log: list[dict[str, Any]] = [{"loss": 1.0, "step": 1}, {"eval_loss": float("nan"), "step": 10}]
    given = read(source("trainer_state.json", state(log=log)), KIND)
    assert "/final_metrics/eval_loss" not in values(given)
    assert notes(given)["/final_metrics/eval_loss"] == "eval_loss is nan"
    assert given.facts["not_numbers"] == 1


def test_the_last_evaluation_counts() -> None:
    log = [{"eval_loss": 2.0, "step": 5}, {"eval_loss": 1.0, "step": 10, "eval_runtime": 3.0}]
    given = read(source("trainer_state.json", state(log=log)), KIND)
    assert values(given) == {"/final_metrics/eval_loss": 1.0}
    assert line(given, "/final_metrics/eval_loss") == 10


def test_the_schedule_proves_no_setting() -> None:
    log = [{"loss": 1.0, "learning_rate": 4.6e-5, "step": 1}]
    given = read(source("trainer_state.json", state(log=log)), KIND)
    assert values(given) == {}
    assert given.facts["highest_logged_learning_rate"] == 4.6e-5


def test_stopped_early_by_a_callback_is_finished() -> None:
    control = {"args": {"should_training_stop": True}}
    callbacks = {"EarlyStoppingCallback": {}, "TrainerControl": control}
    assert (
        read(source("trainer_state.json", state(step=5, stateful_callbacks=callbacks)), KIND).facts["finished"] is True
    )
    for wrong in (
        {"TrainerControl": control},
        {**callbacks, "TrainerControl": {"args": {"should_training_stop": False}}},
    ):
        given = read(source("trainer_state.json", state(step=5, stateful_callbacks=wrong)), KIND)
        assert given.facts["finished"] is False


def test_no_steps_at_all() -> None:
    assert read(source("trainer_state.json", state(step=0, of=0)), KIND).facts["finished"] is False


@pytest.mark.parametrize("text", ["{}", "[]", '{"global_step": "10", "max_steps": 10, "log_history": []}', "", " "])
def test_what_is_none(text: str) -> None:
    assert refused(source("trainer_state.json", text), KIND).line == 1


def test_a_step_twice() -> None:
    text = state(step=5).replace('"max_steps"', '"global_step": 10,\n  "max_steps"')
    error = refused(source("trainer_state.json", text), KIND)
    assert error.message == "the key 'global_step' appears twice in one object"
    assert error.line == 3
