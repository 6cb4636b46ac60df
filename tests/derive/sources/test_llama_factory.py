"""Configurations of LLaMA-Factory."""

from __future__ import annotations

import pytest

from tests.derive.sources.samples import check_recipe, expected, read, sample, source, values

BASE = (
    "model_name_or_path: acme/base\nstage: sft\nfinetuning_type: lora\ndataset: chat, refusals\nlearning_rate: 1.0e-4\n"
)


def test_sample() -> None:
    path = "llamafactory/llamafactory_sft.yaml"
    given = read(sample(path), "llama-factory")
    wanted = expected(path)
    assert wanted.pop("method") == "sft, lora"
    assert wanted.pop("data") == ["data/train.jsonl (through data/dataset_info.json: acme_support)"]
    assert wanted.pop("eval_data") == ["data/holdout.jsonl"]
    check_recipe(given, wanted)
    rows = [(row["name"], row["through"], row["held_out"]) for row in given.facts["data"]]
    assert rows == [
        ("acme_support", "data/dataset_info.json", False),
        ("acme_holdout", "data/dataset_info.json", True),
    ]
    assert values(given)["/method/objective"] == "supervised"
    assert values(given)["/method/adaptation"] == "lora"


def test_a_list_in_one_text() -> None:
    given = read(source("a.yaml", BASE), "llama-factory")
    assert [row["name"] for row in given.facts["data"]] == ["chat", "refusals"]


@pytest.mark.parametrize(
    ("stage", "objective"),
    [("pt", "continued-pretraining"), ("rm", "preference"), ("ppo", "reinforcement"), ("kto", "preference")],
)
def test_stages(stage: str, objective: str) -> None:
    given = read(source("a.yaml", BASE.replace("stage: sft", f"stage: {stage}")), "llama-factory")
    assert values(given)["/method/objective"] == objective


def test_reward_model_and_quantisation() -> None:
    text = BASE.replace("stage: sft", "stage: ppo") + "reward_model: acme/rm\nquantization_bit: 4\n"
    given = read(source("a.yaml", text), "llama-factory")
    assert given.facts["reward_model"] == {"id": "acme/rm", "revision": None}
    assert values(given)["/method/adaptation"] == "qlora"
    assert given.facts["quantisation"] == "4 bit"


def test_a_stage_that_is_not_known_gives_no_objective() -> None:
    given = read(source("a.yaml", BASE.replace("stage: sft", "stage: acme")), "llama-factory")
    assert "/method/objective" not in values(given)
