"""Comments that something reads.

Comments made of plain words are no change. One that a tool reads is: in files that are compared value by value it is a
thing of its own, at a value (`placed`); in code it is part of the normal form, at a piece of code (`in_code`).
"""

from __future__ import annotations

import json

from gate.documents.comments.code import places
from gate.documents.comments.comment import Comment, Reading
from gate.documents.comments.find import Found, find
from gate.documents.comments.place import Placed, place
from gate.documents.comments.rule import may_count, reader_of_line, readings
from gate.documents.node import Node

__all__ = ["Comment", "Placed", "Reading", "in_code", "placed", "read", "reader_of_line"]


def read(text: str, format: str, root: Node | None = None) -> list[Reading]:
    """The comments of a text that something reads, in order. ``root`` is the tree that its parser gave."""
    return _read(text, format, root)[1]


def placed(text: str, format: str, root: Node) -> list[Placed]:
    """The comments of a text that something reads, at the values of its tree."""
    return place(read(text, format, root), root)


def in_code(text: str, format: str) -> str:
    """What goes in front of a normal form for the comments that something reads: their text, and how much code stands
    above them.

    Empty where there are none. It starts with a NUL, as no code does.
    """
    found, rows = _read(text, format, None)
    if found is None or not rows:
        return ""
    at = places(found, format)
    said = [
        [
            row.comment.text,
            at[id(row.comment)],
            bool(row.comment.before),
            row.comment.indented,
            row.header,
            row.below_plain,
        ]
        for row in rows
    ]
    return f"\0{json.dumps(said)}\n"


def _read(text: str, format: str, root: Node | None) -> tuple[Found | None, list[Reading]]:
    if not may_count(text, format):
        return None, []
    found = find(text, format, root)
    return found, readings(found.comments, format, found.first_code_line())
