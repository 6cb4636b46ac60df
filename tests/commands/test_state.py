"""``state`` shows what is reviewed at each place."""

from __future__ import annotations

import json

from tests.command import EVIDENCE, MODEL, fits, tunegate
from tests.repo import Repo


def test_state(example: Repo) -> None:
    done = tunegate(example, "state", "--format", "json")
    value = json.loads(done.stdout)
    digest = value["models"][MODEL]["digest"]
    fits("state", value["models"][MODEL]["state"])
    assert (example.path / EVIDENCE / "states" / f"{digest[7:]}.json").exists()
    for args in (["--staged"], ["--head", "HEAD"], ["--model", MODEL]):
        again = json.loads(tunegate(example, "state", "--format", "json", *args).stdout)
        assert again["models"] == value["models"]
    text = tunegate(example, "state").stdout
    assert f"{MODEL}  {digest}\n  base_model\n    configs/train.yaml:5  /base_model = meta-llama/" in text
