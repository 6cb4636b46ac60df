"""Which commits a run compares on a machine of one's own, and what time it is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gate.case.context import Asked, Context, parse_now, resolve
from gate.case.local_base import FIRST
from gate.git.entry import INDEX, WORKTREE
from gate.git.repository import Repository
from gate.values.errors import Problem, UndecidedError, UsageError
from tests.case.events import NOW, ZERO, Forge
from tests.repo import Repo

# -- on a machine of one's own


def test_work_tree_on_the_default_branch(forge: Forge) -> None:
    forge.repo.git("switch", "--quiet", "main")
    note = "there is no remote: what is not committed is compared with the last commit of 'main'"
    assert forge.context() == Context("local", forge.tip, WORKTREE, NOW, note=note)
    forge.repo.git("update-ref", "refs/remotes/origin/main", forge.tip)
    assert forge.context() == Context("local", forge.tip, WORKTREE, NOW)


def test_work_tree_on_a_branch(forge: Forge) -> None:
    forge.repo.git("switch", "--quiet", "topic")
    expected = Context("local", forge.stale, WORKTREE, NOW, forge.tip)
    assert forge.context() == forge.context(Asked(worktree=True, now=NOW)) == expected


def test_default_branch_is_that_of_the_upstream(forge: Forge) -> None:
    """Commits on main that were not pushed are part of the change."""
    forge.repo.git("switch", "--quiet", "main")
    forge.repo.git("update-ref", "refs/remotes/origin/main", forge.root)
    assert forge.context().base == forge.root
    forge.repo.git("update-ref", "refs/remotes/origin/trunk", forge.stale)
    forge.repo.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    assert forge.context().base == forge.stale


def test_default_branch_master(forge: Forge) -> None:
    forge.repo.git("branch", "--move", "main", "master")
    forge.repo.git("switch", "--quiet", "topic")
    assert forge.context().base == forge.stale


def test_no_default_branch_is_known(forge: Forge) -> None:
    """Never the last commit: it would hide what was committed."""
    forge.repo.git("branch", "--move", "main", "trunk")
    forge.repo.git("switch", "--quiet", "topic")
    for asked in (Asked(now=NOW), Asked(now=NOW, head="HEAD"), Asked(now=NOW, staged=True)):
        assert forge.undecided(asked) == Problem(
            "no default branch is known in this clone, so there is nothing to compare with",
            remedy="Name the base with --base, or fetch it: 'git fetch origin main:refs/remotes/origin/main', "
            "with the name that it has there.",
        )
    forge.repo.git("config", "init.defaultBranch", "trunk")
    assert forge.context().base == forge.stale


def test_only_branch_of_a_repository_without_a_remote(forge: Forge) -> None:
    forge.repo.git("switch", "--quiet", "--force-create", "trunk", forge.tip)
    forge.repo.git("branch", "--delete", "--force", "main", "topic")
    assert forge.context().base == forge.tip
    forge.repo.git("remote", "add", "elsewhere", "absent")
    assert forge.undecided().message.startswith("no default branch is known")


@pytest.mark.parametrize("remote", ["upstream", "acme"])
def test_remote_of_another_name(forge: Forge, remote: str) -> None:
    forge.repo.git("switch", "--quiet", "topic")
    forge.repo.git("branch", "--move", "main", "trunk")
    forge.repo.git("remote", "add", remote, "absent")
    forge.repo.git("update-ref", f"refs/remotes/{remote}/main", forge.root)
    assert forge.context().base == forge.root
    forge.repo.git("update-ref", f"refs/remotes/{remote}/trunk", forge.stale)
    forge.repo.git("symbolic-ref", f"refs/remotes/{remote}/HEAD", f"refs/remotes/{remote}/trunk")
    assert forge.context().base == forge.stale


def test_default_branch_of_the_remote_that_is_not_in_the_clone(forge: Forge) -> None:
    """What its HEAD names counts, not another branch that is called main."""
    forge.repo.git("switch", "--quiet", "topic")
    forge.repo.git("branch", "--move", "main", "old")
    forge.repo.git("remote", "add", "origin", "absent")
    forge.repo.git("update-ref", "refs/remotes/origin/main", forge.topic)
    forge.repo.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    assert forge.undecided().message.startswith("no default branch is known")


def test_staged_is_compared_with_the_last_commit(forge: Forge) -> None:
    forge.repo.git("switch", "--quiet", "topic")
    forge.repo.write("new.txt", "new")
    forge.repo.add()
    assert forge.context(Asked(staged=True, now=NOW)) == Context("local", forge.topic, INDEX, NOW)


def test_nothing_is_staged(forge: Forge) -> None:
    """Then the question is about all that is committed (``pre-commit run --all-files``), in CI always."""
    forge.repo.git("switch", "--quiet", "topic")
    expected = Context("local", forge.stale, INDEX, NOW, forge.tip)
    assert forge.context(Asked(staged=True, now=NOW)) == expected
    forge.repo.write("new.txt", "new")
    forge.repo.add()
    assert forge.context(Asked(staged=True, now=NOW), CI="true") == expected


def test_repository_without_a_commit(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    with Repository(repo.path) as repository:
        for asked, head in ((Asked(now=NOW), WORKTREE), (Asked(now=NOW, staged=True), INDEX)):
            assert resolve(repository, asked, {}) == Context("local", None, head, NOW, note=FIRST, first=True)
            with pytest.raises(UndecidedError) as error:
                resolve(repository, asked, {"CI": "true"})
            assert error.value.problems == (
                Problem(
                    "this is the first commit: there is nothing to compare it with",
                    remedy="Name the base with --base; 40 zeros judge the whole state.",
                ),
            )


def test_first_commit(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    root = repo.commit("root")
    with Repository(repo.path) as repository:
        asked = Asked(now=NOW, head="HEAD")
        assert resolve(repository, asked, {}) == Context("local", None, root, NOW, note=FIRST, first=True)
        for ci in ({"CI": "true"}, {"TF_BUILD": "True"}, {"JENKINS_URL": "https://ci.acme.example/"}):
            with pytest.raises(UndecidedError, match="is on the default branch, so there is no change to compare"):
                resolve(repository, asked, ci)


def test_branch_without_a_commit_of_its_own_is_no_first_commit(forge: Forge) -> None:
    """A history that starts anew is compared with the default branch, not with nothing."""
    forge.repo.git("checkout", "--quiet", "--orphan", "other")
    assert forge.context() == Context("local", forge.tip, WORKTREE, NOW)
    forge.repo.git("branch", "--move", "main", "trunk")
    assert forge.undecided().message.startswith("no default branch is known")


def test_head_alone_is_compared_with_where_it_left_the_default_branch(forge: Forge) -> None:
    expected = Context("local", forge.stale, forge.topic, NOW, forge.tip)
    assert forge.context(Asked(head="topic", now=NOW)) == expected


@pytest.mark.parametrize("head", ["main", "root", "stale"])
def test_head_on_the_default_branch_needs_a_base(forge: Forge, head: str) -> None:
    """Compared with itself it would pass whatever it holds."""
    with pytest.raises(UsageError) as error:
        forge.context(Asked(head=getattr(forge, head, head), now=NOW))
    assert error.value.problems == (
        Problem("there is no base to compare the head with", remedy="Name it with --base, for instance --base main."),
    )


def test_base_and_head(forge: Forge) -> None:
    assert forge.context(Asked(base="main", head="topic", now=NOW)) == Context("local", forge.tip, forge.topic, NOW)
    assert forge.context(Asked(base="main", staged=True, now=NOW)).head == INDEX
    assert forge.context(Asked(base="main", now=NOW)) == Context("local", forge.tip, WORKTREE, NOW)


@pytest.mark.parametrize("zero", [ZERO, "0" * 64])
def test_base_of_zeros_is_nothing(forge: Forge, zero: str) -> None:
    assert forge.context(Asked(base=zero, head="main", now=NOW)).base is None


@pytest.mark.parametrize(
    "asked",
    [
        Asked(head="main", staged=True),
        Asked(head="main", worktree=True),
        Asked(staged=True, worktree=True),
        Asked(head="", worktree=True, base="main"),
    ],
)
def test_heads_that_exclude_each_other(forge: Forge, asked: Asked) -> None:
    with pytest.raises(UsageError) as error:
        forge.context(asked)
    assert error.value.problems == (
        Problem("--head, --staged and --worktree exclude each other", remedy="Give one of them."),
    )


@pytest.mark.parametrize("variables", [{}, {"GITHUB_ACTIONS": "false"}])
def test_event_counts_on_github_only(forge: Forge, variables: dict[str, str]) -> None:
    assert forge.context(None, GITHUB_EVENT_NAME="push", **variables).event == "local"


# -- what time it is


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-23T12:00:00Z", NOW),
        ("2026-11-23T12:00:00.999Z", NOW),
        ("2026-11-23T13:30:00+01:30", NOW),
        ("2026-11-23T00:00:00-12:00", NOW),
        ("2026-11-23 12:00:00+00:00", NOW),
        ("2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z"),
        ("0999-01-02T03:04:05Z", "0999-01-02T03:04:05Z"),
    ],
)
def test_now(text: str, expected: str) -> None:
    assert parse_now(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-11-23",
        "2026-11-23T12:00:00",
        "2026-02-29T12:00:00Z",
        "2026-11-23T25:00:00Z",
        "1795435200",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "2026-11-23T12:00:00Z\n",
    ],
)
def test_text_that_is_no_time(text: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_now(text)
    assert error.value.problems == (
        Problem(f"--now {text!r} is not a time", remedy="Write it like 2026-11-23T12:00:00Z."),
    )


def test_now_of_the_clock() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    found = parse_now(None)
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", found)
    assert before <= datetime.fromisoformat(found) <= datetime.now(UTC)
