"""The work tree as git would store it: submodules, sparse checkouts, flags, modes and what is not ignored."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from gate.git.entry import INDEX, WORKTREE, Entry
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.values.errors import UndecidedError
from tests.git.steps import clone, oid, problem
from tests.git.storing import listing, stored
from tests.repo import Repo


@pytest.fixture
def inner(tmp_path: Path) -> Repo:
    found = Repo(tmp_path / "inner")
    found.write("x.txt", "x")
    found.commit()
    return found


def with_submodule(repo: Repo, inner: Repo, path: str = "sub") -> str:
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.path), path)
    return repo.commit()


# -- submodules


def test_submodule(repo: Repo, inner: Repo) -> None:
    base = with_submodule(repo, inner)
    entry = {"sub": Entry("160000", inner.head())}
    with Repository(repo.path) as git:
        assert git.tree(base, ["sub"]) == git.index(["sub"]) == git.worktree(["sub"]) == entry
        assert git.changed(base, WORKTREE) == set()
        (repo.path / "sub" / "x.txt").write_text("an edit that no commit of this repository stores")
        assert git.changed(base, WORKTREE) == set()
        assert git.worktree(["sub"]) == entry


@pytest.mark.parametrize("kind", ["branch", "detached", "packed references", "a clone of its own", "a work tree"])
def test_commit_in_a_submodule(repo: Repo, inner: Repo, kind: str) -> None:
    base = with_submodule(repo, inner)
    sub = Repo(repo.path / "sub")
    if kind == "detached":
        sub.git("switch", "--quiet", "--detach")
    if kind in ("a clone of its own", "a work tree"):
        shutil.rmtree(sub.path)
        if kind == "a work tree":
            inner.git("worktree", "add", "--quiet", str(sub.path))
        else:
            inner.git("clone", "--quiet", str(inner.path), str(sub.path))
    sub.write("x.txt", "another")
    sub.commit()
    if kind == "packed references":
        sub.git("pack-refs", "--all")
    with Repository(repo.path) as git:
        assert git.changed(base, WORKTREE) == {"sub"}
        assert git.worktree(["sub"]) == {"sub": Entry("160000", sub.git("rev-parse", "HEAD"))}
    stored(repo)


@pytest.mark.parametrize("state", ["not initialised", "no folder", "a file", "a link", "files"])
def test_submodule_without_its_repository(repo: Repo, inner: Repo, state: str) -> None:
    """Git looks for it in the folders above, which hold another repository."""
    with_submodule(repo, inner)
    shutil.rmtree(repo.path / "sub")
    if state in ("not initialised", "files"):
        (repo.path / "sub").mkdir()
    if state == "files":
        repo.write("sub/x.txt", "copied")
    if state == "a file":
        repo.write("sub", "text")
    if state == "a link":
        repo.link("sub", "elsewhere")
    found = stored(repo)
    kept = ("160000", inner.head())
    expected = {
        "not initialised": kept,
        "files": kept,
        "a file": ("100644", b"text"),
        "a link": ("120000", b"elsewhere"),
    }
    assert found.get("sub") == expected.get(state)


def test_repository_in_a_folder(repo: Repo) -> None:
    """'git add' records its commit, and nothing of its files."""
    base = repo.commit()
    nested = Repo(repo.path / "a" / "nested")
    nested.write("x.txt", "x")
    with Repository(repo.path) as git:
        assert git.worktree([""]) == {"a/nested": Entry("160000", None)}
        nested.commit()
        assert git.changed(base, WORKTREE) == {"a/nested"}
    assert stored(repo) == {"a/nested": ("160000", nested.head())}


def test_variables_of_a_hook_do_not_lead_into_the_submodule(repo: Repo, inner: Repo) -> None:
    with_submodule(repo, inner)
    os.environ.update(GIT_DIR=str(repo.path / ".git"), GIT_WORK_TREE=str(repo.path))
    with Repository(repo.path) as git:
        assert git.worktree(["sub"]) == {"sub": Entry("160000", inner.head())}


# -- sparse checkouts


def wide(repo: Repo) -> str:
    for name in ("kept/a.txt", "left/b.txt", "left/deep/c.txt", "top.txt"):
        repo.write(name, f"content of {name}")
    return repo.commit()


@pytest.mark.parametrize("options", [["--cone"], ["--no-cone"], ["--cone", "--sparse-index"]])
def test_sparse_checkout(repo: Repo, options: list[str]) -> None:
    base = wide(repo)
    repo.git("sparse-checkout", "set", *options, "kept")
    assert not (repo.path / "left").exists()
    with Repository(repo.path) as git:
        assert git.changed(base, WORKTREE) == git.changed(base, INDEX) == set()
        assert git.worktree(["left"]) == git.tree(base, ["left"])
        assert git.left_out("left") == ["left/b.txt", "left/deep/c.txt"]
        assert git.left_out("kept") == []
    assert stored(repo) == listing(repo, base)


def test_edit_in_a_sparse_checkout(repo: Repo) -> None:
    base = wide(repo)
    repo.git("sparse-checkout", "set", "--cone", "kept")
    repo.write("kept/a.txt", "edited")
    repo.write("kept/new.txt", "new")
    repo.write("left/b.txt", "written beside the sparse checkout")
    with Repository(repo.path) as git:
        assert git.changed(base, WORKTREE) == {"kept/a.txt", "kept/new.txt", "left/b.txt"}
        assert git.left_out("left") == ["left/deep/c.txt"]
        assert git.worktree(["left"])["left/b.txt"] == Entry("100644", None)


def test_deletion_in_a_sparse_checkout(repo: Repo) -> None:
    base = wide(repo)
    repo.git("sparse-checkout", "set", "--cone", "kept")
    repo.remove("kept/a.txt")
    repo.git("rm", "--quiet", "--cached", "--sparse", "left/b.txt")
    with Repository(repo.path) as git:
        assert git.changed(base, WORKTREE) == {"kept/a.txt", "left/b.txt"}
    assert set(stored(repo)) == {"left/deep/c.txt", "top.txt"}


# -- flags and promises of the index


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_paths_that_git_overlooks(repo: Repo, flag: str) -> None:
    for name in ("same", "edited", "touched"):
        repo.write(name, name)
    repo.commit()
    repo.git("update-index", flag, "same", "edited", "touched")
    repo.write("edited", "where git does not look")
    (repo.path / "touched").touch()
    with Repository(repo.path) as git:
        snapshot = Snapshot(git, WORKTREE)
        paths = list(snapshot.entries([""]))
        assert git.overlooked(paths) == ["edited"]
        snapshot.refuse_overlooked(["same", "touched"])
        Snapshot(git, INDEX).refuse_overlooked(paths)
        with pytest.raises(UndecidedError) as error:
            snapshot.refuse_overlooked(paths)
        assert problem(error).path == "edited"
        assert snapshot.read("edited", snapshot.entries(["edited"])["edited"], limit=99) == b"where git does not look"


def test_deleted_and_assumed_unchanged(repo: Repo) -> None:
    """'git add' does not see the deletion either."""
    repo.write("a", "a")
    base = repo.commit()
    repo.git("update-index", "--assume-unchanged", "a")
    repo.remove("a")
    assert stored(repo) == listing(repo, base)


def test_intent_to_add(repo: Repo) -> None:
    repo.write("empty", "")
    base = repo.commit()
    repo.write("promised", "text")
    repo.git("add", "--intent-to-add", "promised")
    with Repository(repo.path) as git:
        assert set(git.index([""])) == {"empty"}
        assert set(git.worktree([""])) == {"empty", "promised"}
        assert git.changed(base, WORKTREE) == {"promised"}
    assert stored(repo)["promised"] == ("100644", b"text")


# -- kinds and modes


@pytest.mark.parametrize("settings", [(), ("fileMode",), ("symlinks",), ("fileMode", "symlinks"), ("ignoreCase",)])
def test_modes_and_links(repo: Repo, settings: tuple[str, ...]) -> None:
    for name in ("plain", "run", "to link", "to run", "to plain"):
        repo.write(name, name, executable=name in ("run", "to plain"))
    for name in ("link", "to file", "to executable"):
        repo.link(name, "plain")
    repo.commit()
    for name in settings:
        repo.git("config", f"core.{name}", "true" if name == "ignoreCase" else "false")
    for name in ("to file", "to executable", "to link"):
        repo.remove(name)
    repo.write("to file", "plain")
    repo.write("to executable", "plain", executable=True)
    repo.link("to link", "plain")
    (repo.path / "to run").chmod(0o755)
    (repo.path / "to plain").chmod(0o644)
    repo.write("new", "new", executable=True)
    repo.link("new link", "plain")
    stored(repo)


def test_ignored_and_not(repo: Repo) -> None:
    repo.write(".gitignore", "*.log\n/build/\n!kept.log\n")
    repo.write(".git/info/exclude", "private\n")
    for name in ("a.log", "kept.log", "build/x", "private", "deep/a.log", "deep/b.txt", "tracked.log"):
        repo.write(name, name)
    repo.git("add", "--force", "tracked.log")
    assert set(stored(repo)) == {".gitignore", "kept.log", "deep/b.txt", "tracked.log"}


def test_partial_clone(repo: Repo) -> None:
    base = wide(repo)
    repo.git("config", "uploadpack.allowFilter", "true")
    target = Repo(clone(repo, "--filter=blob:none", "--sparse"))
    with Repository(target.path) as git:
        assert git.worktree(["left"])["left/b.txt"] == Entry("100644", oid(repo, f"{base}:left/b.txt"))
        assert git.changed(base, WORKTREE) == set()
