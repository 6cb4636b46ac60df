"""What the policies say of two runs that were compared (``policies/drift.rego``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gate.policy.ask import ask
from gate.values.errors import UndecidedError


@dataclass(frozen=True, slots=True)
class Shown:
    """``passes``: every class is non-inferior, and no group regressed, is unclear, or lacks outcomes.

    In the classes of ``nothing_to_lose`` no loss over the margin can show. Those of ``diluted`` are non-inferior, and
    more than the margin is lost of the items that the base model refuses.
    """

    passes: bool
    nothing_to_lose: frozenset[str]
    diluted: frozenset[str]


def judge_runs(document: Mapping[str, Any]) -> Shown:
    """The judgement over a document of ``schemas/drift.schema.json``. Raises UndecidedError where there is none."""
    answer = ask("drift", document)
    if answer.get("verdict") not in ("pass", "block"):
        raise UndecidedError("the policies give no verdict on the runs", remedy="Install tunegate again.")
    return Shown(
        answer["verdict"] == "pass",
        frozenset(answer["nothing_to_lose"]),
        frozenset(answer["diluted"]),
    )
