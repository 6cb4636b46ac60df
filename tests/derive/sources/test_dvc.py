"""DVC and DVCLive."""

from __future__ import annotations

from gate.derive import kinds_of
from tests.derive.sources.samples import expected, hyperparameters, read, refused, sample, source, values

KIND = "dvc"


def test_lock() -> None:
    given = read(sample("dvc/dvc.lock"), KIND)
    wanted, found = expected("dvc/dvc.lock"), values(given)
    assert given.facts["stage"] == wanted["stage"]
    assert {row["path"]: row["md5"] for row in given.facts["deps"]} == wanted["deps"]
    assert found == {
        "/seed": wanted["params"]["seed"],
        "/hyperparameters/learning_rate": wanted["params"]["learning_rate"],
    }


def test_pointer() -> None:
    given = read(sample("dvc/train.jsonl.dvc"), KIND)
    assert given.facts["outs"] == [expected("dvc/train.jsonl.dvc")]
    assert values(given) == {}  # MD5 proves no SHA-256


def test_live() -> None:
    wanted = expected("dvc/dvclive/params.yaml")
    given = read(sample("dvc/dvclive/params.yaml"), KIND)
    numbers = hyperparameters(given)
    assert values(given)["/seed"] == wanted["seed"]
    assert (numbers["learning_rate"], numbers["epochs"]) == (wanted["learning_rate"], wanted["num_train_epochs"])
    assert (numbers["lora_r"], numbers["lora_alpha"]) == (wanted["lora"]["r"], wanted["lora"]["alpha"])
    wanted = expected("dvc/dvclive/metrics.json")
    given = read(sample("dvc/dvclive/metrics.json"), KIND)
    assert values(given) == {"/final_metrics/train~1loss": wanted["train"]["loss"]}
    assert given.facts["step"] == wanted["step"]


def test_stages_that_do_not_train() -> None:
    text = "schema: '2.0'\nstages:\n  prepare:\n    cmd: x\n    params:\n      params.yaml:\n        seed: 1\n"
    assert refused(source("dvc.lock", text), KIND).message == "0 stages could be the training"
    twice = text.replace("prepare", "train-a") + text[text.index("  prepare") :].replace("prepare", "train-b")
    assert refused(source("dvc.lock", twice), KIND).message == "2 stages could be the training"


def test_params_of_others() -> None:
    assert kinds_of(source("params.yaml", "learning_rate: 1\n")) == []
