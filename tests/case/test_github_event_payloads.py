"""What the context makes of payloads: broken ones, and those that GitHub gives as examples."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate.case.context import Asked
from gate.git.entry import INDEX, WORKTREE
from gate.values.errors import Problem, UndecidedError
from tests.case.events import ABSENT, NOW, ZERO, Forge
from tests.tools import optional

# -- other events and broken payloads


@pytest.mark.parametrize("event", ["issues", "issue_comment", "pull_request_comment", ""])
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
        f"the event payload names {text!r}, which is not a commit id", remedy="Name the commits yourself."
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
            payload["pull_request"]["base"]["ref"] = payload["repository"]["default_branch"] = "main"
            assert forge.on("pull_request", payload) == (forge.tip, forge.merge)
    for payload in found["push"]:
        if payload["deleted"]:
            continue
        payload["repository"]["default_branch"] = "main"
        payload.update(before=forge.root, after=forge.tip, ref="refs/heads/main")
        assert forge.at("main").on("push", payload) == (forge.root, forge.tip)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
