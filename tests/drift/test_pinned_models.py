"""Runs of the other model, and of models that are not pinned."""

from __future__ import annotations

import pytest

from gate.drift.pinned_models import Pins, mistaken_sides, unpinned_sides
from tests.drift.runs import run


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("meta/base", "acme/tuned"), []),
        (("acme/tuned", "meta/base"), [("base model", "acme/tuned"), ("fine-tune", "meta/base")]),
        (("base", "base"), [("fine-tune", "base")]),
        (("tuned", "tuned"), [("base model", "tuned")]),
        (("", ""), []),
        (("elsewhere", "nowhere"), []),
        (("tuned:7", "base"), [("base model", "tuned:7"), ("fine-tune", "base")]),
    ],
)
def test_runs_of_the_other_model(names: tuple[str, str], expected: list[tuple[str, str]]) -> None:
    one, other = (run("r", model=name or None) for name in names)
    assert mistaken_sides(one, other, Pins(("Meta-Mirror/Base",), ("registry/tuned", "7"))) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("meta/base", "acme/Tuned/"), []),
        (("base", "x/tuned:7"), []),
        (("base", "tuned:8"), [("fine-tune", "tuned:8")]),
        (("elsewhere", "nowhere"), [("base model", "elsewhere"), ("fine-tune", "nowhere")]),
        (("", ""), []),
    ],
)
def test_runs_of_models_that_are_not_pinned(names: tuple[str, str], expected: list[tuple[str, str]]) -> None:
    one, other = (run("r", model=name or None) for name in names)
    assert unpinned_sides(one, other, Pins(("Meta-Mirror/Base",), ("registry/tuned", "7"))) == expected
    assert unpinned_sides(one, other, Pins((), ())) == []
