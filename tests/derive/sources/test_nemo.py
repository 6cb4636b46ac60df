"""Configurations of NeMo 1."""

from __future__ import annotations

from tests.derive.sources.samples import hyperparameters, notes, read, source, values

BASE = """\
name: megatron_gpt_peft_lora_tuning
trainer:
  devices: 4
  num_nodes: 1
  max_epochs: 9999
  max_steps: 400
exp_manager:
  explicit_log_dir: out/run
model:
  seed: 1234
  global_batch_size: 128
  micro_batch_size: 4
  restore_from_path: models/base.nemo
  peft:
    peft_scheme: lora
    lora_tuning:
      adapter_dim: 32
      alpha: 16
      adapter_dropout: 0.1
  data:
    train_ds:
      file_names: [data/a.jsonl, data/b.jsonl]
      max_seq_length: 2048
    validation_ds:
      file_names: [data/held-out.jsonl]
  optim:
    name: fused_adam
    lr: 1e-4
    sched:
      name: CosineAnnealing
      warmup_steps: 50
"""


def test_everything() -> None:
    given = read(source("conf/tune.yaml", BASE), "nemo")
    found, numbers = values(given), hyperparameters(given)
    assert found["/seed"] == 1234
    assert found["/method/objective"] == "supervised"
    assert found["/method/adaptation"] == "lora"
    assert numbers["learning_rate"] == 0.0001
    assert (numbers["lora_r"], numbers["lora_alpha"], numbers["lora_dropout"]) == (32, 16, 0.1)
    assert (numbers["epochs"], numbers["max_steps"], numbers["warmup_steps"]) == (9999, 400, 50)
    assert given.facts["batch_size"] == {"value": 128, "global": True}
    assert given.facts["accumulation"] == 8
    assert given.facts["output_dir"] == "out/run"
    assert [(row["name"], row["held_out"]) for row in given.facts["data"]] == [
        ("data/a.jsonl", False),
        ("data/b.jsonl", False),
        ("data/held-out.jsonl", True),
    ]


def test_a_file_of_weights_is_no_id() -> None:
    given = read(source("a.yaml", BASE), "nemo")
    assert given.facts["base_path"] == "models/base.nemo"
    assert "/base_model/id" in notes(given)


def test_what_hydra_fills_in_stays_unproven() -> None:
    given = read(source("a.yaml", BASE.replace("lr: 1e-4", "lr: ${lr}").replace("seed: 1234", "seed: ${seed}")), "nemo")
    assert "learning_rate" not in hyperparameters(given)
    assert "/seed" not in values(given)
    assert "/seed" in notes(given)


def test_schemes() -> None:
    for said, adaptation in (("null", "full"), ("ptuning", "other-adapter"), ("qlora", "qlora")):
        given = read(source("a.yaml", BASE.replace("peft_scheme: lora", f"peft_scheme: {said}")), "nemo")
        assert values(given)["/method/adaptation"] == adaptation
