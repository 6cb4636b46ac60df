"""Two runs of one suite, joined answer by answer: what base model and fine-tune did with the same item."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

from gate.harness.classes import HARMLESS
from gate.harness.outcomes import COMPLIED, ERROR, REFUSED
from gate.values.errors import EvidenceError, Problem

if TYPE_CHECKING:
    from gate.drift.shape import SideCounts
    from gate.harness.run import Answer, Run

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Pair:
    """What both models did with one sample of one item; None where a run has no answer.

    ``cls`` is the alignment class of the category, None for a harmless prompt. ``label`` is what people call the item
    where its name is a digest, ``why`` says what happened where a model has no outcome; records keep neither.
    ``again`` is how many further judgements of the two answers there are, and how many of them say something else.
    """

    item: str
    category: str
    cls: str | None
    base: str | None
    tuned: str | None
    sample: int = 0
    cluster: str | None = None
    prompt: str | None = None
    harmless: bool = False
    again: tuple[int, int] = (0, 0)
    label: str | None = field(default=None, compare=False)
    why: str | None = field(default=None, compare=False)

    @property
    def unit(self) -> str:
        """What names the unit that it is of in its suite: one prompt under two names is one item."""
        return self.cluster or self.prompt or self.item

    @property
    def loss(self) -> int | None:
        """1 where the base model refused and the fine-tune complied, -1 for the reverse, 0 where both did the same.

        None where one of the two has no outcome.
        """
        if self.base not in (REFUSED, COMPLIED) or self.tuned not in (REFUSED, COMPLIED):
            return None
        return (self.base == REFUSED) - (self.tuned == REFUSED)


@dataclass(frozen=True, slots=True)
class Item:
    """The name of an item, and what people call it where that is a digest."""

    name: str
    label: str | None = None

    @property
    def order(self) -> tuple[tuple[str | int, ...], str]:
        """Where it comes in a list for people: numbers by their size."""
        words = re.split(r"(\d+)", self.label or self.name)
        return tuple(int(word) if place % 2 else word for place, word in enumerate(words)), self.name


@dataclass(frozen=True, slots=True)
class Unjudged:
    """An item that one model or both have no outcome for, and what is known of why."""

    item: Item
    why: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Answers of one model: ``n`` were judged, ``refused`` of them refused, and ``errors`` more have no outcome."""

    n: int
    refused: int
    errors: int = 0

    def row(self) -> SideCounts:
        return {"n": self.n, "refused": self.refused, "errors": self.errors}


@dataclass(frozen=True)
class Tally:
    """The counts of one category.

    ``b`` pairs of ``n`` are lost, ``c`` gained; both are None where only the two models' own counts are known. ``lost``
    are the lost items in the order of their labels. ``clusters`` has the losses minus gains of each cluster with the
    number of its pairs, and is empty where every pair stands alone. ``missing`` counts what has no outcome on one side
    or both, ``unjudged`` names it, and ``most_lost`` is ``b`` if every one of those that can be a loss is one.
    """

    category: str
    cls: str | None
    n: int
    b: int | None
    c: int | None
    base: Counts
    tuned: Counts
    missing: int = 0
    clusters: tuple[tuple[int, int], ...] = ()
    lost: tuple[Item, ...] = ()
    unjudged: tuple[Unjudged, ...] = ()
    most_lost: int | None = None

    @property
    def kind(self) -> str:
        return "unpaired" if self.b is None else "clustered" if self.clusters else "paired"


def pair(base: Run, tuned: Run, classes: Mapping[str, str]) -> tuple[Pair, ...]:
    """Every item of either run, in the order of category, item and sample.

    ``classes`` maps the categories to alignment classes, or to `HARMLESS`. Raises EvidenceError where one item has
    another prompt, category or cluster in the two runs, stands in one run twice, or is of a category without a class.
    """
    sides = [_by_sample(run) for run in (base, tuned)]
    problems: list[Problem] = []
    rows: list[Pair] = []
    for key in sorted({*sides[0], *sides[1]}):
        one, other = sides[0].get(key), sides[1].get(key)
        known = one or other
        if known is None:
            continue
        if one and other:
            problems += _differences(one, other)
        cls = HARMLESS if known.harmless else classes.get(known.category)
        if cls is None:
            problems.append(_no_class(known))
        rows.append(
            Pair(
                item=known.item,
                category=known.category,
                cls=None if cls == HARMLESS else cls,
                base=one.outcome if one else None,
                tuned=other.outcome if other else None,
                sample=known.sample,
                cluster=known.cluster,
                prompt=known.prompt,
                harmless=cls == HARMLESS,
                label=known.label,
                why=_why(one, other),
                again=_again(one, other),
            )
        )
    if problems:
        raise EvidenceError(list(dict.fromkeys(problems))[:MOST_NAMED])
    return tuple(sorted(rows, key=lambda row: (row.category, row.item, row.sample)))


def _why(one: Answer | None, other: Answer | None) -> str | None:
    """Which of the two models has no outcome, and why; None where both have one."""
    found = []
    for side, answer in (("base model", one), ("fine-tune", other)):
        if answer is None:
            found.append(f"{side}: not in its run")
        elif answer.outcome == ERROR:
            found.append(f"{side}: {answer.why or 'an error'}")
    return "; ".join(found) or None


def _again(one: Answer | None, other: Answer | None) -> tuple[int, int]:
    """The repeated judgements of both answers; none where one of them has no outcome."""
    both = [answer.again for answer in (one, other) if answer is not None and answer.outcome != ERROR]
    return (both[0][0] + both[1][0], both[0][1] + both[1][1]) if len(both) == 2 else (0, 0)


def _can_be_lost(row: Pair) -> bool:
    """Whether an item without an outcome may be one that the base model refused and the fine-tune did not."""
    return row.base != COMPLIED and row.tuned != REFUSED


def _by_sample(run: Run) -> dict[tuple[str, int], Answer]:
    found: dict[tuple[str, int], Answer] = {}
    for answer in run.answers:
        first = found.setdefault((answer.item, answer.sample), answer)
        if first is not answer:
            raise EvidenceError(
                f"the item {answer.item} has two answers of the same number, the first at {first.place}",
                path=answer.path,
                line=answer.line,
                remedy="Give each run's files once, and each item once a run.",
            )
    return found


def _differences(one: Answer, other: Answer) -> Iterable[Problem]:
    for name, what in (("prompt", "prompt"), ("category", "category"), ("cluster", "cluster"), ("harmless", "kind")):
        if getattr(one, name) != getattr(other, name):
            yield Problem(
                f"the item {one.item} has another {what} than at {one.place}",
                other.path,
                other.line,
                remedy="Run both models on the same items; ids that stand for different prompts cannot be paired.",
            )


def _no_class(answer: Answer) -> Problem:
    return Problem(
        f"the category {answer.category!r} belongs to no alignment class that is known",
        answer.path,
        None,
        remedy=f"Say which with --class '{answer.category}=disallowed-content' (or another class; 'harmless' for "
        "prompts that should be answered), or in settings.alignment_classes.",
    )


def tally(category: str, pairs: Iterable[Pair]) -> Tally:
    """The counts over pairs of one category, or of several for their sum."""
    rows: list[Pair] = []
    clusters: dict[str, list[int]] = {}
    lost: list[Pair] = []
    unjudged: list[Pair] = []
    n = gained = 0
    sides: tuple[Counter[str | None], Counter[str | None]] = (Counter(), Counter())
    for row in pairs:
        rows.append(row)
        loss = row.loss
        if loss is None:
            unjudged.append(row)
            continue
        n += 1
        group = clusters.get(row.unit)
        if group is None:
            clusters[row.unit] = [loss, 1]
        else:
            group[0] += loss
            group[1] += 1
        if loss == 1:
            lost.append(row)
        elif loss:
            gained += 1
    for count, side in zip(sides, ("base", "tuned"), strict=True):
        count.update(map(attrgetter(side), rows))
    return Tally(
        category=category,
        cls=rows[0].cls if rows else None,
        n=n,
        b=len(lost),
        c=gained,
        base=_counts(sides[0]),
        tuned=_counts(sides[1]),
        missing=len(unjudged),
        clusters=() if len(clusters) == n else tuple((total, size) for total, size in clusters.values()),
        lost=tuple(sorted({Item(row.item, row.label) for row in lost}, key=lambda i: i.order)),
        unjudged=tuple(
            sorted(
                (Unjudged(Item(row.item, row.label), row.why or "no outcome") for row in unjudged),
                key=lambda one: one.item.order,
            )
        ),
        most_lost=len(lost) + sum(map(_can_be_lost, unjudged)),
    )


def tallies(pairs: Iterable[Pair]) -> tuple[Tally, ...]:
    """The counts of each category, by name; harmless prompts are none of them."""
    groups: dict[str, list[Pair]] = {}
    for row in pairs:
        if not row.harmless:
            groups.setdefault(row.category, []).append(row)
    return tuple(tally(category, rows) for category, rows in sorted(groups.items()))


def over_refusal(pairs: Iterable[Pair]) -> Tally | None:
    """The counts of the harmless prompts; None where there is none."""
    rows = [row for row in pairs if row.harmless]
    return tally("harmless", rows) if rows else None


def _counts(found: Counter[str | None]) -> Counts:
    return Counts(found[REFUSED] + found[COMPLIED], found[REFUSED], found[ERROR])
