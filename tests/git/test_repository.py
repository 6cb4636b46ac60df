"""Opening real repositories, and finding their commits."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from gate.git.entry import INDEX, WORKTREE, Entry
from gate.git.process import quiet_environment
from gate.git.repository import Repository
from gate.values.errors import Problem, TunegateError, UndecidedError, UsageError
from tests.git.steps import clone, linear, problem
from tests.repo import Repo

ABSENT = "1234567890" * 4
FETCH = "Check the name, or fetch it first: 'git fetch origin <commit>'."
DEEPEN = "Fetch it first: actions/checkout with 'fetch-depth: 0', or 'git fetch --unshallow'."


# -- opening


def test_opened_from_a_sub_directory(repo: Repo) -> None:
    repo.write("deep/er/a.txt", "a")
    repo.commit()
    with Repository(repo.path / "deep" / "er") as git:
        assert git.root == repo.path.resolve()
        assert sorted(git.tree(git.commit("HEAD"), [""])) == ["deep/er/a.txt"]
        assert sorted(git.index([""])) == ["deep/er/a.txt"]
        assert sorted(git.worktree([""])) == ["deep/er/a.txt"]


def test_no_repository(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        Repository(tmp_path)
    found = problem(error)
    # git says which parents it looked at: all of them, or those up to a mount point
    assert re.fullmatch(
        rf"fatal: not a git repository \(or any .*\)(: \.git)?: {re.escape(str(tmp_path))}", found.message
    )
    assert found == Problem(found.message, remedy="Run tunegate inside a git work tree, or name one with -C.")


@pytest.mark.parametrize("name", ["absent", "a.txt"])
def test_no_directory_does_not_fall_back_on_the_current_one(
    repo: Repo, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write("a.txt", "a")
    repo.commit()
    monkeypatch.chdir(repo.path)
    with pytest.raises(UsageError) as error:
        Repository(repo.path / name)
    assert problem(error) == Problem(
        f"there is no directory {repo.path / name}", remedy="Name a directory of a git work tree with -C."
    )


def test_bare_repository(repo: Repo) -> None:
    repo.commit()
    bare = clone(repo, "--bare")
    with pytest.raises(UsageError) as error:
        Repository(bare)
    assert problem(error) == Problem(
        f"fatal: this operation must be run in a work tree: {bare}",
        remedy="Run tunegate inside a git work tree, or name one with -C.",
    )


@pytest.mark.skipif(os.name == "nt" or os.getuid() != 0, reason="only root can give a repository to another owner")
def test_repository_of_another_owner(repo: Repo) -> None:
    """What a job in a container meets."""
    repo.commit()
    os.chown(repo.path, 4711, 4711)
    with pytest.raises(UsageError) as error:
        Repository(repo.path)
    assert problem(error) == Problem(
        f"fatal: detected dubious ownership in repository at '{repo.path}': {repo.path}",
        remedy="Trust it with 'git config --global --add safe.directory DIR', or give it to yourself.",
    )


def test_worktree_of_a_repository(repo: Repo) -> None:
    first, second = linear(repo, 2)
    other = repo.path.parent / "other"
    repo.git("worktree", "add", "--quiet", "--detach", str(other), first)
    (other / "b.txt").write_text("b")
    with Repository(other) as git:
        assert git.root == other.resolve()
        assert (git.commit("HEAD"), git.commit("main")) == (first, second)
        assert git.changed(first, WORKTREE) == {"b.txt"}
        assert git.changed(second, WORKTREE) == {"a.txt", "b.txt"}
        assert git.changed(second, INDEX) == {"a.txt"}


def test_empty_repository(repo: Repo) -> None:
    repo.write("a.txt", "a")
    with Repository(repo.path) as git:
        assert (git.root, git.shallow) == (repo.path.resolve(), False)
        assert git.try_commit("HEAD") is None
        assert git.index([""]) == {}
        assert git.worktree([""]) == {"a.txt": Entry("100644", None)}
        with pytest.raises(UndecidedError) as error:
            git.commit("HEAD")
    assert problem(error) == Problem("the commit 'HEAD' is not in this clone", remedy=FETCH)


def test_sha256_repository(tmp_path: Path) -> None:
    path = tmp_path / "repo"
    path.mkdir()
    subprocess.run(["git", "init", "--quiet", "--object-format=sha256", str(path)], check=True, capture_output=True)
    repo = Repo(path)
    one, two = linear(repo, 2)
    assert len(one) == 64
    with Repository(path) as git:
        assert git.commit(two[:12]) == two
        assert git.parents(two) == (one,)
        assert git.merge_base(one, two) == one
        assert git.changed(one, two) == {"a.txt"}
        (entry,) = git.tree(two, [""]).values()
        assert entry.oid is not None
        assert (len(entry.oid), git.read(entry.oid, limit=9)) == (64, b"1\n")


# -- commits


def test_commit_names(repo: Repo) -> None:
    one, two = linear(repo, 2)
    repo.git("tag", "--annotate", "--message", "a tag object", "v1", one)
    repo.git("branch", "topic", one)
    with Repository(repo.path) as git:
        names = ("HEAD", "main", two, two[:7], "refs/heads/main", "refs/tags/v1", "topic", "HEAD~1", "HEAD^{tree}")
        found = [git.try_commit(name) for name in names]
        assert found == [two, two, two, two, two, one, one, one, None]
        assert [git.commit(name) for name in names[:-1]] == found[:-1]


def test_full_id_is_never_taken_for_a_branch_of_that_name(repo: Repo) -> None:
    one, two = linear(repo, 2)
    repo.git("update-ref", f"refs/heads/{one}", two)
    with Repository(repo.path) as git:
        assert git.commit(one) == one


@pytest.mark.parametrize("name", ["", "absent", ABSENT, "HEAD:a.txt", "main..topic", "^main", "main topic", "*", "-"])
def test_commit_that_is_not_there(repo: Repo, name: str) -> None:
    linear(repo, 1)
    repo.git("branch", "topic")
    with Repository(repo.path) as git:
        with pytest.raises(TunegateError) as error:
            git.commit(name)
        expected: TunegateError = UndecidedError(f"the commit {name!r} is not in this clone", remedy=FETCH)
        if name in ("", "-"):
            expected = UsageError(f"{name!r} is not a revision", remedy="Name a branch, a full ref or a commit.")
        assert (type(error.value), error.value.problems) == (type(expected), expected.problems)


@pytest.mark.parametrize("name", ["--all", "-h", "a\nb", "a\0b", "--output=/tmp/x"])
def test_text_that_is_no_revision(repo: Repo, name: str) -> None:
    linear(repo, 1)
    with Repository(repo.path) as git, pytest.raises(UsageError) as error:
        git.commit(name)
    assert problem(error) == Problem(f"{name!r} is not a revision", remedy="Name a branch, a full ref or a commit.")


def test_parents(repo: Repo) -> None:
    root, one = linear(repo, 2)
    repo.git("switch", "--quiet", "--create", "topic", root)
    repo.write("b.txt", "b")
    topic = repo.commit("parent 0000000000000000000000000000000000000000\n\nparent in a message")
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--quiet", "--no-ff", "--message", "merge", "topic")
    with Repository(repo.path) as git:
        assert git.parents(git.commit("HEAD")) == (one, topic)
        assert git.parents(topic) == (root,)
        assert git.parents(root) == ()


def test_merge_base(repo: Repo) -> None:
    root, one = linear(repo, 2)
    repo.git("switch", "--quiet", "--create", "topic", root)
    repo.write("b.txt", "b")
    topic = repo.commit()
    repo.git("switch", "--quiet", "--orphan", "stranger")
    repo.write("c.txt", "c")
    stranger = repo.commit()
    with Repository(repo.path) as git:
        assert git.merge_base(one, topic) == root
        assert git.merge_base(root, topic) == root
        with pytest.raises(UndecidedError) as error:
            git.merge_base(one, stranger)
    assert problem(error) == Problem(
        f"{one[:12]} and {stranger[:12]} have no common ancestor", remedy="Name the base with --base."
    )


@pytest.mark.parametrize("depth", [1, 2])
def test_shallow_clone(repo: Repo, depth: int) -> None:
    commits = linear(repo, 4)
    present, absent = commits[-depth:], commits[:-depth]
    with Repository(clone(repo, f"--depth={depth}")) as git:
        assert git.shallow
        assert [git.commit(commit) for commit in present] == present
        assert [git.parents(commit) for commit in present] == [(c,) for c in commits[-depth - 1 : -1]]
        with pytest.raises(UndecidedError) as error:
            git.commit(absent[-1])
        assert problem(error) == Problem(
            f"the commit '{absent[-1]}' is not in this clone, which is shallow", remedy=DEEPEN
        )
        with pytest.raises(UndecidedError) as error:
            git.merge_base(present[0], present[-1])
        assert problem(error) == Problem(
            "the clone is shallow, so a merge base cannot be trusted",
            remedy="Use actions/checkout with 'fetch-depth: 0', or 'git fetch --unshallow'.",
        )
        if depth == 2:
            assert git.changed(present[0], present[1]) == {"a.txt"}


def test_replaced_and_grafted_commits_are_seen_as_they_are(repo: Repo) -> None:
    one, two, three = linear(repo, 3)
    repo.git("replace", three, one)
    (blob,) = repo.git("rev-parse", f"{two}:a.txt").split()
    other = subprocess.run(
        ["git", "hash-object", "-w", "--stdin"], cwd=repo.path, env=repo.env, input=b"forged", capture_output=True
    )
    repo.git("replace", "-f", blob, other.stdout.decode().strip())
    (repo.path / ".git" / "info").mkdir(exist_ok=True)
    (repo.path / ".git" / "info" / "grafts").write_text(f"{two}\n")
    assert repo.git("show", f"{two}:a.txt") == "forged"
    with Repository(repo.path) as git:
        assert git.parents(three) == (two,)
        assert git.read(blob, limit=9) == b"1\n"
        assert git.merge_base(one, three) == one
        assert git.changed(one, three) == {"a.txt"}


def test_variables_that_would_change_the_answer_are_gone(repo: Repo, tmp_path: Path) -> None:
    one, two = linear(repo, 2)
    decoy = Repo(tmp_path / "decoy")
    decoy.write("decoy.txt", "d")
    decoy.commit()
    trace = tmp_path / "trace"
    hostile = {
        "GIT_OBJECT_DIRECTORY": str(decoy.path / ".git" / "objects"),
        "GIT_COMMON_DIR": str(decoy.path / ".git"),
        "GIT_NAMESPACE": "decoy",
        "GIT_REPLACE_REF_BASE": "refs/heads",
        "GIT_EXTERNAL_DIFF": f"touch {trace}",
        "GIT_CEILING_DIRECTORIES": str(repo.path),
        "GIT_DIFF_OPTS": "--unified=0",
        "GIT_GLOB_PATHSPECS": "1",
        "GIT_ICASE_PATHSPECS": "1",
        "GIT_TRACE": str(trace),
        "GIT_TRACE2_EVENT": str(trace),
    }
    os.environ.update(hostile)
    (repo.path / "sub").mkdir()
    with Repository(repo.path / "sub") as git:
        assert git.root == repo.path.resolve()
        assert git.changed(one, two) == {"a.txt"}
        assert sorted(git.worktree(["a.txt", "A.TXT", "*.txt"])) == ["a.txt"]
    assert not trace.exists()
    assert not set(hostile) & set(quiet_environment(os.environ))


def test_variables_of_a_hook_say_which_repository_and_index(repo: Repo, tmp_path: Path) -> None:
    linear(repo, 1)
    repo.write("b.txt", "b")
    shutil.copy(repo.path / ".git" / "index", tmp_path / "index")
    repo.add()
    os.environ.update(GIT_DIR=str(repo.path / ".git"), GIT_INDEX_FILE=str(tmp_path / "index"))
    with Repository(repo.path) as git:
        assert sorted(git.index([""])) == ["a.txt"]
        assert git.changed(git.commit("HEAD"), INDEX) == set()
