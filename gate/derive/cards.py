"""Licences as cards give them: one, several, or a word that names none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gate.derive.given import Note, Value
from gate.derive.licences import Licence, of_card

MANIFEST = "training-data-manifest"
CORPUS = "/sources/*/corpus"
LICENCE = "/sources/*/legal_basis/copyright/licence"
_SAY = "Write the licence into the manifest: an SPDX expression, or LicenseRef-<name> with the place of its text."


def licence_rows(given: Any) -> list[tuple[str, Licence]]:
    """(text, licence) of each licence that a card gives: a text, a list, or things with a name or an address."""
    rows = given if isinstance(given, list) else [] if given is None else [given]
    texts = [row.get("url") or row.get("@id") or row.get("name") if isinstance(row, dict) else row for row in rows]
    return [(str(text), of_card(str(text))) for text in texts if text is not None]


def licence_facts(rows: Sequence[tuple[str, Licence]]) -> list[dict[str, Any]]:
    return [
        {"text": text, "expression": found.expression, "problem": found.problem, "terms": list(found.terms)}
        for text, found in rows
    ]


def licence_value(rows: Sequence[tuple[str, Licence]], line: int, about: tuple[str, ...] = ()) -> Value | Note:
    """The corpus's licence, or why the card does not say it."""
    at = f"{CORPUS}/licence"
    if not rows:
        return Note("the card gives no licence", 1, _SAY, at)
    if len(rows) > 1:
        names = ", ".join(text for text, _ in rows)
        return Note(f"the card lists several licences without 'AND' or 'OR': {names}", line, _SAY, at)
    text, found = rows[0]
    if found.expression is None:
        return Note(f"the card's licence is {text}: {found.problem}", line, _SAY, at)
    return Value(MANIFEST, at, found.expression, line, line, about)
