"""What the tests of the door to git share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repo import Repo


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """Without the settings of the machine or of its user; what a test changes in it is put back."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        del os.environ[name]
    os.environ.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")
