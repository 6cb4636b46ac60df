"""Whether a document says what a source gives.

Numbers are compared as numbers: ``"1e-4"`` is 0.0001. A number that was computed or measured has many digits, and
people round it, so a typed one agrees with what rounds to it at the decimals that were typed. A setting has few digits
and is copied, so 0.0001 is not 0.00013.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

MEASURED = 5  # significant digits from which on a number was computed or measured, not set
MAX_ROUNDING = Decimal("0.1")  # of the value: what rounding may take off or add
MIN_WHOLE = 10  # a smaller whole number is no rounding: an agreement of 1 is not one of 0.96
_SAME = Decimal("1e-9")  # of the value: binary fractions that are written in decimal
_WORDS = {"true": True, "false": False}


def agrees(said: Any, derived: Any, *, ordered: bool = True, rounded: bool = False) -> bool:
    """Whether what a document says and what a source gives are the same. ``ordered``: the order of a list counts;
    ``rounded``: the number was computed or measured, whatever digits it has."""
    if isinstance(derived, list | tuple):
        return isinstance(said, list) and _lists_agree(said, list(derived), ordered, rounded)
    if isinstance(derived, dict):
        return (
            isinstance(said, dict)
            and said.keys() == derived.keys()
            and all(agrees(said[key], value, ordered=ordered, rounded=rounded) for key, value in derived.items())
        )
    if said is None or derived is None:
        return said is derived
    if isinstance(said, list | dict):
        return False
    if isinstance(said, bool) or isinstance(derived, bool):
        return _truth(said) is not None and _truth(said) is _truth(derived)
    if not (isinstance(said, str) and isinstance(derived, str)):  # of two texts, '3.1' is not a version '3.10'
        one, other = number(said), number(derived)
        if one is not None and other is not None:
            return _numbers_agree(one, other, rounded)
    return _texts_agree(str(said).strip(), str(derived).strip())


def _lists_agree(said: list[Any], derived: list[Any], ordered: bool, rounded: bool) -> bool:
    if len(said) != len(derived):
        return False
    if ordered:
        return all(agrees(one, other, rounded=rounded) for one, other in zip(said, derived, strict=True))
    one, other = sorted(said, key=_rank), sorted(derived, key=_rank)
    return all(agrees(left, right, ordered=False, rounded=rounded) for left, right in zip(one, other, strict=True))


def _rank(value: Any) -> tuple[Any, ...]:
    """Where a value of an unordered list stands: those that agree stand in the same order on both sides.

    By kind first. What is compared to the letter goes before numbers, which may be rounded.
    """
    if isinstance(value, list | tuple):
        return (4, len(value), *sorted(map(_rank, value)))
    if isinstance(value, dict):
        rows = sorted((str(key), _rank(one)) for key, one in value.items())
        exact = [(key, rank) for key, rank in rows if rank[0] != 1]
        return (5, tuple(key for key, _ in rows), tuple(exact), tuple(rows))
    if value is None:
        return (0,)
    if (truth := _truth(value)) is not None:
        return (2, truth)
    if (found := number(value)) is not None:
        return (1, found, str(value).strip())
    text = str(value).strip()
    return (3, str(_moment(text) or ""), text)


def _truth(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    return _WORDS.get(value.strip().lower()) if isinstance(value, str) else None


def number(value: Any) -> Decimal | None:
    """The number that a value is, or that a text of at most 64 characters writes; None for any other value."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value).strip()
    if not text or len(text) > 64 or "_" in text or not text.isascii():
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    if not found.is_finite() or abs(found.adjusted()) > 400:  # far beyond what a double holds, and slow to subtract
        return None
    return found


def _numbers_agree(said: Decimal, derived: Decimal, rounded: bool) -> bool:
    gap = abs(said - derived)
    if gap <= _SAME * abs(derived):
        return True
    decimals = max(0, -int(said.normalize().as_tuple().exponent))
    rounded = rounded or len(derived.normalize().as_tuple().digits) >= MEASURED
    if not rounded or gap > MAX_ROUNDING * abs(derived) or (decimals == 0 and abs(said) < MIN_WHOLE):
        return False
    return gap <= Decimal(1).scaleb(-decimals) / 2


def _texts_agree(said: str, derived: str) -> bool:
    if said == derived:
        return True
    moments = _moment(said), _moment(derived)
    return moments[0] is not None and moments[0] == moments[1]


def _moment(text: str) -> datetime | None:
    """A moment, to the second; None for a text that is none, or that has no zone."""
    if not 19 <= len(text) <= 40:
        return None
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC).replace(microsecond=0) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None
