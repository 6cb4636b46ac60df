"""Checks that the jobs of every hosted service share."""

from __future__ import annotations

from typing import Any

from tests.derive.sources.samples import expected, hyperparameters, read, sample, values

RESULT = "/hosted/result_model"


def check(path: str, kind: str) -> dict[str, Any]:
    """What a job gives; everything that is expected of every service is looked at."""
    given = read(sample(path), kind)
    wanted, found, facts = expected(path), values(given), given.facts
    assert wanted["provider"] in facts["providers"]
    assert (facts["job"], facts["result_model"], facts["status"]) == (
        wanted["job"],
        wanted["result_model"],
        wanted["status"],
    )
    assert found["/hosted/job"] == wanted["job"]
    assert found.get("/seed") == wanted["seed"]
    assert found["/base_model/id"].endswith(wanted["base"].rpartition("/")[2])
    if facts["finished"]:
        assert found[RESULT] == found["/output/id"] == wanted["result_model"]
    else:
        assert not {RESULT, "/output/id"} & found.keys()
    assert facts["finished"] is wanted.get("usable", True)
    numbers = hyperparameters(given)
    shared = {
        "learning_rate": "learning_rate",
        "epochs": "epochs",
        "learning_rate_multiplier": "learning_rate_multiplier",
    }
    shared |= {"n_epochs": "epochs", "lora_rank": "lora_r", "seq_len": "max_length", "training_steps": "max_steps"}
    assert {name: numbers[shared[name]] for name in wanted if name in shared} == {
        name: wanted[name] for name in wanted if name in shared
    }
    for name in ("records", "trained_tokens"):
        assert facts[name] == wanted.get(name, facts[name])
    trained = [row["name"] for row in facts["data"] if not row["held_out"]]
    for name in ("training_file", "data", "dataset"):
        assert trained == [wanted[name]] if name in wanted else True
    assert trained == wanted.get("training_files", trained)
    return {**found, "facts": facts, "wanted": wanted, "numbers": numbers}
