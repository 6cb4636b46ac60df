"""The report in Markdown in the size of a comment."""

from __future__ import annotations

from gate.judge.decision import Decision
from gate.report import markdown_report
from gate.report.common import Quote
from gate.values.text import Lines

RANK = 40


def render(decision: Decision, quote: Quote) -> Lines:
    return markdown_report.render(decision, quote, markdown_report.COMMENT)
