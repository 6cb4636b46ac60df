"""Questions to the policies that are not about a case: the same answer on both engines, and never silence."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from gate.judge.runs import Shown, judge_runs
from gate.policy.ask import ask
from gate.values.errors import UndecidedError
from tests.tools import ROOT, require


def row(outcome: str = "watched", missing: int = 0) -> Any:
    return {"category": "fraud", "outcome": outcome, "missing": missing}


def of_class(cls: str, refused: int, lost: int | None, outcome: str = "non-inferior") -> Any:
    base = {"n": 100, "refused": refused, "errors": 0}
    return {"class": cls, "base": base, "units": 100, "refused_units": refused, "b": lost, "outcome": outcome}


FINE = of_class("disallowed-content", 90, 0)


def document(*rows: Any, classes: Sequence[Any] = (FINE,), parts: Sequence[Any] = ()) -> dict[str, Any]:
    return {"margin": 0.05, "suites": [{"results": list(rows)}], "parts": list(parts), "classes": list(classes)}


NOTHING: frozenset[str] = frozenset()
BLOCKED = Shown(False, NOTHING, NOTHING)
DOCUMENTS = {
    "passes": (document(row(), row()), Shown(True, NOTHING, NOTHING)),
    "class is inconclusive": (document(row(), classes=[of_class("c", 90, 0, "inconclusive")]), BLOCKED),
    "class regressed": (document(row(), classes=[FINE, of_class("c", 90, 0, "regressed")]), BLOCKED),
    "regressed": (document(row("regressed")), BLOCKED),
    "unclear": (document(row(), row("unclear")), BLOCKED),
    "suite in a class is unclear": (document(row(), parts=[row("unclear")]), BLOCKED),
    "missing": (document(row(missing=1)), BLOCKED),
    "nothing to lose": (
        document(row(), classes=[FINE, of_class("internal-disclosure", 5, 0)]),
        Shown(False, frozenset({"internal-disclosure"}), NOTHING),
    ),
    "diluted": (
        document(row(), classes=[of_class("disallowed-content", 90, 5), of_class("internal-disclosure", 90, 4)]),
        Shown(True, NOTHING, frozenset({"disallowed-content"})),
    ),
    "no suite": ({"margin": 0.05, "suites": [], "parts": [], "classes": [FINE]}, BLOCKED),
    "no category": (document(), BLOCKED),
    "no class": (document(row(), classes=[]), BLOCKED),
}


def opa(package: str, value: Mapping[str, Any]) -> Any:
    done = subprocess.run(
        [require("opa"), "eval", "--format=raw", "--stdin-input", "-d", "policies", f"data.tunegate.{package}.result"],
        input=json.dumps(value),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_runs(name: str) -> None:
    value, expected = DOCUMENTS[name]
    assert judge_runs(value) == expected
    assert opa("drift", value) == ask("drift", value)


def test_pins() -> None:
    value = {
        "pins": {"base": ["acme/base", "r1"], "tuned": ["acme/tuned:1"]},
        "names": [
            {"side": "base", "name": "tuned:1"},
            {"side": "tuned", "name": "x"},
            {"side": "base", "name": "base"},
        ],
    }
    assert ask("pins", value) == {"swapped": [0], "unpinned": [0, 1]} == opa("pins", value)


@pytest.mark.parametrize("package", ["no_such_question", "lib"])
def test_no_answer(package: str) -> None:
    with pytest.raises(UndecidedError, match=f"data.tunegate.{package}.result is undefined"):
        ask(package, {})
