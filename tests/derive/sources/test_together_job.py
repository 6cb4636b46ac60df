"""Jobs of Together."""

from __future__ import annotations

from tests.derive.sources.jobs import check


def test_sample() -> None:
    found = check("hosted/together-job-completed.json", "together-job")
    wanted = found["wanted"]
    assert found["/hyperparameters/batch_size"] == wanted["batch_size"]
    lora = {name: found[f"/hyperparameters/{name}"] for name in wanted["lora"] if name != "type"}
    assert lora == {name: value for name, value in wanted["lora"].items() if name != "type"}
    assert found["/method/adaptation"] == "lora"
    assert found["/method/objective"] == "supervised"
    assert "/duration_seconds" not in found  # the job names no end
