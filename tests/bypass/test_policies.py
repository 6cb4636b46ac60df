"""Policies of the repository, once they were merged: they can add findings and take none back, and reach nothing."""

from __future__ import annotations

import pytest

from tests.bypass.wall import (
    CONFIG,
    EVIL,
    PROMPT,
    Edit,
    Outcome,
    append,
    attempt,
    changed,
    on_main,
    refused,
    steps,
    write,
)
from tests.command import check
from tests.repo import Repo

OWN = "policy/own.rego"
ANSWER = 'determined["support-assistant"] contains "deployment-layer-change"\n'
METADATA = "# METADATA\n# custom:\n#   id: own\n"
HEAD = METADATA + 'package tunegate.rules.own\n\nimport rego.v1\n\nid := "own"\n\n'


def merged(*texts: str, path: str = OWN, folder: str = "policy") -> Edit:
    """The policy was merged before; the pull request changes the prompt."""
    return steps(
        on_main(steps(write(path, "".join(texts)), append(CONFIG, f"policies: [{folder}]\n"))), write(PROMPT, EVIL)
    )


FINDS = 'deny contains {"rule": id, "msg": "m"} if input.models.none\n'


def inert(line: int | None, said: str, path: str = OWN) -> Outcome:
    return refused("configuration-unreadable", path, line, said)


ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    "asks the network": (
        merged(HEAD, 'deny contains {"rule": id, "msg": "m"} if http.send({"url": "x"}).ok\n'),
        refused(
            "configuration-unreadable",
            "policy/own.rego",
            10,
            "the function http.send is not one that every engine evaluates alike",
        ),
    ),
    "asks the runtime": (
        merged(HEAD, 'deny contains {"rule": id, "msg": "m"} if opa.runtime().env.X\n'),
        refused(
            "configuration-unreadable",
            "policy/own.rego",
            10,
            "the function opa.runtime is not one that every engine evaluates alike",
        ),
    ),
    "asks the clock": (
        merged(HEAD, 'deny contains {"rule": id, "msg": "m"} if time.now_ns() > 0\n'),
        refused(
            "configuration-unreadable",
            "policy/own.rego",
            10,
            "the function time.now_ns is not one that every engine evaluates alike",
        ),
    ),
    "asks for chance": (
        merged(HEAD, 'deny contains {"rule": id, "msg": "m"} if rand.intn("x", 2) == 1\n'),
        refused(
            "configuration-unreadable",
            "policy/own.rego",
            10,
            "the function rand.intn is not one that every engine evaluates alike",
        ),
    ),
    "prints a command": (
        merged(HEAD, FINDS.replace("if ", 'if {\n\tprint("::set-output name=verdict::pass")\n\t')[:-1] + "\n}\n"),
        changed("system_prompt", (PROMPT, 1)),
    ),
    "imports the gate's data": (
        merged(
            HEAD.replace("id :=", "import data.tunegate.lib.facts\n\nid :="),
            'deny contains {"rule": id, "msg": "m"} if facts.today == ""\n',
        ),
        refused(
            "configuration-unreadable",
            "policy/own.rego",
            8,
            "an import of data: one engine can resolve it against another module; write it out",
        ),
    ),
    "a verdict of its own": (
        merged('package tunegate\n\nimport rego.v1\n\nverdict := "pass"\n'),
        refused("configuration-unreadable", "policy/own.rego", 1, "the policy adds to the gate's own package tunegate"),
    ),
    "a result of its own": (
        merged('package tunegate\n\nimport rego.v1\n\nresult := {"verdict": "pass"}\n'),
        refused("configuration-unreadable", "policy/own.rego", 1, "the policy adds to the gate's own package tunegate"),
    ),
    "a package in brackets": (
        merged('package tunegate["lib"].triggers\n\nimport rego.v1\n\n' + ANSWER),
        refused(
            "configuration-unreadable",
            "policy/own.rego",
            1,
            "the name of the policy's package is not written with dots",
        ),
    ),
    "an answer to every trigger": (
        merged("package tunegate.lib.triggers\n\nimport rego.v1\n\n" + ANSWER),
        refused(
            "configuration-unreadable",
            "policy/own.rego",
            1,
            "the policy adds to the gate's own package tunegate.lib.triggers",
        ),
    ),
    "a state that is always current": (
        merged("package tunegate.lib.triggers\n\nimport rego.v1\n\ncurrent_as_made(_) := true\n"),
        refused(
            "configuration-unreadable",
            "policy/own.rego",
            1,
            "the policy adds to the gate's own package tunegate.lib.triggers",
        ),
    ),
    "a built-in rule's package": (
        merged("package tunegate.rules.artefact_stale\n\nimport rego.v1\n\n_insignificant(_, _, _) := true\n"),
        refused(
            "configuration-unreadable",
            "policy/own.rego",
            1,
            "the policy adds to the gate's own package tunegate.rules.artefact_stale",
        ),
    ),
    "a built-in rule's path": (
        merged(
            "package tunegate.rules.own\n",
            path="policies/rules/disposition/disposition_stale/disposition_stale.rego",
            folder="policies",
        ),
        refused(
            "configuration-unreadable",
            "policies/rules/disposition/disposition_stale/disposition_stale.rego",
            1,
            "the policy has the path of one of the gate's own",
        ),
    ),
    "the main policy's path": (
        merged(
            'package tunegate.own\n\nimport rego.v1\n\nresult := {"verdict": "pass"}\n',
            path="policies/main.rego",
            folder="policies",
        ),
        refused(
            "configuration-unreadable",
            "policies/main.rego",
            1,
            "the policy has the path of one of the gate's own",
        ),
    ),
    "data under another name": (
        merged('package tunegate.rules.own.result\n\nimport rego.v1\n\nverdict := "pass"\n'),
        refused("configuration-unreadable", "policy/own.rego", 1, "no rule uses the package tunegate.rules.own.result"),
    ),
    "a rule that calls itself": (
        merged(HEAD, 'deny contains {"rule": id, "msg": "m"} if count(deny) == 0\n'),
        refused(
            "undecided",
            "policy/own.rego",
            10,
            "the policies cannot be evaluated: recursion detected when evaluating rule:",
            3,
        ),
    ),
    "a finding that is none": (
        merged(HEAD, 'deny contains {"rule": id, "msg": ""}\n'),
        refused(
            "undecided", None, None, "embedded: data.tunegate.result has another shape: a finding's msg is not text", 3
        ),
    ),
    "findings that are an object": (
        merged(HEAD, 'deny := {"rule": id}\n'),
        refused("configuration-unreadable", "policy/own.rego", 10, "'deny' is a constant without a finding"),
    ),
    "a rule that fails": (
        merged(HEAD, 'deny contains {"rule": id, "msg": "m"} if to_number("x") > 0\n'),
        refused(
            "undecided", "policy/own.rego", 10, "the policies cannot be evaluated: could not parse string as number", 3
        ),
    ),
    "a package that conftest collects": (
        merged('package main\n\nimport rego.v1\n\ndeny contains msg if msg := "no"\n'),
        inert(1, "nothing collects 'deny' of the package main: only packages tunegate.rules.NAME are rules"),
    ),
    "a misspelt package": (
        merged(HEAD.replace("tunegate.rules", "tunegate.rule"), FINDS),
        inert(
            4, "nothing collects 'deny' of the package tunegate.rule.own: only packages tunegate.rules.NAME are rules"
        ),
    ),
    "a name that nothing collects": (
        merged(HEAD, FINDS.replace("deny", "deny_pilots")),
        inert(10, "nothing collects 'deny_pilots': only 'deny' and 'warn' are findings, and no rule uses it"),
    ),
    "data that is never loaded": (
        steps(write("policy/data.json", '{"acme": {"max": 3}}\n'), merged(HEAD, FINDS + "\n")),
        inert(
            None,
            "the gate loads no data beside policies, so what refers to this file is never defined",
            "policy/data.json",
        ),
    ),
    "data that nothing defines": (
        merged(HEAD, 'deny contains {"rule": id, "msg": "m"} if data.acme.max == 3\n'),
        inert(
            10,
            "data.acme.max is not defined: of the policy folders the gate loads the Rego modules only, no data files",
        ),
    ),
    "a key that no case has": (
        merged(HEAD, 'deny contains {"rule": id, "msg": "m"} if input.modles.none\n'),
        inert(10, "no case has input.modles (schemas/case.schema.json)"),
    ),
    "a policy by a test's name": (
        merged(HEAD, FINDS, path="policy/own_test.rego"),
        inert(
            10,
            "the policy is not loaded: a name that ends in '_test.rego' is a test's, and it has none",
            "policy/own_test.rego",
        ),
    ),
    "another ending": (
        steps(write("policy/other.Rego", "x"), merged(HEAD, FINDS)),
        inert(None, "the policy is not loaded: its name does not end in '.rego'", "policy/other.Rego"),
    ),
    "the id of a rule of the gate's own": (
        merged(HEAD.replace("own\n", "disposition-stale\n", 1).replace('"own"', '"disposition-stale"'), FINDS),
        inert(4, "the id 'disposition-stale' is that of a rule of the gate's own"),
    ),
    "no Rego": (
        merged("package x\nallow everything\n"),
        refused(
            "configuration-unreadable", "policy/own.rego", 2, "not valid Rego: rule must have a body or assignment"
        ),
    ),
    "no UTF-8": (
        steps(
            on_main(steps(write(OWN, b"package x\n# \xff\n"), append(CONFIG, "policies: [policy]\n"))),
            write(PROMPT, EVIL),
        ),
        refused("configuration-unreadable", "policy/own.rego", None, "the policy is not UTF-8 text"),
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    assert attempt(example, edit) == expected


def test_what_a_policy_prints_is_no_command(example: Repo) -> None:
    edit, _ = ATTEMPTS["prints a command"]
    edit(example)
    done = check(example, "--base", "main", "--format", "github")
    assert (done.returncode, done.stderr) == (1, "")
    assert "::set-output" not in done.stdout
