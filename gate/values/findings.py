"""What the gate has to say, in one order."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gate.values.terms import CAUSES, SEVERITIES

if TYPE_CHECKING:
    from gate.values.rows import Bound


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding is about (1-based lines, None where there is none), and what it is."""

    path: str
    line: int | None = None
    end_line: int | None = None
    message: str = ""

    def row(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the gate has to say. ``severity`` is error, warning or notice; only errors block."""

    rule: str
    severity: str
    message: str
    remedy: str = ""
    model: str | None = None
    path: str | None = None
    line: int | None = None
    end_line: int | None = None
    waived_by: str | None = None
    waiver: Bound | None = None  # what a waiver of it has to name; None where none covers it, or one does already
    related: tuple[Related, ...] = ()
    set_aside: str | None = None  # why an error does not block though nothing answers it
    causes: tuple[int, ...] = ()  # positions of the decision's changes that it is about

    def row(self) -> dict[str, Any]:
        row = {name: getattr(self, name) for name in self.__slots__ if name not in ("set_aside", "causes")}
        aside = {"set_aside": self.set_aside} if self.set_aside is not None else {}
        return {**row, **aside, "related": [place.row() for place in self.related]}


def sort_findings(
    findings: Iterable[Finding], changed: Container[tuple[str | None, int | None]] = ()
) -> tuple[Finding, ...]:
    """Worst first, those at a changed (path, line) before the rest, `CAUSES` first of them, then by place.

    One order for equal findings.
    """
    return tuple(
        sorted(
            findings,
            key=lambda f: (
                SEVERITIES.index(f.severity),
                (f.path, f.line) not in changed,
                (f.path, f.line) not in changed or f.rule not in CAUSES,
                f.path or "",
                f.line or 0,
                f.rule,
                f.model or "",
                f.message,
            ),
        )
    )
