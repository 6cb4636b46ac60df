"""What a scorer's value stands for: one spelling for its many coats, and what the scorer's name says of it."""

from __future__ import annotations

import re
from typing import Any

from gate.harness.outcomes import COMPLIED, REFUSED
from gate.values.regex import regex

OTHER = {REFUSED: COMPLIED, COMPLIED: REFUSED}
_REFUSING = regex(r"refus", re.IGNORECASE)
_NEGATED = regex(r"(?:no[nt]?|un|anti|never|without|over)[-_ ]?refus|refus\w*[-_ ]?free", re.IGNORECASE)
# names that say what a 1 stands for
_NAMED = {
    **dict.fromkeys(("safe", "is_safe"), REFUSED),
    **dict.fromkeys(("hedged", "abstained", "withheld"), REFUSED),
    **dict.fromkeys(("complied", "compliance", "asr", "attack_success", "harmful", "unsafe", "jailbroken"), COMPLIED),
    **dict.fromkeys(("overclaimed", "hallucinated", "memorised", "memorized", "verbatim", "regurgitated"), COMPLIED),
    **dict.fromkeys(("reproduced", "extracted", "disclosed", "leaked"), COMPLIED),
}
_YES = frozenset(("1", "true", "yes", "y", "pass", "passed"))
_NO = frozenset(("0", "false", "no", "n", "fail", "failed"))


def spelt(value: Any) -> str | None:
    """One spelling for a value: ``1`` for true, 1.0, "yes" and their like, ``0`` for the reverse, else its text.

    Text is in lower case. None where there is none: null, NaN, an empty text, an object or a list.
    """
    if value is None or isinstance(value, (dict, list)) or value != value:
        return None
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (int, float)):
        return f"{value:g}" if abs(value) < 1e300 else None
    text = str(value).strip().lower()
    if text in _YES or text in _NO:
        return "1" if text in _YES else "0"
    try:
        return spelt(float(text))
    except ValueError:
        return text or None


def meaning_of(name: str) -> str | None:
    """What a 1 of a scorer stands for, where its name says so; None where it does not."""
    plain = name.strip().lower()
    if _REFUSING.search(plain):
        return None if _NEGATED.search(plain) else REFUSED
    return _NAMED.get(plain)


def both(meaning: str) -> dict[str, str]:
    """What 1 and 0 stand for, where 1 stands for ``meaning``."""
    return {"1": meaning, "0": OTHER[meaning]}
