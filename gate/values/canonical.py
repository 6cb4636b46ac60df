"""The one byte form of a JSON value, and digests of it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def canonical_json(value: Any) -> bytes:
    """The one byte form of a JSON value that digests are taken of.

    Keys sorted by code point, no white space, ASCII with ``\\u`` escapes, so that no encoding or
    writer can give the same value other bytes. Raises ValueError on NaN and infinities.
    """
    return _ENCODER.encode(value).encode()


def digest_of(data: bytes) -> str:
    """``sha256:`` and 64 lower-case hexadecimal digits of the bytes."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def value_digest(value: Any, kinds: Any) -> str:
    """The digest of a value of a file, with what kind it is where JSON cannot say that.

    No value is a mapping with content, so that none has the digest of another one with its kinds.
    """
    return digest_of(canonical_json({"kinds": kinds, "value": value} if kinds else value))
