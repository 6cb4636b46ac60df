"""What any file says: one value, the names on the way to it, and the lines that it stands on."""

from __future__ import annotations

from dataclasses import dataclass

Steps = tuple[str, ...]
Value = str | int | float | bool

VALUE = "value"
NAME = "name"  # an identifier in a list: a function, a class
KEY = "key"  # a key that names something itself: ``acme/chats: 0.5``
TEXT = "text"  # a whole file
FILE = "file:"  # a file inside of another, with its name behind the colon

MAX_TRIPLES = 60_000  # of one file; a file with more is data
MAX_STEPS = 60


@dataclass(frozen=True, slots=True)
class Triple:
    """One value of a file.

    ``steps`` are the names that lead to it, of scopes, keys, calls and flags, without positions in lists. ``line`` and
    ``end_line`` are 1-based and inclusive, and hold the name that the value is given to. ``at`` are the tokens of the
    value in the tree of `gate.documents`, where it stands there by itself, so that a selector can point at it.
    """

    steps: Steps
    value: Value
    line: int
    end_line: int
    kind: str = VALUE
    at: Steps | None = None


@dataclass(frozen=True, slots=True)
class Extract:
    """The triples of one file. ``notice`` is why it could not be read as what it is, at ``line``; ``syntax`` is what it
    was read as."""

    triples: tuple[Triple, ...] = ()
    syntax: str = ""
    notice: str = ""
    line: int | None = None
