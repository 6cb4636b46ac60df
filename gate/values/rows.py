"""Rows that the case has and the reports show: of the configuration, and of what the policies say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

Metadata = Mapping[str, Any]  # of a rule, as its author wrote it


class Thresholds(TypedDict):
    """What a number of the pack is held against; all of them are shares, or coefficients between 0 and 1.

    ``inter_rater_agreement`` is a floor, ``adversarial_success`` a ceiling, ``evaluation_loss`` the largest loss
    against the base model, as a share of its value.
    """

    inter_rater_agreement: float
    adversarial_success: float
    evaluation_loss: float


class Settings(TypedDict):
    """The settings in force, with the default of each that is not set. Shares are of the items, validity is in days."""

    drift_margin: float
    drift_alpha: float
    determinations_allowed: list[str]
    disposition_max_days: int
    determination_max_days: int
    waiver_max_days: int
    thresholds: Thresholds
    dependencies: NotRequired[dict[str, list[str]]]
    significance: NotRequired[dict[str, str]]
    alignment_classes: NotRequired[dict[str, str]]


class Enforcement(TypedDict):
    """Whether what is found blocks: ``enforce`` or ``observe``, by the trusted configuration and by the command."""

    configured: str
    asked: str | None


class Adjustment(TypedDict):
    """A severity or a setting that differs from what the gate ships with."""

    what: str
    name: str
    value: Any
    reason: str | None
    path: str
    line: int
    end_line: int


class Bound(TypedDict):
    """What a waiver of a finding has to name: what the finding is about, and a digest of what it was found in."""

    element: str
    value: str


class Waiver(TypedDict):
    """A finding that its owner accepts for a time. One without element and value covers nothing."""

    rule: str
    model: str
    element: str | None
    value: str | None
    owner: str
    reason: str
    granted: str
    expires: str
    config: str
    line: int
    end_line: int


class RelatedRow(TypedDict):
    """Another place that a policy's finding is about."""

    path: str
    message: str
    line: NotRequired[int | None]
    end_line: NotRequired[int | None]


class FindingRow(TypedDict):
    """A finding as a policy makes it."""

    rule: str
    msg: str
    model: NotRequired[str | None]
    path: NotRequired[str | None]
    line: NotRequired[int | None]
    end_line: NotRequired[int | None]
    remedy: NotRequired[str | None]  # in place of the rule's own; lines that begin with two spaces are to be pasted
    waived_by: NotRequired[str | None]
    set_aside: NotRequired[str | None]
    waiver: NotRequired[Bound]
    related: NotRequired[list[RelatedRow]]
    causes: NotRequired[list[int]]  # positions of the changes that it is about


class TriggerRow(TypedDict):
    """A trigger that fired, who owns it, the positions of the changes that fired it, and what answers it."""

    model: str
    trigger: str
    owner: str | None
    changes: list[int]
    answered_by: str | None


class DeletionFacts(TypedDict):
    """The register of deletion requests, and what of them the data of the models have, as
    ``policies/lib/deletions.rego`` reads it. ``decides``: this run has to know."""

    decides: bool
    requests: list[dict[str, Any]]
    removed: list[dict[str, Any]]
