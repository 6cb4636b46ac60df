"""What differs between two states of a model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict

RELOCATED = "relocated"  # moved, and nothing depends on where it is


class ChangeRow(TypedDict):
    """A `Change` as the case and the reports have it."""

    model: str
    surface: str
    change: str
    key: str
    old: Any
    new: Any
    path: str
    line: int | None
    end_line: int | None
    base_path: str | None
    base_line: int | None
    detail: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two states of a model, with both places (1-based lines, None where there is none)."""

    model: str
    surface: str
    change: str  # added, removed, modified, moved, relocated
    key: str
    old: Any = None
    new: Any = None
    path: str = ""
    line: int | None = None
    end_line: int | None = None
    base_path: str | None = None
    base_line: int | None = None
    detail: str | None = None

    def row(self) -> ChangeRow:
        return {
            "model": self.model,
            "surface": self.surface,
            "change": self.change,
            "key": self.key,
            "old": self.old,
            "new": self.new,
            "path": self.path,
            "line": self.line,
            "end_line": self.end_line,
            "base_path": self.base_path,
            "base_line": self.base_line,
            "detail": self.detail,
        }
