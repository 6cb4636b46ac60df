"""Recipes of the alignment-handbook."""

from __future__ import annotations

from gate.derive.given import Source
from tests.derive.sources.samples import check_recipe, expected, notes, read, sample, source, values

KIND = "alignment-handbook"
BASE = "model_name_or_path: acme/base\nuse_peft: true\nload_in_4bit: true\nlearning_rate: 2.0e-4\nseed: 42\n"


def test_sample() -> None:
    path = "fetched/alignment-handbook-zephyr-sft-qlora.yaml"
    given = read(sample(path), KIND)
    wanted = expected(path)
    assert wanted.pop("quantisation") == given.facts["quantisation"]
    assert wanted.pop("revision") == "main"
    assert notes(given)["/base_model/revision"] == "the revision main moves"
    wanted.pop("note")
    check_recipe(given, wanted)
    assert values(given)["/method/adaptation"] == "qlora"


def test_the_folder_says_the_objective() -> None:
    text = BASE + "dataset_mixture:\n  datasets:\n    - id: acme/chat\n      split: train\n  seed: 0\n"
    for folder, objective in (("sft", "supervised"), ("dpo", "preference"), ("cpt", "continued-pretraining")):
        given = read(Source(f"recipes/acme/{folder}/config_qlora.yaml", text.encode()), KIND)
        assert values(given)["/method/objective"] == objective
    assert "/method/objective" not in values(read(source("config.yaml", text), KIND))


def test_a_mixer_names_data_by_keys() -> None:
    given = read(source("a.yaml", BASE + "dataset_mixer:\n  acme/chat-v1.2: 1.0\ndataset_splits: [train_sft]\n"), KIND)
    assert [row["name"] for row in given.facts["data"]] == ["acme/chat-v1.2"]
    assert not any("dataset" in pointer for pointer in values(given))


def test_two_seeds() -> None:
    given = read(source("a.yaml", BASE + "dataset_mixture:\n  datasets: []\n  seed: 9\n"), KIND)
    assert values(given)["/seed"] == 42
    assert given.facts["data_seed"] == 9
