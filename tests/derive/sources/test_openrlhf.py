"""Launchers of OpenRLHF."""

from __future__ import annotations

import pytest

from tests.derive.sources.samples import hyperparameters, line, read, refused, source, values

OLD = """\
#!/bin/bash
LR=1e-5
deepspeed --module openrlhf.cli.train_sft \\
  --pretrain acme/base-8b --seed 42 \\
  --train_batch_size 256 --micro_train_batch_size 2 \\
  --learning_rate $LR --max_epochs 1 --max_len 2048 \\
  --dataset acme/chat --lora_rank 16 --load_in_4bit --packing_samples \\
  --save_path ./ckpt --save_steps -1 --use_wandb x
"""


def test_older_flags() -> None:
    given = read(source("run.sh", OLD), "openrlhf")
    found, numbers = values(given), hyperparameters(given)
    assert found["/base_model/id"] == "acme/base-8b"
    assert found["/seed"] == 42
    assert found["/method/objective"] == "supervised"
    assert found["/method/adaptation"] == "qlora"
    assert numbers["learning_rate"] == 1e-5
    assert (numbers["epochs"], numbers["global_batch_size"], numbers["micro_batch_size"]) == (1, 256, 2)
    assert numbers["packing_samples"] is True
    assert line(given, "/hyperparameters/max_len") == 6
    assert given.facts["batch_size"] == {"value": 256, "global": True}
    assert [row["name"] for row in given.facts["data"]] == ["acme/chat"]
    assert given.facts["output_dir"] == "./ckpt"
    assert not any("wandb" in pointer or "save" in pointer for pointer in found)


def test_newer_flags() -> None:
    text = (
        "python -m openrlhf.cli.train_ppo_ray --model.model_name_or_path acme/base --reward_pretrain acme/rm "
        "--adam.lr=1e-6 --train.batch_size 128 --ds.lora.rank 8 --ds.lora.alpha 16 --train.seed 3\n"
    )
    given = read(source("run.sh", text), "openrlhf")
    found, numbers = values(given), hyperparameters(given)
    assert found["/method/objective"] == "reinforcement"
    assert found["/reward_model/id"] == "acme/rm"
    assert (numbers["learning_rate"], numbers["lora_r"], numbers["lora_alpha"]) == (1e-6, 8, 16)
    assert found["/seed"] == 3
    assert "m" not in numbers


@pytest.mark.parametrize(
    ("module", "objective"),
    [
        ("train_dpo", "preference"),
        ("train_kto", "preference"),
        ("train_rm", "preference"),
        ("train_kd", "distillation"),
    ],
)
def test_modules(module: str, objective: str) -> None:
    given = read(source("run.sh", OLD.replace("train_sft", module)), "openrlhf")
    assert values(given)["/method/objective"] == objective


def test_a_variable_that_is_set_twice_proves_nothing() -> None:
    given = read(source("run.sh", OLD.replace("LR=1e-5\n", "LR=1e-5\nLR=0.5\n")), "openrlhf")
    assert "learning_rate" not in hyperparameters(given)


def test_two_trainings_in_one_script() -> None:
    error = refused(source("run.sh", OLD + OLD.replace("train_sft", "train_dpo")), "openrlhf")
    assert error.message == "2 commands start OpenRLHF"


def test_a_script_that_starts_none() -> None:
    assert refused(source("run.sh", "pip install openrlhf\n"), "openrlhf").message == "no command starts OpenRLHF"


def test_a_script_of_megabytes() -> None:
    error = refused(source("run.sh", OLD + "echo a\n" * 1_000_000), "openrlhf")
    assert error.message.endswith("characters; a launcher may have 262,144")
