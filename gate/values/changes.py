"""What differs between two states of a model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two states of a model, with both places (1-based lines, None where there is none)."""

    model: str
    surface: str
    change: str  # added, removed, modified, moved
    key: str
    old: Any = None
    new: Any = None
    path: str = ""
    line: int | None = None
    end_line: int | None = None
    base_path: str | None = None
    base_line: int | None = None
    detail: str | None = None

    def row(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}
