"""Jobs of OpenAI and Azure OpenAI."""

from __future__ import annotations

import json

import pytest

from tests.derive.sources.jobs import check
from tests.derive.sources.samples import line, notes, read, refused, source, values

KIND = "openai-job"
JOB = {
    "id": "ftjob-1",
    "created_at": 1790000000,
    "finished_at": 1790003600,
    "fine_tuned_model": "ft:gpt-4o-mini-2024-07-18:acme::1",
    "hyperparameters": {"n_epochs": 3, "batch_size": "auto"},
    "model": "gpt-4o-mini-2024-07-18",
    "organization_id": "org-acme",
    "seed": 7,
    "status": "succeeded",
    "training_file": "file-1",
    "validation_file": None,
}


@pytest.mark.parametrize("name", ["succeeded", "dpo", "failed"])
def test_samples(name: str) -> None:
    found = check(f"hosted/openai-job-{name}.json", KIND)
    wanted = found["wanted"]
    assert {key: found[f"/hyperparameters/{key}"] for key in wanted["hyperparameters"]} == wanted["hyperparameters"]
    assert found["/method/objective"] == {"dpo": "preference"}.get(wanted["method"], wanted["method"])


def test_the_example_of_the_interface() -> None:
    found = check("fetched/openai-openapi-retrieve-example.json", KIND)
    assert found["/duration_seconds"] == 176
    assert found["/hyperparameters/batch_size"] == 1


def test_values() -> None:
    given = read(source("job.json", json.dumps(JOB, indent=1)), KIND)
    assert values(given) == {
        "/hosted/provider": "openai",
        "/hosted/job": "ftjob-1",
        "/hosted/result_model": "ft:gpt-4o-mini-2024-07-18:acme::1",
        "/output/id": "ft:gpt-4o-mini-2024-07-18:acme::1",
        "/base_model/id": "gpt-4o-mini-2024-07-18",
        "/base_model/revision": "gpt-4o-mini-2024-07-18",
        "/seed": 7,
        "/method/objective": "supervised",
        "/started_at": "2026-09-21T14:13:20Z",
        "/duration_seconds": 3600,
        "/hyperparameters/n_epochs": 3,
        "/hyperparameters/batch_size": "auto",
    }
    assert line(given, "/hosted/result_model") == 5


AZURE = "gpt-4o-mini-2024-07-18.ft-" + "0e208cf33a6a466994aff31a08aba678"


def by(model: str | None, organisation: str | None = None) -> list[str]:
    """The providers that a job can be of."""
    job = {**JOB, "fine_tuned_model": model, "organization_id": organisation}
    given = read(source("job.json", json.dumps(job)), KIND)
    providers: list[str] = given.facts["providers"]
    assert values(given).get("/hosted/provider") == (providers[0] if len(providers) == 1 else None)
    return providers


def test_whose_job_it_is() -> None:
    assert by(AZURE) == ["azure-openai"]
    assert by("ft:gpt-4o:acme::1") == ["openai"]
    assert by(None, "org-acme") == ["openai"]
    assert by(AZURE, "org-acme") == ["openai", "azure-openai"]
    assert by("gpt-4o.ft-short") == by(None) == ["openai", "azure-openai"]


def test_a_job_that_does_not_say_whose_it_is() -> None:
    job = {name: value for name, value in JOB.items() if name not in ("organization_id", "seed")}
    job["fine_tuned_model"] = "my-own-name"
    given = read(source("job.json", json.dumps(job)), KIND)
    assert "/hosted/provider" not in values(given)
    assert given.facts["providers"] == ["openai", "azure-openai"]
    assert notes(given)["/hosted/provider"] == "the job does not say which it is of: openai, azure-openai"
    assert "/seed" not in values(given)


@pytest.mark.parametrize("status", ["failed", "cancelled", "running", "queued"])
def test_a_job_without_success_puts_nothing_out(status: str) -> None:
    given = read(source("job.json", json.dumps({**JOB, "status": status})), KIND)
    assert not {"/output/id", "/hosted/result_model"} & values(given).keys()
    assert notes(given)["/hosted/result_model"] == f"the job did not succeed: {status}"


def test_success_without_a_model() -> None:
    given = read(source("job.json", json.dumps({**JOB, "fine_tuned_model": None})), KIND)
    assert given.facts["finished"] is False
    assert notes(given)["/hosted/result_model"] == "no model came out: succeeded"


@pytest.mark.parametrize("change", [{"id": None}, {"status": ""}, {"id": 5}])
def test_what_is_no_job(change: dict[str, object]) -> None:
    assert "not a fine-tuning job" in refused(source("job.json", json.dumps({**JOB, **change})), KIND).message


def test_a_method_that_is_not_known() -> None:
    given = read(source("job.json", json.dumps({**JOB, "method": {"type": "acme"}})), KIND)
    assert "/method/objective" not in values(given)
