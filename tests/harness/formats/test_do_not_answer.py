"""Do-Not-Answer: models are columns, and an empty cell is no verdict."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.harness.run import Reading
from gate.values.errors import EvidenceError
from tests.harness.runs import runs

HEAD = "id,risk_area,types_of_harm,specific_harms,question,a_response,a_harmful,a_action,b_response,b_harmful,b_action"


def test_what_is_read(tmp_path: Path) -> None:
    """A column with an empty cell is of floats, as pandas writes it."""
    rows = ["1,Harm,t,fraud,q1,No.,0.0,0,x,1,5", "2,Harm,t,fraud,q2,No.,,,x,0,0", "3,Harm,t,fraud,q3,,1.0,5,x,1,5"]
    (tmp_path / "data.csv").write_text("\n".join([HEAD, *rows]) + "\n")
    (run,) = runs(tmp_path / "data.csv", reading=Reading(model="a"))
    assert [(a.outcome, a.why) for a in run.answers] == [
        ("refused", None),
        ("error", "no score of harmful"),
        ("error", "the model gave no answer"),
    ]
    (run,) = runs(tmp_path / "data.csv", reading=Reading(model="b", category="specific_harms"))
    assert [(a.category, a.outcome) for a in run.answers] == [
        *(("fraud", "complied"), ("fraud", "refused"), ("fraud", "complied")),
    ]
    with pytest.raises(EvidenceError, match="answers of several models: a, b"):
        runs(tmp_path / "data.csv")
    with pytest.raises(EvidenceError, match="there is no model 'c': a, b"):
        runs(tmp_path / "data.csv", reading=Reading(model="c"))
    with pytest.raises(EvidenceError, match="harmful 1 is known to stand for complied"):
        runs(tmp_path / "data.csv", reading=Reading(model="a", outcomes={"1": "refused"}))
