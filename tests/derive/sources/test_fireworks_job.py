"""Jobs of Fireworks."""

from __future__ import annotations

from tests.derive.sources.jobs import check


def test_sample() -> None:
    found = check("hosted/fireworks-sft-job-completed.json", "fireworks-job")
    assert found["/method/objective"] == "supervised"
    assert found["/hyperparameters/batchSize"] == 32768  # tokens
    assert "global_batch_size" not in found["numbers"]
    assert found["/duration_seconds"] == 3000
