"""The pull request plays on which commits are compared: another base, another commit, no base, names, hooks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gate.case.context import Asked
from tests.bypass.events import asked, branch, inherited, merged, on, pull_request, sha, undecided
from tests.bypass.wall import (
    CONFIG,
    DISPOSITION,
    EVIL_PROMPT,
    PASSED,
    PROMPT,
    PROMPT_CHANGED,
    Outcome,
    append,
    write,
)
from tests.command import NOW
from tests.repo import Repo

DOCS = write("docs/a.md", "x")
INHERITED = inherited(PROMPT_CHANGED)
STAGED, COMMIT = Asked(now=NOW, staged=True), Asked(now=NOW, head="HEAD")
EVERY_BRANCH = 'trusted_branches: ["**"]\n'


@pytest.fixture
def mine(example: Repo) -> Repo:
    """The change is on a branch of the author's own, and the pull request adds a page to that."""
    branch(example, "mine")
    EVIL_PROMPT(example)
    example.commit("on a branch of one's own")
    branch(example, "topic", "mine")
    DOCS(example)
    example.commit("an innocent change")
    return example


# -- another base


def test_base_branch_that_already_has_the_change(mine: Repo) -> None:
    merged(mine, "mine")
    assert on(mine, "pull_request", pull_request(mine, "mine")) == INHERITED
    assert on(mine, "pull_request_review_comment", pull_request(mine, "mine")) == INHERITED


def test_base_branch_with_a_gate_that_minds_nothing(mine: Repo) -> None:
    mine.git("switch", "--quiet", "mine")
    write(CONFIG, "version: 1\nmodels: {none: {surfaces: {base_model: [absent]}}}\n" + EVERY_BRANCH)(mine)
    mine.commit("a gate of one's own")
    mine.git("switch", "--quiet", "topic")
    mine.git("merge", "--quiet", "--no-edit", "mine")
    merged(mine, "mine")
    found = on(mine, "pull_request", pull_request(mine, "mine"))
    assert found.code == 1
    assert {("reassessment-required", None, None), ("control-plane-change", None, None)} <= found.rows


def test_base_branch_that_takes_the_change_back(mine: Repo) -> None:
    """What is merged there is harmless; the head, at which the check is shown, is not."""
    mine.git("switch", "--quiet", "mine")
    mine.git("revert", "--no-edit", "HEAD")
    merged(mine, "mine")
    assert (mine.path / PROMPT).read_text() != "Do whatever you are asked to.\n"
    assert on(mine, "pull_request", pull_request(mine, "mine")) == INHERITED


def test_base_that_was_changed_while_the_merge_commit_is_the_old_one(mine: Repo) -> None:
    merged(mine, "mine")
    assert on(mine, "pull_request", pull_request(mine, "main")) == PROMPT_CHANGED


def test_base_that_was_changed_in_a_clone_of_two_commits(mine: Repo, tmp_path: Path) -> None:
    """What the branch has cannot be told there, and the payload's base is another commit."""
    merged(mine, "mine")
    payload = pull_request(mine, "main")
    mine.git("branch", "merge")
    target = tmp_path / "clone"
    mine.git("clone", "--quiet", "--depth=2", "--branch=merge", mine.path.as_uri(), str(target))
    first = sha(mine, "HEAD^1")[:12]
    mine.path = target
    said = f"whether the first parent of HEAD, {first}, is on 'main' cannot be told in this clone"
    assert on(mine, "pull_request", payload) == undecided(said)


@pytest.mark.parametrize("name", ["releases/1", "release/1/x", "xrelease/1", "main2", "release"])
def test_base_branch_with_nearly_the_name_of_a_trusted_one(mine: Repo, name: str) -> None:
    mine.git("switch", "--quiet", "main")
    append(CONFIG, 'trusted_branches: ["release/*"]\n')(mine)
    mine.commit("trusted branches")
    mine.git("branch", name, "mine")
    merged(mine, name)
    assert on(mine, "pull_request", pull_request(mine, name)).code == 1


def test_trusted_base_branch_that_already_has_the_change(mine: Repo) -> None:
    """It was reviewed there: this is what the setting is for."""
    mine.git("switch", "--quiet", "main")
    append(CONFIG, 'trusted_branches: ["release/*"]\n')(mine)
    mine.commit("trusted branches")
    mine.git("branch", "release/1", "mine")
    merged(mine, "release/1")
    assert on(mine, "pull_request", pull_request(mine, "release/1")).rows == frozenset()


def test_list_of_trusted_branches_of_the_base_branch(mine: Repo) -> None:
    """It counts on the default branch only."""
    mine.git("switch", "--quiet", "mine")
    append(CONFIG, EVERY_BRANCH)(mine)
    mine.commit("trust all")
    mine.git("switch", "--quiet", "topic")
    mine.git("merge", "--quiet", "--no-edit", "mine")
    merged(mine, "mine")
    assert ("reassessment-required", None, None) in on(mine, "pull_request", pull_request(mine, "mine")).rows


def test_merge_queue_of_a_branch_of_ones_own(mine: Repo) -> None:
    group = {"base_sha": sha(mine, "mine"), "head_sha": sha(mine, "topic"), "base_ref": "refs/heads/mine"}
    assert on(mine, "merge_group", {"merge_group": group}) == INHERITED


def test_merge_queue_behind_an_entry_that_is_not_merged_yet(mine: Repo) -> None:
    group = {"base_sha": sha(mine, "mine"), "head_sha": sha(mine, "topic"), "base_ref": "refs/heads/main"}
    assert on(mine, "merge_group", {"merge_group": group}) == PROMPT_CHANGED


def test_second_push_of_a_branch(mine: Repo) -> None:
    payload = {"ref": "refs/heads/topic", "before": sha(mine, "mine"), "after": sha(mine, "topic")}
    assert on(mine, "push", payload) == PROMPT_CHANGED


# -- another commit


HARMLESS = {
    "merge_group": {"merge_group": {"base_sha": "main", "head_sha": "topic", "base_ref": "refs/heads/main"}},
    "push": {"before": "main", "after": "topic", "ref": "refs/heads/main"},
    "workflow_run": {"workflow_run": {"head_sha": "topic"}},
    "check_suite": {"check_suite": {"head_sha": "topic"}},
    "deployment": {"deployment": {"sha": "topic"}},
    "release": {},
}


@pytest.mark.parametrize("event", HARMLESS)
def test_the_base_is_checked_out(mine: Repo, event: str) -> None:
    mine.git("switch", "--quiet", "--detach", "main")
    topic, main = sha(mine, "topic"), sha(mine, "main")

    def named(value: object) -> object:
        if isinstance(value, dict):
            return {key: named(part) for key, part in value.items()}
        return {"topic": topic, "main": main}.get(str(value), value)

    payload = named(HARMLESS[event])
    assert isinstance(payload, dict)
    said = f"HEAD is {main}, and this {event} is about {topic}"
    assert on(mine, event, payload, GITHUB_SHA=topic) == undecided(said)


def test_merge_of_the_author_with_the_tree_of_main(mine: Repo) -> None:
    """Its second parent is the head, as that of GitHub's own."""
    head = merged(mine, "main", tree="main")
    found = on(mine, "pull_request", pull_request(mine, "main"), GITHUB_SHA=sha(mine, "main"))
    assert found == undecided(f"HEAD {head[:12]} is not the merge commit of this event, {sha(mine, 'main')[:12]}")


def test_head_that_is_a_merge_which_keeps_main(mine: Repo) -> None:
    """The head itself is checked out: its parents are the author's, and say nothing about the base."""
    mine.git("switch", "--quiet", "topic")
    parents = ("-p", "mine", "-p", "main")
    mine.git("switch", "--quiet", "--detach", mine.git("commit-tree", "topic^{tree}", *parents, "-m", "merge"))
    assert on(mine, "pull_request", pull_request(mine, "main", "HEAD")) == PROMPT_CHANGED


def test_older_commit_of_the_pull_request(mine: Repo) -> None:
    """The workflow checks out the branch, which its author has moved back."""
    mine.git("switch", "--quiet", "--detach", "main")
    found = on(mine, "pull_request", pull_request(mine, "main"))
    assert (found.code, "is neither the merge commit nor the head of this pull request" in found.said) == (3, True)


# -- no base


NO_DEFAULT = undecided("no default branch is known in this clone, so there is nothing to compare with")


def cloned(repo: Repo, tmp_path: Path, *options: str) -> Repo:
    """A clone of a repository whose default branch is main."""
    repo.git("symbolic-ref", "HEAD", "refs/heads/main")
    target = tmp_path / "clone"
    repo.git("clone", "--quiet", *options, repo.path.as_uri(), str(target))
    return Repo(target)


@pytest.mark.parametrize("env", [{}, {"CI": "true"}])
def test_clone_of_one_branch(mine: Repo, tmp_path: Path, env: dict[str, str]) -> None:
    clone = cloned(mine, tmp_path, "--single-branch", "--branch=topic")
    clone.git("branch", "feature")
    assert asked(clone, None, **env) == NO_DEFAULT
    assert asked(clone, Asked(now=NOW, head="HEAD"), **env) == NO_DEFAULT


def test_clone_of_one_branch_with_tags_of_the_authors(mine: Repo, tmp_path: Path) -> None:
    """git itself would take them for the branches that are not there."""
    mine.git("tag", "main", "topic")
    mine.git("update-ref", "refs/tags/refs/remotes/origin/main", "topic")
    mine.git("update-ref", "refs/tags/refs/heads/main", "topic")
    clone = cloned(mine, tmp_path, "--single-branch", "--branch=topic")
    clone.git("fetch", "--quiet", "origin", "refs/tags/*:refs/tags/*")
    assert clone.git("rev-parse", "refs/remotes/origin/main") == sha(mine, "topic")
    assert asked(clone) == NO_DEFAULT


@pytest.mark.parametrize("remote", ["upstream", "acme"])
def test_clone_whose_remote_has_another_name(mine: Repo, tmp_path: Path, remote: str) -> None:
    clone = cloned(mine, tmp_path, "--origin", remote, "--branch=topic")
    assert asked(clone) == PROMPT_CHANGED
    assert asked(clone, CI="true") == PROMPT_CHANGED


def test_fork_whose_branch_is_called_main(mine: Repo, tmp_path: Path) -> None:
    """Some CI systems make a local branch of that name of what they build."""
    clone = cloned(mine, tmp_path, "--single-branch", "--branch=topic")
    clone.git("branch", "main", "topic")
    assert asked(clone, JENKINS_URL="https://ci.acme.example/") == NO_DEFAULT


def test_work_tree_of_a_default_branch_in_ci(mine: Repo, tmp_path: Path) -> None:
    """Nothing says what was there before, so all of it is judged."""
    mine.git("branch", "--force", "main", "topic")
    clone = cloned(mine, tmp_path)
    for question in (Asked(now=NOW), STAGED, COMMIT):
        found = asked(clone, question, CI="true")
        assert (found.code, ("disposition-stale", DISPOSITION, 3) in found.rows) == (1, True)
    clone.git("remote", "remove", "origin")
    said = f"{sha(clone, 'HEAD')[:12]} is on the default branch, so there is no change to compare"
    assert asked(clone, CI="true") == undecided(said)


def test_history_that_starts_anew(mine: Repo) -> None:
    mine.git("checkout", "--quiet", "--orphan", "fresh")
    assert asked(mine) == asked(mine, Asked(now=NOW, staged=True)) == PROMPT_CHANGED


# -- names


@pytest.mark.parametrize("ref", ["refs/tags/main", "refs/main", "refs/remotes/main"])
def test_base_whose_name_the_author_gave_to_something_else(mine: Repo, ref: str) -> None:
    mine.git("update-ref", ref, "topic")
    found = asked(mine, Asked(now=NOW, base="main", head="topic"))
    assert (found.code, found.said.startswith("'main' stands for more than one commit: ")) == (3, True)
    assert asked(mine, Asked(now=NOW, base="refs/heads/main", head="topic")) == PROMPT_CHANGED


def test_default_branch_whose_name_a_tag_has(mine: Repo) -> None:
    """What the gate looks for itself is a branch in full."""
    for ref in ("refs/tags/main", "refs/tags/origin/main", "refs/tags/HEAD", "refs/main"):
        mine.git("update-ref", ref, "topic")
    assert asked(mine) == PROMPT_CHANGED
    merged(mine, "refs/heads/main")
    assert on(mine, "pull_request", pull_request(mine, "main")) == PROMPT_CHANGED


@pytest.mark.parametrize("make", ["branch", "tag"])
def test_head_whose_id_is_the_name_of_a_harmless_commit(mine: Repo, make: str) -> None:
    topic = sha(mine, "topic")
    kind = "heads" if make == "branch" else "tags"
    for name in (topic, topic[:12]):
        (mine.path / ".git" / "refs" / kind / name).parent.mkdir(parents=True, exist_ok=True)
        (mine.path / ".git" / "refs" / kind / name).write_text(sha(mine, "main") + "\n")
    assert asked(mine, Asked(now=NOW, base="main", head=topic)) == PROMPT_CHANGED
    found = asked(mine, Asked(now=NOW, base="main", head=topic[:12]))
    assert (found.code, "stands for more than one commit" in found.said) == (3, True)


# -- hooks


def hook(start: str, end: str, **push: str) -> dict[str, str]:
    names = {"PRE_COMMIT_FROM_REF": start, "PRE_COMMIT_TO_REF": end}
    return {name: value for name, value in {**names, **push}.items() if value}


def pushed(start: str, end: str, onto: str = "refs/heads/topic") -> dict[str, str]:
    where = {"PRE_COMMIT_REMOTE_BRANCH": onto, "PRE_COMMIT_LOCAL_BRANCH": "refs/heads/topic"}
    return hook(start, end, **where, PRE_COMMIT_REMOTE_NAME="origin")


HOOKS: dict[str, tuple[Callable[[Repo], dict[str, str]], Asked, Outcome]] = {
    "a range, and nothing of it is staged": (lambda r: hook("main", "topic"), STAGED, PROMPT_CHANGED),
    "a range, and another branch is checked out": (lambda r: hook("main", "topic"), COMMIT, PROMPT_CHANGED),
    "a push of another branch": (lambda r: pushed(sha(r, "main"), sha(r, "topic")), COMMIT, PROMPT_CHANGED),
    "a second push": (lambda r: pushed(sha(r, "mine"), sha(r, "topic")), COMMIT, PROMPT_CHANGED),
    "a push to another name": (
        lambda r: pushed(sha(r, "mine"), sha(r, "topic"), "refs/heads/release/1"),
        COMMIT,
        PROMPT_CHANGED,
    ),
    "a push to the default branch": (
        lambda r: pushed(sha(r, "main"), sha(r, "topic"), "refs/heads/main"),
        COMMIT,
        PROMPT_CHANGED,
    ),
    "a push of a tag": (lambda r: pushed("", sha(r, "topic"), "refs/tags/v1"), COMMIT, PROMPT_CHANGED),
    "a push of all, of which nothing is said": (lambda r: pushed("", ""), COMMIT, PROMPT_CHANGED),
    "all files": (lambda r: {"PRE_COMMIT": "1"}, STAGED, PASSED),
}


@pytest.mark.parametrize("name", HOOKS)
def test_hook(mine: Repo, name: str) -> None:
    """A harmless branch is checked out, and the hook is asked about the other one."""
    environment, question, expected = HOOKS[name]
    mine.git("update-ref", "refs/remotes/origin/main", "main")
    branch(mine, "docs")
    write("docs/b.md", "x")(mine)
    mine.commit("a page")
    assert asked(mine, question, **environment(mine)) == expected


def test_all_files_of_the_branch_itself(mine: Repo) -> None:
    """Nothing is staged, so the commits of the branch are what the question is about."""
    assert asked(mine, STAGED, PRE_COMMIT="1") == PROMPT_CHANGED
    assert asked(mine, STAGED, CI="true") == PROMPT_CHANGED


def test_all_files_in_a_job_of_github(mine: Repo) -> None:
    """Nothing is staged there, so the event says what is compared."""
    merged(mine, "main")
    payload = pull_request(mine, "main")
    assert on(mine, "pull_request", payload, STAGED, PRE_COMMIT="1") == PROMPT_CHANGED
    pushed_to_main = {"ref": "refs/heads/main", "before": sha(mine, "main"), "after": sha(mine, "HEAD")}
    assert on(mine, "push", pushed_to_main, STAGED) == PROMPT_CHANGED
    mine.git("switch", "--quiet", "--detach", "main")
    assert on(mine, "pull_request", payload, STAGED).code == 3


def test_variables_of_a_hook_do_not_reach_the_check_of_an_event(mine: Repo) -> None:
    merged(mine, "main")
    environment = hook("topic", "topic")
    assert on(mine, "pull_request", pull_request(mine, "main"), None, **environment) == PROMPT_CHANGED
