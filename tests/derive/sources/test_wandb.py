"""Runs of Weights & Biases."""

from __future__ import annotations

import pytest

from tests.derive.sources.samples import expected, notes, read, refused, sample, source, values

KIND = "wandb"


def test_config() -> None:
    path = "wandb/0.16.6/config.yaml"
    given = read(sample(path), KIND)
    wanted, found = expected(path), values(given)
    assert given.tool == "wandb 0.16.6"
    assert found["/base_model/id"] == wanted.pop("base")
    assert found["/base_model/revision"] == wanted.pop("revision")
    assert found["/seed"] == wanted.pop("seed")
    lora = wanted.pop("lora")
    assert {name: found[f"/hyperparameters/lora.{name}"] for name in lora} == lora
    assert {name: found[f"/hyperparameters/{name}"] for name in wanted} == wanted
    assert found["/method/adaptation"] == "lora"


def test_metadata() -> None:
    path = "wandb/0.16.6/wandb-metadata.json"
    given = read(sample(path), KIND)
    wanted = expected(path)
    found = values(given)
    assert found["/code_commit"] == wanted["git"]["commit"]
    assert found["/environment/frameworks/python"] == wanted["python"]
    assert found["/started_at"] == "2026-11-30T02:30:05Z"
    for name in ("codePath", "program", "state"):
        assert given.facts[name] == wanted[name]


def test_a_summary_of_an_offline_run_gives_nothing() -> None:
    path = "wandb/0.16.6/wandb-summary.json"
    assert expected(path)["metrics"] == {}
    given = read(sample(path), KIND)
    assert values(given) == {}
    assert notes(given)[None] == "the summary has no metric, as an offline run leaves it"


def test_a_summary() -> None:
    text = '{"train/loss": 0.7, "eval/loss": "NaN", "train/learning_rate": 1e-9, "_wandb": {"runtime": 4}}'
    given = read(source("wandb-summary.json", text), KIND)
    assert values(given) == {"/final_metrics/train~1loss": 0.7}
    assert notes(given)["/final_metrics/eval~1loss"] == "eval/loss is NaN, no number"
    assert given.facts["seconds"] == 4


@pytest.mark.parametrize("path", ["wandb/0.16.6/run-y9pyycvn.wandb", "wandb/0.31.0/run-8i8abpux.wandb"])
def test_the_binary_log(path: str) -> None:
    assert "which is not read" in refused(sample(path), KIND).message


def test_no_values() -> None:
    assert refused(source("config.yaml", "wandb_version: 1\nlr: 3\n"), KIND).message == "no setting has a value"
