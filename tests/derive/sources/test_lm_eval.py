"""Results of lm-evaluation-harness on the intended task."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.derive.sources.samples import notes, read, refused, source, values

KIND = "lm-eval"
AT = "/task_evaluations/*"


def results(**other: Any) -> str:
    value = {
        "results": {"holdout": {"alias": "held-out", "acc,none": 0.9, "acc_stderr,none": 0.01}},
        "configs": {"holdout": {"dataset_kwargs": {"data_files": {"test": "data/eval.jsonl"}}}},
        "higher_is_better": {"holdout": {"acc": True}},
        "n-samples": {"holdout": {"original": 40, "effective": 40}},
        "date": 1795450958.52,
        "lm_eval_version": "0.4.13",
        "model_name": "acme/model",
    }
    return json.dumps({**value, **other}, indent=1)


def test_results() -> None:
    given = read(source("results_1.json", results()), KIND)
    assert values(given) == {
        f"{AT}/harness": "lm-evaluation-harness 0.4.13",
        f"{AT}/run_at": "2026-11-23T16:22:38Z",
        f"{AT}/dataset/items": 40,
        f"{AT}/dataset/name": "data/eval.jsonl",
        f"{AT}/model_value": 0.9,
        f"{AT}/metric": "acc",
        f"{AT}/higher_is_better": True,
    }
    assert {value.about for value in given.values} == {("holdout", "held-out")}
    assert given.facts == {"model": "acme/model"}


def test_several_metrics() -> None:
    given = read(source("r.json", results(results={"holdout": {"acc,none": 0.9, "f1,none": 0.8}})), KIND)
    assert f"{AT}/model_value" not in values(given)
    assert list(notes(given).values()) == ["holdout has 2 metrics"]


@pytest.mark.parametrize("other", [{"results": {}}, {"model_name": None}])
def test_bad_input(other: dict[str, Any]) -> None:
    assert refused(source("r.json", results(**other)), KIND).message == "no task has a result, or no model is named"
