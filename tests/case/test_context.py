"""Which commits a run compares, event by event, and what time it is."""

from __future__ import annotations

import copy
import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate.case.context import Asked, Context, parse_now, resolve
from gate.git.entry import INDEX, WORKTREE
from gate.git.repository import Repository
from gate.values.errors import Problem, UndecidedError, UsageError
from tests.repo import Repo
from tests.tools import optional

NOW = "2026-11-23T12:00:00Z"
ZERO = "0" * 40
ABSENT = "1234567890" * 4


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """The door takes GIT_* out of this process's environment; every test gets its own."""
    before = dict(os.environ)
    os.environ.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
    yield
    os.environ.clear()
    os.environ.update(before)


class Forge:
    """A repository with main (root, stale, tip), a pull request from topic (one commit on stale), and its merge."""

    def __init__(self, path: Path) -> None:
        self.repo = Repo(path)
        self.root = self.commit("root")
        self.stale = self.commit("stale")
        self.tip = self.commit("tip")
        self.repo.git("switch", "--quiet", "--create", "topic", self.stale)
        self.topic = self.commit("topic")
        self.repo.git("switch", "--quiet", "--detach", "main")
        self.repo.git("merge", "--quiet", "--no-ff", "--message", "merge", "topic")
        self.merge = self.repo.git("rev-parse", "HEAD")

    def commit(self, name: str) -> str:
        self.repo.write(f"{name}.txt", name)
        return self.repo.commit(name)

    def at(self, revision: str) -> Forge:
        self.repo.git("switch", "--quiet", "--detach", revision)
        return self

    def context(self, asked: Asked | None = None, **environment: str) -> Context:
        with Repository(self.repo.path) as repository:
            return resolve(repository, asked or Asked(now=NOW), environment)

    def on(self, event: str, payload: object, asked: Asked | None = None) -> tuple[str | None, str]:
        """(base, head) that the event gives."""
        path = self.repo.path.parent / "event.json"
        path.write_text(json.dumps(payload))
        found = self.context(asked, GITHUB_ACTIONS="true", GITHUB_EVENT_NAME=event, GITHUB_EVENT_PATH=str(path))
        assert (found.event, found.now) == (event, NOW)
        return found.base, found.head

    def pull_request(self, **change: Any) -> dict[str, Any]:
        return {"pull_request": {"head": {"sha": self.topic}, "base": {"sha": self.stale}, **change}}

    def refused(self, event: str, payload: object) -> Problem:
        with pytest.raises(UndecidedError) as error:
            self.on(event, payload)
        (found,) = error.value.problems
        return found


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    return Forge(tmp_path / "repo")


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


# -- other events and broken payloads


@pytest.mark.parametrize("event", ["issues", "workflow_run", "pull_request_comment", ""])
def test_event_that_says_nothing(forge: Forge, event: str) -> None:
    assert forge.refused(event, {}) == Problem(
        f"the event {event!r} does not say what to compare with", remedy="Name the base with the input 'base'."
    )


@pytest.mark.parametrize(
    ("event", "payload", "missing"),
    [
        ("pull_request", {}, "pull_request.head.sha"),
        ("pull_request", {"pull_request": None}, "pull_request.head.sha"),
        ("pull_request", {"pull_request": {"head": []}}, "pull_request.head.sha"),
        ("pull_request", {"pull_request": {"head": {"sha": 7}}}, "pull_request.head.sha"),
        ("merge_group", {"merge_group": {"base_sha": ""}}, "merge_group.base_sha"),
        ("push", {"after": ZERO}, "before"),
    ],
)
def test_payload_without_the_field(forge: Forge, event: str, payload: object, missing: str) -> None:
    assert forge.refused(event, payload) == Problem(
        f"the event payload has no {missing}", remedy="Name the commits with --base and --head."
    )


@pytest.mark.parametrize("text", ["main", "--all", "HEAD~1", ABSENT[:39], ABSENT + "\n", ABSENT.replace("1", "A")])
def test_payload_that_names_no_commit_id(forge: Forge, text: str) -> None:
    assert forge.refused("push", {"before": text}) == Problem(
        f"the event payload names {text!r}, which is no commit id", remedy="Name the commits yourself."
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "the event payload cannot be read: .*No such file or directory.*"),
        (b"", "the event payload cannot be read: Expecting value.*"),
        (b"{", "the event payload cannot be read: Expecting property name.*"),
        (b"\xff\xfe\xff", "the event payload cannot be read: .*"),
        (b"[" * 100_000, "the event payload cannot be read: .*"),
        (b"[]", "the event payload is not an object"),
        (b"null", "the event payload is not an object"),
    ],
)
def test_payload_that_cannot_be_read(forge: Forge, content: bytes | None, said: str) -> None:
    path = forge.repo.path.parent / "event.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UndecidedError) as error:
        forge.context(GITHUB_ACTIONS="true", GITHUB_EVENT_NAME="push", GITHUB_EVENT_PATH=str(path))
    (found,) = error.value.problems
    assert re.fullmatch(said, found.message)
    assert found.remedy == "Name the commits with --base and --head."


def test_no_payload_at_all(forge: Forge) -> None:
    with pytest.raises(UndecidedError, match="the event payload cannot be read"):
        forge.context(GITHUB_ACTIONS="true", GITHUB_EVENT_NAME="push")


def test_options_go_before_the_event(forge: Forge) -> None:
    payload = forge.pull_request(head={"sha": ABSENT})
    found = [
        forge.on("pull_request_target", payload, asked)
        for asked in (
            Asked(base=forge.root, now=NOW),
            Asked(base="main", head="topic", now=NOW),
            Asked(base="main", staged=True, now=NOW),
            Asked(base="main", worktree=True, now=NOW),
            Asked(base=ZERO, now=NOW),
            Asked(head="topic", now=NOW),
        )
    ]
    assert found == [
        (forge.root, forge.merge),
        (forge.tip, forge.topic),
        (forge.tip, INDEX),
        (forge.tip, WORKTREE),
        (None, forge.merge),
        (forge.stale, forge.topic),
    ]


# -- on a machine of one's own


def test_work_tree_on_the_default_branch(forge: Forge) -> None:
    forge.repo.git("switch", "--quiet", "main")
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


def test_work_tree_where_no_default_branch_is_known(forge: Forge) -> None:
    forge.repo.git("branch", "--move", "main", "trunk")
    forge.repo.git("switch", "--quiet", "topic")
    assert forge.context().base == forge.topic


def test_staged_is_compared_with_the_last_commit(forge: Forge) -> None:
    forge.repo.git("switch", "--quiet", "topic")
    assert forge.context(Asked(staged=True, now=NOW)) == Context("local", forge.topic, INDEX, NOW)


def test_repository_without_a_commit(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    with Repository(repo.path) as repository:
        assert resolve(repository, Asked(now=NOW), {}) == Context("local", None, WORKTREE, NOW)
        assert resolve(repository, Asked(now=NOW, staged=True), {}) == Context("local", None, INDEX, NOW)


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


@pytest.mark.parametrize("variables", [{}, {"GITHUB_ACTIONS": "false"}, {"CI": "true"}])
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


# -- the payloads that GitHub gives as examples

EXAMPLES = (
    "push pull_request pull_request_review merge_group release workflow_dispatch repository_dispatch deployment "
    "deployment_status create schedule"
).split()


def examples() -> dict[str, list[dict[str, Any]]]:
    """Event -> payloads, of @octokit/webhooks-examples."""
    listed = json.loads(optional("index.json").read_bytes())
    return {row["name"]: row["examples"] for row in listed if row["name"] in EXAMPLES}


def answer(forge: Forge, event: str, payload: object) -> tuple[str | None, str] | str:
    """The commits, or what is said in their place; anything else that happens is the test's failure."""
    said: list[Problem] = []
    try:
        return forge.on(event, payload)
    except UndecidedError as error:
        said += error.problems
    assert all(problem.message and problem.remedy for problem in said)
    return said[0].message


def test_payloads_of_github(forge: Forge) -> None:
    """As they are they name commits of another repository; with this one's they give its commits."""
    found = examples()
    assert {"push", "pull_request", "merge_group", "release", "workflow_dispatch", "deployment"} <= set(found)
    for event, payloads in found.items():
        for payload in payloads:
            said = answer(forge, event, payload)
            assert isinstance(said, str) or said[1] == forge.merge, (event, said)
    for payload in found["pull_request"]:
        if "sha" in payload["pull_request"].get("head", {}):
            payload["pull_request"]["head"]["sha"] = forge.topic
            assert forge.on("pull_request", payload) == (forge.tip, forge.merge)
    for payload in found["push"]:
        if payload["deleted"]:
            continue
        payload["repository"]["default_branch"] = "main"
        payload.update(before=forge.root, ref="refs/heads/main")
        assert forge.at("main").on("push", payload) == (forge.root, forge.tip)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_spoiled_payloads_of_github(forge: Forge, data: st.DataObject) -> None:
    """Whatever stands at a place of a payload, there are two commits of this repository or a sentence."""
    found = examples()
    event = data.draw(st.sampled_from(sorted(found)))
    payload = copy.deepcopy(data.draw(st.sampled_from(found[event])))
    junk = st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.sampled_from([forge.topic, forge.root, ZERO, "main"]),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
        max_leaves=4,
    )
    for _ in range(data.draw(st.integers(1, 3))):
        node: Any = payload
        while isinstance(node, dict) and node:
            key = data.draw(st.sampled_from(sorted(node)))
            if not isinstance(node[key], dict) or data.draw(st.booleans()):
                node[key] = data.draw(junk)
                break
            node = node[key]
    said = answer(forge, event, payload)
    commits = {None, forge.root, forge.stale, forge.tip, forge.topic, forge.merge}
    assert isinstance(said, str) or (said[1] == forge.merge and said[0] in commits - {forge.merge})
