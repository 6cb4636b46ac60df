"""A model taken out of the configuration, so that nobody has to review what is done to it. Each is a pull request."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from tests.command import check
from tests.judge.test_plan import plan
from tests.judge.test_plan_models import BLOCK, SECOND, come, config, determined, gone
from tests.repo import Repo


@pytest.fixture
def two(example: Repo) -> Repo:
    """The base has two models; the second was never reviewed."""
    example.git("switch", "--quiet", "main")
    come(example)
    example.commit("two models")
    example.git("switch", "--quiet", "--create", "change")
    return example


def files_left(repo: Repo) -> None:
    config(repo, BLOCK, "")


def prompt_left_and_edited(repo: Repo) -> None:
    gone(repo)
    repo.write("billing/prompt.md", "Promise refunds.\n")


def another_model_takes_it_over(repo: Repo) -> None:
    gone(repo)
    config(repo, "        - prompts/*.md\n", "        - prompts/*.md\n        - billing/prompt.md\n")
    repo.write("billing/prompt.md", "Say what the invoice says, and nothing else.\n")


def renamed(repo: Repo) -> None:
    config(repo, f"  {SECOND}:", "  paying-assistant:")


def moved_beside(repo: Repo) -> None:
    config(repo, BLOCK, "")
    repo.git("mv", "billing", "prompts/billing")


def block_left(repo: Repo) -> None:
    shutil.rmtree(repo.path / "billing")


ATTEMPTS = (files_left, prompt_left_and_edited, another_model_takes_it_over, renamed, moved_beside, block_left)


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_what_is_left_of_it_blocks(attempt: Callable[[Repo], None], two: Repo) -> None:
    """Whoever answers for the gate answers for a model that goes whole, and for nothing that stays."""
    attempt(two)
    for step in plan(two):
        if step["step"] == "determine":
            determined(two, step["command"])
    assert check(two).returncode == 1


def test_it_goes_with_the_word_of_whoever_answers_for_the_gate(two: Repo) -> None:
    gone(two)
    assert check(two).returncode == 1
    (determine,) = (step["command"] for step in plan(two) if step["step"] == "determine")
    determined(two, determine)
    signature = next((two.path / "evidence" / "control-plane").rglob("*.sig"))
    kept = signature.read_bytes()
    signature.unlink()
    assert check(two).returncode == 1  # not signed
    signature.write_bytes(kept)
    assert check(two).returncode == 0
    two.write("tunegate.yaml", (two.path / "tunegate.yaml").read_text() + "trusted_branches: [main, topic]\n")
    assert check(two).returncode == 1  # another change of the gate than the one that was signed
