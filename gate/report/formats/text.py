"""The report for a terminal and for logs."""

from __future__ import annotations

from gate.report import text_report
from gate.report.common import Quote
from gate.values.decision import Decision

RANK = 10


def render(decision: Decision, quote: Quote) -> str:
    return text_report.render(decision, quote)
