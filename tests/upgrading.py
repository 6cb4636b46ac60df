"""A repository that commit 46d206c wrote (``tests/data/upgrade-46d206c/make.py``), and what becomes of it."""

from __future__ import annotations

import atexit
import json
import runpy
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from gate.judge.decision import Decision
from tests.cases import table
from tests.command import MODEL, tunegate
from tests.keys import COMMITTEE, SIGNERS, key, signer
from tests.repo import Repo
from tests.tools import ROOT

DATA = ROOT / "tests" / "data" / "upgrade-46d206c"
OTHER = "returns-assistant"
PACK, OTHER_PACK = f"evidence/{MODEL}", f"evidence/{OTHER}"
CHANGES: dict[str, dict[str, list[str] | None]] = table(DATA / "changes.yaml")
SAID: dict[str, list[list[Any]]] = json.loads((DATA / "said.json").read_text())
change: Callable[..., None] = runpy.run_path(str(DATA / "make.py"))["change"]

Row = tuple[Any, ...]


def old_repository(path: Path) -> Repo:
    """The repository as 46d206c left it, on main; ``pending`` is a pull request that is open."""
    return _copy(_template(migrated=False), path)


def migrated_repository(path: Path) -> Repo:
    """The same with one commit more on main: what ``migrate`` writes."""
    return _copy(_template(migrated=True), path)


def rows(decision: Decision) -> Counter[Row]:
    """The findings as ``said.json`` has them."""
    return Counter((f.rule, f.severity, f.model, f.path, f.line) for f in decision.findings)


def said(name: str) -> Counter[Row]:
    """What 46d206c found in a pull request that makes a change."""
    return Counter(tuple(row) for row in SAID[name])


def list_key(repo: Repo, name: str = COMMITTEE) -> None:
    """An administrator lists a key of today's tests on main: the keys of the repository are gone."""
    repo.write(SIGNERS, (repo.path / SIGNERS).read_text() + signer(name, key(name)))
    repo.commit("another key")


@cache
def _template(*, migrated: bool) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tunegate-upgrade-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    repo = Repo(folder / "repo")
    repo.git("fetch", "--quiet", str(DATA / "repository.bundle"), "main", "pending:pending")
    repo.git("reset", "--quiet", "--hard", "FETCH_HEAD")
    if migrated:
        done = tunegate(repo, "migrate")
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        repo.commit("migrated")
    return repo.path


def _copy(template: Path, path: Path) -> Repo:
    repo = Repo(shutil.copytree(template, path, symlinks=True))
    repo.git("update-index", "--refresh")
    return repo
