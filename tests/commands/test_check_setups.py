"""The ways in which a repository comes to the gate as a rule: a harmless change passes in each, another is blocked."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.command import NOW, check
from tests.repo import Repo

CHANGES = {"docs/a.md": 0, "prompts/system.md": 1}  # what is changed, and the exit status


@dataclass
class Place:
    """Where the check runs, with which variables and options."""

    repo: Repo
    env: dict[str, str] = field(default_factory=dict)
    args: tuple[str, ...] = ()


@dataclass(frozen=True)
class Origin:
    """The repository on the server: main has gone on, topic is the pull request, and merge is what GitHub makes."""

    repo: Repo
    folder: Path
    stale: str
    main: str
    topic: str
    merge: str

    def clone(self, *options: str) -> Repo:
        target = self.folder / "clone"
        self.repo.git("clone", "--quiet", *options, self.repo.path.as_uri(), str(target))
        return Repo(target)

    def checkout(self, commit: str, *refspecs: str, depth: int = 0) -> Repo:
        """As actions/checkout does: fetch into an empty repository, and detach HEAD there."""
        found = Repo(self.folder / "checkout")
        found.git("remote", "add", "origin", self.repo.path.as_uri())
        options = [f"--depth={depth}"] if depth else []
        found.git(
            "fetch", "--quiet", "--no-tags", *options, "origin", f"+{commit}:refs/remotes/pull/1/merge", *refspecs
        )
        found.git("checkout", "--quiet", "--detach", commit)
        return found

    def event(self, name: str, repo: Repo, **payload: Any) -> Place:
        path = self.folder / "event.json"
        path.write_text(json.dumps({"repository": {"default_branch": "main"}, **payload}))
        runner = {"GITHUB_ACTIONS": "true", "CI": "true", "GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path)}
        return Place(repo, {**runner, "GITHUB_SHA": repo.git("rev-parse", "HEAD")})

    def pull_request(self, repo: Repo, stated: str) -> Place:
        base = {"ref": "main", "sha": stated}
        return self.event("pull_request", repo, number=1, pull_request={"head": {"sha": self.topic}, "base": base})


ALL = "+refs/heads/*:refs/remotes/origin/*"


def depth_0(origin: Origin) -> Place:
    return origin.pull_request(origin.checkout(origin.merge, ALL), origin.stale)


def depth_2(origin: Origin) -> Place:
    return origin.pull_request(origin.checkout(origin.merge, depth=2), origin.main)


def fork(origin: Origin) -> Place:
    """The head is on no branch of the repository."""
    origin.repo.git("branch", "--delete", "--force", "topic")
    return depth_0(origin)


def head_of_the_pull_request(origin: Origin) -> Place:
    return origin.pull_request(origin.checkout(origin.topic, ALL), origin.stale)


def queue(origin: Origin) -> Place:
    group = {"head_sha": origin.merge, "base_sha": origin.main, "base_ref": "refs/heads/main"}
    return origin.event("merge_group", origin.checkout(origin.merge, ALL), merge_group=group)


def push_on_main(origin: Origin) -> Place:
    origin.repo.git("update-ref", "refs/heads/main", origin.merge)
    pushed = {"ref": "refs/heads/main", "before": origin.main, "after": origin.merge}
    return origin.event("push", origin.checkout(origin.merge, ALL), **pushed)


def push_of_a_branch(origin: Origin) -> Place:
    pushed = {"ref": "refs/heads/topic", "before": "0" * 40, "after": origin.topic}
    return origin.event("push", origin.checkout(origin.topic, ALL), **pushed)


def nightly(origin: Origin) -> Place:
    origin.repo.git("update-ref", "refs/heads/main", origin.merge)
    return origin.event("schedule", origin.checkout(origin.merge, ALL), schedule="17 5 * * *")


def branch_of_a_clone(origin: Origin) -> Place:
    return Place(origin.clone("--branch=topic"))


def work_tree_beside(origin: Origin) -> Place:
    clone = origin.clone()
    clone.git("worktree", "add", "--quiet", str(origin.folder / "beside"), "-b", "mine", "origin/topic")
    return Place(Repo(origin.folder / "beside"))


def commits_on_main_that_are_not_pushed(origin: Origin) -> Place:
    clone = origin.clone()
    clone.git("merge", "--quiet", "--no-edit", "origin/topic")
    return Place(clone)


def no_remote(origin: Origin) -> Place:
    origin.repo.git("switch", "--quiet", "topic")
    return Place(origin.repo)


def hook_of_a_commit(origin: Origin) -> Place:
    clone = origin.clone()
    clone.git("read-tree", "-m", "-u", "HEAD", origin.topic)
    return Place(clone, {"PRE_COMMIT": "1"}, ("--staged",))


def other_ci(origin: Origin) -> Place:
    clone = origin.clone("--no-checkout")
    clone.git("checkout", "--quiet", "--detach", "origin/topic")
    return Place(clone, {"CI": "true"})


def gitlab_merge_request(origin: Origin) -> Place:
    repo = origin.checkout(origin.topic, ALL)
    return Place(repo, {"CI": "true", "GITLAB_CI": "true"}, ("--base", origin.stale, "--head", origin.topic))


def gitlab_without_options(origin: Origin) -> Place:
    repo = origin.checkout(origin.topic, ALL)
    return Place(repo, {"CI": "true", "GITLAB_CI": "true", "CI_DEFAULT_BRANCH": "main"})


def merge_commit_of_azure(origin: Origin) -> Place:
    return Place(origin.checkout(origin.merge, ALL), {"TF_BUILD": "True"}, ("--base", "HEAD^1", "--head", "HEAD"))


SETUPS: tuple[Callable[[Origin], Place], ...] = (
    depth_0,
    depth_2,
    fork,
    head_of_the_pull_request,
    queue,
    push_on_main,
    push_of_a_branch,
    nightly,
    branch_of_a_clone,
    work_tree_beside,
    commits_on_main_that_are_not_pushed,
    no_remote,
    hook_of_a_commit,
    other_ci,
    gitlab_merge_request,
    gitlab_without_options,
    merge_commit_of_azure,
)


def origin(example: Repo, folder: Path, changed: str) -> Origin:
    stale = example.git("rev-parse", "HEAD")
    example.git("config", "uploadpack.allowAnySHA1InWant", "true")
    example.git("switch", "--quiet", "--create", "topic")
    place = example.path / changed
    example.write(changed, (place.read_text() if place.exists() else "") + "Refunds are always granted.\n")
    topic = example.commit("a change")
    example.git("switch", "--quiet", "main")
    example.write("NOTES.md", "Main has gone on.\n")
    main = example.commit("meanwhile")
    tree = example.git("merge-tree", "--write-tree", "main", "topic")
    merge = example.git("commit-tree", tree, "-p", main, "-p", topic, "-m", "merge")
    example.git("update-ref", "refs/pull/1/merge", merge)
    return Origin(example, folder, stale, main, topic, merge)


@pytest.mark.parametrize("changed", CHANGES)
@pytest.mark.parametrize("setup", SETUPS, ids=lambda setup: setup.__name__)
def test_setup(example: Repo, tmp_path: Path, setup: Callable[[Origin], Place], changed: str) -> None:
    place = setup(origin(example, tmp_path, changed))
    done = check(place.repo, *place.args, now=NOW, env=place.env)
    assert done.returncode == CHANGES[changed], done.stdout + done.stderr
    assert ("reassessment-required" in done.stdout) == (CHANGES[changed] == 1 and setup is not nightly)


SHALLOW = "the clone is shallow, so a merge base cannot be trusted"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (
            lambda o: Place(o.clone("--depth=1", "--branch=topic"), {"CI": "true"}),
            "no default branch is known in this clone",
        ),
        (lambda o: Place(o.clone("--depth=1", "--no-single-branch", "--branch=topic"), {"CI": "true"}), SHALLOW),
        (lambda o: Place(o.clone("--single-branch", "--branch=topic"), {"CI": "true"}), "no default branch is known"),
        (lambda o: o.pull_request(o.checkout(o.merge, depth=1), o.main), "is not in this clone, which is shallow"),
        (lambda o: o.pull_request(o.checkout(o.merge, depth=2), o.stale), "cannot be told in this clone"),
    ],
)
def test_setup_that_says_too_little(example: Repo, tmp_path: Path, make: Callable[[Origin], Place], said: str) -> None:
    """Exit 3, with what to fetch or to name."""
    place = make(origin(example, tmp_path, "prompts/system.md"))
    done = check(place.repo, "--format", "json", *place.args, env=place.env)
    (found,) = json.loads(done.stdout)["findings"]
    assert (done.returncode, said in found["message"]) == (3, True), found
    assert "fetch" in found["remedy"] or "--base" in found["remedy"]
