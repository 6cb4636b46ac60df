"""JSON that every reader understands alike: no key twice in one object."""

from __future__ import annotations

from typing import Any


class RepeatedKeyError(ValueError):
    """Readers disagree about which of the two values counts."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the key {key!r} appears twice in one object")
        self.key = key


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """For ``object_pairs_hook`` of `json`. Raises RepeatedKeyError."""
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise RepeatedKeyError(next(key for at, key in enumerate(keys) if key in keys[:at]))
    return found
