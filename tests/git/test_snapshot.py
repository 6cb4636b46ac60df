"""The files of commits, the index and the work tree."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from gate.git.entry import INDEX, WORKTREE, Entry
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.values.errors import Problem, UndecidedError, UsageError
from tests.git.steps import linear, oid, problem
from tests.repo import Repo


def test_snapshots_of_commit_index_and_work_tree(repo: Repo) -> None:
    repo.write("a/one.txt", "1")
    repo.write("a/run.sh", "#!", executable=True)
    repo.write("ab.txt", "not in a")
    repo.link("a/link", "one.txt")
    base = repo.commit()
    repo.write("a/one.txt", "staged")
    repo.add()
    repo.write("a/one.txt", "on disk")
    repo.write("a/new.txt", "untracked")
    with Repository(repo.path) as git:
        committed, staged, disk = (Snapshot(git, name) for name in (base, INDEX, WORKTREE))
        link, script = Entry("120000", oid(repo, f"{base}:a/link")), Entry("100755", oid(repo, f"{base}:a/run.sh"))
        one = Entry("100644", oid(repo, f"{base}:a/one.txt"))
        assert committed.entries(["a"]) == {"a/link": link, "a/one.txt": one, "a/run.sh": script}
        assert staged.entries(["a"]) == {
            "a/link": link,
            "a/one.txt": Entry("100644", oid(repo, ":a/one.txt")),
            "a/run.sh": script,
        }
        assert disk.entries(["a"]) == {
            "a/link": Entry("120000", None),
            "a/new.txt": Entry("100644", None),
            "a/one.txt": Entry("100644", None),
            "a/run.sh": Entry("100755", None),
        }
        texts = [s.read("a/one.txt", s.entries(["a"])["a/one.txt"], limit=99) for s in (committed, staged, disk)]
        assert texts == [b"1", b"staged", b"on disk"]
        targets = [s.read("a/link", s.entries(["a"])["a/link"], limit=99) for s in (committed, staged, disk)]
        assert targets == [b"one.txt"] * 3
        assert committed.entry("a") is None
        assert committed.entry("a/one.txt") == one
        assert committed.entry("a/gone.txt") is None
        assert committed.entries([]) == {}
        assert sorted(committed.entries(["ab.txt", "a/one.txt", "gone"])) == ["a/one.txt", "ab.txt"]
        assert sorted(committed.entries([""])) == ["a/link", "a/one.txt", "a/run.sh", "ab.txt"]


def test_work_tree_without_what_is_ignored_deleted_or_behind_a_link(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("s")
    repo.write(".gitignore", "*.log\n")
    repo.write("deleted.txt", "d")
    repo.write("folder/a.txt", "a")
    repo.write("kept.log", "tracked before it was ignored")
    repo.git("add", "--force", "kept.log")
    repo.commit()
    repo.remove("deleted.txt")
    shutil.rmtree(repo.path / "folder")
    repo.link("folder", str(tmp_path / "outside"))
    repo.write("new.log", "ignored")
    (repo.path / "empty").mkdir()
    with Repository(repo.path) as git:
        assert git.worktree([""]) == {
            ".gitignore": Entry("100644", None),
            "folder": Entry("120000", None),
            "kept.log": Entry("100644", None),
        }
        assert git.worktree(["folder/a.txt"]) == {}
        assert git.worktree(["folder/secret.txt"]) == {}


@pytest.mark.skipif(os.name == "nt", reason="no named pipes in a file system of Windows")
def test_work_tree_without_special_files(repo: Repo) -> None:
    """A pipe would be read for ever."""
    repo.write("a.txt", "a")
    repo.commit()
    repo.remove("a.txt")
    os.mkfifo(repo.path / "a.txt")
    os.mkfifo(repo.path / "b.txt")
    with Repository(repo.path) as git:
        assert git.worktree([""]) == {}


def test_submodule(repo: Repo, tmp_path: Path) -> None:
    inner = Repo(tmp_path / "inner")
    inner.write("x.txt", "x")
    commit = inner.commit()
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.path), "sub")
    base = repo.commit()
    with Repository(repo.path) as git:
        assert git.tree(base, ["sub"]) == git.index(["sub"]) == {"sub": Entry("160000", commit)}
        assert git.worktree(["sub"]) == {"sub": Entry("160000", commit)}
        assert git.changed(base, WORKTREE) == set()
        (repo.path / "sub" / "x.txt").write_text("y")
        assert git.changed(base, WORKTREE) == {"sub"}


def test_conflicts_in_the_index(repo: Repo) -> None:
    linear(repo, 1)
    repo.git("switch", "--quiet", "--create", "topic")
    repo.write("a.txt", "theirs")
    repo.commit()
    repo.git("switch", "--quiet", "main")
    repo.write("a.txt", "ours")
    repo.write("b.txt", "b")
    repo.commit()
    subprocess.run(["git", "merge", "--quiet", "topic"], cwd=repo.path, env=repo.env, capture_output=True, check=False)
    expected = Problem("the path has merge conflicts", "a.txt", remedy="Resolve them and stage the file.")
    with Repository(repo.path) as git:
        for listing in (git.index, git.worktree):
            with pytest.raises(UndecidedError) as error:
                listing(["a.txt"])
            assert problem(error) == expected
        assert sorted(git.index(["b.txt"])) == ["b.txt"]
        assert "a.txt" in git.changed(git.commit("HEAD"), INDEX)
        assert "a.txt" in git.changed(git.commit("HEAD"), WORKTREE)


# names that some layer would read as something else
NAMES = (
    "-rf",
    ":(top)a",
    ":a",
    ":/a",
    "*",
    "[a]",
    "?",
    "a b",
    'a"b',
    "a'b",
    "a\nb",
    "a\tb",
    "a\\b",
    "a\x1b[31mb",
    "::error::a",
    "dir/-x",
    "dir/:x",
    "!a",
    "#a",
    "%0A",
    "\u00e9",
    "e\u0301",
    "\u202ea",
    os.fsdecode(b"\xff\xfe"),
    os.fsdecode(b"dir/\x80.txt"),
)


@pytest.mark.skipif(os.name == "nt" or os.uname().sysname == "Darwin", reason="the file system refuses such names")
def test_names_that_look_like_something_else(repo: Repo) -> None:
    repo.write("a", "a")
    base = repo.commit()
    for name in NAMES:
        repo.write(name, f"content of {name!r}")
    with Repository(repo.path) as git:
        assert git.changed(base, WORKTREE) == set(NAMES)
        head = repo.commit()
        assert git.changed(base, head) == git.changed(head, base) == set(NAMES)
        assert git.changed(base, INDEX) == git.changed(base, WORKTREE) == set(NAMES)
        assert git.changed(head, INDEX) == git.changed(head, WORKTREE) == set()
        for name in (head, INDEX, WORKTREE):
            snapshot = Snapshot(git, name)
            assert set(snapshot.entries([""])) == {"a", *NAMES}
            for path in NAMES:
                entries = Snapshot(git, name).entries([path])
                assert list(entries) == [path]
                assert snapshot.read(path, entries[path], limit=999) == f"content of {path!r}".encode()
        for path in NAMES:
            repo.write(path, "changed")
        assert git.changed(head, WORKTREE) == set(NAMES)


@pytest.mark.parametrize("prefix", ["../x", "/etc/passwd", "a/../../x"])
def test_prefix_outside_of_the_repository(repo: Repo, prefix: str) -> None:
    base = linear(repo, 1)[0]
    with Repository(repo.path) as git:
        for listing in (lambda paths: git.tree(base, paths), git.index, git.worktree):
            with pytest.raises(UsageError) as error:
                listing([prefix])
            assert problem(error) == Problem(
                f"{prefix!r} is not a path of this repository", remedy="Name it relative to the repository's root."
            )
