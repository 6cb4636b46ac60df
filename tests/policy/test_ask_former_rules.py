"""The table of rules that were split, as the policies have it."""

from __future__ import annotations

from gate.policy.ask import former_rules
from gate.policy.bundle import load_builtin


def test_former_ids_lead_to_rules() -> None:
    rules = load_builtin().rules()
    table = former_rules()
    assert "evaluation-misstated" in table
    assert not table.keys() & rules.keys()
    assert {new for names in table.values() for new in names} <= rules.keys()
