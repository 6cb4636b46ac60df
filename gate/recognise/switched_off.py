"""Whether a value switches something off, by the key that it stands under, and whether it is nothing at all.

Words of Helm values, NeMo Guardrails, Guardrails AI, LLM Guard, Azure content filters and feature flags: a guard is
rarely taken out of its file, and often switched off above it.
"""

from __future__ import annotations

from typing import Any

from gate.recognise.vocabulary import words

_ON = frozenset("enabled enable active activated activate enforced enforce enforcing".split())
_OFF = frozenset("disabled disable bypass bypassed skip skipped inactive muted suspended paused off".split())
_MODE = frozenset("mode action enforcement status".split())
_DRY = ("dry", "run")
_FALSE = frozenset("false no off 0 disabled none never".split())
_TRUE = frozenset("true yes on 1 always".split())
_IDLE = frozenset(
    "off none disabled disable inactive bypass noop no-op dryrun dry-run dry_run shadow log-only log_only logonly "
    "audit-only audit_only report-only report_only observe passthrough allow-all allow_all permissive".split()
)
_NOTHING = frozenset("none null nil n/a na off no noop no-op nothing disabled todo tbd passthrough - ~".split())
# an empty list of what is allowed allows nothing
_ALLOWS = frozenset(
    "allow allowed allows allowlist whitelist tool tools function functions permission permissions capability "
    "capabilities scope scopes egress ingress host hosts domain domains mount mounts".split()
)


def switched_off(key: str, value: Any) -> frozenset[str] | None:
    """The words of what a value switches off beside those of the switch: none where the key is the switch alone.

    None where the value switches nothing off.
    """
    said = words(key)
    text = _text(value)
    if text is None:
        return None
    rest = frozenset(said)
    if said[-2:] == list(_DRY) and text in _TRUE:
        return rest - {*_DRY}
    if rest & _OFF and text in _TRUE:
        return rest - _OFF
    if rest & _ON and text in _FALSE:
        return rest - _ON
    if said and said[-1] in _MODE and text in _IDLE:
        return rest - _MODE
    return None


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int)):
        return str(value).strip().lower()
    return None


def is_nothing(value: Any) -> bool:
    """Whether a value has no content: empty, blank, or a word for nothing, all the way down. A truth value has."""
    if isinstance(value, dict):
        return all(map(is_nothing, value.values()))
    if isinstance(value, list):
        return all(map(is_nothing, value))
    if isinstance(value, str):
        return not value.strip() or value.strip().lower() in _NOTHING
    return value is None


def allows(steps: tuple[str, ...]) -> bool:
    """Whether a value lists what is allowed, by the last name on its way, so that an empty one is a control, too."""
    named = [step for step in steps if not step.isdigit()]
    return bool(named) and bool(_ALLOWS & {*words(named[-1])})
