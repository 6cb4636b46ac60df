"""What an engine is, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from gate.policy.bundle import Bundle
    from gate.values.rows import FindingRow, TriggerRow

QUERY = ("tunegate", "result")
EVALUATION_SECONDS = 30.0


class Engine(Protocol):
    """Evaluates ``data.tunegate.result`` over a case."""

    name: str
    bundle: Bundle | None  # None: the engine has policies of its own

    @property
    def version(self) -> str | None:
        """Known after a query."""

    @property
    def identity(self) -> Mapping[str, Any]:
        """``name``, ``version`` and what else tells this engine from others, for the decision; whole after a query."""

    @property
    def policies(self) -> str | None:
        """The digest of the policies that answer, where it is known; a server's is that of the last answer."""

    def query(self, case: bytes) -> Any:
        """The value of ``data.tunegate.result``, or None where it is undefined. Raises UndecidedError."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the policies say. The rows are as the policies made them, in canonical order. ``accepted_until`` are the
    days until which baselines in force let models in."""

    verdict: str
    deny: tuple[FindingRow, ...]
    warn: tuple[FindingRow, ...]
    triggers: tuple[TriggerRow, ...]
    rules: tuple[str, ...]
    accepted_until: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        return {
            "verdict": self.verdict,
            "deny": list(self.deny),
            "warn": list(self.warn),
            "triggers": list(self.triggers),
            "rules": list(self.rules),
        }
