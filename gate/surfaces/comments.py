"""Comments that something reads, as elements of a state."""

from __future__ import annotations

from gate.documents import Placed, pointer_of
from gate.git.entry import Entry
from gate.surfaces.keys import can_show, key_of
from gate.values.canonical import canonical_json, digest_of
from gate.values.elements import Element

COMMENT = "comment"
STEP = "~comment"  # which the reference token of no key can be: a JSON Pointer has '~0' and '~1' only (RFC 6901)


def comment_element(surface: str, path: str, entry: Entry, placed: Placed) -> Element:
    """The element of a comment: below the value that it stands at, by its number among those there."""
    comment = placed.reading.comment
    shown = can_show(COMMENT, comment.text)
    return Element(
        surface=surface,
        key=f"{key_of(path)}#{pointer_of(placed.tokens)}/{STEP}/{placed.number}",
        format=COMMENT,
        digest=digest_of(canonical_json(placed.document())),
        value=comment.text if shown else None,
        has_value=shown,
        path=path,
        line=comment.line,
        end_line=comment.line,
        oid=entry.oid,
        note=f"a comment that {placed.reading.who}",
    )


def said(old: Element | None, new: Element | None) -> str:
    """What a change of a comment says: who reads it, and its text where that is short enough to be shown."""
    element = new or old
    who = element.note if element and element.note else "a comment that something reads"
    if element is None or not element.has_value:
        return who
    if old and new and old.has_value:
        return f"{who}, moved: {new.value}" if old.value == new.value else f"{who}: {new.value}, was {old.value}"
    return f"{who}: {element.value}"
