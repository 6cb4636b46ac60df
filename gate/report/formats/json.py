"""The decision as one JSON document (``schemas/decision.schema.json``)."""

from __future__ import annotations

from gate.judge.decision import Decision
from gate.report.common import Quote
from gate.values.text import Json

RANK = 20


def render(decision: Decision, quote: Quote) -> Json:
    """Needs no source lines: who reads the JSON has the repository."""
    return Json(decision.document())
