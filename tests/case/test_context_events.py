"""Which commits a run compares, event by event."""

from __future__ import annotations

import pytest

from gate.values.errors import Problem
from tests.case.events import ABSENT, ZERO, Forge

# -- pull requests


@pytest.mark.parametrize("event", ["pull_request", "pull_request_review"])
def test_pull_request_is_compared_with_the_first_parent(forge: Forge, event: str) -> None:
    """Not with base.sha of the payload, which is as old as the pull request."""
    assert forge.on(event, forge.pull_request()) == (forge.tip, forge.merge)


def test_pull_request_with_its_head_checked_out(forge: Forge) -> None:
    forge.at("topic")
    assert forge.on("pull_request", forge.pull_request()) == (forge.stale, forge.topic)
    assert forge.on("pull_request", forge.pull_request(base={"sha": forge.tip})) == (forge.stale, forge.topic)


def test_pull_request_whose_head_is_a_merge_itself(forge: Forge) -> None:
    """Its parents are the author's: only a merge commit whose second parent is the head says what the base is."""
    payload = forge.pull_request(head={"sha": forge.merge}, base={"sha": forge.root})
    assert forge.on("pull_request", payload) == (forge.root, forge.merge)


@pytest.mark.parametrize("place", ["main", "merge"])
def test_pull_request_with_something_else_checked_out(forge: Forge, place: str) -> None:
    forge.at(getattr(forge, place, place))
    payload = forge.pull_request(head={"sha": forge.root})
    found = forge.repo.git("rev-parse", "HEAD")[:12]
    assert forge.refused("pull_request", payload) == Problem(
        f"HEAD {found} is neither the merge commit nor the head of this pull request",
        remedy="Let actions/checkout check out its default ref, with 'fetch-depth: 2' or 0.",
    )


def test_pull_request_merged_the_other_way_round(forge: Forge) -> None:
    forge.at("topic")
    forge.repo.git("merge", "--quiet", "--no-ff", "--message", "merge", "main")
    assert "is neither the merge commit" in forge.refused("pull_request", forge.pull_request()).message


def test_pull_request_with_three_parents(forge: Forge) -> None:
    forge.at("main")
    forge.repo.git("switch", "--quiet", "--create", "other", forge.stale)
    forge.commit("other")
    forge.at("main")
    forge.repo.git("merge", "--quiet", "--no-ff", "--message", "merge", "topic", "other")
    assert "is neither the merge commit" in forge.refused("pull_request", forge.pull_request()).message


@pytest.mark.parametrize("depth", [1, 2])
def test_pull_request_in_a_shallow_clone(forge: Forge, depth: int) -> None:
    forge.repo.git("update-ref", "refs/heads/merge", forge.merge)
    target = forge.repo.path.parent / "clone"
    uri = forge.repo.path.as_uri()
    forge.repo.git("clone", "--quiet", f"--depth={depth}", "--branch=merge", uri, str(target))
    payload = forge.pull_request()
    forge.repo.path = target
    if depth == 2:
        assert forge.on("pull_request", payload) == (forge.tip, forge.merge)
    else:
        assert forge.refused("pull_request", payload) == Problem(
            f"the commit '{forge.tip}' is not in this clone, which is shallow",
            remedy="Fetch it first: actions/checkout with 'fetch-depth: 0', or 'git fetch --unshallow'.",
        )


def test_pull_request_target_is_refused(forge: Forge) -> None:
    assert forge.refused("pull_request_target", forge.pull_request()) == Problem(
        "pull_request_target runs on the base branch and would check the wrong commit",
        remedy="Trigger the workflow on pull_request.",
    )


# -- the merge queue and pushes


def test_merge_group(forge: Forge) -> None:
    assert forge.on("merge_group", {"merge_group": {"base_sha": forge.stale}}) == (forge.stale, forge.merge)


def test_push(forge: Forge) -> None:
    assert forge.at("main").on("push", {"before": forge.root}) == (forge.root, forge.tip)


def test_forced_push_is_compared_with_what_it_replaced(forge: Forge) -> None:
    assert forge.at(forge.root).on("push", {"before": forge.tip}) == (forge.tip, forge.root)


def test_push_of_a_new_branch(forge: Forge) -> None:
    assert forge.at("topic").on("push", {"before": ZERO}) == (forge.stale, forge.topic)


def test_first_push_of_the_default_branch_has_nothing_to_compare_with(forge: Forge) -> None:
    assert forge.at("main").on("push", {"before": ZERO}) == (None, forge.tip)


def test_push_of_a_new_branch_without_a_commit_of_its_own(forge: Forge) -> None:
    """Compared with itself it would pass whatever it holds."""
    assert forge.at(forge.stale).on("push", {"before": ZERO, "ref": "refs/heads/new"}) == (None, forge.stale)


WHOLE = ["release", "schedule", "workflow_dispatch", "repository_dispatch", "deployment", "deployment_status", "tag"]


def about(event: str, **more: object) -> tuple[str, dict[str, object]]:
    """The event's name and a payload; a tag is a push."""
    return ("push", {"before": ZERO, "ref": "refs/tags/v1", **more}) if event == "tag" else (event, more)


@pytest.mark.parametrize("event", WHOLE)
def test_events_without_a_base_judge_everything_on_the_default_branch(forge: Forge, event: str) -> None:
    assert forge.at("main").on(*about(event)) == (None, forge.tip)
    assert forge.at(forge.stale).on(*about(event)) == (None, forge.stale)


@pytest.mark.parametrize("event", WHOLE)
def test_events_without_a_base_do_not_trust_another_branch(forge: Forge, event: str) -> None:
    """The check of such a run is shown at the commit, as that of its pull request is."""
    assert forge.at("topic").on(*about(event)) == (forge.stale, forge.topic)
    forge.repo.git("branch", "--move", "main", "trunk")
    forge.repo.git("branch", "main", "topic")
    name, payload = about(event, repository={"default_branch": "trunk"})
    assert forge.at("topic").on(name, payload) == (forge.stale, forge.topic)
    assert forge.at("trunk").on(name, payload) == (None, forge.tip)


@pytest.mark.parametrize("event", WHOLE)
def test_events_without_a_base_in_a_clone_without_the_default_branch(forge: Forge, event: str) -> None:
    name, payload = about(event, repository={"default_branch": "trunk"})
    assert forge.at("topic").refused(name, payload) == Problem(
        "which commits are on the default branch cannot be told",
        remedy="Use actions/checkout with 'fetch-depth: 0', or name the base with the input 'base'.",
    )


def test_push_that_deletes_a_branch(forge: Forge) -> None:
    payload = {"before": forge.topic, "after": ZERO, "ref": "refs/heads/topic", "deleted": True}
    assert forge.refused("push", payload) == Problem(
        "the push deleted the branch, so there is nothing to check", remedy="Name a commit with the input 'head'."
    )


@pytest.mark.parametrize("name", ["main", "trunk"])
def test_second_push_of_a_branch_does_not_hide_the_first(forge: Forge, name: str) -> None:
    """Whatever else is called main."""
    forge.repo.git("branch", "--move", "main", name)
    forge.repo.git("branch", "--force", "master", "topic")
    payload = {"before": forge.topic, "ref": "refs/heads/topic", "repository": {"default_branch": name}}
    again = forge.at("topic").commit("again")
    assert forge.on("push", payload) == (forge.stale, again)
    assert forge.at(name).on("push", {**payload, "before": forge.root, "ref": f"refs/heads/{name}"}) == (
        forge.root,
        forge.tip,
    )


@pytest.mark.parametrize("before", [ZERO, "stale"])
def test_push_where_the_default_branch_is_not_in_the_clone(forge: Forge, before: str) -> None:
    before = getattr(forge, before, before)
    payload = {"before": before, "ref": "refs/heads/topic", "repository": {"default_branch": "trunk"}}
    assert forge.at("topic").refused("push", payload) == Problem(
        "the default branch 'trunk' is not in this clone",
        remedy="Use actions/checkout with 'fetch-depth: 0', or name the base with the input 'base'.",
    )


def test_push_where_no_default_branch_is_known(forge: Forge) -> None:
    forge.at("topic").repo.git("branch", "--quiet", "--move", "main", "other")
    assert forge.on("push", {"before": ZERO}) == (None, forge.topic)


def test_push_whose_old_commit_is_gone(forge: Forge) -> None:
    assert forge.refused("push", {"before": ABSENT}) == Problem(
        f"the commit '{ABSENT}' is not in this clone",
        remedy="Check the name, or fetch it first: 'git fetch origin <commit>'.",
    )
