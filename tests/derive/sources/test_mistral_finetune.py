"""Configurations of mistral-finetune."""

from __future__ import annotations

from tests.derive.sources.samples import hyperparameters, read, source, values

BASE = """\
data:
  instruct_data: data/a.jsonl
  data: ""
  eval_instruct_data: data/held-out.jsonl
model_id_or_path: acme/base
lora:
  rank: 64
  scaling: 2.0
seq_len: 32768
batch_size: 1
num_microbatches: 8
max_steps: 300
optim:
  lr: 6.e-5
  weight_decay: 0.1
  pct_start: 0.05
seed: 0
log_freq: 1
run_dir: out/run
wandb:
  project: acme
"""


def test_everything() -> None:
    given = read(source("7B.yaml", BASE), "mistral-finetune")
    found, numbers = values(given), hyperparameters(given)
    assert found["/base_model/id"] == "acme/base"
    assert found["/seed"] == 0
    assert found["/method/objective"] == "supervised"
    assert found["/method/adaptation"] == "lora"
    assert numbers["learning_rate"] == 6e-5
    assert (numbers["lora_r"], numbers["max_steps"], numbers["max_length"]) == (64, 300, 32768)
    assert given.facts["batch_size"] == {"value": 1, "global": False}
    assert given.facts["accumulation"] == 8
    assert [(row["name"], row["held_out"]) for row in given.facts["data"]] == [
        ("data/a.jsonl", False),
        ("data/held-out.jsonl", True),
    ]
    assert not any("wandb" in pointer or "log_freq" in pointer for pointer in found)


def test_scaling_is_no_alpha() -> None:
    numbers = hyperparameters(read(source("a.yaml", BASE), "mistral-finetune"))
    assert numbers["lora.scaling"] == 2.0
    assert "lora_alpha" not in numbers


def test_other_runs() -> None:
    full = BASE.replace("  rank: 64\n", "  enable: false\n")
    assert values(read(source("a.yaml", full), "mistral-finetune"))["/method/adaptation"] == "full"
    text = BASE.replace("instruct_data: data/a.jsonl", 'instruct_data: ""', 1).replace(
        'data: ""', "data: data/a.txt", 2
    )
    given = read(source("a.yaml", text.replace("instruct_data: data/a.txt", 'instruct_data: ""')), "mistral-finetune")
    assert values(given)["/method/objective"] == "continued-pretraining"
