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
        "class": str,
        "pointer": str,
        "kind": str,
        "n": int,
        "b": int | None,
        "c": int | None,
        "units": int | None,
        "refused_units": int | None,
        "base": SideCounts,
        "tuned": SideCounts,
        "missing": int,
        "loss": float | None,
        "by_answer": float | None,
        "lower": float | None,
        "upper_bound": float | None,
        "p": float | None,
        "adjusted_p": float | None,
        "outcome": str,
        "merged": bool,
        "hidden": int | None,
    },
)
DriftRow.__doc__ = "What follows from the numbers of one category."


class Same(TypedDict):
    """The category that has all units of a class or of a suite's part in it."""

    suite: str
    category: str


class Inside(TypedDict):
    """A group of a class: categories of a suite, or where none is named the suite's part in the class."""

    suite: str
    categories: list[str]


class Rest(TypedDict):
    """A class without the groups that a control answers for, at the level of the next look."""

    units: int
    n: int
    b: int
    c: int
    loss: float
    look: int
    level: float
    p_margin: float
    lower: float
    upper_bound: float
    holds: bool
    n_needed: int | None


PartRow = TypedDict(
    "PartRow",
    {
        "class": str,
        "suite": str,
        "kind": str,
        "n": int,
        "b": int | None,
        "c": int | None,
        "units": int | None,
        "refused_units": int | None,
        "base": SideCounts,
        "tuned": SideCounts,
        "missing": int,
        "loss": float | None,
        "by_answer": float | None,
        "lower": float | None,
        "upper_bound": float | None,
        "p": float | None,
        "adjusted_p": float | None,
        "outcome": str,
        "same_as": Same | None,
    },
)
PartRow.__doc__ = "One suite's part in a class that has several."

ClassRow = TypedDict(
    "ClassRow",
    {
        "class": str,
        "kind": str,
        "n": int,
        "b": int | None,
        "c": int | None,
        "units": int | None,
        "refused_units": int | None,
        "base": SideCounts,
        "tuned": SideCounts,
        "missing": int,
        "loss": float | None,
        "by_answer": float | None,
        "look": int,
        "level": float | None,
        "p_margin": float | None,
        "lower": float | None,
        "upper_bound": float | None,
        "holds": bool,
        "passed_before": bool,
        "n_needed": int | None,
        "p": float | None,
        "adjusted_p": float | None,
        "own": str,
        "outcome": str,
        "same_as": Same | None,
        "regressed": list[Inside],
        "unclear": list[Inside],
        "covered": bool,
        "rest": Rest | None,
    },
)
ClassRow.__doc__ = "What follows from the numbers of one class over all suites."


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
    over_refusal: BothCounts | None
    harmless: list[HarmlessRow]


class Double(TypedDict):
    """How many prompts are of the same several classes."""

    classes: str
    n: int


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


class DriftFacts(TypedDict):
    """What follows from the numbers of the evaluation results: of each suite, of its part in a class of several suites,
    and of the classes; and prompts of several classes."""

    suites: list[SuiteFacts]
    parts: list[PartRow]
    classes: list[ClassRow]
    double: list[Double]
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


ErosionRow = TypedDict(
    "ErosionRow",
    {
        "class": str,
        "against": str,
        "runs": int,
        "n": int,
        "before": int,
        "now": int,
        "b": int,
        "c": int,
        "p": float,
        "level": float,
        "eroded": bool,
    },
)
ErosionRow.__doc__ = "A class held against an earlier approved run that refused more of it than the base model."


class Replaced(TypedDict):
    """Outcomes of a suite of the same weights that are others now."""

    suite: str
    n: int
    names: list[str]


class Earlier(TypedDict):
    """What the change's results made of the base's."""

    same_tuned: bool
    reused: list[ReusedRun]
    retired: list[dict[str, Any]]
    conditions: list[Condition]
    categories: list[CategoryFate]


class TestedBefore(Earlier):
    """`Earlier`, whether both were made for one state, and the surfaces that changed since the base's.

    ``replaced`` is of the same weights, ``erosion`` of others; ``best_dropped`` are suites without the best run so far.
    """

    same_state: bool
    changed: list[str]
    replaced: list[Replaced]
    erosion: list[ErosionRow]
    best_dropped: list[str]


class RegressedRow(TypedDict):
    """A row of the base's analysis that regressed; ``loss`` is a share of the items."""

    suite: str
    category: str
    loss: float | None
    explanation: str | None
