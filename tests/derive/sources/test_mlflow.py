"""Runs of MLflow."""

from __future__ import annotations

import json

import pytest

from tests.derive.sources.samples import expected, line, notes, read, refused, sample, source, values

KIND = "mlflow"
RUN = "mlruns/254277328065303675/23bb890c3ade4483858bd25f7c853da2"
NAMES = {"base_model": "/base_model/id", "base_revision": "/base_model/revision", "seed": "/seed"}


def check_params(found: dict[str, object], params: dict[str, str]) -> None:
    for name, value in params.items():
        said = found[NAMES.get(name, f"/hyperparameters/{name}")]
        assert said == (value if isinstance(said, str) else json.loads(value)), name


@pytest.mark.parametrize("path", ["mlflow/runs-describe.json", "mlflow/rest-runs-get.json"])
def test_samples(path: str) -> None:
    given = read(sample(path), KIND)
    wanted, found = expected(path), values(given)
    check_params(found, wanted["params"])
    assert given.facts["run_id"] == wanted["run_id"]
    assert given.facts["status"] == wanted["status"]
    assert given.facts["finished"] is True
    assert found["/final_metrics/loss"] == 5.937170028686523
    assert found["/code_commit"] == wanted.get("git_commit_tag", "0123456789abcdef0123456789abcdef01234567")
    (data,) = given.facts["datasets"]
    assert data == {"name": "acme-support-train", "digest": "4ca92fca", "rows": 40, "source": "data/train.jsonl"}
    for row in wanted.get("dataset_inputs", ()):
        assert (data["name"], data["digest"]) == (row["name"], row["digest"])


def test_the_metric_of_a_schedule_is_not_the_setting() -> None:
    path = "mlflow/runs-describe.json"
    given = read(sample(path), KIND)
    assert values(given)["/hyperparameters/learning_rate"] == 0.0002
    assert line(given, "/hyperparameters/learning_rate") == 23
    assert "/final_metrics/learning_rate" not in values(given)


def test_times() -> None:
    found = values(read(sample("mlflow/runs-describe.json"), KIND))
    assert found["/started_at"] == "2026-11-30T02:16:14Z"
    assert "/duration_seconds" not in found  # of the tracked run, with its preparation


def test_the_callback_of_transformers() -> None:
    path = "mlflow/hf-callback-runs-describe.json"
    given = read(sample(path), KIND)
    wanted, found = expected(path), values(given)
    assert wanted.pop("params") == 168
    assert given.facts["status"] == wanted.pop("status")
    assert given.facts["run_id"] == wanted.pop("run_id")
    assert given.facts["output_dir"] == wanted.pop("output_dir")
    check_params(found, wanted)
    assert found["/base_model/revision"] == "5f0c1d2e3a4b59687786a5b4c3d2e1f00f1e2d3c"  # within model_init_kwargs
    assert "None" not in found.values()


def test_history() -> None:
    path = "mlflow/rest-metrics-history.json"
    given = read(sample(path), KIND)
    assert {"key": given.facts["key"], "points": given.facts["points"]} == expected(path)
    assert values(given) == {"/final_metrics/loss": 5.937170028686523}


@pytest.mark.parametrize(
    ("name", "pointer", "value"),
    [
        ("params/learning_rate", "/hyperparameters/learning_rate", 0.0002),
        ("params/seed", "/seed", 4127),
        ("params/base_model", "/base_model/id", "acme-ml/tiny-llama-base"),
        ("params/base_revision", "/base_model/revision", "5f0c1d2e3a4b59687786a5b4c3d2e1f00f1e2d3c"),
        ("metrics/loss", "/final_metrics/loss", 5.937170028686523),
        ("tags/mlflow.source.git.commit", "/code_commit", "0123456789abcdef0123456789abcdef01234567"),
        ("meta.yaml", "/started_at", "2026-11-30T02:16:14Z"),
    ],
)
def test_files_of_a_store(name: str, pointer: str, value: object) -> None:
    assert values(read(sample(f"mlflow/{RUN}/{name}"), KIND)) == {pointer: value}


def test_the_schedule_in_a_store() -> None:
    assert values(read(sample(f"mlflow/{RUN}/metrics/learning_rate"), KIND)) == {}


def test_status() -> None:
    info = {"run_id": "a", "artifact_uri": "x", "status": "KILLED", "start_time": 1796004974228}
    given = read(source("run.json", json.dumps({"info": info, "data": {}}, indent=1)), KIND)
    assert (given.facts["finished"], given.facts["status"], given.facts["line"]) == (False, "KILLED", 5)


def test_losses_that_are_no_numbers() -> None:
    info = {"run_id": "a", "artifact_uri": "x", "status": "FINISHED"}
    text = json.dumps(
        {"info": info, "data": {"metrics": {"loss": float("nan")}, "params": {"model_init_kwargs": "{(["}}}
    )
    given = read(source("run.json", text), KIND)
    assert values(given) == {}
    assert notes(given)["/final_metrics/loss"] == "loss is not a number"


def test_what_is_none() -> None:
    text = '{"info": 1, "data": 2, "artifact_uri": 3, "run_id": 4}'
    assert refused(source("run.json", text), KIND).message == "not a run of MLflow: info or data is missing"
