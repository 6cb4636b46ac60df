"""Whether the runs of a suite are of the models that the surfaces pin. Names are compared without their folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate.harness.run import Run, bare
from gate.values.errors import Problem

if TYPE_CHECKING:
    from gate.drift.suite import Suite
    from gate.values.elements import State


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


def mistaken(suites: Iterable[Suite], pinned: Pins) -> list[Problem]:
    """Runs that were given for one side and are of the model that the surfaces pin as the other."""
    return [
        Problem(
            f"{suite.name}: the run that was given for the {side} is of {model}; the surfaces say it is the other one",
            (suite.base if side == "base model" else suite.tuned).files[0].path,
            remedy="Swap --base and --tuned, or give the run of the right model.",
        )
        for suite in suites
        for side, model in mistaken_sides(suite.base, suite.tuned, pinned)
    ]


def unpinned(suite: Suite, pinned: Pins) -> list[str]:
    """A sentence for each run that is of a model which the surfaces do not name."""
    return [
        f"the run of the {side} is of {name}, which its surface does not name; where it is the pinned model, "
        "import it with --model-note and the reason"
        for side, name in unpinned_sides(suite.base, suite.tuned, pinned)
    ]


def mistaken_sides(base: Run, tuned: Run, pinned: Pins) -> list[tuple[str, str]]:
    """(side, model) of each run whose model is pinned as the other side's."""
    return [
        (side, name)
        for side, name, own, other in _sides(base, tuned, pinned)
        if _is_pinned(name, other) and not _is_pinned(name, own)
    ]


def unpinned_sides(base: Run, tuned: Run, pinned: Pins) -> list[tuple[str, str]]:
    """(side, model) of each run whose model is named, and not among the pins of its side, where there are any."""
    return [(side, name) for side, name, own, _ in _sides(base, tuned, pinned) if own and not _is_pinned(name, own)]


def _sides(base: Run, tuned: Run, pinned: Pins) -> Iterator[tuple[str, str, set[str], set[str]]]:
    """(side, the run's model, names of its side, names of the other) of each run that says its model."""
    own, other = ({bare(name) for name in names} for names in (pinned.base, pinned.tuned))
    for side, run, pins in (("base model", base, (own, other)), ("fine-tune", tuned, (other, own))):
        if run.model:
            yield side, run.model, *pins


def is_pinned(name: str, names: Iterable[str]) -> bool:
    """Whether surfaces that pin these names have one for what a document or a run calls its model."""
    return _is_pinned(name, {bare(other) for other in names})


def _is_pinned(name: str, pins: set[str]) -> bool:
    """Whether pins have what a run calls its model: its name, or name and version with a colon between them."""
    parts = bare(name).split(":")
    return bare(name) in pins or (len(parts) == 2 and pins.issuperset(parts))
