"""The comment on a pull request: one of ours, updated in place."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from gate.github.client import Client
from gate.judge.decision import Decision
from gate.publish import comment
from gate.report import markdown_report
from tests.forge import BOT, REPO, TOKEN, Forge
from tests.publish.jobs import WHERE, Job
from tests.report.decisions import DECISION, no_quote


def written(decision: Decision = DECISION) -> str:
    return f"{comment.marker(decision)}\n{markdown_report.render(decision, no_quote)}"


def test_a_comment_that_only_looks_like_ours_is_left(forge: Forge, client: Client) -> None:
    """Anyone can write the marker; and a bot of ours may be made to quote it."""
    theirs = [
        forge.comment("mallory", written(replace(DECISION, verdict="pass"))),
        forge.comment("github-actions", written()),
        forge.comment(None, written()),
        forge.comment(BOT, f"mallory wrote:\n{written()}"),
        forge.comment(BOT, f"> {written()}"),
        forge.comment(BOT, ""),
    ]
    forge.comments += [{**row, "id": number} for number, row in enumerate(theirs)]
    before = json.dumps(forge.comments)
    comment.put(client, WHERE, DECISION, no_quote)
    assert json.dumps(forge.comments[:-1]) == before
    assert (forge.comments[-1]["user"]["login"], forge.comments[-1]["body"]) == (BOT, written())
    assert not [r for r in forge.requests if r.method == "PATCH"]


def test_the_first_of_ours_is_updated(forge: Forge, client: Client) -> None:
    old = comment.marker(DECISION) + "\r\nold"  # GitHub may give other line ends than it got
    forge.comments += [{**forge.comment(BOT.upper(), old), "id": number} for number in (3, 4)]
    comment.put(client, WHERE, DECISION, no_quote)
    assert [row["body"] for row in forge.comments] == [written(), old]


def test_every_configuration_has_a_comment_of_its_own(forge: Forge, client: Client) -> None:
    other = replace(DECISION, origin=replace(DECISION.origin, config="-->/x.yaml"))
    for decision in (DECISION, other, DECISION, other):
        comment.put(client, WHERE, decision, no_quote)
    assert [row["body"] for row in forge.comments] == [written(), written(other)]


def test_nothing_is_said_where_nothing_was_touched(forge: Forge, client: Client) -> None:
    nothing = replace(DECISION, verdict="pass", exit_code=0, models=())
    comment.put(client, WHERE, nothing, no_quote)
    assert forge.comments == []
    comment.put(client, WHERE, DECISION, no_quote)
    comment.put(client, WHERE, nothing, no_quote)
    assert [row["body"] for row in forge.comments] == [written(nothing)]


def test_a_run_for_an_older_head_leaves_the_comment(forge: Forge, client: Client) -> None:
    forge.head = "c" * 40
    with pytest.raises(comment.NotNeeded, match="the pull request has another head by now"):
        comment.put(client, WHERE, DECISION, no_quote)
    assert forge.asked() == [f"GET {REPO}/pulls/7"]


def test_a_comment_elsewhere_than_on_a_pull_request(forge: Forge, client: Client) -> None:
    with pytest.raises(comment.NotNeeded, match="this run is for no pull request"):
        comment.put(client, replace(WHERE, pull=None), DECISION, no_quote)
    assert forge.requests == []


def test_a_push_has_no_comment_and_no_warning(job: Job, forge: Forge) -> None:
    """One workflow runs on pull requests, in the merge queue and on pushes, with the same inputs."""
    done = job.check(env={"GITHUB_EVENT_NAME": "push"})
    assert (done.returncode, done.stderr) == (1, "notice: no comment: this run is for no pull request\n")
    assert not job.summary.exists()
    assert ([run["head_sha"] for run in forge.runs], forge.comments) == ([job.repo.git("rev-parse", "HEAD")], [])


def test_the_comment_is_found_on_a_later_page(forge: Forge) -> None:
    """Asked directly: the next page's address is the forge's own."""
    forge.page = 2
    forge.comments += [{**forge.comment("someone", "hello"), "id": number} for number in range(5)]
    forge.comments.append({**forge.comment(BOT, comment.marker(DECISION)), "id": 5})
    comment.put(Client(TOKEN, forge.url), WHERE, DECISION, no_quote)
    assert (len(forge.comments), forge.comments[-1]["body"]) == (6, written())
