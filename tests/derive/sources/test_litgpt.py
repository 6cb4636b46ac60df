"""Configurations of LitGPT."""

from __future__ import annotations

import pytest

from tests.derive.sources.samples import check_recipe, expected, read, sample, source, values

BASE = """\
checkpoint_dir: acme/pythia
out_dir: out
devices: 2
num_nodes: 1
lora_r: 8
quantize: bnb.nf4
data:
  class_path: litgpt.data.JSON
  init_args:
    json_path: data/a.json
    seed: 1
train:
  global_batch_size: 16
  micro_batch_size: 2
seed: 1337
"""


def test_sample() -> None:
    path = "litgpt/hyperparameters.yaml"
    given = read(sample(path), "litgpt")
    wanted = expected(path)
    assert given.facts["accumulation"] == wanted.pop("gradient_accumulation (global / micro / devices)")
    assert given.facts["base_path"] == wanted.pop("checkpoint_dir")
    assert given.facts["batch_size"] == {"value": wanted.pop("global_batch_size"), "global": True}
    assert values(given)["/hyperparameters/optimizer.class_path"] == wanted.pop("optimizer")
    assert given.facts["data_seed"] == wanted.pop("data_seed")
    check_recipe(given, wanted)


def test_accumulation_is_computed() -> None:
    given = read(source("a.yaml", BASE), "litgpt")
    assert given.facts["accumulation"] == 4
    assert values(given)["/method/adaptation"] == "qlora"
    for old, new in (("devices: 2", "devices: auto"), ("global_batch_size: 16", "global_batch_size: 17")):
        assert "accumulation" not in read(source("a.yaml", BASE.replace(old, new)), "litgpt").facts


def test_two_seeds() -> None:
    given = read(source("a.yaml", BASE), "litgpt")
    assert values(given)["/seed"] == 1337
    assert given.facts["data_seed"] == 1


@pytest.mark.parametrize(("data", "objective"), [("TextFiles", "continued-pretraining"), ("Alpaca", "supervised")])
def test_the_data_says_the_objective(data: str, objective: str) -> None:
    given = read(source("a.yaml", BASE.replace("litgpt.data.JSON", f"litgpt.data.{data}")), "litgpt")
    assert values(given)["/method/objective"] == objective


def test_without_lora_the_command_line_decides() -> None:
    given = read(source("a.yaml", BASE.replace("lora_r: 8\n", "")), "litgpt")
    assert "/method/adaptation" not in values(given)
