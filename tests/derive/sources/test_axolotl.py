"""Configurations of axolotl."""

from __future__ import annotations

from tests.derive.sources.samples import check_recipe, expected, line, notes, read, refused, sample, source, values

BASE = """\
base_model: acme/base-8b
revision_of_model: 5206a32e0bd3067aef1ce90f5528ade7d866253f
adapter: qlora
load_in_4bit: true
datasets:
  - path: data/a.jsonl
    type: chat_template
  - path: acme/chat
    revision: 0f1e2d3c
test_datasets:
  - path: data/held-out.jsonl
learning_rate: 1e-4
micro_batch_size: 4
gradient_accumulation_steps: 2
num_epochs: 3
seed: 7
"""


def test_sample() -> None:
    wanted = expected("axolotl/axolotl.yaml")
    given = read(sample("axolotl/axolotl.yaml"), "axolotl")
    check_recipe(given, wanted)
    assert values(given)["/method/objective"] == "supervised"
    assert values(given)["/method/adaptation"] == "lora"


def test_everything_with_its_place() -> None:
    given = read(source("configs/train.yaml", BASE), "axolotl")
    found = values(given)
    assert found["/base_model/id"] == "acme/base-8b"
    assert found["/base_model/revision"] == "5206a32e0bd3067aef1ce90f5528ade7d866253f"
    assert found["/method/adaptation"] == "qlora"
    assert found["/hyperparameters/learning_rate"] == 0.0001  # a text for YAML 1.1
    assert line(given, "/hyperparameters/learning_rate") == 12
    assert given.facts["quantisation"] == "4 bit"
    assert given.facts["batch_size"] == {"value": 4, "global": False}
    assert given.facts["data"] == [
        {"name": "data/a.jsonl", "revision": None, "held_out": False, "line": 6},
        {"name": "acme/chat", "revision": "0f1e2d3c", "held_out": False, "line": 8},
        {"name": "data/held-out.jsonl", "revision": None, "held_out": True, "line": 11},
    ]


def test_lora_on_four_bits_is_qlora() -> None:
    given = read(source("a.yaml", BASE.replace("adapter: qlora", "adapter: lora")), "axolotl")
    assert values(given)["/method/adaptation"] == "qlora"


def test_objectives() -> None:
    for added, objective in (
        ("rl: dpo\n", "preference"),
        ("rl: grpo\n", "reinforcement"),
        ("reward_model: true\n", "preference"),
        ("kd_trainer: true\n", "distillation"),
    ):
        assert values(read(source("a.yaml", BASE + added), "axolotl"))["/method/objective"] == objective
    given = read(source("a.yaml", "base_model: a/b\npretraining_dataset:\n  - path: acme/web\n"), "axolotl")
    assert values(given)["/method/objective"] == "continued-pretraining"
    assert values(given)["/method/adaptation"] == "full"


def test_what_is_set_elsewhere_stays_unproven() -> None:
    text = BASE.replace("1e-4", "${LR}").replace("acme/base-8b", "{{ base }}").replace("seed: 7", "seed: null")
    given = read(source("a.yaml", text.replace("base_model: {{ base }}", 'base_model: "{{ base }}"')), "axolotl")
    assert not {"/hyperparameters/learning_rate", "/base_model/id", "/seed"} & values(given).keys()
    assert notes(given)["/hyperparameters/learning_rate"] == "learning_rate is set elsewhere: ${LR}"
    assert given.facts["seed_is_random"] is True


def test_a_folder_and_a_moving_revision_prove_nothing() -> None:
    given = read(source("a.yaml", BASE.replace("acme/base-8b", "./models/base")), "axolotl")
    assert "/base_model/id" not in values(given)
    assert given.facts["base_path"] == "./models/base"
    given = read(source("a.yaml", BASE.replace("5206a32e0bd3067aef1ce90f5528ade7d866253f", "main")), "axolotl")
    assert notes(given)["/base_model/revision"] == "the revision main moves"


def test_no_logs_no_trackers() -> None:
    added = "wandb_project: x\nlogging_steps: 1\nsave_steps: 5\neval_steps: 2\nhub_model_id: a/b\n"
    plain, more = (read(source("a.yaml", text), "axolotl") for text in (BASE, BASE + added))
    assert values(plain) == values(more)


def test_a_key_twice_is_refused() -> None:
    error = refused(source("a.yaml", BASE + "seed: 8\n"), "axolotl")
    assert error.line == 17
    assert "seed" in error.message
