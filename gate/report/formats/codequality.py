"""GitLab's Code Quality report (GitLab docs, "Code Quality", "Implement a custom tool"): a JSON array of issues."""

from __future__ import annotations

from gate.judge.decision import Decision
from gate.report.common import Quote
from gate.report.fingerprint import unique_fingerprints
from gate.values.text import Json, Text

RANK = 80
SEVERITIES = {"error": "blocker", "warning": "minor", "notice": "info"}


def render(decision: Decision, quote: Quote) -> Json:
    """One issue a finding; what has no place in a file stands at the first line of the configuration."""
    issues = [
        {
            "description": Text(finding.message + (f" Fix: {finding.remedy}" if finding.remedy else "")),
            "check_name": finding.rule,
            "fingerprint": fingerprint,
            "severity": SEVERITIES[finding.severity],
            "location": {
                "path": Text(finding.path or decision.origin.config),
                "lines": {"begin": finding.line or 1},
            },
        }
        for finding, fingerprint in zip(decision.findings, unique_fingerprints(decision.findings), strict=True)
    ]
    return Json(issues)
