"""One vocabulary for the hyperparameters of all trainers."""

from __future__ import annotations

import pytest

from gate.derive.meanings import aliases, is_number, meaning, stated


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("optimizer.lr", "learning_rate"),
        ("num_train_epochs", "num_epochs"),
        ("accumulative_counts", "gradient_accumulation_steps"),
        ("r", "lora_rank"),
        ("optim", "optimizer"),
    ],
)
def test_same(name: str, same: str) -> None:
    assert meaning(name) == meaning(same)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("lora.scaling", "lora_alpha"),  # it is alpha by rank
        ("train_batch_size", "per_device_train_batch_size"),  # over all devices, and of one
        ("batchSize", "micro_batch_size"),  # Fireworks counts tokens
        ("batch_size", "micro_batch_size"),  # of a device for torchtune, of all for hosted services
        ("data_seed", "seed"),
        ("learning_rate_multiplier", "learning_rate"),
        ("optimizer.class_path", "optimizer"),  # other words for the value
    ],
)
def test_not_the_same(name: str, other: str) -> None:
    assert meaning(name) != meaning(other)


def test_stated() -> None:
    assert stated({"lr": 1, "learning_rate": 2, "seed": 3}, "optimizer.lr") == ["learning_rate", "lr"]
    assert stated({"seed": 3}, "optimizer.lr") == []
    assert stated({"acme": 3}, "acme") == ["acme"]


def test_no_name_means_two_things() -> None:
    names = [name for known in aliases().values() for name in known]
    assert len(names) == len(set(names))
    assert is_number("optimizer.lr")
    assert not is_number("optimizer")
