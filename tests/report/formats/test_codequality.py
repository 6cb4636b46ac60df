"""Code Quality: whole reports on real decisions."""

from __future__ import annotations

import json

from tests.report.reports import MESSAGES, PLACES, remedy


def test_codequality(prompt: dict[str, str]) -> None:
    rows = json.loads(prompt["codequality"])
    assert len({row["fingerprint"] for row in rows}) == 4
    assert rows == [
        {
            "description": f"{MESSAGES[rule]} Fix: {remedy(rule)}",
            "check_name": rule,
            "fingerprint": row["fingerprint"],
            "severity": "blocker",
            "location": {"path": PLACES[rule][0], "lines": {"begin": PLACES[rule][1]}},
        }
        for rule, row in zip(
            ("reassessment-required", "artefact-stale", "disposition-stale", "control-changed"), rows, strict=True
        )
    ]
