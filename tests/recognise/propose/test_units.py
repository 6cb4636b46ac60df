"""Names of models, and which files belong to which."""

from __future__ import annotations

import pytest

from gate.recognise.propose.units import Units, model_name, subjects

ABOUT = {
    ("recipes/zephyr-7b-beta/dpo/config_full.yaml", "recipes/smollm2/sft/config_smol.yaml"): [
        "zephyr-7b-beta",
        "smollm2",
    ],
    ("recipes/OlympicCoder-7B/sft/c.yaml", "recipes/OlympicCoder-32B/sft/c.yaml"): [
        "olympiccoder-7b",
        "olympiccoder-32b",
    ],
    ("configs/train-support.yaml", "configs/train_config_8b.yaml", "configs/sft.yaml"): ["support", "", ""],
    ("config/llama-3.yml", "config/mistral-memorize.yml"): ["llama-3", "mistral-memorize"],
    ("services/assistant/train-a1.yaml", "services/assistant/train-legal.yaml"): ["a1", "legal"],
    ("k8s/audio-vllm-deployment.yaml",): ["audio"],
    ("train.yaml",): [""],
}


@pytest.mark.parametrize("paths", ABOUT, ids=lambda paths: paths[0])
def test_what_files_are_about(paths: tuple[str, ...]) -> None:
    assert list(subjects(paths).values()) == ABOUT[paths]


def test_names() -> None:
    assert [model_name(name) for name in ("Own Chats", "control-plane", "--", "x" * 80, "Ünï")] == [
        "own-chats",
        "model",
        "model",
        "x" * 63,
        "n",
    ]


def test_owners_of_files() -> None:
    units = Units(["models/a1/train.yaml", "models/b2/train.yaml", "train.yaml"], ["deploy/c3/values.yaml"], "own")
    assert [(unit.name, unit.home, unit.trains) for unit in units.units] == [
        ("own", "", True),
        ("a1", "models/a1", True),
        ("b2", "models/b2", True),
        ("c3", "deploy", False),
    ]
    found = {
        path: unit.name if (unit := units.of(path, words)) else None
        for path, words in {
            "models/a1/deploy/values.yaml": "",
            "data/b2/train.jsonl": "",
            "app/main.py": "",
            "values.yaml": "registry/acme/a1",
        }.items()
    }
    assert found == {
        "models/a1/deploy/values.yaml": "a1",
        "data/b2/train.jsonl": "b2",
        "app/main.py": "own",
        "values.yaml": "a1",
    }
    alone = Units(["configs/a1.yaml", "configs/b2.yaml"], [], "own")
    assert alone.of("app/main.py") is None
