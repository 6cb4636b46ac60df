"""What a disposition says of its evidence in short."""

from __future__ import annotations

from typing import Any

from gate.evidence.stated import overhang_sentence, regressed

CONTROL: dict[str, Any] = {"path": "p.md"}


def test_overhang() -> None:
    classes = [
        {"name": "code", "controls": [CONTROL, {"path": "g.yml"}]},
        {"name": "advice, of any kind", "controls": [CONTROL]},
    ]
    assert overhang_sentence({"capability_classes": classes}) == (
        "Beyond its task, the model still has what its base learned: code; advice, of any kind. Only g.yml, p.md keep "
        "that out of the deployment, so a change to any of them needs a new assessment."
    )


def test_regressed() -> None:
    row = {"suite": "s", "category": "fraud", "outcome": "regressed", "loss": 0.07, "compensating_controls": [CONTROL]}
    total = {"suite": "s", "outcome": "regressed", "compensating_controls": []}
    fine = {**row, "outcome": "non-inferior"}
    assert regressed({"categories": [fine, row], "overall": [total]}) == [
        {"suite": "s", "category": "fraud", "loss": 0.07, "controls": ["p.md"]},
        {"suite": "s", "category": "overall", "controls": []},
    ]
    assert regressed({"categories": [fine]}) == []
