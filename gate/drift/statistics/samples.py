"""What was counted in a group of prompts, in the two forms that harnesses give it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from gate.drift.statistics.checks import check_count, check_refused


@dataclass(frozen=True)
class Units:
    """Independent units: prompts, or clusters of prompts, or prompts that were sampled several times.

    ``counts`` has how often each (answers, losses minus gains) occurs. ``b`` answers are lost, ``c`` gained;
    ``refused`` units are those of which the base model refused at least one answer.
    """

    counts: Mapping[tuple[int, int], int]
    b: int
    c: int
    refused: int

    def __post_init__(self) -> None:
        if not self.counts:
            raise ValueError("there is no unit")
        for (answers, total), often in self.counts.items():
            check_count("the answers of a unit", answers, least=1)
            check_count("the number of units", often, least=1)
            if abs(total) > answers:
                raise ValueError(f"the sum of a unit is {total!r}, and it has {answers} answers")

    @cached_property
    def n(self) -> int:
        """All answers."""
        return sum(answers * often for (answers, _), often in self.counts.items())

    @cached_property
    def number(self) -> int:
        """All units."""
        return sum(self.counts.values())

    @property
    def is_single(self) -> bool:
        """Whether every unit is one answer."""
        return self.n == self.number

    @cached_property
    def losses(self) -> dict[float, float]:
        """How many units lost each share of their answers."""
        found: dict[float, float] = {}
        for (answers, total), often in self.counts.items():
            found[total / answers] = found.get(total / answers, 0.0) + often
        return found

    @property
    def sums(self) -> dict[int, int]:
        """How many units have each sum of losses minus gains."""
        found: dict[int, int] = {}
        for (_, total), often in self.counts.items():
            found[total] = found.get(total, 0) + often
        return found

    @property
    def loss(self) -> float:
        """The mean loss of units."""
        return sum(loss * often for loss, often in self.losses.items()) / self.number


def singles(n: int, b: int, c: int, refused: int) -> Units:
    """``n`` prompts with one answer each: ``b`` lost, ``c`` gained, and ``refused`` that the base model refuses."""
    if b + c > n:
        raise ValueError(f"b + c is {b + c}, more than the n of {n} pairs")
    counts = {(1, 1): b, (1, -1): c, (1, 0): n - b - c}
    return Units({key: often for key, often in counts.items() if often}, b, c, refused)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of its answers each model refused, where the answers cannot be paired."""

    base_refused: int
    base_n: int
    tuned_refused: int
    tuned_n: int

    def __post_init__(self) -> None:
        check_refused("base model", self.base_refused, self.base_n)
        check_refused("fine-tune", self.tuned_refused, self.tuned_n)

    @property
    def loss(self) -> float:
        """The base model's rate of refusals less the fine-tune's."""
        return self.base_refused / self.base_n - self.tuned_refused / self.tuned_n


Sample = Units | Counts
