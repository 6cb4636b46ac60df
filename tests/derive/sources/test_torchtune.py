"""Configurations of torchtune."""

from __future__ import annotations

import pytest

from tests.derive.sources.samples import check_recipe, expected, notes, read, sample, source, values

BASE = """\
output_dir: out
model:
  _component_: torchtune.models.llama3.qlora_llama3_8b
  lora_rank: 8
checkpointer:
  checkpoint_dir: models/base
  output_dir: ${output_dir}
dataset:
  _component_: torchtune.datasets.chat_dataset
  source: acme/chat
loss:
  _component_: torch.nn.CrossEntropyLoss
optimizer:
  _component_: torch.optim.AdamW
  lr: 3e-4
seed: null
batch_size: 2
"""


def test_sample() -> None:
    path = "torchtune/torchtune_config.yaml"
    given = read(sample(path), "torchtune")
    wanted = expected(path)
    assert wanted.pop("scheduler") == "cosine with warmup"
    found = values(given)
    assert found["/hyperparameters/lr_scheduler._component_"].endswith(".get_cosine_schedule_with_warmup")
    assert wanted.pop("optimizer") == found["/hyperparameters/optimizer._component_"]
    check_recipe(given, wanted)
    assert found["/method/objective"] == "supervised"
    assert found["/method/adaptation"] == "lora"


def test_the_component_says_how() -> None:
    given = read(source("a.yaml", BASE), "torchtune")
    assert values(given)["/method/adaptation"] == "qlora"
    assert values(given)["/hyperparameters/optimizer.lr"] == 0.0003
    full = BASE.replace("qlora_llama3_8b", "llama3_8b").replace("  lora_rank: 8\n", "")
    assert values(read(source("a.yaml", full), "torchtune"))["/method/adaptation"] == "full"


def test_a_null_seed_is_random() -> None:
    given = read(source("a.yaml", BASE), "torchtune")
    assert "/seed" not in values(given)
    assert notes(given)["/seed"] == "the seed is another one each time"


@pytest.mark.parametrize(
    ("old", "new", "objective"),
    [
        ("torch.nn.CrossEntropyLoss", "torchtune.rlhf.loss.DPOLoss", "preference"),
        ("chat_dataset", "text_completion_dataset", "continued-pretraining"),
        ("loss:", "reward_checkpointer:\n  checkpoint_dir: models/rm\nloss:", "reinforcement"),
        ("torch.nn.CrossEntropyLoss", "acme.Loss", None),
    ],
)
def test_objectives(old: str, new: str, objective: str | None) -> None:
    given = read(source("a.yaml", BASE.replace(old, new)), "torchtune")
    assert values(given).get("/method/objective") == objective
