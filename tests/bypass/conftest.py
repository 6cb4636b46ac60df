"""Each attempt is a pull request on a copy of the example repository."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gate.process import cache
from tests.command import cache_folder
from tests.repo import Repo


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With ``--attempts first``, one row of each table of attempts; of a file without a table, its first test."""
    if config.getoption("attempts") == "all":
        return
    here = Path(__file__).parent
    rows = {item.nodeid.partition("[")[0]: item for item in reversed(items) if "[" in item.nodeid}
    files = {item.path for item in rows.values()}
    kept = {*rows.values(), *{item.path: item for item in reversed(items) if item.path not in files}.values()}
    left_out = [item for item in items if item.path.is_relative_to(here) and item not in kept]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        out = set(left_out)
        items[:] = [item for item in items if item not in out]


@pytest.fixture
def example(prepared: Path, tmp_path: Path) -> Repo:
    """The example repository on main, which passes; the topic branch of the pull request is checked out."""
    repo = Repo(shutil.copytree(prepared, tmp_path / "repo", symlinks=True))
    git = repo.path / ".git"  # as git would write it, in none of its processes
    (git / "refs" / "heads" / "topic").write_text(f"{repo.head()}\n")
    (git / "HEAD").write_text("ref: refs/heads/topic\n")
    return repo


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """The gate takes variables out of this process's environment; every attempt gets its own."""
    before = dict(os.environ)
    os.environ.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1", TUNEGATE_CACHE=cache_folder())
    cache.folder.cache_clear()
    yield
    os.environ.clear()
    os.environ.update(before)
    cache.folder.cache_clear()
