"""Configurations of TRL."""

from __future__ import annotations

import pytest

from gate.derive import kinds_of
from tests.derive.sources.samples import check_recipe, expected, notes, read, sample, source, values

BASE = "model_name_or_path: acme/base\ndataset_name: acme/chat\nlearning_rate: 1.0e-5\nper_device_train_batch_size: 2\n"


@pytest.mark.parametrize("path", ["trl-sft-lora/sft.yaml", "trl-dpo/dpo.yaml", "trl-reward/reward.yaml"])
def test_samples(path: str) -> None:
    given = read(sample(path), "trl")
    wanted = expected(path)
    beside = {name: wanted.pop(name) for name in ("method", "steps_to_expect", "effective_batch") if name in wanted}
    check_recipe(given, wanted)
    objective = {"dpo": "preference"}.get(str(beside["method"]))
    assert (
        values(given).get("/method/objective") == objective
    )  # the file of 'trl sft' is no other than 'trl reward' takes
    if "effective_batch" in beside:
        assert given.facts["batch_size"]["value"] * given.facts["accumulation"] == beside["effective_batch"]


@pytest.mark.parametrize(
    ("added", "objective"),
    [
        ("loss_type: sigmoid\nbeta: 0.1\n", "preference"),
        ("desirable_weight: 1.0\n", "preference"),
        ("loss_type: dr_grpo\nbeta: 0.04\n", "reinforcement"),
        ("reward_model_path: acme/rm\n", "reinforcement"),
        ("teacher_model_name_or_path: acme/big\n", "distillation"),
        ("beta: 0.04\n", None),  # DPO and GRPO have it
    ],
)
def test_objectives(added: str, objective: str | None) -> None:
    given = read(source("a.yaml", BASE + added), "trl")
    assert values(given).get("/method/objective") == objective
    assert ("/method/objective" in notes(given)) is (objective is None)


def test_reward_model() -> None:
    given = read(source("a.yaml", BASE + "reward_model_path: acme/rm\nreward_model_revision: abc123\n"), "trl")
    assert values(given)["/reward_model/id"] == "acme/rm"
    assert values(given)["/reward_model/revision"] == "abc123"
    given = read(source("a.yaml", BASE + "reward_model_path: acme/rm\nreward_model_revision: main\n"), "trl")
    assert "/reward_model/revision" not in values(given)


def test_json_too() -> None:
    given = read(source("a.json", '{"model_name_or_path": "a/b", "learning_rate": 1e-5, "seed": 3}'), "trl")
    assert values(given)["/seed"] == 3


def test_configurations_of_others() -> None:
    assert kinds_of(source("a.yaml", BASE + "stage: sft\n")) == ["llama-factory"]
    assert kinds_of(source("a.yaml", BASE + "dataset_mixer:\n  a/b: 1.0\n")) == ["alignment-handbook"]
    assert kinds_of(source("values.yaml", "model_name_or_path: acme/base\nreplicas: 2\n")) == []
