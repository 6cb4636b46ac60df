"""Policies that can have no effect are refused, and ordinary ones are not."""

from __future__ import annotations

import pytest

from gate.policy.bundle import load_builtin
from gate.policy.effect import without_effect
from gate.policy.folder import inert_names

HEAD = """\
# METADATA
# custom:
#   id: acme-x
package tunegate.rules.acme

import rego.v1

id := "acme-x"

"""
DENY = 'deny contains {"rule": id, "msg": "m"} if input.models.none\n'
HELPER = "package acme.lib\n\nimport rego.v1\n\nmax := 3\n\ndeny_all := {1}\n"


def said(*modules: str) -> list[tuple[str, str]]:
    found = without_effect({f"{n}.rego": text for n, text in enumerate(modules)}, load_builtin().modules)
    return [(problem.place, problem.message) for problem in found]


COLLECTS = "only 'deny' and 'warn' are findings, and no rule uses it"


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("violation contains 1", f"nothing collects 'violation': {COLLECTS}"),
        ("Deny contains 1", f"nothing collects 'Deny': {COLLECTS}"),
        ("dney contains 1", f"nothing collects 'dney': {COLLECTS}"),
        ("found contains 1", f"nothing collects 'found': {COLLECTS}"),
        ("deny_pilots := true", f"nothing collects 'deny_pilots': {COLLECTS}"),
        ("denied if input.now", f"nothing collects 'denied': {COLLECTS}"),
        ("deny if input.now", "'deny' is true or undefined; findings are collected from a set"),
        ("deny := true", "'deny' is a constant without a finding"),
        ("deny := set()", "'deny' is a constant without a finding"),
        ('warn := "no"', "'warn' is a constant without a finding"),
        ("deny(x) := x", "'deny' is a function, which nothing calls"),
        ("deny.a contains 1", "'deny' has names below it, which nothing collects"),
        ("deny[x] if x := 1", "'deny' is true or undefined; findings are collected from a set"),
        ("deny contains 1 if false", "'deny' has the condition 'false', so it never holds"),
        ("deny contains 1 if { input.now; false }", "'deny' has the condition 'false', so it never holds"),
    ],
)
def test_a_rule_that_is_not_collected(rule: str, message: str) -> None:
    assert said(f"{HEAD}{rule}\n") == [("0.rego:10", message)]


def test_a_default_alone() -> None:
    found = said(HEAD + "default deny := set()\n")
    assert found == [("0.rego:10", "'deny' has a default, which is no finding")]


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("data.acme.max == 3", "data.acme.max is not defined"),
        ("data.tunegate.lib.facts.at_modle", "data.tunegate.lib.facts.at_modle is not defined"),
        ("data.tunegate.rules.acme.other", "data.tunegate.rules.acme.other is not defined"),
        ("input.modles.x", "no case has input.modles"),
        ('input["modles"]', "no case has input.modles"),
        ("some m in input.models; input.models[_].evidnce", "no case has input.models[_].evidnce"),
        ("input.changes[_].surfce == 1", "no case has input.changes[_].surfce"),
        ("input.settings.drift_magin > 0", "no case has input.settings.drift_magin"),
        ("input.now.day == 1", "no case has input.now.day"),
    ],
)
def test_a_reference_to_what_is_not_there(expression: str, message: str) -> None:
    ((place, found),) = said(HEAD + f'deny contains {{"rule": id, "msg": "m"}} if {{ {expression} }}\n')
    assert place == "0.rego:10"
    assert found.startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD, "the rule tunegate.rules.acme has neither 'deny' nor 'warn', so it finds nothing"),
        (
            HEAD.replace('id := "acme-x"\n', "") + DENY.replace("id", '"acme-x"'),
            "the rule tunegate.rules.acme has no id, so no report, waiver or severity can name it",
        ),
        (HEAD.replace("#   id: acme-x\n", "#   step: sign\n") + DENY, "the METADATA of tunegate.rules.acme has no id"),
        (
            HEAD.replace("#   id: acme-x", "#   id: acme-y") + DENY,
            "the rule tunegate.rules.acme goes by several ids: acme-x, acme-y",
        ),
        (
            HEAD.replace("acme-x", "artefact-stale") + DENY,
            "the id 'artefact-stale' is that of a rule of the gate's own",
        ),
        (
            HEAD.replace("rules.acme", "rules.acme.a") + DENY,
            "nothing collects 'deny' of the package tunegate.rules.acme.a: only packages tunegate.rules.NAME are rules",
        ),
        (HEAD.replace("tunegate.rules.acme", "acme") + "x := 1\n", "no rule uses the package acme"),
    ],
)
def test_a_package_that_is_not_collected(text: str, message: str) -> None:
    assert said(text) == [("0.rego:" + str(text[: text.index("package")].count("\n") + 1), message)]


def test_an_id_of_two_rules() -> None:
    other = HEAD.replace("rules.acme", "rules.other")
    assert said(HEAD + DENY, other + DENY) == [("1.rego:4", "the id 'acme-x' is that of tunegate.rules.acme, too")]


def test_a_library_that_only_another_unused_one_uses() -> None:
    one, other = "package acme.one\n\na := data.acme.other.b\n", "package acme.other\n\nb := 1\n"
    assert [place for place, _ in said(HEAD + DENY, one, other)] == ["1.rego:1", "2.rego:1"]


@pytest.mark.parametrize(
    "modules",
    [
        (HEAD + DENY,),
        (HEAD + DENY.replace("deny", "warn"),),
        (HEAD + DENY + "_helper := 1\nlimit(x) := x\n",),
        (HEAD + "deny contains f if some f in violation\nviolation contains 1 if input.models.none\n",),
        (HEAD + "deny := {f | some f in [1]; input.models.none}\n",),
        (HEAD + DENY.replace("input.models.none", "data.acme.lib.max == 3"), HELPER),
        (HEAD + DENY.replace("input.models.none", "data.acme[_].max == 3"), HELPER),
        (
            HEAD.replace("import rego.v1", "import rego.v1\nimport input.models as all")
            + DENY.replace("input.models", "all"),
        ),
        (HEAD + DENY.replace("input.models.none", "input.models[_].evidence[_].document.anything.goes"),),
        (HEAD + DENY, HEAD[HEAD.index("package") :].replace('id := "acme-x"\n', "") + DENY.replace("deny", "warn")),
    ],
)
def test_ordinary_policies(modules: tuple[str, ...]) -> None:
    assert said(*modules) == []


def test_the_gates_own_policies() -> None:
    assert without_effect(load_builtin().modules, {}, gate=True) == []


@pytest.mark.parametrize(
    "name", ["data.json", "sub/data.yaml", "data.yml", "Data.JSON", "a.Rego", "a.rego.txt", "a.rego~"]
)
def test_a_file_that_is_never_loaded(name: str) -> None:
    assert [problem.path for problem in inert_names("pol", [f"pol/{name}", "pol/a.rego"])] == [f"pol/{name}"]


@pytest.mark.parametrize(
    "name",
    [
        "a.rego",
        "a_test.rego",
        "README.md",
        "LICENSE",
        ".manifest",
        ".regal/config.yaml",
        ".regal/data.yaml",
        "fixtures/data.json",
        "tests/data.yaml",
        "case.json",
        "policy.yaml",
    ],
)
def test_an_ordinary_file(name: str) -> None:
    assert list(inert_names("pol", [f"pol/{name}"])) == []
