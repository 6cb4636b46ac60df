"""What differs between two states of a model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

RELOCATED = "relocated"  # moved, and nothing depends on where it is


class ChangeRow(TypedDict):
    """A `Change` as the case and the reports have it; ``words``, ``runs`` and ``more_runs`` where there are any."""

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
    words: NotRequired[list[str]]
    runs: NotRequired[list[list[int]]]
    more_runs: NotRequired[int]


MAX_RUNS = 20


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two states of a model, with both places (1-based lines, None where there is none).

    ``words`` are the changed words of old and new, where these are long. ``runs`` are (first, last) lines of the head:
    those that changed, where they are more than one run, and for what was removed those that it stood in or between;
    at most `MAX_RUNS`, the others are ``more_runs``.
    """

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
    words: tuple[str, str] | None = None
    runs: tuple[tuple[int, int], ...] = ()
    more_runs: int = 0

    def row(self) -> ChangeRow:
        row: ChangeRow = {
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
        if self.words is not None:
            row["words"] = list(self.words)
        if self.runs:
            row["runs"] = [list(run) for run in self.runs]
        if self.more_runs:
            row["more_runs"] = self.more_runs
        return row
