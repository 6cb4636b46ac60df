"""A disposition for the person who signs it: everything that its bytes say, and what is other than last time.

It is rendered from the document that was parsed out of those bytes and from nothing else; every key of it is shown.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from gate.report.text_report import change_line
from gate.values.digests import is_digest
from gate.values.text import Lines, Text, one_line

if TYPE_CHECKING:
    from gate.values.changes import ChangeRow

WIDTH = 110
MAX_PROSE = 1200  # characters of one text; the number of those left out is said
MOST_CHANGES = 12
_NOT_COMPARED = ("schema", "model", "state", "decided_at", "supersedes", "coverage")


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown. ``digest`` is the SHA-256 of the ``size`` bytes that a signature is over, ``where`` what they were
    read from; ``is_current`` whether the state that it names is the one there.

    ``last`` is the decision before, ``last_where`` says which; None where there is none. ``changes`` are those between
    the states of both, None where one of them cannot be read. ``asked`` says who has to sign.
    """

    path: str
    where: str
    digest: str
    size: int
    document: Mapping[str, Any]
    is_current: bool
    now: str
    last: Mapping[str, Any] | None
    last_where: str
    changes: Sequence[ChangeRow] | None
    asked: str


def render(shown: Shown) -> Lines:
    """One screen: the bytes, the decision with what was other before, the changes of the model, and who has to sign."""
    rows = [
        f"{shown.path}, {shown.where}",
        f"  {shown.size:,} bytes, {shown.digest}",
        "  This is what a signature is over; 'tunegate disposition sign' prints the same digest.",
        "",
        *_said(shown),
        "",
        *_since(shown),
        "",
        *_wrap(f"to sign: {shown.asked}", ""),
    ]
    return Lines(rows)


def _said(shown: Shown) -> Iterator[str]:
    document, last = shown.document, shown.last
    state = "the state that is there" if shown.is_current else "ANOTHER state than the one that is there"
    yield f"model: {document['model']}"
    yield f"state: {document['state'][:19]}, {state}"
    for key, value in document.items():
        if key in ("schema", "model", "state"):
            continue
        yield from _value(key, value, shown.now)
        if (
            last is not None
            and key not in _NOT_COMPARED
            and last.get(key) != value
            and not isinstance(value, list | dict)
        ):
            yield from _wrap(f"was: {_text(last.get(key))}", "    ")
    for key in last or ():
        if key not in document:
            yield f"{key}: left out; was: {one_line(_text((last or {})[key]), 160)}"


def _value(key: str, value: Any, now: str) -> Iterator[str]:
    """One key of the document; every value below it is shown."""
    name = key.replace("_", " ")
    if isinstance(value, list):
        yield f"{name}: {len(value) or 'none'}"
        for row in value:
            yield from _wrap(_row(row), "  ")
    elif isinstance(value, dict):
        yield f"{name}: {len(value)}"
        for part, below in value.items():
            yield from _wrap(f"{part}: {_row(below)}", "  ")
    else:
        left = f" ({_days(str(value), now)})" if key == "expires" else ""
        yield from _wrap(f"{name}: {_text(value)}{left}", "")


def _row(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{part}: {_row(below).removesuffix('.')}" for part, below in value.items())
    if isinstance(value, list):
        return ", ".join(map(_row, value)) or "none"
    return _text(value)


def _text(value: Any) -> str:
    text = " ".join((value if isinstance(value, str) else json.dumps(value)).split())
    if is_digest(text):
        return text[:19]
    return text if len(text) <= MAX_PROSE else f"{text[:MAX_PROSE]}... ({len(text) - MAX_PROSE:,} characters more)"


def _days(day: str, now: str) -> str:
    left = (date.fromisoformat(day) - date.fromisoformat(now[:10])).days
    return f"{left} days from now" if left >= 0 else f"{-left} days ago"


def _since(shown: Shown) -> Iterator[str]:
    """What is other than in the last decision: items that came or went, and what changed in the model."""
    if shown.last is None:
        yield "last decision: none; this is the first one"
        return
    yield from _wrap(f"since the last decision ({shown.last_where}):", "")
    found = [row for key in shown.document if key not in _NOT_COMPARED for row in _items(key, shown)]
    for row in found:
        yield from _wrap(row, "  ")
    if shown.changes is None:
        yield "  what changed in the model is not known: the state of one of the two cannot be read"
        return
    for change in shown.changes[:MOST_CHANGES]:
        yield f"  {change['change']} {change_line(change)}"
    if len(shown.changes) > MOST_CHANGES:
        yield f"  and {len(shown.changes) - MOST_CHANGES} more changes"
    if not found and not shown.changes:
        yield "  nothing but what is marked 'was' above"


def _items(key: str, shown: Shown) -> Iterator[str]:
    new, old = shown.document[key], (shown.last or {}).get(key)
    if isinstance(new, list):
        before = old if isinstance(old, list) else []
        yield from (f"new in {key}: {_row(row)}" for row in new if row not in before)
        yield from (f"gone from {key}: {_row(row)}" for row in before if row not in new)
    elif isinstance(new, dict):
        known = old if isinstance(old, dict) else {}
        for part in dict.fromkeys((*new, *known)):
            if new.get(part) != known.get(part):
                if key == "evidence":
                    yield f"{part} {'is new' if part not in known else 'is gone' if part not in new else 'changed'}"
                else:
                    yield f"{key}, {part}: {_row(known.get(part))} -> {_row(new.get(part))}"


def _wrap(text: str, indent: str) -> list[str]:
    """Made safe before it is cut."""
    further = f"{indent}  "
    return textwrap.wrap(
        Text(text), WIDTH, initial_indent=indent, subsequent_indent=further, break_on_hyphens=False
    ) or [indent]
