"""``all_results.json`` and its like."""

from __future__ import annotations

import pytest

from tests.derive.sources.samples import expected, line, read, refused, sample, source, values

KIND = "training-results"


@pytest.mark.parametrize("folder", ["hf-trainer-full", "llamafactory"])
def test_samples(folder: str) -> None:
    path = f"{folder}/all_results.json"
    given = read(sample(path), KIND)
    wanted, found = expected(path), values(given)
    assert found["/final_metrics/eval_loss"] == wanted["eval_loss"]
    assert found["/final_metrics/train_loss"] == wanted["train_loss"]
    assert found["/duration_seconds"] == wanted["train_runtime"]
    assert found.keys() == {"/final_metrics/eval_loss", "/final_metrics/train_loss", "/duration_seconds"}
    for name in ("epoch", "train_samples", "eval_samples"):
        assert given.facts.get(name) == wanted.get(name)


def test_evaluation_alone() -> None:
    given = read(
        source("out/eval_results.json", '{\n "epoch": 3.0,\n "eval_accuracy": 0.9,\n "eval_runtime": 2.0\n}'), KIND
    )
    assert values(given) == {"/final_metrics/eval_accuracy": 0.9}
    assert line(given, "/final_metrics/eval_accuracy") == 3


def test_not_a_number() -> None:
    given = read(source("all_results.json", '{"train_loss": NaN, "train_runtime": 2.0}'), KIND)
    assert values(given) == {"/duration_seconds": 2.0}
    assert [note.pointer for note in given.notes] == ["/final_metrics/train_loss"]


@pytest.mark.parametrize("text", ['{"hits": 0}', "[1]", "", "{"])
def test_what_is_none(text: str) -> None:
    assert refused(source("all_results.json", text), KIND).line == 1
