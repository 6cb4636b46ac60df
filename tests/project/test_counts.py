"""How much of the example's pack a person has to type, and how much follows from its files."""

from __future__ import annotations

import json

from gate.derive.count import counts
from gate.documents import parse
from gate.evidence.defaults import effective
from gate.values.terms import ARTEFACT_KINDS
from tests.command import EVIDENCE, EXAMPLE, NOW, check, tunegate
from tests.repo import Repo

# ceilings that only go down, but for what the domain asks anew; the aim is 40 that are attested
MOST_ATTESTED, MOST_UNPROVEN, LEAST_DERIVED = 40, 16, 475


def test_values_of_the_example(example: Repo) -> None:
    case = json.loads(tunegate(example, "case", "--all-models", "--now", NOW).stdout)
    artefacts = case["models"]["support-assistant"]["evidence"]["artefacts"]
    found = {
        kind: sum(document["derived"]["counts"][kind] for document in artefacts.values())
        for kind in ("derived", "attested", "unproven")
    }
    assert found["attested"] <= MOST_ATTESTED
    assert found["unproven"] <= MOST_UNPROVEN
    assert found["derived"] >= LEAST_DERIVED
    decision = json.loads(check(example, "--all-models", "--format", "json").stdout)
    assert decision["values"] == [{"model": "support-assistant", **found}]


def test_nothing_is_counted_twice_or_left_out() -> None:
    for kind in ARTEFACT_KINDS:
        node = effective(kind, parse((EXAMPLE / EVIDENCE / f"{kind}.yaml").read_bytes(), "yaml"))
        alone = counts(kind, node, [])
        whole = counts(kind, node, [f"/{key}" for key, _ in node.items()])
        assert alone["derived"] == 0
        assert whole == {"derived": alone["attested"] + alone["unproven"], "attested": 0, "unproven": 0}
