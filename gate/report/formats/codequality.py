"""GitLab's Code Quality report (GitLab docs, "Code Quality", "Implement a custom tool"): a JSON array of issues."""

from __future__ import annotations

import json

from gate.judge.decision import Decision
from gate.report.common import Quote
from gate.report.fingerprint import unique_fingerprints
from gate.values.redact import json_safe, visible

RANK = 80
SEVERITIES = {"error": "blocker", "warning": "minor", "notice": "info"}


def render(decision: Decision, quote: Quote) -> str:
    """One issue a finding; what has no place in a file stands at the first line of the configuration."""
    issues = [
        {
            "description": visible(finding.message + (f" Fix: {finding.remedy}" if finding.remedy else "")),
            "check_name": finding.rule,
            "fingerprint": fingerprint,
            "severity": SEVERITIES[finding.severity],
            "location": {
                "path": visible(finding.path or decision.origin.config),
                "lines": {"begin": finding.line or 1},
            },
        }
        for finding, fingerprint in zip(decision.findings, unique_fingerprints(decision.findings), strict=True)
    ]
    return json_safe(json.dumps(issues, indent=2, sort_keys=True)) + "\n"
