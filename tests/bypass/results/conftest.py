"""Each test replaces results of the base, which is main."""

from __future__ import annotations

import pytest

from tests.commands.imports import imported
from tests.repo import Repo


@pytest.fixture
def example(example: Repo) -> Repo:
    """On main, so that what is committed is the base of what is on disk."""
    example.git("switch", "--quiet", "main")
    return example


@pytest.fixture
def tested(example: Repo) -> Repo:
    """A repository whose base commit has a suite of which 30 stories are lost."""
    imported(example, {"stories": 31})
    example.commit("tested")
    return example
