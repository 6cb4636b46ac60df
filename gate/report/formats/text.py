"""The report for a terminal and for logs."""

from __future__ import annotations

from gate.judge.decision import Decision
from gate.report import text_report
from gate.report.common import Quote
from gate.values.text import Lines

RANK = 10


def render(decision: Decision, quote: Quote) -> Lines:
    return text_report.render(decision, quote)
