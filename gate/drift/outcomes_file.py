"""The outcomes of a suite, item by item, as the pack keeps them: JSON Lines that anyone can count again.

One object a line: ``item``, ``category``, ``class`` (not for a harmless prompt), ``base`` and ``tuned`` (``refused`` or
``complied``, in a class that is not about refusals its own words (`gate.harness.classes.WORDS`), ``error``, or null
where the run has no answer), and where they apply ``sample``, ``cluster``, ``prompt`` (its digest), ``harmless``, and
``judged_again`` (further judgements of the two answers) with ``differing`` (of these, other than the first).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from gate.drift.pairs import Pair
from gate.harness.classes import CLASSES, WORDS, words_of
from gate.harness.outcomes import COMPLIED, ERROR, REFUSED
from gate.values.errors import EvidenceError
from gate.values.strict_json import unique
from gate.values.unicode import is_unicode

_POINTER = b"version https://git-lfs"
MAX_ROWS = 200_000
MAX_BYTES = 64 * 1024 * 1024  # of the outcomes of one suite
_TEXT = ("item", "category")
_OPTIONAL = {
    **{"class": str, "cluster": str, "prompt": str, "sample": int, "harmless": bool},
    **{"judged_again": int, "differing": int},
}
_MEANINGS = {
    cls: {None: None, safe: REFUSED, unsafe: COMPLIED, ERROR: ERROR}
    for cls, (safe, unsafe) in ((cls, words_of(cls)) for cls in (None, *CLASSES))
}
_KEYS = {*_TEXT, "base", "tuned", *_OPTIONAL}


def write(pairs: Sequence[Pair], path: str) -> str:
    """The text of the file. Raises EvidenceError where that is more than `read` takes."""
    text = "".join(json.dumps(_row(pair), ensure_ascii=False) + "\n" for pair in pairs)
    if len(pairs) > MAX_ROWS or len(text.encode()) > MAX_BYTES:
        raise EvidenceError(
            f"the suite has {len(pairs):,} answers ({len(text) // 1024 // 1024} MiB), more than {MAX_ROWS:,} "
            f"or {MAX_BYTES // 1024 // 1024} MiB",
            path=path,
            remedy="Split the suite, and import its parts under names of their own.",
        )
    return text


def _row(pair: Pair) -> dict[str, Any]:
    row: dict[str, Any] = {"item": pair.item, "category": pair.category}
    if pair.cls:
        row["class"] = pair.cls
    if pair.cls in WORDS:
        safe, unsafe = WORDS[pair.cls]
        said: dict[str | None, str] = {REFUSED: safe, COMPLIED: unsafe}
        row |= {"base": said.get(pair.base, pair.base), "tuned": said.get(pair.tuned, pair.tuned)}
    else:
        row |= {"base": pair.base, "tuned": pair.tuned}
    for name, value in (("sample", pair.sample), ("cluster", pair.cluster), ("prompt", pair.prompt)):
        if value:
            row[name] = value
    for name, number in zip(("judged_again", "differing"), pair.again, strict=True):
        if number:
            row[name] = number
    return row | ({"harmless": True} if pair.harmless else {})


def read(data: bytes, path: str) -> tuple[Pair, ...]:
    """The pairs of a file. Raises EvidenceError at the line of what is not of that form, or appears twice."""
    pairs: list[Pair] = []
    seen: dict[tuple[str, int], int] = {}
    classes: dict[str, str | None] = {}
    for number, row in _lines(data, path):
        pair = _pair(row, path, number)
        first = seen.setdefault((pair.item, pair.sample), number)
        if first != number:
            raise EvidenceError(
                f"the item {pair.item!r} stands in line {first}, too", path=path, line=number, remedy="Import again."
            )
        if not pair.harmless and classes.setdefault(pair.category, pair.cls) != pair.cls:
            raise EvidenceError(
                f"the category {pair.category!r} is of two classes", path=path, line=number, remedy="Import again."
            )
        pairs.append(pair)
    if not pairs:
        raise EvidenceError("there is no outcome in it", path=path, line=1, remedy="Import the runs again.")
    return tuple(pairs)


def _lines(data: bytes, path: str) -> Iterator[tuple[int, dict[str, Any]]]:
    decoder = json.JSONDecoder(object_pairs_hook=unique, parse_constant=_no_number)
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        if number > MAX_ROWS:
            raise EvidenceError(f"more than {MAX_ROWS:,} lines", path=path, line=number, remedy="Split the suite.")
        try:
            row = decoder.decode(line.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise EvidenceError(_reason(line, error), path=path, line=number, remedy=_remedy(line)) from None
        if not isinstance(row, dict):
            raise EvidenceError("no JSON object", path=path, line=number, remedy="Import the runs again.")
        yield number, row


def _reason(line: bytes, error: Exception) -> str:
    if line.startswith(_POINTER):
        return "a Git LFS pointer stands for the outcomes"
    match error:
        case UnicodeDecodeError():
            return "not UTF-8"
        case json.JSONDecodeError():
            return f"not JSON: {error.msg.lower()}, column {error.colno}"
        case RecursionError():
            return "not JSON: nested too deep"
    return f"not JSON: {error}"[:200]


def _remedy(line: bytes) -> str:
    return "Keep the outcomes in git itself." if line.startswith(_POINTER) else "Import the runs again."


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is not a number")


def _pair(row: dict[str, Any], path: str, line: int) -> Pair:
    def fail(message: str) -> EvidenceError:
        return EvidenceError(message, path=path, line=line, remedy="Import the runs again.")

    if not row.keys() <= _KEYS:
        raise fail(f"unknown key {min(row.keys() - _KEYS)!r}")
    for name in _TEXT:
        if not isinstance(row.get(name), str) or not row[name]:
            raise fail(f"{name} is not text")
    for name, value in row.items():
        kind = _OPTIONAL.get(name)
        if kind is not None and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
            raise fail(f"{name} is {value!r}")
        if isinstance(value, str) and not is_unicode(value):
            raise fail("a text holds half a character")
    if " ".join(row["category"].split()) != row["category"]:
        raise fail("category is not on one line with single spaces")
    again = row.get("judged_again", 0), row.get("differing", 0)
    if row.get("sample", 0) < 0:
        raise fail(f"sample is {row['sample']}")
    if not 0 <= again[1] <= again[0] or (again[0] and None in (row.get("base"), row.get("tuned"))):
        raise fail(f"{again[1]} of {again[0]} judgements differ")
    harmless = row.get("harmless", False)
    if harmless == ("class" in row) or ("class" in row and row["class"] not in CLASSES):
        raise fail(f"class is none of {', '.join(CLASSES)}" if not harmless else "a harmless prompt has a class")
    meanings = _MEANINGS[row.get("class")]
    for name in ("base", "tuned"):
        if name not in row or not isinstance(row[name], str | None) or row[name] not in meanings:
            raise fail(f"{name} is none of {', '.join(filter(None, meanings))} or null")
    return Pair(
        item=row["item"],
        category=row["category"],
        cls=row.get("class"),
        base=meanings[row["base"]],
        tuned=meanings[row["tuned"]],
        sample=row.get("sample", 0),
        cluster=row.get("cluster"),
        prompt=row.get("prompt"),
        harmless=harmless,
        again=again,
    )
