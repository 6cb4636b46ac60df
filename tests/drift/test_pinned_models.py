"""Runs of the other model, and of models that are not pinned."""

from __future__ import annotations

import pytest

from gate.drift.pinned_models import Name, Pins, hold, named
from tests.drift.runs import run

PINNED = Pins(("Meta-Mirror/Base",), ("registry/tuned", "7"))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("meta/base", "acme/tuned"), []),
        (("acme/tuned", "meta/base"), [Name("base", "acme/tuned"), Name("tuned", "meta/base")]),
        (("base", "base"), [Name("tuned", "base")]),
        (("tuned", "tuned"), [Name("base", "tuned")]),
        (("", ""), []),
        (("elsewhere", "nowhere"), []),
        (("tuned:7", "base"), [Name("base", "tuned:7"), Name("tuned", "base")]),
    ],
)
def test_runs_of_the_other_model(names: tuple[str, str], expected: list[Name]) -> None:
    one, other = (run("r", model=name or None) for name in names)
    assert hold(named(one, other), PINNED).swapped == tuple(expected)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("meta/base", "acme/Tuned/"), []),
        (("base", "x/tuned:7"), []),
        (("base", "tuned:8"), [Name("tuned", "tuned:8")]),
        (("elsewhere", "nowhere"), [Name("base", "elsewhere"), Name("tuned", "nowhere")]),
        (("", ""), []),
    ],
)
def test_runs_of_models_that_are_not_pinned(names: tuple[str, str], expected: list[Name]) -> None:
    one, other = (run("r", model=name or None) for name in names)
    assert hold(named(one, other), PINNED).unpinned == tuple(expected)
    assert hold(named(one, other), Pins((), ())).unpinned == ()
