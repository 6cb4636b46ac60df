"""What an engine is, and what it answers."""

from __future__ import annotations

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
    version: str | None
    bundle: Bundle | None  # None: the engine has policies of its own

    def query(self, case: bytes) -> Any:
        """The value of ``data.tunegate.result``, or None where it is undefined. Raises UndecidedError."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the policies say. The rows are as the policies made them, in canonical order."""

    verdict: str
    deny: tuple[FindingRow, ...]
    warn: tuple[FindingRow, ...]
    triggers: tuple[TriggerRow, ...]
    rules: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        return {
            "verdict": self.verdict,
            "deny": list(self.deny),
            "warn": list(self.warn),
            "triggers": list(self.triggers),
            "rules": list(self.rules),
        }
