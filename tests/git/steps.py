"""Repositories that several tests of the door to git begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.values.errors import Problem, TunegateError
from tests.repo import Repo


def problem(error: pytest.ExceptionInfo[TunegateError]) -> Problem:
    (found,) = error.value.problems
    return found


def clone(repo: Repo, *options: str) -> Path:
    """A clone over the file protocol, so that depth and filter count."""
    target = repo.path.parent / "clone"
    repo.git("clone", "--quiet", *options, repo.path.as_uri(), str(target))
    return target


def linear(repo: Repo, count: int) -> list[str]:
    """That many commits, each with another text in the one file."""
    commits: list[str] = []
    for number in range(count):
        repo.write("a.txt", f"{number}\n")
        commits.append(repo.commit(f"{number}"))
    return commits


def oid(repo: Repo, revision: str) -> str:
    return repo.git("rev-parse", revision)
