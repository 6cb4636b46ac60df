"""Rules that were split, by the table of the policies (``policies/lib/replaced.rego``)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from gate.policy.bundle import load_builtin
from gate.policy.embedded import parsed

QUERY = "data.tunegate.lib.replaced.rules"


def replaced() -> Mapping[str, Sequence[str]]:
    """Former rule id -> the ids that took its place. Raises ConfigError where the policies cannot be read."""
    answer = json.loads(parsed(load_builtin().modules).eval_query_as_json(QUERY))
    table: dict[str, list[str]] = answer["result"][0]["expressions"][0]["value"]
    return table
