"""Policies of the repository that cannot judge, through the whole command line."""

from __future__ import annotations

import json

import pytest

from tests.command import check, fits
from tests.commands.refusals import CONFIG, LAST, POLICY, PROMPT, Refusal, append, on_branch, too_large, write
from tests.repo import Repo

RULE = """\
# METADATA
# custom:
#   id: acme
package tunegate.rules.acme

import rego.v1

id := "acme"

"""
RULE_END = RULE.count("\n")


def policy(message: str, line: int | None, remedy: str, code: int = 2) -> Refusal:
    return Refusal(
        message, (POLICY, line, None), remedy, code, "undecided" if code == 3 else "configuration-unreadable"
    )


POLICIES: dict[str, tuple[dict[str, str | bytes], Refusal]] = {
    "no-folder": (
        {},
        Refusal(
            "the policy folder 'policies/acme' has no Rego file",
            (CONFIG, LAST + 1, None),
            "Add policies to it, or take it out of 'policies'.",
        ),
    ),
    "no-rule": (
        {"policies/acme/README.md": "x", "policies/acme/acme_test.rego": "package x\n"},
        Refusal(
            "the policy folder 'policies/acme' has no Rego file",
            (CONFIG, LAST + 1, None),
            "Add policies to it, or take it out of 'policies'.",
        ),
    ),
    "syntax": (
        {POLICY: RULE + "deny contains {\n"},
        policy("not valid Rego: expecting expression", RULE_END + 2, "Run 'opa check' on the policy."),
    ),
    "encoding": (
        {POLICY: RULE.encode() + b"# \xff\n"},
        policy("the policy is not UTF-8 text", None, "Save it as UTF-8."),
    ),
    "conflict": (
        {POLICY: RULE + 'x := 1\n\nx := count(input.changes) + 7\n\ndeny contains {"msg": "m", "rule": id} if x > 0\n'},
        policy(
            f"the policies cannot be evaluated: rule conflicts with rule at {POLICY}:{RULE_END + 1}:1",
            RULE_END + 3,
            "Correct the policy.",
            3,
        ),
    ),
    "verdict-of-its-own": (
        {POLICY: 'package tunegate\n\nimport rego.v1\n\nverdict := "pass"\n'},
        Refusal(
            "the policy adds to the gate's own package tunegate",
            (POLICY, 1, 1),
            "Give it a package of its own, such as tunegate.rules.acme, in a folder of another name.",
        ),
    ),
    "no-object": (
        {POLICY: RULE + "deny contains 7\n"},
        Refusal(
            "embedded: data.tunegate.result has another shape: a list of objects is missing",
            (None, None, None),
            "Check the policies; see docs/policies.md.",
            3,
            "undecided",
        ),
    ),
    "metadata": (
        {POLICY: "# METADATA\n# title: [\n" + RULE[11:] + 'deny contains {"msg": "m", "rule": id}\n'},
        policy("the METADATA cannot be read: not valid YAML: did not find expected ',' or ']'", 4, "Correct the YAML."),
    ),
    "too-large": ({POLICY: RULE + "#" * (1 << 20)}, too_large(POLICY, "1,048,576")),
}


@pytest.mark.parametrize("name", POLICIES)
def test_policy_of_the_base(example: Repo, name: str) -> None:
    """Whatever the branch makes of it: it is the base's policy that judges."""
    files, expected = POLICIES[name]
    for path, content in files.items():
        example.write(path, content)
    append(CONFIG, "policies: [policies/acme]\n")(example)
    example.commit("policy")
    good = RULE + 'deny contains {"msg": "m", "rule": id} if input.models.none\n'
    base, _ = on_branch(example, write(POLICY, good))
    append(PROMPT, "More.\n")(example)
    head = example.commit("prompt")
    expected.of_check(example, "--head", "HEAD", base=base, head=head)


def test_broken_policy_of_the_branch_does_not_judge(example: Repo) -> None:
    """It is a change of the control plane, which the base's policies block."""
    example.write(POLICY, RULE + 'deny contains {"msg": "m", "rule": id} if input.models.none\n')
    append(CONFIG, "policies: [policies/acme]\n")(example)
    example.commit("policy")
    on_branch(example, write(POLICY, 'package tunegate\n\ndefault verdict := "pass"\n'))
    done = check(example, "--format", "json")
    value = json.loads(done.stdout)
    assert (done.returncode, done.stderr, value["verdict"]) == (1, "", "block")
    assert {(row["rule"], row["path"]) for row in value["findings"]} == {("control-plane-change", POLICY)}


def test_linked_policy(example: Repo) -> None:
    example.link(POLICY, "../../../acme.rego")
    append(CONFIG, "policies: [policies/acme]\n")(example)
    base = example.commit("policy")
    refusal = policy("a policy has to be a file of its own", None, "Replace the link by the file.")
    refusal.of_check(example, base=base, head="WORKTREE")


@pytest.mark.parametrize(
    "finding",
    [
        '{"msg": "m", "rule": id, "path": "a", "line": 0}',
        '{"msg": "m", "rule": id, "path": "a", "line": 3, "end_line": -1}',
        '{"msg": "m", "rule": id, "path": ""}',
        '{"msg": "m", "rule": id, "model": ""}',
    ],
)
def test_finding_that_is_none(example: Repo, finding: str) -> None:
    example.write(POLICY, RULE + f"deny contains {finding}\n")
    append(CONFIG, "policies: [policies/acme]\n")(example)
    example.commit("policy")
    append(PROMPT, "More.\n")(example)
    done = check(example, "--format", "json")
    assert done.returncode != 0
    fits("decision", json.loads(done.stdout))
