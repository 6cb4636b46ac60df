"""Code Quality: whole reports on real decisions."""

from __future__ import annotations

import json
from dataclasses import replace

from gate.report.formats import codequality
from tests.report.decisions import DECISION, finding, no_quote, records
from tests.report.reports import PLACES, SAID, remedy


def test_codequality(prompt: dict[str, str]) -> None:
    rows = json.loads(prompt["codequality"])
    rules = ("reassessment-required", "control-changed")
    assert rows == [
        {
            "description": " ".join((*SAID, *(f"Fix: {remedy(rule)}" for rule in rules))),
            "check_name": rules[0],
            "fingerprint": rows[0]["fingerprint"],
            "severity": "blocker",
            "location": {"path": PLACES[rules[0]][0], "lines": {"begin": PLACES[rules[0]][1]}},
        }
    ]


def test_each_run_of_a_problem_has_an_issue_of_its_own() -> None:
    lead = finding(rule="reassessment-required", line=5, end_line=5, path="d.jsonl", causes=(0,))
    decision = replace(DECISION, findings=(lead,), changes=(records(((5, 5), (12, 13))),))
    rows = json.loads(codequality.render(decision, no_quote))
    assert [row["location"]["lines"]["begin"] for row in rows] == [5, 12]
    assert len({row["fingerprint"] for row in rows}) == 2
