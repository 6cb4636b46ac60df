"""What a hash is written as: git's object ids, and the gate's own digests."""

from __future__ import annotations

_HEX = frozenset("0123456789abcdef")
_PREFIX = "sha256:"


def is_object_id(text: str) -> bool:
    """Whether it is a full object id of git (SHA-1 or SHA-256), as git writes it."""
    return len(text) in (40, 64) and _HEX.issuperset(text)


def is_digest(text: str) -> bool:
    """Whether it is ``sha256:`` and 64 hexadecimal digits."""
    return len(text) == len(_PREFIX) + 64 and text.startswith(_PREFIX) and _HEX.issuperset(text[len(_PREFIX) :])
