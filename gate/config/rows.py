"""Rows of the configuration as the case has them (``schemas/case.schema.json``)."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict


class Settings(TypedDict):
    """The settings in force, with the default of each that is not set. Shares are of the items, validity is in days."""

    drift_margin: float
    drift_alpha: float
    determinations_allowed: list[str]
    disposition_max_days: int
    waiver_max_days: int
    dependencies: NotRequired[dict[str, list[str]]]
    significance: NotRequired[dict[str, str]]
    alignment_classes: NotRequired[dict[str, str]]


class Adjustment(TypedDict):
    """A severity or a setting that differs from what the gate ships with."""

    what: str
    name: str
    value: Any
    reason: str | None
    path: str
    line: int
    end_line: int


class Waiver(TypedDict):
    """A finding that its owner accepts for a time."""

    rule: str
    model: str
    path: str
    owner: str
    reason: str
    granted: str
    expires: str
    config: str
    line: int
    end_line: int
