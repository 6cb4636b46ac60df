"""Jobs of Vertex."""

from __future__ import annotations

from tests.derive.sources.jobs import check


def test_sample() -> None:
    found = check("hosted/vertex-tuning-job.json", "vertex-job")
    assert found["/hyperparameters/adapterSize"] == found["wanted"]["adapter_size"]
    assert found["/method/objective"] == "supervised"
    assert found["/started_at"] == "2026-10-01T08:02:00Z"
    assert found["/duration_seconds"] == 3180
