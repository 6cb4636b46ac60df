"""What of a record is digested: its value in a form that another writer of the same record arrives at, too.

Folded are white space, the order of keys, Unicode's compatibility forms (NFKC, UAX #15), how a scalar is typed (``1``,
``1.0`` and ``"1"``, ``true`` and ``"true"``), and members without a value (null, empty text), which tables add. So a
record is found again after it went from JSON Lines to CSV or Parquet. Case counts.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from gate.surfaces.records.shapes import split
from gate.values.regex import regex

_ENCODE = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
_WORD = regex(r"\w+")
_NUMBER = regex(r"-?(?:0|[1-9][0-9]{0,40})(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,3})?")
_ROLES, _SAID = ("role", "from"), ("content", "value")
_SYSTEM = ("system", "developer")
# names of what a model is given, as `gate.surfaces.records.shapes` knows them, and of what stands beside it
_GIVEN = frozenset(
    {
        *("prompt", "input", "instruction", "question", "query", "context", "text", "asked"),
        *("messages", "conversations", "conversation"),
    }
)
_BESIDE = frozenset(
    {"metadata", "meta", "id", "uuid", "source", "source_id", "data_source", "dataset", "origin", "system"}
)
_DIGITS = frozenset("-0123456789")  # what a number begins with
_PLAIN = 10**18  # whole numbers below it are written one way
SHINGLE = 3  # words
MAX_WORDS = 20_000  # of a record that its sketch is of


def folded(value: Any) -> bytes:
    """The one form of a record's value. Raises RecursionError where it is too deep, ValueError where it has none."""
    return _ENCODE(_fold(value)).encode("utf-8", "surrogatepass")


def folded_input(value: Any) -> bytes | None:
    """The same of what the model is given: its texts in order, whatever the fields are called, without system turns and
    what only describes the record (metadata, ids, sources); None where nothing of a record is known to be that."""
    parts = split(value) if isinstance(value, dict) else None
    given = parts[0] if parts else value
    if not isinstance(given, dict):
        return None
    kept = {name: part for name, part in given.items() if name.lower() in _GIVEN}
    if not kept and parts:
        kept = {name: part for name, part in given.items() if name.lower() not in _BESIDE}
    texts = [text for text in map(fold_text, _texts(kept)) if text]
    if texts:
        return folded(texts)
    return folded(kept) if parts and any(part not in (None, "", [], {}) for part in kept.values()) else None


def fold_text(text: str) -> str:
    """NFKC, each run of white space one space, none at either end; a number as short as it can be written."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = " ".join(text.split())
    return _number(text) if text[:1] in _DIGITS and len(text) < 100 and _NUMBER.fullmatch(text) else text


def _fold(value: Any) -> Any:
    if isinstance(value, str):
        return fold_text(value)
    if isinstance(value, dict):
        rows = {name: _fold(part) for name, part in value.items() if part is not None and part != ""}
        names = {name: fold_text(name) for name in rows}
        if len({*names.values()}) < len(names):  # two keys that fold to one stay two
            return rows
        return {names[name]: part for name, part in rows.items()}
    if isinstance(value, list):
        return [_fold(part) for part in value]
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and -_PLAIN < value < _PLAIN:
        return str(value)
    return _number(str(value))


def _number(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return text
    return format(number.normalize(), "f") if abs(number.adjusted()) < 60 else str(number.normalize())


def words(value: Any) -> list[str]:
    """The words of a record's texts, by key, without case; the first `MAX_WORDS`. System turns are left out."""
    found: list[str] = []
    for text in _texts(value):
        found += _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
        if len(found) >= MAX_WORDS:
            return found[:MAX_WORDS]
    return found


def main_text(value: Any) -> bytes | None:
    """The longest text of what the model is given, or of the record where that is not told apart; None for none."""
    try:
        parts = split(value) if isinstance(value, dict) else None
        longest = max(map(fold_text, _texts(parts[0] if parts else value)), key=len, default="")
    except RecursionError:
        return None
    return longest.encode("utf-8", "surrogatepass") or None


def _texts(value: Any) -> Iterator[str]:
    """Every text but those of system turns, which many records share, and the names of roles."""
    rest = [value]
    while rest:
        part = rest.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            role = next((part[name] for name in _ROLES if isinstance(part.get(name), str)), None)
            if role in _SYSTEM:
                continue
            if role is not None and not part.keys().isdisjoint(_SAID):
                part = {name: said for name, said in part.items() if name not in _ROLES}
            rest.extend(part[name] for name in sorted(part, reverse=True))
        elif isinstance(part, list):
            rest.extend(reversed(part))
