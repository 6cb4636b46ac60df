"""Which commit a name stands for: never one that a tag, a branch or a ref of another kind could put in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.git.repository import Repository
from gate.values.errors import Problem, UndecidedError
from tests.git.steps import linear, problem
from tests.repo import Repo


def found(repo: Repo, name: str) -> str | None:
    with Repository(repo.path) as git:
        return git.revisions.find(name)


def refused(repo: Repo, name: str) -> Problem:
    with Repository(repo.path) as git, pytest.raises(UndecidedError) as error:
        git.commit(name)
    return problem(error)


@pytest.mark.parametrize("ref", ["refs/tags/{}", "refs/{}", "refs/tags/refs/heads/{}", "refs/heads/refs/heads/{}"])
@pytest.mark.parametrize("name", ["main", "refs/heads/main"])
def test_nothing_stands_in_for_a_branch_that_is_not_there(repo: Repo, ref: str, name: str) -> None:
    one, _ = linear(repo, 2)
    repo.git("update-ref", ref.format("main"), one)
    repo.git("switch", "--quiet", "--detach")
    repo.git("update-ref", "-d", "refs/heads/main")
    message = refused(repo, name).message
    assert message.startswith((f"the commit {name!r} is not in this clone", f"there is no branch {name!r}, only refs/"))


@pytest.mark.parametrize(
    ("name", "ref"),
    [
        ("main", "refs/tags/main"),
        ("main", "refs/main"),
        ("main~0", "refs/tags/main"),
        ("origin/main", "refs/tags/origin/main"),
        ("origin/main", "refs/heads/origin/main"),
        ("origin/main^", "refs/origin/main"),
    ],
)
def test_name_with_two_meanings(repo: Repo, name: str, ref: str) -> None:
    one, two = linear(repo, 2)
    repo.git("update-ref", "refs/remotes/origin/main", two)
    repo.git("update-ref", ref, one)
    short = name.rstrip("~0^")
    said = refused(repo, name)
    assert said.message.startswith(f"{short!r} stands for more than one commit: refs/")
    assert ref in said.message
    assert said.remedy.startswith("Write the one that you mean in full, for instance refs/")
    full = "refs/heads/main" if short == "main" else "refs/remotes/origin/main"
    assert full in said.message
    assert (found(repo, full), found(repo, ref)) == (two, one)


def test_names_of_one_commit_are_no_two_meanings(repo: Repo) -> None:
    _, two = linear(repo, 2)
    repo.git("tag", "main")
    repo.git("tag", "--annotate", "--message", "a tag object", "topic")
    repo.git("branch", "topic", two)
    assert (found(repo, "main"), found(repo, "topic")) == (two, two)


def test_tag_is_written_in_full(repo: Repo) -> None:
    one, _ = linear(repo, 2)
    repo.git("tag", "v1", one)
    assert refused(repo, "v1") == Problem(
        "there is no branch 'v1', only refs/tags/v1", remedy="If you mean that, write it in full: refs/tags/v1."
    )
    assert found(repo, "refs/tags/v1") == one


def test_head_before_the_first_commit(repo: Repo) -> None:
    """Then git itself takes a tag of that name."""
    one, _ = linear(repo, 2)
    repo.git("tag", "HEAD", one)
    repo.git("checkout", "--quiet", "--orphan", "new")
    assert repo.git("rev-parse", "HEAD") == one
    assert (found(repo, "HEAD"), found(repo, "@"), found(repo, "HEAD~0")) == (None, None, None)


def test_head_that_is_detached(repo: Repo) -> None:
    one, two = linear(repo, 2)
    repo.git("update-ref", "refs/heads/HEAD", one)
    repo.git("tag", "HEAD", one)
    repo.git("switch", "--quiet", "--detach", two)
    assert (found(repo, "HEAD"), found(repo, "@"), found(repo, "HEAD~1")) == (two, two, one)


@pytest.mark.parametrize(
    "text",
    [
        "main@{0}",
        "@{0}",
        "@{-1}",
        "main@{upstream}",
        ":/1",
        "HEAD^{/0}",
        "main^{commit}",
        "v1-1-g{}",
        "a..b",
        "--",
        "~1",
    ],
)
def test_expressions(repo: Repo, text: str) -> None:
    """What git works out from the log, from messages and from names is no name."""
    one, _ = linear(repo, 2)
    assert found(repo, text.replace("{}", one[:10])) is None


def test_beginning_of_an_id(repo: Repo) -> None:
    one, two = linear(repo, 2)
    assert (found(repo, two[:8]), found(repo, two[:8].upper()), found(repo, f"{two[:8]}~1")) == (two, two, one)
    assert found(repo, two[:3]) is None
    tree = repo.git("rev-parse", "HEAD^{tree}")
    assert (found(repo, tree), found(repo, tree[:12])) == (None, None)
    repo.git("update-ref", f"refs/heads/{two[:8]}", one)
    assert refused(repo, two[:8]).message.startswith(f"{two[:8]!r} stands for more than one commit: refs/heads/")


@pytest.mark.parametrize("length", [40, 64])
def test_branch_that_looks_like_an_id(repo: Repo, length: int) -> None:
    one, _ = linear(repo, 2)
    name = "ab" * (length // 2)
    (repo.path / ".git" / "refs" / "heads" / name).write_text(f"{one}\n")
    assert found(repo, name) is None
    assert found(repo, f"refs/heads/{name}") == one


def test_remote_stands_for_its_default_branch(repo: Repo) -> None:
    one, two = linear(repo, 2)
    repo.git("update-ref", "refs/remotes/origin/trunk", one)
    repo.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    assert found(repo, "origin") == one
    repo.git("tag", "origin", two)
    assert refused(repo, "origin").message.startswith("'origin' stands for more than one commit")


def test_what_was_fetched(repo: Repo, tmp_path: Path) -> None:
    one, two = linear(repo, 2)
    other = Repo(tmp_path / "other")
    other.git("fetch", "--quiet", str(repo.path), "main")
    assert found(other, "FETCH_HEAD") == two
    other.git("tag", "FETCH_HEAD", one)
    assert refused(other, "FETCH_HEAD").message.startswith("'FETCH_HEAD' stands for more than one commit")


def test_exact_refs(repo: Repo) -> None:
    one, two = linear(repo, 2)
    repo.git("branch", "topic/a", one)
    with Repository(repo.path) as git:
        names = (
            "refs/heads/main",
            "refs/heads/topic",
            "refs/heads/topic/a",
            "refs/heads/*",
            "main",
            "refs/heads/main:",
        )
        assert git.revisions.refs(names) == {"refs/heads/main": two, "refs/heads/topic/a": one}
        assert git.revisions.refs(()) == {}
        assert git.revisions.below("refs/heads/topic/") == {"refs/heads/topic/a": one}
