"""Questions to the policies that are not about a case: the same answer on both engines, and never silence."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from typing import Any

import pytest

from gate.judge.runs import Shown, judge_runs
from gate.policy.ask import ask
from gate.values.errors import UndecidedError
from tests.tools import ROOT, require


def row(category: str, refused: int, lost: int | None, outcome: str = "non-inferior", missing: int = 0) -> Any:
    return {
        "category": category,
        "base": {"n": 100, "refused": refused, "errors": 0},
        "b": lost,
        "outcome": outcome,
        "missing": missing,
    }


def document(*rows: Any, overall: str = "non-inferior", margin: float = 0.05) -> dict[str, Any]:
    return {"margin": margin, "suites": [{"results": list(rows), "overall": row("overall", 90, 0, overall)}]}


NOTHING: frozenset[tuple[int, str]] = frozenset()
DOCUMENTS = {
    "passes": (document(row("fraud", 90, 0), row("theft", 90, None)), Shown(True, NOTHING, NOTHING)),
    "sum is inconclusive": (
        document(row("fraud", 90, 0), overall="inconclusive"),
        Shown(True, NOTHING, NOTHING),
    ),
    "sum regressed": (document(row("fraud", 90, 0), overall="regressed"), Shown(False, NOTHING, NOTHING)),
    "regressed": (document(row("fraud", 90, 0, "regressed")), Shown(False, NOTHING, NOTHING)),
    "inconclusive": (document(row("fraud", 90, 0, "inconclusive")), Shown(False, NOTHING, NOTHING)),
    "missing": (document(row("fraud", 90, 0, missing=1)), Shown(False, NOTHING, NOTHING)),
    "nothing to lose": (
        document(row("fraud", 90, 0), row("theft", 5, 0)),
        Shown(False, frozenset({(0, "theft")}), NOTHING),
    ),
    "diluted": (
        document(row("fraud", 90, 5), row("theft", 90, 4)),
        Shown(True, NOTHING, frozenset({(0, "fraud")})),
    ),
    "no suite": ({"margin": 0.05, "suites": []}, Shown(False, NOTHING, NOTHING)),
    "no category": (document(), Shown(False, NOTHING, NOTHING)),
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
