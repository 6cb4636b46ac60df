"""Whether the runs of a suite are of the models that the surfaces pin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate.harness.run import Run
from gate.policy.ask import ask
from gate.values.errors import Problem

if TYPE_CHECKING:
    from gate.drift.suite import Suite
    from gate.values.elements import State

_SIDES = {"base": "base model", "tuned": "fine-tune"}


@dataclass(frozen=True, slots=True)
class Pins:
    """The names and versions that the surfaces have of base model and fine-tune."""

    base: tuple[str, ...]
    tuned: tuple[str, ...]


def pins(state: State) -> Pins:
    """Those of a state."""
    base, tuned = (
        tuple(str(e.value) for e in state.by_surface.get(surface, ()) if e.has_value and isinstance(e.value, str))
        for surface in ("base_model", "fine_tuned_model")
    )
    return Pins(base, tuned)


@dataclass(frozen=True, slots=True)
class Name:
    """What a run or a document calls its model, on one side of a comparison: ``base`` or ``tuned``."""

    side: str
    name: str


@dataclass(frozen=True, slots=True)
class Held:
    """Names that are pinned as the other side's model alone, and names that their own side does not pin."""

    swapped: tuple[Name, ...]
    unpinned: tuple[Name, ...]


def hold(names: Sequence[Name], pinned: Pins) -> Held:
    """What the policies say of the names (``policies/pins.rego``). Raises UndecidedError."""
    rows = [{"side": row.side, "name": row.name} for row in names]
    answer = ask("pins", {"pins": {"base": list(pinned.base), "tuned": list(pinned.tuned)}, "names": rows})
    swapped, unpinned = (tuple(names[i] for i in sorted(answer[key])) for key in ("swapped", "unpinned"))
    return Held(swapped, unpinned)


def named(base: Run, tuned: Run) -> list[Name]:
    """The models of both runs, as far as the files name them."""
    return [Name(side, run.model) for side, run in (("base", base), ("tuned", tuned)) if run.model]


def mistaken(suites: Iterable[Suite], pinned: Pins) -> list[Problem]:
    """Runs that were given for one side and are of the model that the surfaces pin as the other."""
    return [
        Problem(
            f"{suite.name}: the run that was given for the {_SIDES[row.side]} is of {row.name}; the surfaces say it is "
            "the other one",
            (suite.base if row.side == "base" else suite.tuned).files[0].path,
            remedy="Swap --base and --tuned, or give the run of the right model.",
        )
        for suite in suites
        for row in hold(named(suite.base, suite.tuned), pinned).swapped
    ]


def unpinned(suite: Suite, pinned: Pins) -> list[str]:
    """A sentence for each run that is of a model which the surfaces do not name."""
    return [
        f"the run of the {_SIDES[row.side]} is of {row.name}, which its surface does not name; where it is the pinned "
        "model, import it with --model-note and the reason"
        for row in hold(named(suite.base, suite.tuned), pinned).unpinned
    ]
