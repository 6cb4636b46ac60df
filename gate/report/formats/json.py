"""The decision as one JSON document (``schemas/decision.schema.json``)."""

from __future__ import annotations

import json

from gate.judge.decision import Decision
from gate.report.common import Quote
from gate.values.redact import json_safe

RANK = 20


def render(decision: Decision, quote: Quote) -> str:
    """Needs no source lines: who reads the JSON has the repository."""
    return json_safe(json.dumps(decision.document(), indent=2, sort_keys=True)) + "\n"
