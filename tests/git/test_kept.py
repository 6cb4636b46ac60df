"""Files under a ref of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.git import kept
from gate.git.repository import Repository
from gate.values.errors import UndecidedError
from tests.repo import Repo

REF = "refs/tunegate/records"


def test_written_read_and_taken_out(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write("a", "x")
    repo.commit("a file")
    with Repository(repo.path) as repository:
        files = repository.kept(REF)
        assert (files.read("a/b", 10), files.names("a")) == (None, [])
        files.write("a/b", b"one\0two")
        files.write("a/c/d", b"")
        assert (files.read("a/b", 10), files.names("a")) == (b"one\0two", ["b", "c"])
        assert repo.git("for-each-ref", REF) == ""
        files.save("why")
        again = repository.kept(REF)
        assert (again.read("a/b", 10), again.names("a"), again.names("a/c")) == (b"one\0two", ["b", "c"], ["d"])
        with pytest.raises(UndecidedError):
            again.read("a/b", 2)
        again.remove("a/b")
        again.save("less")
        assert repository.kept(REF).names("a") == ["c"]
    assert repo.git("log", "--format=%an %s", REF) == "tunegate less"
    assert repo.git("status", "--porcelain") == ""


def test_two_writers(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    with Repository(repo.path) as repository:
        one, other = repository.kept(REF), repository.kept(REF)
        one.write("a", b"1")
        other.write("a", b"2")
        one.save("one")
        with pytest.raises(UndecidedError) as error:
            other.save("other")
        assert error.value.problems[0].remedy == "Run the command again: someone else wrote it."
        assert repository.kept(REF).read("a", 9) == b"1"


def test_a_ref_is_no_place_for_a_large_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 10)
    repo = Repo(tmp_path / "repo")
    with Repository(repo.path) as repository:
        files = repository.kept(REF)
        files.write("a", b"x" * 11)
        with pytest.raises(UndecidedError) as error:
            files.save("why")
        assert error.value.problems[0].remedy == "Keep it in a bucket or a folder: --store URL."


def test_a_submodule_among_the_files(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write("a", "x")
    commit = repo.commit("a file")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{commit},sub")
    repo.git("update-ref", REF, repo.git("commit-tree", repo.git("write-tree"), "-m", "a submodule"))
    with Repository(repo.path) as repository, pytest.raises(UndecidedError) as error:
        repository.kept(REF)
    (problem,) = error.value.problems
    assert problem.message == f"{repo.git('rev-parse', REF)[:12]} holds a submodule where only files belong"
    assert problem.remedy == "Someone else wrote to this ref. Remove the submodule from it."
