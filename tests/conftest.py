"""Fixtures that more than one test file uses."""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from gate.cli import MOST_UNCOLLECTED
from tests.command import EVIDENCE, EXAMPLE, FORKS
from tests.keys import have_signed
from tests.repo import Repo
from tests.tools import ROOT, SAMPLES, SCORED, unavailable

SHIPPED = ("action.yml", "action", "gate", "policies", "requirements", "schemas")  # all that the Action reads

settings.register_profile("any machine", deadline=None)  # a busy one takes 200 ms for anything
settings.load_profile("any machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--attempts", choices=("all", "first"), default="all", help="of tests/bypass and of faults; default: all"
    )


def pytest_collection_finish() -> None:
    """Nobody looks through thousands of collected tests for cycles again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MOST_UNCOLLECTED)


def pytest_unconfigure() -> None:
    FORKS.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example repository, committed on main; its committee signs. Each test gets a copy."""
    path = tmp_path_factory.mktemp("prepared") / "repo"
    shutil.copytree(EXAMPLE, path)
    have_signed(path, EVIDENCE)
    repo = Repo(path)
    repo.commit("the support assistant, reviewed")
    repo.git("repack", "-adq")  # one file to copy in place of many
    return path


@pytest.fixture
def example(prepared: Path, tmp_path: Path) -> Repo:
    repo = Repo(shutil.copytree(prepared, tmp_path / "repo", symlinks=True))
    repo.git("update-index", "--refresh")  # the files have other inodes than the index knows
    return repo


@pytest.fixture(scope="session")
def wheels() -> Path:
    """The Action's requirements as a local mirror: one download on this machine serves all runs and processes.

    What installs from it compares the hashes, so it may be kept where the other tools of the tests are.
    """
    lock = ROOT / "requirements" / "action.txt"
    kept = Path(
        os.environ.get("TOOLS_CACHE")
        or Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "tunegate-tools"
    )
    python = f"{sys.implementation.cache_tag}-{sysconfig.get_platform()}"
    folder = kept / f"wheels-{python}-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
    if folder.is_dir():
        return folder
    kept.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix="new.", dir=kept))
    command: list[str | Path] = [
        *(sys.executable, "-I", "-m", "pip", "download", "--quiet", "--require-hashes", "--no-deps"),
        *("--only-binary", ":all:", "--dest", new, "-r", lock),
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        shutil.rmtree(new)
        unavailable(f"the Action's requirements could not be downloaded: {done.stderr.strip()[-300:]}")
    try:
        new.rename(folder)
    except OSError:  # another process was faster
        shutil.rmtree(new)
    return folder


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Action as a consumer gets it, less what it does not need."""
    folder = tmp_path_factory.mktemp("action")
    for name in SHIPPED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*_test.rego"))
        else:
            shutil.copy2(ROOT / name, folder / name)
    return folder


@pytest.fixture
def samples() -> Path:
    return SAMPLES if SAMPLES.is_dir() else unavailable("../shared/eval-samples is not there")


@pytest.fixture
def scored() -> Path:
    """What evaluation platforms and red teams wrote, with the counts in them."""
    return SCORED if SCORED.is_dir() else unavailable("../shared/eval-samples-2 is not there")
