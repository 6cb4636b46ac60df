"""From outcomes to the decision: rows of categories, of suites in a class, and of classes, for reports and facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gate.drift.groups import Group, Groups, Measured, Name, build
from gate.drift.pairs import Counts as SideCounts
from gate.drift.pairs import Tally
from gate.drift.statistics.decide import Tested, bound_of, decide_groups, hidden, outcome_of
from gate.drift.statistics.looks import level_at
from gate.drift.statistics.noninferior import lower_bound, upper_bound
from gate.drift.statistics.samples import Counts, Sample, Units

DIGITS = 6  # of every share and probability, so that all engines and programs write it alike


@dataclass(frozen=True, slots=True)
class Look:
    """Which look at this state of the model it is for a class, and whether the bound held at an earlier one."""

    number: int = 1
    passed: bool = False


@dataclass(frozen=True, slots=True)
class Analysis:
    """Rows of the categories of each suite, of the suites of each class that has several, and of the classes."""

    suites: list[list[dict[str, Any]]]
    parts: list[dict[str, Any]]
    classes: list[dict[str, Any]]


def analyse(
    suites: Sequence[Measured],
    margin: float,
    alpha: float,
    looks: Mapping[str, Look] | None = None,
    digits: int | None = DIGITS,
) -> Analysis:
    """The decision over all suites. ``digits`` are those of shares and probabilities; None keeps them whole.

    A category without an item that both models answered has no row. Raises ValueError for impossible counts.
    """
    groups = build(suites)
    unique = groups.unique()
    results = decide_groups(
        [group.sample for group in unique if group.sample is not None],
        margin,
        alpha,
        [groups.source.seen(group.names) for group in unique],
    )
    tested = {(group.cls, frozenset(group.names)): one for group, one in zip(unique, results, strict=True)}
    writer = _Writer(suites, groups, tested, margin, alpha, looks or {})
    found = Analysis(
        [
            [writer.category(index, tally) for tally in one.tallies if (index, tally.category) in groups.of_category]
            for index, one in enumerate(suites)
        ],
        [writer.part(group) for group in groups.parts],
        [writer.of_class(group) for group in groups.classes],
    )
    return found if digits is None else _rounded(found, digits)


@dataclass(frozen=True, slots=True)
class _Writer:
    suites: Sequence[Measured]
    groups: Groups
    tested: Mapping[tuple[str, frozenset[Name]], Tested]
    margin: float
    alpha: float
    looks: Mapping[str, Look]

    def category(self, index: int, tally: Tally) -> dict[str, Any]:
        name = (index, tally.category)
        group = self.groups.of_category[name]
        own = self.groups.source.group(group.cls, index, (name,)) if len(group.names) > 1 else group
        tested = self._tested(group)
        return {
            "category": tally.category,
            "class": tally.cls,
            **self._counted(own, [tally]),
            **self._interval(own),
            "p": tested.p if tested else None,
            "adjusted_p": tested.adjusted_p if tested else None,
            "outcome": tested.outcome if tested else "unclear",
            "merged": len(group.names) > 1,
            "hidden": hidden(own.sample, self.margin * self.groups.source.seen((name,))) if own.sample else None,
        }

    def part(self, group: Group) -> dict[str, Any]:
        tested = self._tested(group)
        return {
            "class": group.cls,
            "suite": self.suites[group.suite or 0].suite,
            **self._counted(group, self._tallies(group.names)),
            **self._interval(group),
            "p": tested.p if tested else None,
            "adjusted_p": tested.adjusted_p if tested else None,
            "outcome": tested.outcome if tested else "unclear",
            "same_as": self._same_as(group),
        }

    def of_class(self, group: Group) -> dict[str, Any]:
        tested = self._tested(group)
        inside = [one for one in self.groups.unique() if one.cls == group.cls and one.names != group.names]
        named = {outcome: [one for one in inside if self._is(one, outcome)] for outcome in ("regressed", "unclear")}
        bounded = self._bound(group)
        own = tested.outcome if tested else "unclear"
        outcome = outcome_of(own, ["unclear"] if named["unclear"] else [], bounded["holds"])
        return {
            "class": group.cls,
            **self._counted(group, self._tallies(group.names)),
            **bounded,
            "p": tested.p if tested else None,
            "adjusted_p": tested.adjusted_p if tested else None,
            "own": own,
            "outcome": outcome,
            "same_as": self._same_as(group),
            **{name: [self._named(one) for one in ones] for name, ones in named.items()},
            "covered": self._is_covered(group, [*named["regressed"], *named["unclear"]]),
            "rest": self._rest(group, [*named["regressed"], *named["unclear"]]),
        }

    def _bound(self, group: Group) -> dict[str, Any]:
        look = self.looks.get(group.cls, Look())
        sample = group.sample
        nothing = {"look": look.number, "level": None, "p_margin": None, "lower": None, "upper_bound": None}
        if sample is None or (isinstance(sample, Counts) and look.number > 1):
            return {**nothing, "holds": False, "passed_before": False, "n_needed": None}
        seen = self.groups.source.seen(group.names)
        found = bound_of(sample, self.margin, self.alpha, look.number, seen)
        stays = look.passed and _by_answer(sample) < self.margin * seen
        return {
            "look": look.number,
            "level": found.level,
            "p_margin": found.p,
            "lower": found.lower,
            "upper_bound": found.upper,
            "holds": found.holds or stays,
            "passed_before": stays and not found.holds,
            "n_needed": None if stays else found.needed,
        }

    def _is_covered(self, group: Group, groups: Sequence[Group]) -> bool:
        """Whether groups that have to be answered are all that there is of a class."""
        return set(group.names) == {name for one in groups for name in one.names}

    def _rest(self, group: Group, without: Sequence[Group]) -> dict[str, Any] | None:
        """The class without the groups that a control answers for, at the level of the next look."""
        gone = {name for one in without for name in one.names}
        names = tuple(name for name in group.names if name not in gone)
        if not gone or not names:
            return None
        rest = self.groups.source.group(group.cls, None, names)
        if not isinstance(rest.sample, Units):
            return None
        look = self.looks.get(group.cls, Look()).number + 1
        found = bound_of(rest.sample, self.margin, self.alpha, look, self.groups.source.seen(names))
        return {
            "units": rest.sample.number,
            "n": rest.sample.n,
            "b": rest.sample.b,
            "c": rest.sample.c,
            "loss": rest.sample.loss,
            "look": look,
            "level": found.level,
            "p_margin": found.p,
            "lower": found.lower,
            "upper_bound": found.upper,
            "holds": found.holds,
            "n_needed": found.needed,
        }

    def _counted(self, group: Group, tallies: Sequence[Tally]) -> dict[str, Any]:
        sample = group.sample
        units = sample if isinstance(sample, Units) else None
        kind = "unpaired" if isinstance(sample, Counts) else "paired" if units and units.is_single else "clustered"
        base, tuned = _side([t.base for t in tallies]), _side([t.tuned for t in tallies])
        return {
            "kind": "mixed" if sample is None else kind,
            "n": group.n,
            "b": units.b if units else None,
            "c": units.c if units else None,
            "units": units.number if units else None,
            "refused_units": units.refused if units else None,
            "base": base.row(),
            "tuned": tuned.row(),
            "missing": sum(tally.missing for tally in tallies),
            "loss": sample.loss if sample else None,
            "by_answer": _by_answer(sample) if sample else None,
        }

    def _interval(self, group: Group) -> dict[str, Any]:
        """The interval of a group, which decides nothing: at the level of a first look."""
        sample, seen = group.sample, self.groups.source.seen(group.names)
        if sample is None:
            return {"lower": None, "upper_bound": None}
        if isinstance(sample, Counts):
            found = bound_of(sample, self.margin, self.alpha)
            return {"lower": found.lower, "upper_bound": found.upper}
        level = level_at(1, self.alpha)
        if not seen:
            return {"lower": -1.0, "upper_bound": 1.0}
        lower, upper = lower_bound(sample.losses, level), upper_bound(sample.losses, level)
        return {"lower": max(-1.0, lower / seen), "upper_bound": min(1.0, upper / seen)}

    def _tested(self, group: Group) -> Tested | None:
        return self.tested.get((group.cls, frozenset(group.names)))

    def _is(self, group: Group, outcome: str) -> bool:
        tested = self._tested(group)
        return tested is not None and tested.outcome == outcome

    def _tallies(self, names: Sequence[Name]) -> list[Tally]:
        wanted = set(names)
        return [t for index, one in enumerate(self.suites) for t in one.tallies if (index, t.category) in wanted]

    def _named(self, group: Group) -> dict[str, Any]:
        """A group in a list: its suite, and its categories; of a whole suite none."""
        is_part = any(group is part for part in self.groups.parts)
        return {
            "suite": self.suites[group.suite or 0].suite,
            "categories": [] if is_part else sorted(category for _, category in group.names),
        }

    def _same_as(self, group: Group) -> dict[str, str] | None:
        """The one category or suite that has all units of a group; its answer is the group's."""
        if len(group.names) == 1:
            index, category = group.names[0]
            return {"suite": self.suites[index].suite, "category": category}
        return None


def _by_answer(sample: Sample) -> float:
    return (sample.b - sample.c) / sample.n if isinstance(sample, Units) else sample.loss


def _side(counts: Sequence[SideCounts]) -> SideCounts:
    return SideCounts(sum(s.n for s in counts), sum(s.refused for s in counts), sum(s.errors for s in counts))


def _rounded(analysis: Analysis, digits: int) -> Analysis:
    def of(value: Any) -> Any:
        match value:
            case float():
                return round(value, digits)
            case dict():
                return {name: of(one) for name, one in value.items()}
            case list():
                return [of(one) for one in value]
        return value

    return Analysis(of(analysis.suites), of(analysis.parts), of(analysis.classes))
