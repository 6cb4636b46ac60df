"""What 'not' may be asked of: where the engines differ the lint refuses, and where it lets pass they agree."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
import regorus

from gate.policy import lint as module
from gate.policy import opa_tree
from gate.policy.lint import lint
from tests.policy.test_opa_binary import pinned
from tests.tools import require

HEAD = """package tunegate.rules.own

import rego.v1

f(x) if x == input[_]
u(x) := 3 if x == input.other
m := {"a": 1, "b": {"c": 2}}
undef := 3 if input.missing
many contains 1 if input.missing
by_key[x] := 1 if x := input.missing
default fixed := 1
"""
INPUT = {"a": 1, "rows": [{"a": 2}], "names": ["q"]}

DIFFER = {
    "a field of the input": "not f(input.missing)",
    "a field of a row": "some x in input.rows; not f(x.missing)",
    "a field by its name in brackets": 'some x in input.rows; not f(x["missing"])',
    "through data": "not data.tunegate.rules.own.f(input.missing)",
    "a value by a name": "some n in input.names; not f(m[n])",
    "a function of the language": 'not startswith(input.missing, "a")',
    "a question of type": "not is_null(input.missing)",
    "an argument of an argument": "not f(count(input.missing))",
    "a default of what is missing": 'not f(object.get(input.missing, "a", 1))',
    "another function's result": "not f(u(1))",
    "a part of a result": 'not f(split("a", "#")[4])',
    "a rule without a value": "not f(undef)",
    "the same through data": "not f(data.tunegate.rules.own.undef)",
    "in a list": "not input.missing in [1]",
    "a list": "not 1 in input.missing",
    "a result as list": "not 1 in u(1)",
    "a rule as list": "not 1 in undef",
    "made to a set": "not 1 in {input.missing}",
    "made to an array": "not count([input.missing]) == 2",
    "made to an object": 'not count({"k": input.missing}) == 2',
    "a comparison": "not input.missing > 1",
    "unlike": "not input.missing != 1",
    "a rule that is unlike": "not undef != 1",
    "arithmetic": "not input.missing + 1 == 2",
    "a result that is equal": "not u(1) == 3",
    "arrays that are equal": "not [input.missing] == [1]",
    "a key": "not m[input.missing]",
    "a key of a row": "some x in input.rows; not m[x.missing]",
    "in every": "every x in input.rows { not f(x.missing) }",
    "in a comprehension": "count([1 | not f(input.missing)]) == 1",
    "with another input": "not f(input.missing) with input.z as 1",
}
AGREE = {
    "a value that is named": "some x in input.rows; y := x.a; not f(y)",
    "a missing value that is named": "some x in input.rows; y := x.missing; not f(y)",
    "a default": 'not f(object.get(input, "missing", null))',
    "a reference": "not input.missing.x",
    "a reference by a name": "some n in input.names; not m[n]",
    "a rule": "not undef",
    "a call": "not u(1)",
    "equal": "not input.missing == 1",
    "equal to a rule": "not undef == 1",
    "unified": "not input.missing = 1",
    "a set of many": "not 2 in many",
    "an object of many": "not 2 in by_key",
    "a default of a rule": "not fixed == input.names",
    "a rule with a default in a list": "not 2 in [fixed]",
    "a constant": "not 3 in m",
    "a comprehension": "not f({v | v := input.missing})",
    "an operator": "x := 1; not x + 1 == 3",
    "a question of a name": "some x in input.rows; not is_null(x)",
    "a question that is answered": "is_null(input.missing) == false",
}


def _module(bodies: dict[str, str]) -> str:
    return HEAD + "".join(f'r contains "{name}" if {{ {body} }}\n' for name, body in bodies.items())


def _said(bodies: dict[str, str], folder: Path) -> tuple[set[str], set[str]]:
    """What follows on the embedded engine, and on OPA."""
    file = folder / "own.rego"
    file.write_text(_module(bodies), encoding="utf-8")
    (folder / "input.json").write_text(json.dumps(INPUT), encoding="utf-8")
    engine = regorus.Engine()
    engine.add_policy("own.rego", file.read_text("utf-8"))
    engine.set_input_json(json.dumps(INPUT))
    embedded = json.loads(engine.eval_query_as_json("data.tunegate.rules.own.r"))
    asked = (require("opa"), "eval", "-d", file, "-i", folder / "input.json", "data.tunegate.rules.own.r")
    by_opa = json.loads(subprocess.run([str(part) for part in asked], capture_output=True, check=True).stdout)
    first, second = (set(said["result"][0]["expressions"][0]["value"]) for said in (embedded, by_opa))
    return first, second


def test_where_the_engines_differ(tmp_path: Path) -> None:
    embedded, by_opa = _said(DIFFER, tmp_path)
    assert (embedded, by_opa) == (set(DIFFER), set())


def test_where_they_agree(tmp_path: Path) -> None:
    embedded, by_opa = _said(AGREE, tmp_path)
    assert embedded == by_opa == set(AGREE) - {"a missing value that is named", "a question that is answered"}


@pytest.mark.parametrize(
    "reader", ["embedded", pytest.param("opa", marks=pytest.mark.skipif(os.name == "nt", reason="a Unix program"))]
)
def test_the_lint_tells_them_apart(reader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if reader == "opa":
        monkeypatch.setattr(module, "tree", lambda given: opa_tree.trees(pinned(require("opa")), given))
    first = HEAD.count("\n") + 1
    found = lint({"own/rule.rego": _module(DIFFER)})
    assert sorted({row.line for row in found if row.line}) == [*range(first, first + len(DIFFER))]
    assert lint({"own/rule.rego": _module(AGREE)}) == []


def test_it_says_what_and_how_to_write_it() -> None:
    (found,) = lint({"own/rule.rego": HEAD + "r contains 1 if {\n\tsome x in input.rows\n\tnot f(x.missing)\n}\n"})
    assert found.message == "'not' is asked of x.missing; where that is undefined, one engine says true and one nothing"
    assert (found.place, found.remedy) == (
        "own/rule.rego:14",
        "Name it first ('value := x.y'), then write 'not f(value)'. Where a missing value has to count, name "
        "'object.get(x, \"y\", null)'.",
    )
