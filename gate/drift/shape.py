"""The facts of the case on alignment drift (``schemas/case.schema.json``)."""

from __future__ import annotations

from typing import Any, TypedDict


class SideCounts(TypedDict):
    """Answers of one model: ``n`` were judged, ``refused`` of them refused, ``errors`` have no verdict."""

    n: int
    refused: int
    errors: int


class BothCounts(TypedDict):
    """Answers of base model and fine-tune to the harmless prompts."""

    base: SideCounts
    tuned: SideCounts


# the key 'class' is a word of Python's
DriftRow = TypedDict(
    "DriftRow",
    {
        "category": str,
        "class": str | None,
        "pointer": str,
        "kind": str,
        "n": int,
        "b": int | None,
        "c": int | None,
        "base": SideCounts,
        "tuned": SideCounts,
        "missing": int,
        "loss": float | None,
        "lower": float | None,
        "upper_bound": float | None,
        "p": float | None,
        "adjusted_p": float | None,
        "outcome": str,
        "n_needed": int | None,
    },
)
DriftRow.__doc__ = "What follows from the numbers of one category."


class HarmlessRow(TypedDict):
    """A category whose prompts count as harmless; ``named`` is the class that its name says, or None."""

    category: str
    n: int
    base: SideCounts
    tuned: SideCounts
    named: str | None


class SuiteFacts(TypedDict):
    """One suite. ``reason`` says why it could not be computed; None where it was."""

    suite: str
    pointer: str
    source: str
    reason: str | None
    ran_at: str | None
    tuned_at: str | None
    results: list[DriftRow]
    overall: list[DriftRow]
    over_refusal: BothCounts | None
    harmless: list[HarmlessRow]


class Double(TypedDict):
    """How many prompts are of the same several classes."""

    classes: str
    n: int


class Together(TypedDict):
    """All suites with outcomes item by item: each class over all of them, and prompts of several classes."""

    together: list[DriftRow]
    double: list[Double]


class AdversarialRow(TypedDict):
    """What follows from the counts of an adversarial test: whether its attacks succeed more often than on the base
    model. The last three are None where there are no counts of the base model."""

    pointer: str
    name: str
    attempts: int
    successes: int
    outcome: str | None
    adjusted_p: float | None
    rise: float | None


class DriftFacts(Together):
    """What follows from the numbers of the evaluation results."""

    suites: list[SuiteFacts]
    adversarial: list[AdversarialRow]


class ReusedRun(TypedDict):
    """A raw file of the fine-tune's run that the base's results have, too."""

    suite: str
    path: str


class Condition(TypedDict):
    """How a suite was run, where it was run another way at the base."""

    suite: str
    what: str
    before: str
    now: str


class CategoryFate(TypedDict):
    """What became of the items of one category of the base."""

    suite: str
    category: str
    items: int
    gone: int
    gone_names: list[str]
    gone_lost: int
    settled: int
    settled_names: list[str]
    yielded: int
    yielded_names: list[str]
    turned: int
    turned_names: list[str]
    moved: int
    moved_names: list[str]


class Earlier(TypedDict):
    """What the change's results made of the base's."""

    same_tuned: bool
    reused: list[ReusedRun]
    retired: list[dict[str, Any]]
    conditions: list[Condition]
    categories: list[CategoryFate]


class TestedBefore(Earlier):
    """`Earlier`, whether both were made for one state, and the surfaces that changed since the base's."""

    same_state: bool
    changed: list[str]


class RegressedRow(TypedDict):
    """A row of the base's analysis that regressed; ``loss`` is a share of the items."""

    suite: str
    category: str
    loss: float | None
    explanation: str | None
