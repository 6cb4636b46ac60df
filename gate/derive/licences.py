"""SPDX licence expressions: whether one is known, and the terms that hold whichever of its alternatives is taken.

Expressions are of SPDX 2.3, annex D, read by ``license-expression`` with its list of SPDX's ids; ``LicenseRef-<name>``
is a licence of your own. The terms are those that Creative Commons' ids say (NC, ND, SA), and of others on SPDX's list
what their ids or texts are known for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from gate.values.regex import regex

if TYPE_CHECKING:
    from license_expression import Licensing

MAX_EXPRESSION = 256  # characters, as in the schemas
NON_COMMERCIAL, NO_DERIVATIVES, SHARE_ALIKE = "non-commercial", "no-derivatives", "share-alike"
TERMS = (NON_COMMERCIAL, NO_DERIVATIVES, SHARE_ALIKE)
_OWN = regex(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+")
_MARKS = {"nc": NON_COMMERCIAL, "nd": NO_DERIVATIVES, "sa": SHARE_ALIKE}
_PREFIXES = {  # of ids on SPDX's list without such a mark, for what their texts ask of a work made from it
    "agpl-": SHARE_ALIKE,
    "gpl-": SHARE_ALIKE,
    "odbl-": SHARE_ALIKE,
    "osl-": SHARE_ALIKE,
    "gfdl-": SHARE_ALIKE,
    "eupl-": SHARE_ALIKE,
    "cdla-sharing-": SHARE_ALIKE,
    "aladdin": NON_COMMERCIAL,
    "polyform-noncommercial": NON_COMMERCIAL,
    "c-uda-": NON_COMMERCIAL,
}
_NO_LICENCE = {"cc", "other", "unknown"}  # the Hub's own words for a licence that is said elsewhere, or nowhere
_ADDRESS = regex(r"(?i)https?://creativecommons\.org/(licenses|publicdomain)/([a-z+-]+)/(\d\.\d)(?:/\S*)?")
_SPDX_PAGE = regex(r"(?i)https?://spdx\.org/licenses/([A-Za-z0-9.+-]+?)(?:\.html|\.json)?/?")


@dataclass(frozen=True, slots=True)
class Licence:
    """``expression`` is normalised, None where the text is none, and ``problem`` says why. ``terms`` hold whichever
    alternative is taken; ``ids`` are all that the expression names, sorted."""

    expression: str | None
    problem: str | None = None
    terms: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


@lru_cache(1_000)
def licence_of(text: str) -> Licence:
    """What a licence expression says."""
    text = text.strip()
    if len(text) > MAX_EXPRESSION:
        return Licence(None, "it is longer than any expression")
    if _OWN.fullmatch(text):
        return Licence(text, ids=(text,))
    licensing = _licensing()
    try:
        parsed = licensing.parse(text)
    except Exception as error:  # the library has no base of its own, and raises AttributeError for 'MIT AND'
        return Licence(None, f"it is no SPDX expression ({' '.join(str(error).split())[:120] or type(error).__name__})")
    if parsed is None:
        return Licence(None, "it is empty")
    unknown = sorted({str(key) for key in parsed.objects if not _is_known(str(key))})
    if unknown:
        return Licence(None, f"{unknown[0]} is no SPDX id", ids=tuple(sorted(map(str, parsed.objects))))
    return Licence(parsed.render(), None, _held(parsed), tuple(sorted({str(key) for key in parsed.objects})))


def of_card(text: str) -> Licence:
    """A licence as a card names it: an SPDX id in any case, or an address of Creative Commons or of SPDX."""
    if text.strip().lower() in _NO_LICENCE:
        return Licence(None, f"{text.strip()!r} names no licence")
    if match := _ADDRESS.fullmatch(text.strip()):
        kind, name, version = match[1].lower(), match[2].lower(), match[3]
        if kind == "publicdomain":
            return licence_of("CC0-1.0" if name == "zero" else f"CC-PDM-{version}")
        return licence_of(f"CC-{name.upper()}-{version}")
    if match := _SPDX_PAGE.fullmatch(text.strip()):
        return licence_of(match[1])
    return licence_of(text)


@cache
def _licensing() -> Licensing:
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()


def _is_known(key: str) -> bool:
    """Whether it is on SPDX's list, or your own. The library also knows thousands of ScanCode's."""
    if key.startswith("LicenseRef-") or _OWN.fullmatch(key):
        return bool(_OWN.fullmatch(key))
    return key in _licensing().known_symbols or all(part in _licensing().known_symbols for part in key.split(" WITH "))


def _held(parsed: Any) -> tuple[str, ...]:
    """The terms of an expression: of AND those of all parts, of OR those that all alternatives have."""
    return tuple(term for term in TERMS if term in _terms(parsed))


def _terms(parsed: Any) -> frozenset[str]:
    parts = getattr(parsed, "args", ())
    if not parts:
        return frozenset(_of_id(str(getattr(parsed, "key", parsed))))
    found = [_terms(part) for part in parts]
    if type(parsed).__name__ == "OR":
        return frozenset.intersection(*found)
    return frozenset.union(*found)


def _of_id(key: str) -> set[str]:
    lower = key.lower()
    found = {term for mark, term in _MARKS.items() if lower.startswith("cc-") and f"-{mark}-" in f"{lower}-"}
    return found | {term for prefix, term in _PREFIXES.items() if lower.startswith(prefix)}


def facts(text: str) -> Mapping[str, Any]:
    """The licence for the case."""
    found = licence_of(text)
    return {
        "expression": found.expression,
        "problem": found.problem,
        "terms": list(found.terms),
        "ids": list(found.ids),
    }
