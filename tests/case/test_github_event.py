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
    assert forge.on("pull_request", forge.pull_request(base={"ref": "main", "sha": forge.tip})) == (
        forge.stale,
        forge.topic,
    )


def test_pull_request_whose_head_is_a_merge_itself(forge: Forge) -> None:
    """Its parents are the author's: only a merge commit whose second parent is the head says what the base is."""
    base = {"ref": "main", "sha": forge.root}
    payload = forge.pull_request(head={"sha": forge.merge}, base=base)
    assert forge.on("pull_request", payload) == (forge.tip, forge.merge)


def test_pull_request_that_was_merged_since(forge: Forge) -> None:
    """Run again, it is compared with the base branch as it was then, not with itself."""
    forge.repo.git("update-ref", "refs/heads/main", forge.merge)
    assert forge.at("topic").on("pull_request", forge.pull_request()) == (forge.stale, forge.topic)
    assert forge.on("pull_request", forge.pull_request(base={"ref": "main"})) == (None, forge.topic)


@pytest.mark.parametrize("place", ["main", "merge"])
def test_pull_request_with_something_else_checked_out(forge: Forge, place: str) -> None:
    forge.at(getattr(forge, place, place))
    payload = forge.pull_request(head={"sha": forge.root})
    found = forge.repo.git("rev-parse", "HEAD")[:12]
    said, remedy = (
        (
            f"HEAD {found} merges {forge.topic[:12]}, and this event is about {forge.root[:12]}",
            "The pull request has moved on since: run the workflow of its newest commit again, "
            "and let actions/checkout check out its default ref.",
        )
        if place == "merge"
        else (
            f"HEAD {found} is neither the merge commit nor the head of this pull request, {forge.root[:12]}",
            "Let actions/checkout check out its default ref, with 'fetch-depth: 2' or 0.",
        )
    )
    assert forge.refused("pull_request", payload) == Problem(said, remedy=remedy)


def test_merge_commit_that_is_not_the_events(forge: Forge) -> None:
    """The author can push a merge of the head with anything, too."""
    found = forge.refused("pull_request", forge.pull_request(), GITHUB_SHA=forge.tip)
    assert found.message == f"HEAD {forge.merge[:12]} is not the merge commit of this event, {forge.tip[:12]}"


def test_pull_request_merged_the_other_way_round(forge: Forge) -> None:
    forge.at("topic")
    forge.repo.git("merge", "--quiet", "--no-ff", "--message", "merge", "main")
    said = forge.refused("pull_request", forge.pull_request()).message
    assert said.endswith(f"merges {forge.tip[:12]}, and this event is about {forge.topic[:12]}")


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
    payload = forge.pull_request(base={"ref": "main", "sha": forge.tip})
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
    group = {"head_sha": forge.merge, "base_ref": "refs/heads/main"}
    payload = {"merge_group": {**group, "base_sha": forge.stale}, "repository": {"default_branch": "main"}}
    assert forge.on("merge_group", payload) == (forge.stale, forge.merge)
    # behind another entry of the queue, which no trusted branch has
    payload = {"merge_group": {**group, "base_sha": forge.topic}, "repository": {"default_branch": "main"}}
    assert forge.on("merge_group", payload) == (forge.tip, forge.merge)
    assert forge.on("merge_group", {"merge_group": {"base_sha": forge.stale}}) == (forge.tip, forge.merge)


def test_push(forge: Forge) -> None:
    assert forge.at("main").on("push", forge.pushed(forge.root)) == (forge.root, forge.tip)


def test_forced_push_is_compared_with_what_it_replaced(forge: Forge) -> None:
    assert forge.at(forge.root).on("push", forge.pushed(forge.tip)) == (forge.tip, forge.root)


def test_push_of_a_new_branch(forge: Forge) -> None:
    assert forge.at("topic").on("push", forge.pushed(ZERO, "topic")) == (forge.stale, forge.topic)


def test_first_push_of_the_default_branch_has_nothing_to_compare_with(forge: Forge) -> None:
    assert forge.at("main").on("push", forge.pushed(ZERO)) == (None, forge.tip)


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


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("push", {"before": "root", "after": "topic", "ref": "refs/heads/main"}),
        ("push", {"before": "root", "after": "topic", "ref": "refs/heads/topic"}),
        ("push", {"before": "root", "ref": "refs/heads/main"}),
        ("push", {"before": "root", "after": "topic", "ref": "refs/tags/v1"}),
        ("merge_group", {"merge_group": {"head_sha": "topic", "base_sha": "root", "base_ref": "refs/heads/main"}}),
        ("deployment", {"deployment": {"sha": "topic"}}),
        ("deployment_status", {"deployment": {"sha": "topic"}}),
        ("workflow_run", {"workflow_run": {"head_sha": "topic"}}),
        ("check_run", {"check_run": {"head_sha": "topic"}}),
        ("check_suite", {"check_suite": {"head_sha": "topic"}}),
        ("status", {"sha": "topic"}),
        ("release", {}),
        ("schedule", {}),
        ("create", {}),
        ("workflow_dispatch", {}),
        ("repository_dispatch", {}),
    ],
)
def test_another_commit_than_the_events(forge: Forge, event: str, payload: dict[str, object]) -> None:
    """What is checked out has to be what the event is about, whichever of the two has the change."""

    def named(value: object) -> object:
        if isinstance(value, dict):
            return {key: named(part) for key, part in value.items()}
        return getattr(forge, value, value) if isinstance(value, str) else value

    forge.at("main")
    given = {**payload, "repository": {"default_branch": "main"}}
    found = forge.refused(event, named(given), GITHUB_SHA=forge.topic)
    assert found.message == f"HEAD is {forge.tip}, and this {event} is about {forge.topic}"
    assert "Give actions/checkout 'ref: ${{ github." in found.remedy
    forge.at("topic").event(event, named(given), GITHUB_SHA=forge.topic)


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
    again = forge.at("topic").commit("again")
    assert forge.on("push", forge.pushed(forge.topic, "topic", name)) == (forge.stale, again)
    assert forge.at(name).on("push", forge.pushed(forge.root, name, name)) == (forge.root, forge.tip)


@pytest.mark.parametrize("before", [ZERO, "stale"])
def test_push_where_the_default_branch_is_not_in_the_clone(forge: Forge, before: str) -> None:
    before = getattr(forge, before, before)
    assert forge.at("topic").refused("push", forge.pushed(before, "topic", "trunk")) == Problem(
        "the default branch 'trunk' is not in this clone",
        remedy="Use actions/checkout with 'fetch-depth: 0', or name the base with the input 'base'.",
    )


def test_push_where_no_default_branch_is_known(forge: Forge) -> None:
    forge.at("topic").repo.git("branch", "--quiet", "--move", "main", "other")
    assert forge.refused("push", {"before": ZERO}).message == "no default branch is known in this clone"


def test_push_whose_old_commit_is_gone(forge: Forge) -> None:
    assert forge.at("main").refused("push", forge.pushed(ABSENT)) == Problem(
        f"the commit '{ABSENT}' is not in this clone",
        remedy="Check the name, or fetch it first: 'git fetch origin <commit>'.",
    )
