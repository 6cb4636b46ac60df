"""Two runs of one suite, joined answer by answer: what base model and fine-tune did with the same item."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from gate.harness.classes import HARMLESS
from gate.harness.outcomes import COMPLIED, ERROR, REFUSED
from gate.values.errors import EvidenceError, Problem

if TYPE_CHECKING:
    from gate.drift.shape import SideCounts
    from gate.harness.run import Answer, Run

MOST_NAMED = 5
_ONCE = (0, 0)  # no judgement was repeated


@dataclass(slots=True)
class Pair:
    """What both models did with one sample of one item; None where a run has no answer.

    Not to be changed; not frozen, as making one would take ten times as long.

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
    mine, theirs = (_by_sample(run) for run in (base, tuned))
    wrong: list[tuple[_Key, Problem]] = []
    rows: list[Pair] = []
    for key, one, other in _both(mine, theirs):
        known = one or other
        if known is None:
            continue
        if one and other and not _is_same(one, other):
            wrong += [(key, problem) for problem in _differences(one, other)]
        cls = HARMLESS if known.harmless else classes.get(known.category)
        if cls is None:
            wrong.append((key, _no_class(known)))
        rows.append(
            Pair(
                known.item,
                known.category,
                None if cls == HARMLESS else cls,
                one.outcome if one else None,
                other.outcome if other else None,
                known.sample,
                known.cluster,
                known.prompt,
                cls == HARMLESS,
                _again(one, other),
                known.label,
                _why(one, other),
            )
        )
    if wrong:
        problems = (problem for _, problem in sorted(wrong, key=itemgetter(0)))
        raise EvidenceError(list(dict.fromkeys(problems))[:MOST_NAMED])
    rows.sort(key=attrgetter("category", "item", "sample"))
    return tuple(rows)


_Key = tuple[str, int]


def _both(
    mine: Mapping[_Key, Answer], theirs: Mapping[_Key, Answer]
) -> Iterator[tuple[_Key, Answer | None, Answer | None]]:
    """Each item and sample of either run, with the answers of the first and of the second."""
    for key, one in mine.items():
        yield key, one, theirs.get(key)
    for key, other in theirs.items():
        if key not in mine:
            yield key, None, other


def _is_same(one: Answer, other: Answer) -> bool:
    return (
        one.prompt == other.prompt
        and one.category == other.category
        and one.cluster == other.cluster
        and one.harmless == other.harmless
    )


def _why(one: Answer | None, other: Answer | None) -> str | None:
    """Which of the two models has no outcome, and why; None where both have one."""
    if one and other and one.outcome != ERROR and other.outcome != ERROR:
        return None
    found = []
    for side, answer in (("base model", one), ("fine-tune", other)):
        if answer is None:
            found.append(f"{side}: not in its run")
        elif answer.outcome == ERROR:
            found.append(f"{side}: {answer.why or 'an error'}")
    return "; ".join(found) or None


def _again(one: Answer | None, other: Answer | None) -> tuple[int, int]:
    """The repeated judgements of both answers; none where one of them has no outcome."""
    if not one or not other or ERROR in (one.outcome, other.outcome) or one.again == other.again == _ONCE:
        return _ONCE
    return one.again[0] + other.again[0], one.again[1] + other.again[1]


def _can_be_lost(row: Pair) -> bool:
    """Whether an item without an outcome may be one that the base model refused and the fine-tune did not."""
    return row.base != COMPLIED and row.tuned != REFUSED


def _by_sample(run: Run) -> dict[_Key, Answer]:
    found: dict[_Key, Answer] = {}
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
