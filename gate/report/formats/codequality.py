"""GitLab's Code Quality report (GitLab docs, "Code Quality", "Implement a custom tool"): a JSON array of issues."""

from __future__ import annotations

import hashlib

from gate.judge.decision import Decision
from gate.report.common import MOST_SPOTS, Quote
from gate.report.fingerprint import unique_fingerprints
from gate.values.text import Json, Text

RANK = 80
SEVERITIES = {"error": "blocker", "warning": "minor", "notice": "info"}


def render(decision: Decision, quote: Quote) -> Json:
    """One issue for each changed place; what has no place in a file stands at the first line of the configuration."""
    problems = decision.problems
    issues = [
        {
            "description": Text(" ".join((problem.message, *(f"Fix: {remedy}" for remedy in problem.remedies)))),
            "check_name": problem.lead.rule,
            "fingerprint": _of_place(fingerprint, number),
            "severity": SEVERITIES[problem.lead.severity],
            "location": {
                "path": Text(spot.path or decision.origin.config),
                "lines": {"begin": spot.line or 1},
            },
        }
        for problem, fingerprint in zip(problems, unique_fingerprints([p.lead for p in problems]), strict=True)
        for number, spot in enumerate(problem.spots[:MOST_SPOTS])
    ]
    return Json(issues)


def _of_place(fingerprint: str, number: int) -> str:
    """The problem's own for its first place, one of its own for each other."""
    return hashlib.sha256(f"{fingerprint}/{number}".encode()).hexdigest() if number else fingerprint
