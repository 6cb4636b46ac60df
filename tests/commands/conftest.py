"""Repositories that an earlier version wrote, for the commands that read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.repo import Repo
from tests.upgrading import migrated_repository, old_repository


@pytest.fixture
def old(tmp_path: Path) -> Repo:
    """As 46d206c left it."""
    return old_repository(tmp_path / "repo")


@pytest.fixture
def migrated(tmp_path: Path) -> Repo:
    """The same, migrated on main."""
    return migrated_repository(tmp_path / "repo")
