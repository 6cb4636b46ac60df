"""Configurations of XTuner."""

from __future__ import annotations

from tests.derive.sources.samples import hyperparameters, notes, read, source, values

BASE = """\
from xtuner.model import SupervisedFinetune

pretrained_model_name_or_path = "acme/base-7b"
data_path = "acme/chat"
max_length = 2048
batch_size = 1  # per device
accumulative_counts = 16
max_epochs = 3
optim_type = AdamW
lr = 2e-4
model = dict(
    type=SupervisedFinetune,
    llm=dict(
        type=AutoModelForCausalLM.from_pretrained,
        quantization_config=dict(type=BitsAndBytesConfig, load_in_4bit=True),
    ),
    lora=dict(type=LoraConfig, r=64, lora_alpha=16, lora_dropout=0.1),
)
randomness = dict(seed=7, deterministic=False)
"""


def test_everything() -> None:
    given = read(source("qlora.py", BASE), "xtuner")
    found, numbers = values(given), hyperparameters(given)
    assert found["/base_model/id"] == "acme/base-7b"
    assert found["/seed"] == 7
    assert found["/method/objective"] == "supervised"
    assert found["/method/adaptation"] == "qlora"
    assert (numbers["learning_rate"], numbers["epochs"], numbers["max_length"]) == (0.0002, 3, 2048)
    assert (numbers["lora_r"], numbers["lora_alpha"], numbers["lora_dropout"]) == (64, 16, 0.1)
    assert numbers["optim_type"] == "AdamW"
    assert given.facts["accumulation"] == 16
    assert [row["name"] for row in given.facts["data"]] == ["acme/chat"]


def test_a_seed_of_none_is_random() -> None:
    given = read(source("a.py", BASE.replace("seed=7", "seed=None")), "xtuner")
    assert given.facts["seed_is_random"] is True
    assert "/seed" in notes(given)


def test_a_name_that_is_bound_twice_proves_nothing() -> None:
    given = read(source("a.py", BASE + "lr = 0.5\n"), "xtuner")
    assert "learning_rate" not in hyperparameters(given)
    given = read(source("a.py", BASE + "for lr in (0.5,):\n    pass\n"), "xtuner")
    assert "learning_rate" not in hyperparameters(given)


def test_an_expression_is_not_computed() -> None:
    given = read(source("a.py", BASE.replace("lr = 2e-4", "lr = 2e-4 * 10")), "xtuner")
    assert notes(given)["/hyperparameters/lr"] == "lr is set elsewhere: `0.0002 * 10`"
