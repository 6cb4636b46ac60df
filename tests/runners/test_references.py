"""A text that was made to take long does not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.runners.checks import reports_as
from gate.runners.files import Files
from gate.runners.pipelines import decoded, jobs
from gate.runners.references import references
from gate.runners.tasks import tasks_of
from tests.repo import Repo

PIECES = [
    "\n",
    " ",
    "./",
    "pip install ",
    "make ",
    "a ",
    "'",
    '"',
    "-m ",
    "python ",
    "from a import ",
    "stage",
    "*x/a*b ",
    "${{",
    "a:",
    "\\\n",
    "../",
    "a/",
    "$(X)",
]


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_text(tmp_path: Path, piece: str) -> None:
    repo = Repo(tmp_path / "r")
    repo.write("ci/gate.sh", "x")
    commit = repo.commit("x")
    text = piece * (200_000 // len(piece))
    started = time.process_time()
    with Repository(repo.path) as repository:
        snapshot = Snapshot(repository, commit)
        references(Files(snapshot, snapshot, ()), text, "ci/x.sh")
    tasks_of("Makefile", text)
    jobs("Jenkinsfile", text)
    decoded("a.yml", text)
    reports_as(["review"], None, text)
    assert time.process_time() - started < 20
