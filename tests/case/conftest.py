"""What the tests of the context share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.case.events import Forge


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """The door takes GIT_* out of this process's environment; every test gets its own."""
    before = dict(os.environ)
    os.environ.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    return Forge(tmp_path / "repo")
