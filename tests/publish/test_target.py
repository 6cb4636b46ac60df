"""Whom a decision is published for."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gate.github.client import GithubError
from gate.publish.target import Target, target
from tests.publish.jobs import HEAD
from tests.report.decisions import DECISION


def test_target(tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7, "head": {"sha": "c" * 40}}}))
    env = {
        "GITHUB_REPOSITORY": "acme/assistant",
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_SHA": HEAD,
    }
    assert target(DECISION, env) == Target("acme/assistant", "c" * 40, 7)
    assert target(replace(DECISION, head="c" * 40), env) == Target("acme/assistant", "c" * 40, 7)
    assert target(replace(DECISION, head=None), env) == Target("acme/assistant", "c" * 40, 7)
    # another commit was asked for by --head: the pull request is not what was judged
    assert target(replace(DECISION, head="d" * 40), env) == Target("acme/assistant", "d" * 40, None)
    push = {**env, "GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": ""}
    assert target(DECISION, push) == Target("acme/assistant", HEAD, None)
    for decision, environment in (
        (replace(DECISION, head="WORKTREE"), env),
        (replace(DECISION, head=None), {}),
        (DECISION, {**env, "GITHUB_EVENT_PATH": str(tmp_path)}),
    ):
        with pytest.raises(GithubError):
            target(decision, environment)
    for text in ("[]", "{}", '{"pull_request": 1}', '{"pull_request": {"head": []}}', "[" * 100_000):
        event.write_text(text)
        with pytest.raises(GithubError):
            target(DECISION, env)
