"""Questions to the gate's own policies about what is no case: what two runs show, which model a name is of.

Each question is a package of its own in ``policies/``, beside ``main.rego``, with the answer in its rule ``result``.
The embedded engine answers it, from the policies that ship with the gate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from gate.policy.bundle import load_builtin
from gate.values.canonical import canonical_json
from gate.values.errors import UndecidedError

if TYPE_CHECKING:
    from gate.policy.embedded import EmbeddedEngine


def ask(package: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """``data.tunegate.<package>.result`` over a document. Raises UndecidedError where that is not an object."""
    answer = _engine().value(("tunegate", package, "result"), canonical_json(document))
    if not isinstance(answer, dict):
        message = f"data.tunegate.{package}.result is undefined: the policies are not there"
        raise UndecidedError(message, remedy="Install tunegate again.")
    return answer


@cache
def former_rules() -> Mapping[str, Sequence[str]]:
    """Id of a rule that was split -> the ids that took its place (``policies/lib/replaced.rego``)."""
    found: dict[str, list[str]] = _engine().value(("tunegate", "lib", "replaced", "rules"), b"{}")
    return found


@cache
def _engine() -> EmbeddedEngine:
    """Without the rules on a case: reading and parsing them would take most of the time."""
    from gate.policy.embedded import EmbeddedEngine

    return EmbeddedEngine(load_builtin(rules=False))
