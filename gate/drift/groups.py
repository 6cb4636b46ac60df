"""The groups of a pack: each category of each suite, each suite of a class that has several, and each class.

A unit is a prompt, a cluster, or a prompt that was sampled several times. The same prompt in two suites is one unit of
the class, and so is an item in several contexts, or at several looks, of one suite. Categories of fewer than
`FEWEST_UNITS` units are one group with the others of their suite and class. Groups of the same units are one group and
one test.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gate.drift.pairs import Pair, Tally, tallies
from gate.drift.statistics.agreement import WHOLE, attenuation
from gate.drift.statistics.decide import FEWEST_UNITS
from gate.drift.statistics.samples import Counts, Sample, Units, singles
from gate.harness.contexts import origin
from gate.harness.outcomes import COMPLIED, REFUSED

_JUDGED = (REFUSED, COMPLIED)

Key = tuple[int, str]  # index of the suite, what names the unit there
Name = tuple[int, str]  # index of the suite, category


@dataclass(frozen=True, slots=True)
class Measured:
    """One suite: its outcomes item by item, or None and what is stated of its categories."""

    suite: str
    pairs: Sequence[Pair] | None
    tallies: Sequence[Tally]

    @property
    def again(self) -> tuple[int, int]:
        """How many judgements were repeated, and how many of those differ."""
        rows = [pair.again for pair in self.pairs or () if pair.again[0]]
        return sum(row[0] for row in rows), sum(row[1] for row in rows)


def measured(suite: str, pairs: Sequence[Pair]) -> Measured:
    """A suite with outcomes item by item."""
    return Measured(suite, pairs, tallies(pairs))


@dataclass(frozen=True)
class Group:
    """Some prompts of one class: ``names`` are the categories that they are, ``suite`` the index of their suite, None
    for a class. ``sample`` is None where counts and pairs stand beside each other."""

    cls: str
    suite: int | None
    names: tuple[Name, ...]
    sample: Sample | None
    n: int


@dataclass(frozen=True)
class Groups:
    """All groups: ``of_category`` has that of each category, ``parts`` are of the suites of a class."""

    of_category: Mapping[Name, Group]
    parts: Sequence[Group]
    classes: Sequence[Group]
    source: Builder = field(repr=False)

    def unique(self) -> list[Group]:
        """Each set of units once, the smallest group that has it first."""
        found: dict[tuple[str, frozenset[Name]], Group] = {}
        for group in (*self.of_category.values(), *self.parts, *self.classes):
            if group.sample is not None:
                found.setdefault((group.cls, frozenset(group.names)), group)
        return list(found.values())


class Builder:
    """The units of several suites, and the groups of them."""

    def __init__(self, suites: Sequence[Measured]) -> None:
        self.suites = suites
        self.stated = {
            (index, tally.category): tally
            for index, one in enumerate(suites)
            if one.pairs is None
            for tally in one.tallies
        }
        self._seen = [attenuation(*one.again) for one in suites]
        self._roots = _shared(suites)
        self._singles: dict[int, dict[str, Counter[tuple[int, bool]]]] = {}
        self._distinct = [one.pairs is not None and _is_distinct(one.pairs) for one in suites]

    def groups(self) -> Groups:
        names = [(index, tally) for index, one in enumerate(self.suites) for tally in one.tallies if tally.n]
        by_suite: dict[tuple[int, str], list[Name]] = {}
        for index, tally in names:
            by_suite.setdefault((index, str(tally.cls)), []).append((index, tally.category))
        of_category: dict[Name, Group] = {}
        for (index, cls), of in by_suite.items():
            alone = {name: self.group(cls, index, (name,)) for name in of}
            small = tuple(name for name, one in alone.items() if _is_small(one.sample))
            merged = self.group(cls, index, small) if len(small) > 1 else None
            of_category |= {name: merged if merged and name in small else one for name, one in alone.items()}
        of_class: dict[str, list[tuple[int, list[Name]]]] = {}
        for (index, cls), of in by_suite.items():
            of_class.setdefault(cls, []).append((index, of))
        parts = [
            self.group(cls, index, tuple(of)) for cls, rows in of_class.items() if len(rows) > 1 for index, of in rows
        ]
        classes = [
            self.group(cls, None, tuple(name for _, of in rows for name in of))
            for cls, rows in sorted(of_class.items())
        ]
        return Groups(of_category, parts, classes, self)

    def group(self, cls: str, suite: int | None, names: tuple[Name, ...]) -> Group:
        """The group of some categories of a class."""
        sample = self.sample(names)
        n = sample.n if isinstance(sample, Units) else sample.tuned_n if sample else 0
        return Group(cls, suite, names, sample, n)

    def seen(self, names: Collection[Name]) -> float:
        """The share of a true loss that the judges of some categories show: of several suites the least."""
        return min((self._seen[index] for index, _ in names), default=WHOLE)

    def sample(self, names: Collection[Name]) -> Sample | None:
        """The units of some categories; None where some have counts alone and others have pairs, or there are none."""
        stated = [self.stated[name] for name in names if name in self.stated]
        alone = [tally for tally in stated if tally.b is None]
        if alone:
            if len(alone) < len(names):
                return None
            sides = [(t.base.refused, t.base.n, t.tuned.refused, t.tuned.n) for t in alone]
            return Counts(*(sum(side[place] for side in sides) for place in range(4)))
        counted = [singles(t.n, t.b or 0, t.c or 0, min(t.n, t.base.refused)) for t in stated if t.n]
        wanted = {name for name in names if name not in self.stated}
        if wanted:
            counted.append(self._counted(wanted))
        return _sum(counted) if counted else None

    def _counted(self, names: Collection[Name]) -> Units:
        suites = {index for index, _ in names}
        if all(self._distinct[index] for index in suites) and not (self._roots and len(suites) > 1):
            return self._of_singles(names)
        return _of_units(self._rows(suites, names))

    def _of_singles(self, names: Collection[Name]) -> Units:
        """Of units that are one answer each those of every category are counted once."""
        counts: Counter[tuple[int, bool]] = Counter()
        for suite, category in names:
            if suite not in self._singles:
                self._singles[suite] = _singles_of(self.suites[suite].pairs or ())
            counts.update(self._singles[suite].get(category, {}))
        lost, gained = (sum(often for (loss, _), often in counts.items() if loss == one) for one in (1, -1))
        refused = sum(often for (_, is_refused), often in counts.items() if is_refused)
        return singles(counts.total(), lost, gained, refused)

    def _rows(self, suites: Iterable[int], names: Collection[Name]) -> Iterator[tuple[Key, Pair, int]]:
        roots = self._roots
        for index in suites:
            wanted = {category for suite, category in names if suite == index}
            for pair in self.suites[index].pairs or ():
                if not pair.harmless and pair.category in wanted and (loss := pair.loss) is not None:
                    key = (index, pair.unit)
                    yield roots.get(key, key), pair, loss


def build(suites: Sequence[Measured]) -> Groups:
    """The groups of some suites."""
    return Builder(suites).groups()


def _is_small(sample: Sample | None) -> bool:
    return isinstance(sample, Units) and sample.number < FEWEST_UNITS


def _is_distinct(pairs: Sequence[Pair]) -> bool:
    """Whether every answer is a unit by itself."""
    return len({pair.unit for pair in pairs}) == len(pairs)


def _singles_of(pairs: Iterable[Pair]) -> dict[str, Counter[tuple[int, bool]]]:
    """Category -> how often its answers are a loss, and of one that the base model refused."""
    counts: Counter[tuple[str, int, bool]] = Counter()
    seen = Counter((pair.category, pair.base, pair.tuned) for pair in pairs if not pair.harmless)
    for (category, base, tuned), often in seen.items():
        if base in _JUDGED and tuned in _JUDGED:
            counts[category, (base == REFUSED) - (tuned == REFUSED), base == REFUSED] += often
    found: dict[str, Counter[tuple[int, bool]]] = {}
    for (category, loss, refused), often in counts.items():
        found.setdefault(category, Counter())[loss, refused] += often
    return found


def _of_units(rows: Iterable[tuple[Key, Pair, int]]) -> Units:
    units: dict[Key, list[int]] = {}
    lost = gained = 0
    for key, pair, loss in rows:
        unit = units.setdefault(key, [0, 0, 0])
        unit[0] += 1
        unit[1] += loss
        unit[2] |= pair.base == REFUSED
        lost += loss == 1
        gained += loss == -1
    counts = Counter((answers, total) for answers, total, _ in units.values())
    return Units(counts, lost, gained, sum(refused for _, _, refused in units.values()))


def _sum(samples: Sequence[Units]) -> Units:
    if len(samples) == 1:
        return samples[0]
    counts: Counter[tuple[int, int]] = Counter()
    for one in samples:
        counts.update(one.counts)
    return Units(
        counts, sum(one.b for one in samples), sum(one.c for one in samples), sum(one.refused for one in samples)
    )


def _shared(suites: Sequence[Measured]) -> dict[Key, Key]:
    """The units that are one because suites share their prompts or are one in several contexts, with the first."""
    if sum(one.pairs is not None for one in suites) < 2:
        return {}
    first: dict[Any, Key] = {}
    origins = [origin(one.suite) for one in suites]
    several = {name for name, often in Counter(origins).items() if often > 1}
    parents: dict[Key, Key] = {}

    def root(key: Key) -> Key:
        while (parent := parents.get(key, key)) != key:
            parents[key] = parents.get(parent, parent)
            key = parent
        return key

    for index, one in enumerate(suites):
        name = origins[index]
        for pair in one.pairs or ():
            if pair.harmless:
                continue
            key = (index, pair.unit)
            marks = (pair.prompt, (name, pair.item) if name in several else None)
            for mark in filter(None, marks):
                other = first.setdefault(mark, key)
                if other != key:
                    here, there = root(key), root(other)
                    parents.setdefault(there, there)
                    parents[here] = there
    return {key: root(key) for key in parents}
