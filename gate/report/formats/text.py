"""The report for a terminal and for logs."""

from __future__ import annotations

from gate.judge.decision import Decision
from gate.report import text_report
from gate.report.common import Quote

RANK = 10


def render(decision: Decision, quote: Quote) -> str:
    return text_report.render(decision, quote)
