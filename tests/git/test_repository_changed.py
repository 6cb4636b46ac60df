"""Which paths differ between commits, the index and the work tree."""

from __future__ import annotations

import os
import shutil
import stat

import pytest

from gate.git.entry import INDEX, WORKTREE, Entry
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from tests.repo import Repo


def test_changed_between_commits(repo: Repo) -> None:
    for name in ("kept", "edited", "deleted", "old-name", "mode", "kind", "folder/a"):
        repo.write(name, f"content of {name}\n" * 9)
    base = repo.commit()
    repo.write("edited", "other")
    repo.remove("deleted")
    repo.git("mv", "old-name", "new-name")
    repo.write("mode", "content of mode\n" * 9, executable=True)
    repo.remove("kind")
    repo.link("kind", "kept")
    shutil.rmtree(repo.path / "folder")
    repo.write("folder", "now a file")
    repo.write("added", "a")
    expected = {"edited", "deleted", "old-name", "new-name", "mode", "kind", "folder/a", "folder", "added"}
    with Repository(repo.path) as git:
        assert git.changed(base, WORKTREE) == expected
        repo.add()
        assert git.changed(base, INDEX) == git.changed(base, WORKTREE) == expected
        head = repo.commit()
        assert git.changed(base, head) == git.changed(head, base) == expected
        assert git.changed(base, base) == git.changed(head, INDEX) == git.changed(head, WORKTREE) == set()
        empty = repo.git("hash-object", "-t", "tree", os.devnull)
        assert git.changed(empty, base) == set(git.tree(base, [""]))


def test_index_and_work_tree_are_told_apart(repo: Repo) -> None:
    repo.write("a", "a")
    base = repo.commit()
    repo.write("a", "staged")
    repo.add()
    repo.write("a", "a")
    repo.write("b", "untracked")
    with Repository(repo.path) as git:
        assert git.changed(base, INDEX) == {"a"}
        assert git.changed(base, WORKTREE) <= {"a", "b"}
        assert "b" in git.changed(base, WORKTREE)


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_index_flags_hide_nothing(repo: Repo, flag: str) -> None:
    repo.write("a", "a")
    repo.write("b", "b")
    base = repo.commit()
    repo.git("update-index", flag, "a")
    with Repository(repo.path) as git:
        repo.write("a", "changed where git does not look")
        assert repo.git("status", "--porcelain") == ""
        assert git.changed(base, WORKTREE) == {"a"}
        assert git.worktree(["a"]) == {"a": Entry("100644", None)}
        assert git.changed(base, INDEX) == set()


def test_ignored_files_are_no_change(repo: Repo) -> None:
    repo.write(".gitignore", "*.log\n")
    base = repo.commit()
    repo.write("new.log", "x")
    repo.write("new.txt", "x")
    with Repository(repo.path) as git:
        assert git.changed(base, WORKTREE) == {"new.txt"}
        assert git.changed(base, INDEX) == set()


def test_edit_that_keeps_size_and_time(repo: Repo) -> None:
    """Git looks at the content of a file that could have changed since the index was written."""
    repo.write("a", "one")
    base = repo.commit()
    before = os.stat(repo.path / "a")
    repo.write("a", "two")
    os.utime(repo.path / "a", ns=(before.st_atime_ns, before.st_mtime_ns))
    with Repository(repo.path) as git:
        assert git.changed(base, WORKTREE) == {"a"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no executable bit")
def test_modes_on_disk_mean_nothing_where_git_does_not_trust_them(repo: Repo) -> None:
    """As on a file system that marks every file as executable."""
    repo.write("a", "a")
    repo.write("run.sh", "#!", executable=True)
    base = repo.commit()
    repo.git("config", "core.fileMode", "false")
    for name in ("a", "run.sh"):
        mode = (repo.path / name).stat().st_mode
        (repo.path / name).chmod(mode ^ (stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH))
    repo.write("new", "n", executable=True)
    with Repository(repo.path) as git:
        assert git.worktree([""]) == {
            "a": Entry("100644", None),
            "new": Entry("100644", None),
            "run.sh": Entry("100755", None),
        }
        assert "new" in git.changed(base, WORKTREE)


def test_links_where_the_file_system_has_none(repo: Repo) -> None:
    """Git then checks out a file that holds the link's target."""
    repo.write("a", "a")
    repo.link("link", "a")
    repo.commit()
    repo.git("config", "core.symlinks", "false")
    repo.remove("link")
    repo.write("link", "a")
    with Repository(repo.path) as git:
        disk = Snapshot(git, WORKTREE)
        assert disk.entry("link") == Entry("120000", None)
        assert disk.read("link", Entry("120000", None), limit=9) == b"a"
        assert b"".join(disk.stream("link", Entry("120000", None))) == b"a"
