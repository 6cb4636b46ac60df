"""What the work tree says that git would store, held against what 'git add' stores."""

from __future__ import annotations

import os
import shutil
import sys

import pytest

from gate.git.entry import GITLINK, INDEX, WORKTREE
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from tests.repo import Repo

Listing = dict[str, tuple[str, bytes | str | None]]  # path -> mode, and the bytes or the commit

UPPER = "tr a-z A-Z"  # a clean filter
needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="the filters are commands of a shell")
needs_git_lfs = pytest.mark.skipif(shutil.which("git-lfs") is None, reason="git-lfs is not installed")


def listing(repo: Repo, name: str) -> Listing:
    """Everything in a snapshot."""
    with Repository(repo.path) as git:
        snapshot = Snapshot(git, name)
        return {
            path: (entry.mode, entry.oid if entry.mode == GITLINK else snapshot.read(path, entry, limit=1 << 24))
            for path, entry in snapshot.entries([""]).items()
        }


def stored(repo: Repo) -> Listing:
    """What the work tree says that git would store; 'git add' agrees, and so does what is read after it."""
    said = listing(repo, WORKTREE)
    repo.add()
    assert said == listing(repo, INDEX)
    assert said == listing(repo, WORKTREE)
    return said


def settle(repo: Repo, *paths: str) -> None:
    """Have the files look as if they were stored a while ago, so that git need not look into them again."""
    repo.git("config", "core.trustctime", "false")
    for path in paths:
        os.utime(repo.path / path, (1_700_000_000, 1_700_000_000))
        repo.git("add", "--renormalize", path)
