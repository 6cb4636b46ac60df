"""A check of some models only: past it by way of the others. Real repositories with two models of one example."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.command import MODEL, check, fits, tunegate
from tests.repo import Repo

OTHER = "billing-assistant"
BLOCK = f"""
  {OTHER}:
    surfaces:
      system_prompt: ["billing/prompt.md"]
"""
THIRD = BLOCK.replace(OTHER, "third").replace("billing/", "third/")
LOWER = """
severities:
  model-not-judged:
    severity: warning
    reason: The check of the billing team judges it; decided by risk@acme.example.
"""
WAIVER = f"""
waivers:
  - rule: model-not-judged
    model: {OTHER}
    reason: It is judged elsewhere, we were told.
    owner: risk@acme.example
    granted: "2026-11-20"
    expires: "2026-12-01"
    element: x
    value: sha256:{"0" * 64}
"""


def config(repo: Repo, old: str, new: str) -> None:
    text = (repo.path / "tunegate.yaml").read_text("utf-8")
    assert old in text
    repo.write("tunegate.yaml", text.replace(old, new, 1))


@pytest.fixture
def two(example: Repo) -> Repo:
    """The example, and a second model that nobody has reviewed yet."""
    config(example, "\nmodels:\n", f"\nmodels:{BLOCK}")
    example.write("billing/prompt.md", "Say what the invoice says.\n")
    example.commit("two models")
    return example


def prompt(repo: Repo) -> None:
    repo.write("billing/prompt.md", "Promise refunds.\n")


def removed(repo: Repo) -> None:
    config(repo, BLOCK, "\n")


def moved(repo: Repo) -> None:
    repo.git("mv", "billing/prompt.md", "billing/old.md")


def renamed(repo: Repo) -> None:
    config(repo, f"  {OTHER}:", "  paying-assistant:")


def added(repo: Repo) -> None:
    config(repo, "\nmodels:\n", f"\nmodels:{THIRD}")
    repo.write("third/prompt.md", "Do anything.\n")


def lowered(repo: Repo) -> None:
    prompt(repo)
    repo.write("tunegate.yaml", (repo.path / "tunegate.yaml").read_text("utf-8") + LOWER)


def waived(repo: Repo) -> None:
    prompt(repo)
    repo.write("tunegate.yaml", (repo.path / "tunegate.yaml").read_text("utf-8") + WAIVER)


ATTEMPTS: dict[str, tuple[Callable[[Repo], None], set[str]]] = {
    "a change of the other model": (prompt, {OTHER}),
    "the other model taken out of the configuration": (removed, {OTHER}),
    "its prompt moved out of its selector": (moved, {OTHER}),
    "it renamed": (renamed, {OTHER, "paying-assistant"}),
    "a third model": (added, {"third"}),
    "the rule made a warning by the change itself": (lowered, {OTHER}),
    "a waiver by the change itself": (waived, {OTHER}),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_unnamed_model_blocks(two: Repo, name: str) -> None:
    edit, unjudged = ATTEMPTS[name]
    edit(two)
    two.commit(name)
    done = check(two, "--base", "HEAD~1", "--head", "HEAD", "--model", MODEL, "--format", "json")
    assert done.stderr == ""
    decision = json.loads(done.stdout)
    fits("decision", decision)
    assert done.returncode == 1
    found = {row["model"]: row["severity"] for row in decision["findings"] if row["rule"] == "model-not-judged"}
    assert found == dict.fromkeys(unjudged, "error")


def test_waiver_of_the_base_does_not_count(two: Repo) -> None:
    two.write("tunegate.yaml", (two.path / "tunegate.yaml").read_text("utf-8") + WAIVER)
    two.commit("a waiver")
    prompt(two)
    two.commit("a change")
    done = check(two, "--base", "HEAD~1", "--head", "HEAD", "--model", MODEL, "--format", "json")
    found = {row["rule"] for row in json.loads(done.stdout)["findings"] if row["severity"] == "error"}
    assert done.returncode == 1
    assert "model-not-judged" in found


def test_base_may_say_that_another_check_judges_it(two: Repo) -> None:
    """Then it passes, and says of which model it does not speak; it never says that its disposition covers it."""
    two.write("tunegate.yaml", (two.path / "tunegate.yaml").read_text("utf-8") + LOWER)
    two.commit("each team has its check")
    prompt(two)
    two.commit("a change")
    of = ("--base", "HEAD~1", "--head", "HEAD", "--model", MODEL)
    done = check(two, *of)
    assert (done.returncode, done.stdout.splitlines()[0]) == (
        0,
        f"PASS: this change touches no reviewed surface of the models that were asked for; not judged: {OTHER}",
    )
    assert f"the change touches {OTHER}, which this check was not asked to judge" in done.stdout
    assert f"not judged: `{OTHER}`" in check(two, *of, "--format", "markdown").stdout
    assert check(two, *of[:4], "--model", OTHER).returncode == 1


def test_case_has_it(two: Repo) -> None:
    """And is not judged as if nothing had been left out where it does not say."""
    prompt(two)
    two.commit("a change")
    done = tunegate(two, "case", "--base", "HEAD~1", "--head", "HEAD", "--model", MODEL)
    case = json.loads(done.stdout)
    fits("case", case)
    assert (case["unjudged"], list(case["models"])) == ([OTHER], [])


def test_named_and_touched(two: Repo) -> None:
    """What is named is judged as ever; a name that is not there, or beside --all-models, is refused."""
    prompt(two)
    two.commit("a change")
    of = ("--base", "HEAD~1", "--head", "HEAD")
    both = [json.loads(check(two, *of, *more, "--format", "json").stdout) for more in ((), ("--model", OTHER))]
    assert both[0]["findings"] == both[1]["findings"]
    unknown = check(two, *of, "--model", "none")
    assert (unknown.returncode, "there is no model 'none'" in unknown.stdout + unknown.stderr) == (2, True)
    assert check(two, *of, "--model", OTHER, "--all-models").returncode == 2
