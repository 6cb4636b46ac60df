"""``tunegate plan``: the way out of a red gate, followed to the letter."""

from __future__ import annotations

import json
import re
from itertools import combinations
from typing import Any

import pytest

from gate.values.terms import ARTEFACT_KINDS
from tests.command import CHANGES, EVIDENCE, MODEL, NOW, check, fits, tunegate
from tests.commands.steps import redo
from tests.keys import key
from tests.repo import Repo

NAMES = ("relabel-data", "base-model-revision", "prompt-edit")
GIVEN = (  # what only a person knows
    *("--decision", "conditional", "--decided-by", "ai-committee@acme.example", "--expires", "2027-10-31"),
    *("--rationale", "Evaluated again on the new state."),
)
SETS = [names for size in (1, 2, 3) for names in combinations(NAMES, size)]


def plan(repo: Repo, *args: str) -> list[dict[str, Any]]:
    done = tunegate(repo, "plan", "--now", NOW, "--format", "json", *args)
    assert done.returncode == 0, done.stderr
    value = json.loads(done.stdout)
    fits("plan", value)
    steps: list[dict[str, Any]] = value["steps"]
    return steps


def apply(repo: Repo, *names: str) -> None:
    for name in names:
        repo.git("apply", str(CHANGES / f"{name}.patch"))


def ran(repo: Repo, words: list[str]) -> None:
    assert words[0] == "tunegate"
    now = [] if words[2] == "sign" else ["--now", NOW]
    done = tunegate(repo, *words[1:], *now)
    assert done.returncode == 0, done.stderr


def write(repo: Repo, words: list[str]) -> None:
    """The scaffold is for a person to fill in; here, with what was there before."""
    ran(repo, words)
    path = repo.path / EVIDENCE / f"{words[3]}.yaml"
    (state,) = re.findall(r"^state: .*$", path.read_text(), re.MULTILINE)
    repo.git("checkout", "--quiet", "main", "--", str(path))
    path.write_text(re.sub(r"^state: .*$", state, path.read_text(), count=1, flags=re.MULTILINE))
    redo(repo)


def follow(repo: Repo, steps: list[dict[str, Any]]) -> None:
    """Do every step to the letter."""
    kept: list[str] = []
    for step in steps:
        words = step["command"]
        if step["step"] == "redo":
            named = [word for word in words if word in ARTEFACT_KINDS]
            redo(repo, *named)
            kept += named
        if step["step"] == "decide":
            assert ("--renewed KIND=REASON" in step["text"]) == bool(kept)
            ran(repo, words)  # as it stands: what is left is listed
            words = [*words, *GIVEN]
            words += [word for kind in kept for word in ("--renewed", f"{kind}=Checked: it holds as it is.")]
        if step["step"] == "write":
            write(repo, words)
            kept.append(words[3])
        elif step["step"] == "correct":
            repo.git("checkout", "--quiet", "main", "--", f"{EVIDENCE}/red-team-report.yaml")
        elif words:
            if step["step"] == "sign":
                words = [*words, "--key", str(key())]
            ran(repo, words)


@pytest.mark.parametrize("names", SETS, ids="+".join)
@pytest.mark.parametrize("broken", ["", "missing", "open"])
def test_following_the_plan_opens_the_gate(names: tuple[str, ...], broken: str, example: Repo) -> None:
    apply(example, *names)
    if broken == "missing":
        example.remove(f"{EVIDENCE}/training-run.yaml")
    if broken == "open":
        report = example.path / EVIDENCE / "red-team-report.yaml"
        report.write_text(report.read_text().replace("disposition: accepted", "disposition: open", 1))
    assert check(example).returncode == 1
    steps = plan(example)
    assert [step["step"] for step in steps if step["step"] in ("write", "correct")] == (
        [{"missing": "write", "open": "correct"}[broken]] if broken else []
    )
    follow(example, steps)
    done = check(example)
    assert (done.returncode, plan(example)) == (0, []), done.stdout


TEXT = f"""\
1. {MODEL}: Redo alignment-regression, overhang-statement for the present state, edit the documents, and record that \
it was done. (trust-and-safety@acme.example)
     {EVIDENCE}/overhang-statement.yaml:3: the overhang-statement was made before these changed: system_prompt \
(prompts/system.md)
     {EVIDENCE}/alignment-regression.yaml:48: the alignment-regression relies on prompts/system.md, which is not what \
it was: sha256:01b246240697 ...
   $ tunegate evidence renew alignment-regression overhang-statement --model {MODEL}
2. {MODEL}: Get a new decision on the model, on the evidence as it is then. Add --decision, --decided-by, --expires \
and --rationale, or fill in what the command lists as left. For an artefact that was checked \
and holds as it is, add --renewed KIND=REASON. (ai-committee@acme.example)
"""


def test_text_and_markdown(example: Repo) -> None:
    apply(example, "prompt-edit")
    text = tunegate(example, "plan", "--now", NOW).stdout
    assert text.startswith(TEXT)
    assert text.endswith(
        f"   $ tunegate disposition draft --model {MODEL}\n"
        f"3. {MODEL}: Have the disposition approved by ai-committee@acme.example.\n"
        f"   $ tunegate disposition sign --model {MODEL}\n4. Look at the changes, and commit them.\n"
    )
    markdown = tunegate(example, "plan", "--now", NOW, "--format", "markdown").stdout
    assert markdown.count("- [ ] ") == 4
    renewed = f"tunegate evidence renew alignment-regression overhang-statement --model {MODEL}"
    assert f"  ```sh\n  {renewed}\n  ```\n" in markdown


def test_open_gate(example: Repo) -> None:
    assert plan(example) == []
    assert tunegate(example, "plan", "--now", NOW).stdout == "nothing to do: the check passes\n"
    assert tunegate(example, "plan", "--now", NOW, "--format", "markdown").stdout == (
        "Nothing to do: the check passes.\n"
    )


def test_change_of_the_gate(example: Repo) -> None:
    base = example.git("rev-parse", "HEAD")
    config = example.path / "tunegate.yaml"
    config.write_text(config.read_text().replace("drift_margin: 0.05", "drift_margin: 0.2"))
    step, signed = plan(example)
    assert (signed["step"], signed["model"], signed["owner"]) == ("sign", "control-plane", "risk@acme.example")
    assert signed["command"] == ["tunegate", "disposition", "sign", "--model", "control-plane"]
    assert (step["step"], step["model"], step["owner"]) == ("determine", "control-plane", "risk@acme.example")
    assert step["command"] == [
        *("tunegate", "evidence", "new", "determination", "--trigger", "control-plane-change", "--base", base)
    ]


def test_what_cannot_be_read_is_no_plan(example: Repo) -> None:
    example.write("configs/train.yaml", "a: [\n")
    done = tunegate(example, "plan", "--now", NOW)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: configs/train.yaml:2: not valid YAML")


def test_a_policy_that_names_a_model_which_is_none(example: Repo) -> None:
    example.write(
        "policy/rule.rego",
        "# METADATA\n# title: Another\n# custom:\n#   id: other-model\n#   severity: error\n#   remedy: Do it.\n"
        'package tunegate.rules.other_model\n\nimport rego.v1\n\nid := "other-model"\n\n'
        'deny contains {"rule": "other-model", "msg": "x", "model": "nobody", "path": "a.md", "line": 1} if true\n',
    )
    config = example.path / "tunegate.yaml"
    config.write_text(config.read_text().replace("settings:", "policies: [policy]\nsettings:"))
    example.commit("a policy of one's own")
    assert plan(example, "--all-models", "--base", "HEAD", "--worktree") == [
        {
            "step": "configure",
            "model": "nobody",
            "text": "Do it.",
            "owner": None,
            "command": [],
            "findings": ["a.md:1: x"],
        }
    ]
    assert check(example, "--all-models", "--base", "HEAD", "--worktree").returncode == 1
