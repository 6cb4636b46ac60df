"""The files of both sides of a change."""

from __future__ import annotations

import os
from pathlib import Path

from gate.git.entry import WORKTREE
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.runners.files import Files
from tests.repo import Repo


def test_differs(tmp_path: Path) -> None:
    """By the texts, and not by what git names as changed."""
    repo = Repo(tmp_path / "r")
    repo.write("same", "x\n")
    repo.write("other", "x\n")
    repo.write("gone", "x\n")
    repo.write("mode", "x\n")
    repo.write("utf16", "x\n".encode("utf-16"))
    repo.write("now-binary", "x\n")
    repo.write("long", "x\n")
    base = repo.commit("base")
    os.utime(repo.path / "same", (1, 1))  # a file that was only touched
    repo.write("other", "y\n")
    repo.remove("gone")
    repo.write("mode", "x\n", executable=True)
    repo.write("utf16", "y\n".encode("utf-16"))
    repo.write("now-binary", b"x\0\n")
    repo.write("long", "x" * (1 << 20) + "\n")
    repo.write("new", "x\n")
    names = ("same", "other", "gone", "mode", "utf16", "now-binary", "long", "new", "nowhere")
    expected = [False, True, True, False, True, True, True, True, False]
    with Repository(repo.path) as repository:
        files = Files(Snapshot(repository, base), Snapshot(repository, WORKTREE), names)
        assert [files.differs(name) for name in names] == expected
    head = repo.commit("head")
    with Repository(repo.path) as repository:
        files = Files(Snapshot(repository, base), Snapshot(repository, head), names)
        assert [files.differs(name) for name in names] == expected
