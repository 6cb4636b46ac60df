"""Fixtures that more than one test file uses."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.command import EXAMPLE
from tests.repo import Repo


@pytest.fixture
def example(tmp_path: Path) -> Repo:
    """The example repository, committed on main."""
    shutil.copytree(EXAMPLE, tmp_path / "repo")
    repo = Repo(tmp_path / "repo")
    repo.commit("the support assistant, reviewed")
    return repo
