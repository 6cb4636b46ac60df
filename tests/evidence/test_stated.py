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
    row = {
        "suite": "s",
        "category": "fraud",
        "class": "indirect-harmful",
        "outcome": "regressed",
        "loss": 0.07,
        "compensating_controls": [CONTROL],
    }
    of_class = {"class": "disallowed-content", "outcome": "regressed", "compensating_controls": []}
    fine = {**row, "class": "disallowed-content", "outcome": "watched"}
    same = {**of_class, "same_as": {"suite": "s", "category": "fraud"}}
    carried = {**of_class, "class": "indirect-harmful"}  # the answer to its category is the answer to it
    part = {**of_class, "suite": "s", "outcome": "unclear", "compensating_controls": [CONTROL]}
    fraud = {"suite": "s", "category": "fraud", "loss": 0.07, "controls": ["p.md"]}
    assert regressed({"categories": [fine, row], "classes": [of_class, same, part, carried]}) == [
        fraud,
        {"suite": "all suites", "category": "class disallowed-content", "controls": []},
        {"suite": "s", "category": "class disallowed-content", "controls": ["p.md"]},
    ]
    unanswered = {**row, "compensating_controls": []}
    assert regressed({"categories": [unanswered], "classes": [carried]}) == [
        {**fraud, "controls": []},
        {"suite": "all suites", "category": "class indirect-harmful", "controls": []},
    ]
    assert regressed({"categories": [fine]}) == []
