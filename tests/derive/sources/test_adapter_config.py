"""``adapter_config.json``."""

from __future__ import annotations

import pytest

from tests.derive.sources.samples import expected, notes, read, refused, sample, source, values

KIND = "adapter-config"


@pytest.mark.parametrize("folder", ["axolotl", "llamafactory", "ms-swift", "torchtune", "trl-sft-lora"])
def test_samples(folder: str) -> None:
    path = f"{folder}/adapter_config.json"
    given = read(sample(path), KIND)
    wanted, found = expected(path), values(given)
    for name in ("r", "lora_alpha", "lora_dropout"):
        assert found.get(f"/hyperparameters/{name}") == wanted.get(name)
    assert given.facts["adapter"] == wanted["peft_type"]
    assert given.facts["peft_version"] == wanted.get("peft_version")
    assert given.facts["target_modules"] == wanted["target_modules"]
    base = wanted.get("base_model_name_or_path")
    assert base == found.get("/base_model/id", given.facts.get("base_path"))
    assert "/base_model/revision" not in found  # null proves nothing
    assert "/base_model/id" in found or "/base_model/id" in notes(given)


def test_a_revision_that_is_pinned() -> None:
    text = '{"peft_type": "LORA", "target_modules": [], "base_model_name_or_path": "a/b", "revision": "0f1e"}'
    assert values(read(source("adapter_config.json", text), KIND))["/base_model/revision"] == "0f1e"
    given = read(source("adapter_config.json", text.replace("0f1e", "main")), KIND)
    assert notes(given)["/base_model/revision"] == "the adapter pins no revision of its base"


def test_another_adapter() -> None:
    text = '{"peft_type": "IA3", "target_modules": ["k"], "base_model_name_or_path": "a/b"}'
    assert values(read(source("adapter_config.json", text), KIND))["/method/adaptation"] == "other-adapter"


@pytest.mark.parametrize("text", ["{}", "[]", '{"peft_type": 1}', "", '{"peft_type": "LORA", "peft_type": "IA3"}'])
def test_what_is_none(text: str) -> None:
    assert refused(source("adapter_config.json", text), KIND).line == 1
