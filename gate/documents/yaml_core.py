"""Plain scalars by the core schema of YAML 1.2 (section 10.3.2)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from gate.documents.node import exact_int
from gate.values.regex import regex

_CORE: tuple[tuple[re.Pattern[str], Callable[[str], Any]], ...] = (
    (regex(r"null|Null|NULL|~|"), lambda text: None),
    (regex(r"true|True|TRUE"), lambda text: True),
    (regex(r"false|False|FALSE"), lambda text: False),
    (regex(r"[-+]?[0-9]{1,400}"), int),
    (regex(r"0o[0-7]{1,400}"), lambda text: int(text[2:], 8)),
    (regex(r"0x[0-9a-fA-F]{1,400}"), lambda text: int(text, 16)),
    (regex(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII), float),
)


def core_value(text: str) -> Any:
    """The value of a plain scalar by the core schema of YAML 1.2."""
    value: Any = text
    for pattern, construct in _CORE:
        if pattern.fullmatch(text):
            value = construct(text)
            break
    if isinstance(value, float) and not math.isfinite(value):
        return text
    return exact_int(value) if isinstance(value, int) and not isinstance(value, bool) else value
