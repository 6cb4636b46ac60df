"""``config.json``."""

from __future__ import annotations

import pytest

from tests.derive.sources.samples import expected, notes, read, sample, source, values

KIND = "model-config"
NAMED = '{"architectures": ["LlamaForCausalLM"], "model_type": "llama", "_name_or_path": "acme/base"}'


@pytest.mark.parametrize("folder", ["base-model", "hf-trainer-full", "trl-reward"])
def test_samples(folder: str) -> None:
    path = f"{folder}/config.json"
    given = read(sample(path), KIND)
    wanted = expected(path)
    assert given.facts["context_length"] == wanted.pop("max_position_embeddings")
    assert {name: given.facts[name] for name in wanted} == wanted
    assert given.facts["is_reward_model"] is (folder == "trl-reward")
    assert values(given) == {}
    assert "/base_model/id" in notes(given)


def test_older_files_name_the_base() -> None:
    assert values(read(source("config.json", NAMED), KIND)) == {"/base_model/id": "acme/base"}
    assert values(read(source("config.json", NAMED.replace("acme/base", "./checkpoint-5")), KIND)) == {}
