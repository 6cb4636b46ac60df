"""The door to git: commits, snapshots, changed paths and bytes of real repositories."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from gate.git.entry import INDEX, WORKTREE, Entry
from gate.git.paths import below
from gate.git.process import quiet_environment
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.values.errors import Problem, TunegateError, UndecidedError, UsageError
from tests.repo import Repo

ABSENT = "1234567890" * 4
FETCH = "Check the name, or fetch it first: 'git fetch origin <commit>'."
DEEPEN = "Fetch it first: actions/checkout with 'fetch-depth: 0', or 'git fetch --unshallow'."


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """Without the settings of the machine or of its user; what a test changes in it is put back."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        del os.environ[name]
    os.environ.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


def problem(error: pytest.ExceptionInfo[TunegateError]) -> Problem:
    (found,) = error.value.problems
    return found


def clone(repo: Repo, *options: str) -> Path:
    """A clone over the file protocol, so that depth and filter count."""
    target = repo.path.parent / "clone"
    repo.git("clone", "--quiet", *options, repo.path.as_uri(), str(target))
    return target


def linear(repo: Repo, count: int) -> list[str]:
    """That many commits, each with another text in the one file."""
    commits: list[str] = []
    for number in range(count):
        repo.write("a.txt", f"{number}\n")
        commits.append(repo.commit(f"{number}"))
    return commits


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
    assert problem(error) == Problem(
        f"fatal: not a git repository (or any of the parent directories): .git: {tmp_path}",
        remedy="Run tunegate inside a git work tree, or name one with -C.",
    )


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
        names = ("HEAD", "main", two, two[:7], "refs/heads/main", "v1", "topic", "HEAD~1", "HEAD^{tree}")
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
            expected = UsageError(f"{name!r} is not a revision", remedy="Name a branch, a tag or a commit.")
        assert (type(error.value), error.value.problems) == (type(expected), expected.problems)


@pytest.mark.parametrize("name", ["--all", "-h", "a\nb", "a\0b", "--output=/tmp/x"])
def test_text_that_is_no_revision(repo: Repo, name: str) -> None:
    linear(repo, 1)
    with Repository(repo.path) as git, pytest.raises(UsageError) as error:
        git.commit(name)
    assert problem(error) == Problem(f"{name!r} is not a revision", remedy="Name a branch, a tag or a commit.")


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


# -- snapshots


def oid(repo: Repo, revision: str) -> str:
    return repo.git("rev-parse", revision)


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
        assert git.worktree(["sub"]) == {"sub": Entry("160000", None)}
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


# -- what changed


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


# -- what the repository brings along


def spy(folder: Path, name: str) -> tuple[str, Path]:
    """A program that leaves a file behind, and that file."""
    trace = folder / f"{name}.ran"
    program = folder / f"{name}.sh"
    program.write_text(f"#!/bin/sh\necho ran >> '{trace}'\ncat\n")
    program.chmod(0o755)
    return str(program), trace


@pytest.mark.skipif(os.name == "nt", reason="the programs are shell scripts")
def test_no_program_of_the_repository_runs(repo: Repo, tmp_path: Path) -> None:
    programs = {
        key: spy(tmp_path, f"program{number}")
        for number, key in enumerate(
            [
                "core.fsmonitor",
                "core.editor",
                "core.pager",
                "core.sshCommand",
                "credential.helper",
                "diff.external",
                "diff.spy.command",
                "diff.spy.textconv",
                "filter.spy.clean",
                "filter.spy.smudge",
                "filter.spy=x.clean",
                "filter.process.process",
                "gpg.program",
                "post-index-change",
                "pager.diff-index",
            ]
        )
    }
    repo.write("a.yaml", "old: 1\n")
    repo.write("b.bin", "b")
    repo.write("c.md", "c")
    repo.write("same.yaml", "same")
    base = repo.commit()
    repo.write(
        ".gitattributes",
        "*.yaml -diff filter=spy diff=spy\n*.md filter=spy=x textconv=spy\n*.bin filter=process diff=spy\n",
    )
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    shutil.copy(programs["post-index-change"][0], hooks / "post-index-change")
    repo.write("a.yaml", "new: 1\n")
    head = repo.commit()
    for name in ("b.bin", "c.md"):
        repo.write(name, "B" if name == "b.bin" else "C")
    repo.write("a.yaml", "now: 1\n")
    repo.write("untracked.yaml", "u")
    # as old as the index, so that git has to look into them
    index = os.stat(repo.path / ".git" / "index")
    for name in ("a.yaml", "b.bin", "c.md", "same.yaml"):
        os.utime(repo.path / name, ns=(index.st_mtime_ns, index.st_mtime_ns))
    repo.git("config", "core.trustctime", "false")
    for key, (program, _) in programs.items():
        if key != "post-index-change":
            repo.git("config", key, program)
    repo.git("config", "core.hooksPath", str(hooks))
    repo.git("config", "filter.spy.required", "true")
    with Repository(repo.path) as git:
        assert git.changed(base, head) == {".gitattributes", "a.yaml"}
        assert git.changed(head, INDEX) == set()
        assert git.changed(head, WORKTREE) >= {"a.yaml", "b.bin", "c.md", "untracked.yaml"}
        for name in (base, head, INDEX, WORKTREE):
            snapshot = Snapshot(git, name)
            for path, entry in snapshot.entries([""]).items():
                snapshot.read(path, entry, limit=999)
    assert [key for key, (_, trace) in programs.items() if trace.exists()] == []


def test_attributes_do_not_hide_or_change_bytes(repo: Repo) -> None:
    repo.write("a.yaml", "old: $Id$\r\n")
    base = repo.commit()
    repo.write(".gitattributes", "a.yaml -diff export-ignore ident text eol=crlf working-tree-encoding=UTF-16\n")
    repo.write("a.yaml", "new: $Id$\n".encode("utf-16"))
    head = repo.commit()
    with Repository(repo.path) as git:
        assert git.changed(base, head) == {".gitattributes", "a.yaml"}
        entries = git.tree(head, ["a.yaml"])
        assert Snapshot(git, head).read("a.yaml", entries["a.yaml"], limit=99) == b"new: $Id$\n"


def test_nothing_is_written(repo: Repo) -> None:
    linear(repo, 2)
    repo.write("a.txt", "touched")
    before = {path: path.stat().st_mtime_ns for path in repo.path.rglob("*")}
    with Repository(repo.path) as git:
        git.changed(git.commit("HEAD~1"), WORKTREE)
        git.changed(git.commit("HEAD"), INDEX)
        git.worktree([""])
    assert {path: path.stat().st_mtime_ns for path in repo.path.rglob("*")} == before


# -- bytes


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
            remedy="Fetch it: a partial clone lacks blobs; clone without '--filter', or 'git fetch --refetch'.",
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
                remedy="Fetch it: a partial clone lacks blobs; clone without '--filter', or 'git fetch --refetch'.",
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


def test_below() -> None:
    rows = [("a/b", "a"), ("a", "a"), ("ab", "a"), ("a/b", ""), ("a", "a/b")]
    assert [below(path, prefix) for path, prefix in rows] == [True, True, False, True, False]
