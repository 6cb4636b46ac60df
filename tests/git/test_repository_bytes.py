"""Reading objects and files on disk, whole and in part."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gate.git.entry import INDEX, WORKTREE, Entry
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.values.errors import Problem, UndecidedError
from tests.git.steps import clone, linear, problem
from tests.repo import Repo


@pytest.mark.parametrize("size", [0, 1, 99, 100, 101, 1000])
def test_stream(repo: Repo, size: int) -> None:
    data = bytes(range(256)) * 4
    repo.write("data", data[:size])
    repo.write("next", "next")
    head = repo.commit()
    with Repository(repo.path) as git:
        entries = git.tree(head, [""])
        pieces = list(git.stream(str(entries["data"].oid), chunk=100))
        assert [len(piece) for piece in pieces] == [*[100] * (size // 100), *([size % 100] if size % 100 else [])]
        assert b"".join(pieces) == data[:size]
        assert git.read(str(entries["next"].oid), limit=4) == b"next"
        for name in (head, WORKTREE):
            snapshot = Snapshot(git, name)
            assert b"".join(snapshot.stream("data", snapshot.entries(["data"])["data"])) == data[:size]


def test_stream_that_is_given_up(repo: Repo) -> None:
    """What is left of one object is never read as another."""
    repo.write("data", f"{'0' * 40} blob 6\nforged\n" * 99)
    repo.write("next", "next")
    head = repo.commit()
    with Repository(repo.path) as git:
        entries = git.tree(head, [""])
        pieces = git.stream(str(entries["data"].oid), chunk=10)
        assert next(pieces) == b"0" * 10
        assert isinstance(pieces, Iterator)
        pieces.close()  # type: ignore[attr-defined]
        assert git.read(str(entries["next"].oid), limit=4) == b"next"


def test_objects_that_are_too_large(repo: Repo) -> None:
    repo.write("data", b"x" * 3_000_000)
    repo.write("next", "next")
    head = repo.commit()
    with Repository(repo.path) as git:
        for name in (head, INDEX, WORKTREE):
            snapshot = Snapshot(git, name)
            entries = snapshot.entries([""])
            with pytest.raises(UndecidedError) as error:
                snapshot.read("data", entries["data"], limit=2_999_999)
            assert problem(error) == Problem(
                "the file has more than 2,999,999 bytes",
                "data",
                remedy="Make it smaller; only training data may be larger.",
            )
            assert snapshot.read("next", entries["next"], limit=4) == b"next"
            assert len(snapshot.read("data", entries["data"], limit=3_000_000)) == 3_000_000


def test_object_that_is_missing(repo: Repo) -> None:
    repo.write("data", "x")
    repo.write("next", "next")
    head = repo.commit()
    with Repository(repo.path) as git:
        snapshot = Snapshot(git, head)
        entries = snapshot.entries([""])
        oid = str(entries["data"].oid)
        (repo.path / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
        with pytest.raises(UndecidedError) as error:
            snapshot.read("data", entries["data"], limit=9)
        assert problem(error) == Problem(
            f"object {oid[:12]} is not in this clone",
            "data",
            remedy="A partial clone lacks blobs; fetch them: git fetch --refetch --no-filter",
        )
        assert snapshot.read("next", entries["next"], limit=4) == b"next"


def test_object_that_is_damaged(repo: Repo) -> None:
    repo.write("data", b"x" * 99)
    repo.write("next", "next")
    head = repo.commit()
    with Repository(repo.path) as git:
        entries = git.tree(head, [""])
        oid = str(entries["data"].oid)
        loose = repo.path / ".git" / "objects" / oid[:2] / oid[2:]
        loose.chmod(0o644)
        loose.write_bytes(b"damaged")
        for _ in range(2):
            with pytest.raises(UndecidedError):
                git.read(oid, limit=99)
        assert git.read(str(entries["next"].oid), limit=4) == b"next"


def test_partial_clone_is_not_filled_in_silence(repo: Repo) -> None:
    """The gate works offline: what is not in the clone is an error, and nothing is fetched."""
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("config", "uploadpack.allowAnySHA1InWant", "true")
    one, two = linear(repo, 2)
    target = clone(repo, "--filter=blob:none", "--no-checkout")
    packs = sorted((target / ".git" / "objects").rglob("*"))
    with Repository(target) as git:
        assert git.changed(one, two) == {"a.txt"}
        snapshot = Snapshot(git, two)
        (entry,) = snapshot.entries(["a.txt"]).values()
        for _ in range(2):
            with pytest.raises(UndecidedError) as error:
                snapshot.read("a.txt", entry, limit=9)
            assert problem(error) == Problem(
                f"object {str(entry.oid)[:12]} is not in this clone",
                "a.txt",
                remedy="A partial clone lacks blobs; fetch them: git fetch --refetch --no-filter",
            )
        assert git.parents(two) == (one,)
    assert sorted((target / ".git" / "objects").rglob("*")) == packs


def test_file_that_vanishes_or_cannot_be_read(repo: Repo) -> None:
    repo.write("a", "a")
    (repo.path / "folder").mkdir()
    with Repository(repo.path) as git:
        disk = Snapshot(git, WORKTREE)
        for path in ("gone", "folder", "a/b"):
            for read in (
                lambda path: disk.read(path, Entry("100644", None), limit=9),
                lambda path: list(disk.stream(path, Entry("100644", None))),
            ):
                with pytest.raises(UndecidedError) as error:
                    read(path)
                assert problem(error).path == path
                assert problem(error).message.startswith("the file cannot be read: ")
