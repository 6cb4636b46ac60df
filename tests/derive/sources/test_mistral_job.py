"""Jobs of Mistral."""

from __future__ import annotations

from tests.derive.sources.jobs import check


def test_sample() -> None:
    found = check("hosted/mistral-job-success.json", "mistral-job")
    assert found["/final_metrics/train_loss"] == 0.8165
    assert found["/method/objective"] == "supervised"
    assert "/duration_seconds" not in found  # the job names no end
