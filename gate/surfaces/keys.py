"""The keys of elements, and which values may be shown beside them."""

from __future__ import annotations

from typing import Any

from gate.values.regex import regex

MAX_SHOWN = 256  # characters of a value that the state keeps beside its digest
RECORDS = (".jsonl", ".ndjson")
_SECRET_KEY = regex(
    r"(?i)(^token|(api|access|private|secret|signing)[_-]?key|secret|(access|api|auth|bearer|hf|refresh|id)[_-]?token"
    r"|password|passwd|credential)s?$"
)


def data_format(path: str) -> str:
    """How a data file's records are to be read."""
    return "jsonl" if path.lower().endswith(RECORDS) else "data"


def can_show(key: str, value: Any) -> bool:
    """Whether a value is short enough, and no credential by its key, to be kept beside its digest."""
    if _SECRET_KEY.search(key):
        return False
    return not isinstance(value, str) or len(value) <= MAX_SHOWN


def key_of(path: str) -> str:
    """A path as the key of an element, where a number sign would start a JSON Pointer."""
    return printable(path.replace("\\", "\\x5c")).replace("#", "\\x23")


def printable(path: str) -> str:
    """The path as text that any encoding holds; bytes that are not UTF-8 are shown escaped."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
