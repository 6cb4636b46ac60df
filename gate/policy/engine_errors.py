"""What the embedded engine says of a policy, as an error of the gate with its place."""

from __future__ import annotations

import re

from gate.values.errors import ConfigError, UndecidedError
from gate.values.regex import regex

_PLACE = regex(r"--> (?P<path>[^\n]+?):(?P<line>\d+):\d+")
_ERROR = regex(r"^error: (?P<text>.+)$", re.MULTILINE)


def not_installed() -> UndecidedError:
    return UndecidedError(
        "the embedded policy engine is not installed; some systems have no wheel of it",
        remedy="Add '--engine opa' with '--opa-binary' and '--opa-sha256'; docs/other-ci.md says how.",
    )


def undecided(text: str) -> UndecidedError:
    """What the engine says where it gives no answer."""
    message, path, line = _said(text)
    return UndecidedError(
        f"the policies cannot be evaluated: {message}", path=path, line=line, remedy="Correct the policy."
    )


def policy_error(text: str, path: str) -> ConfigError:
    """What the engine says of a module that does not parse."""
    message, place, line = _said(text)
    return ConfigError(
        f"not valid Rego: {message}", path=place or path, line=line, remedy="Run 'opa check' on the policy."
    )


def _said(text: str) -> tuple[str, str | None, int | None]:
    """Message, path and line of the engine's error text."""
    place = _PLACE.search(text)
    said = _ERROR.search(text)
    lines = text.strip().splitlines() or ["the engine says nothing"]
    message = said["text"] if said else lines[0]
    return message, place["path"] if place else None, int(place["line"]) if place else None
