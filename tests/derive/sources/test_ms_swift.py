"""ms-swift: what a run writes, and its command."""

from __future__ import annotations

import pytest

from tests.derive.sources.samples import expected, hyperparameters, read, refused, sample, source, values

COMMAND = """\
NPROC_PER_NODE=2 swift sft \\
  --model acme/base-7b --model_revision 0f1e2d3c --tuner_type lora \\
  --dataset data/a.jsonl data/b.jsonl --val_dataset data/held-out.jsonl \\
  --learning_rate 1e-4 --lora_rank 8 --lora_alpha 32 --per_device_train_batch_size 1 --output_dir out
"""


def test_sample() -> None:
    path = "ms-swift/args.json"
    given = read(sample(path), "ms-swift")
    wanted, found = expected(path), values(given)
    assert given.tool == f"ms-swift {wanted.pop('swift_version')}"
    assert given.facts["base_path"] == wanted.pop("model")
    assert wanted.pop("model_revision") is None
    assert "/base_model/revision" not in found
    assert given.facts["output_dir"] == wanted.pop("output_dir")
    rows = given.facts["data"]
    assert [row["name"] for row in rows if not row["held_out"]] == wanted.pop("dataset")
    assert [row["name"] for row in rows if row["held_out"]] == wanted.pop("val_dataset")
    assert found["/seed"] == wanted.pop("seed")
    assert given.facts["data_seed"] == wanted["data_seed"]
    assert {name: found[f"/hyperparameters/{name}"] for name in wanted} == wanted
    assert found["/method/adaptation"] == "lora"
    assert found["/method/objective"] == "supervised"


def test_no_noise() -> None:
    found = hyperparameters(read(sample("ms-swift/args.json"), "ms-swift"))
    assert len(found) < 90
    assert not [name for name in found if name.startswith(("swanlab", "model_meta", "vera", "training_args", "ray"))]


def test_command() -> None:
    given = read(source("train.sh", COMMAND), "ms-swift")
    found, numbers = values(given), hyperparameters(given)
    assert found["/base_model/id"] == "acme/base-7b"
    assert found["/base_model/revision"] == "0f1e2d3c"
    assert (numbers["learning_rate"], numbers["lora_r"], numbers["lora_alpha"]) == (0.0001, 8, 32)
    assert [row["name"] for row in given.facts["data"]] == ["data/a.jsonl", "data/b.jsonl", "data/held-out.jsonl"]


@pytest.mark.parametrize(
    ("old", "new", "objective"),
    [
        ("swift sft", "swift pt", "continued-pretraining"),
        ("swift sft", "swift rlhf --rlhf_type dpo", "preference"),
        ("swift sft", "swift rlhf --rlhf_type grpo --reward_model acme/rm", "reinforcement"),
        ("swift sft", "swift rlhf --rlhf_type gkd", "distillation"),
    ],
)
def test_objectives(old: str, new: str, objective: str) -> None:
    given = read(source("train.sh", COMMAND.replace(old, new)), "ms-swift")
    assert values(given)["/method/objective"] == objective
    if "reward_model" in new:
        assert values(given)["/reward_model/id"] == "acme/rm"


def test_two_commands() -> None:
    assert refused(source("train.sh", COMMAND + COMMAND), "ms-swift").message == "2 commands start ms-swift"


def test_quantised() -> None:
    given = read(source("train.sh", COMMAND.replace("--output_dir", "--quant_bits 4 --output_dir")), "ms-swift")
    assert values(given)["/method/adaptation"] == "qlora"


def test_what_a_run_wrote_is_named_by_no_command() -> None:
    text = '{"swift_version": "4.6.0", "model": "acme/base", "max_steps": -1, "learning_rate": 1e-4, "seed": 7}'
    given = read(source("out/args.json", text), "ms-swift")
    assert given.facts["is_output"] is True
    assert given.facts["essential"] == ["/hyperparameters/learning_rate"]  # -1 steps are none that are set
    assert "is_output" not in read(source("train.sh", COMMAND), "ms-swift").facts
