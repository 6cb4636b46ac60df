"""The encoding that a Python source declares (PEP 263)."""

from __future__ import annotations

import re

from gate.values.regex import regex

_CODING = regex(r"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.ASCII)
_UTF8 = frozenset({"utf-8", "utf8", "utf-8-sig", "u8"})


def foreign_coding(text: str) -> tuple[int, str] | None:
    """(line, name) of a declaration by which Python reads the bytes as other text than UTF-8 (PEP 263), or None."""
    for number, line in enumerate(re.split(r"\r\n|\r|\n|\f", text, maxsplit=2)[:2], 1):
        match = _CODING.match(line)
        if match and match[1].lower().replace("_", "-") not in _UTF8:
            return number, match[1]
    return None
