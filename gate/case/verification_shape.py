"""What of the case is asked of a verification: the trusted branch, what is deployed, and which part of it this is."""

from __future__ import annotations

from typing import TypedDict


class StandingDisposition(TypedDict):
    """A model's disposition on the trusted branch."""

    path: str
    state: str
    decision: str
    decided_at: str


class TrustedModel(TypedDict):
    """What the trusted branch says of a model; ``watched``: its configuration watches what the head's does."""

    watched: bool
    disposition: StandingDisposition | None


class TrustedBranch(TypedDict):
    """The protected branch; ``reachable``: its history holds the head."""

    name: str
    commit: str
    reachable: bool
    models: dict[str, TrustedModel]


class VerificationFacts(TypedDict):
    """What is asked of the one commit that is verified; ``trusted`` is None where any commit may be."""

    trusted: TrustedBranch | None
    states: dict[str, str]


class PartFacts(TypedDict):
    """Which part of a case this is: that of one ``model``, or where it is None of what concerns no model alone.
    ``accepted_until`` are the days until which baselines let in models of the other parts."""

    model: str | None
    accepted_until: list[str]
