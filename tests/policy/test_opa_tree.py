"""Policies read by OPA's program, where the embedded engine is not installed: the lint says the same of them."""

from __future__ import annotations

import os
from collections.abc import Mapping

import pytest

from gate.policy import lint as module
from gate.policy import load_builtin, opa_tree
from gate.policy.effect import without_effect
from gate.policy.lint import lint, shadows
from gate.policy.trees import tree
from gate.values.errors import ConfigError, Problem, TunegateError
from tests.policy.test_opa_binary import pinned
from tests.tools import require

HEAD = "package tunegate.rules.own\n\nimport rego.v1\n\n"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the programs of these tests are those of Linux and macOS")


def both(modules: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> tuple[list[Problem], list[Problem]]:
    """What the lint finds with each reader."""
    builtin = load_builtin().modules
    embedded = [*shadows(modules, builtin), *lint(modules)]
    with monkeypatch.context() as patch:
        patch.setattr(module, "tree", lambda given: opa_tree.trees(pinned(require("opa")), given))
        return embedded, [*shadows(modules, builtin), *lint(modules)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (HEAD + "y := x if x := walk(input)\n", 1),
        (HEAD + "y if { some x; x = walk(input) }\n", 1),
        (HEAD + "default f(_) := 1\n", 1),
        (HEAD + "z := time.now_ns()\n", 1),
        (HEAD + 'z := {x: http.send({"url": x}) | some x in input.a}\n', 1),
        (HEAD + "a if { every x in input.a { opa.runtime().env.HOME == x } }\n", 1),
        (HEAD + 'z := 1 if { input.b } else := rand.intn("a", 2)\n', 1),
        (HEAD + 'w := sprintf("%5d %q", [1, 2])\n', 2),
        (HEAD + 'w := sprintf("%d", [1, 2])\n', 1),
        (HEAD + "w := sprintf(input.f, [1])\n", 1),
        (HEAD + 'w := sprintf("%s", ["x"]) if 1 + 2 * 3 > 4\nf(x) := count(x)\nv := f([1]) if 1 in [1]\n', 0),
        ("package tunegate.rules.own\n\nimport rego.v1\nimport data.tunegate.lib.facts\n\nx := facts.at\n", 1),
        ("package tunegate.lib.facts\n\nimport rego.v1\n\nx := 1\n", 1),
        ("package tunegate\n\nimport rego.v1\n\ndeny := []\n", 1),
    ],
)
def test_the_same_findings(text: str, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    embedded, by_opa = both({"policies/own.rego": text}, monkeypatch)
    assert by_opa == embedded
    assert len(by_opa) == count


def test_package_written_with_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    """OPA says what it means, so it is refused as the gate's own; the embedded engine's tree does not."""
    text = 'package tunegate["lib"].facts\n\nimport rego.v1\n\nx := 1\n'
    embedded, by_opa = both({"policies/own.rego": text}, monkeypatch)
    assert embedded
    assert by_opa[0].message == "the policy adds to the gate's own package tunegate.lib.facts"


def test_the_gates_own_policies(monkeypatch: pytest.MonkeyPatch) -> None:
    modules = {path: text for path, text in load_builtin().modules.items() if "/lib/" in path}
    with monkeypatch.context() as patch:
        patch.setattr(module, "tree", lambda given: opa_tree.trees(pinned(require("opa")), given))
        assert lint(modules) == []


@pytest.mark.parametrize(
    ("text", "line"), [(HEAD + "x := {\n", 5), (HEAD + "}{\n", 5), ("", None), ("# nothing\n", None)]
)
def test_modules_that_do_not_parse(text: str, line: int | None) -> None:
    with pytest.raises(ConfigError, match="not valid Rego: ") as caught:
        opa_tree.trees(pinned(require("opa")), {"policies/own.rego": text})
    problem = caught.value.problems[0]
    assert problem.path == "policies/own.rego"
    assert (problem.line is None) == (line is None)


def test_effects_are_asked_of_the_embedded_engine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """OPA's tree has no whole rules; a check that goes by the program alone says nothing of policies without effect."""
    unheard = {"own.rego": "package main\n\nimport rego.v1\n\ndeny contains 1\n"}
    assert without_effect(unheard, {}) != []
    monkeypatch.setattr("gate.policy.trees.find_spec", lambda _: None)
    assert without_effect(unheard, {}) == []


def test_nothing_that_could_read_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gate.policy.trees.find_spec", lambda _: None)
    with pytest.raises(TunegateError, match="not installed") as caught:
        tree({"a.rego": HEAD})
    assert "--opa-binary" in caught.value.problems[0].remedy
