"""Jobs of Bedrock."""

from __future__ import annotations

from tests.derive.sources.jobs import check


def test_sample() -> None:
    found = check("hosted/bedrock-get-model-customization-job.json", "bedrock-job")
    assert {name: str(found["numbers"][name]) for name in ("epochs", "batchSize", "warmup_steps")} == {
        "epochs": "3",
        "batchSize": "1",
        "warmup_steps": "10",
    }
    assert found["numbers"]["learning_rate"] == 0.00001
    assert found["/method/objective"] == "supervised"
    assert found["/base_model/id"] == "amazon.nova-lite-v1:0:300k"
    assert found["/duration_seconds"] == 7200
    assert (found["/final_metrics/trainingLoss"], found["/final_metrics/validationLoss"]) == (1.25, 1.31)
