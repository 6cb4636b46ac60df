"""One registry for all attempts: what is in it is made and signed once, and copied."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.bypass.registry.attempts import LOG
from tests.commands.test_registry import Place
from tests.registry.stating import MODEL, said


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Version 1 is in force for prod, and in the log; version 2 is not reviewed."""
    folder = tmp_path_factory.mktemp("published")
    place = Place(folder)
    (place.repo.path / "log").mkdir()
    assert place.publish(said(environment="prod"), f"{MODEL}@1", *LOG).returncode == 0
    return folder


@pytest.fixture
def place(published: Path, tmp_path: Path) -> Place:
    return Place(shutil.copytree(published, tmp_path / "place"))
