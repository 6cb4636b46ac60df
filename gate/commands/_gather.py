"""From the command line to the repository and what is compared in it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gate.case.context import Asked, Context, parse_now, resolve
from gate.values.errors import UsageError

if TYPE_CHECKING:
    from gate.approvals.approvals import Reviewers
    from gate.case.gather import Gatherer
    from gate.git.repository import Repository


def repository(context: click.Context) -> Repository:
    from gate.git.repository import Repository

    found = Repository(Path(context.obj["directory"]))
    context.find_root().call_on_close(found.close)
    return found


def gatherer(context: click.Context, asked: Asked, *, all_models: bool = False) -> Gatherer:
    from gate.approvals.authors import event_logins
    from gate.case.gather import Gatherer

    repo = repository(context)
    resolved = resolve(repo, asked, os.environ)
    gather = Gatherer(repo, resolved, context.obj["config"], all_models, logins=event_logins(os.environ))
    gather.reviewers = reviewers(os.environ, resolved.head)
    return gather


def reviewers(environment: Mapping[str, str], head: str) -> Reviewers | None:
    """What asks GitHub who approved the pull request that this run is about; None where there is none, or no token."""
    if environment.get("GITHUB_ACTIONS") != "true" or not environment.get("GITHUB_TOKEN", "").strip():
        return None
    from gate.github.client import GithubError
    from gate.publish.target import PULL_REQUEST_EVENTS, pull_request_of

    try:
        tip, number = pull_request_of(environment)
    except GithubError:
        return None
    if environment.get("GITHUB_EVENT_NAME") not in PULL_REQUEST_EVENTS:
        return None
    if head not in (tip, environment.get("GITHUB_SHA")):  # a review says nothing about another commit
        return None

    def ask() -> Iterable[str]:
        from gate.github.client import Client
        from gate.github.reviews import approving_logins

        client = Client.of(environment)
        return approving_logins(client, environment.get("GITHUB_REPOSITORY", ""), number, tip)

    return ask


def snapshot_gatherer(
    context: click.Context,
    head: str | None = None,
    staged: bool = False,
    worktree: bool = False,
    now: str | None = None,
) -> Gatherer:
    """A gatherer without a base: for the commands that look at one state."""
    from gate.case.gather import Gatherer
    from gate.git.entry import INDEX, WORKTREE

    repo = repository(context)
    if sum((head is not None, staged, worktree)) > 1:
        raise UsageError("--head, --staged and --worktree exclude each other", remedy="Give one of them.")
    name = repo.commit(head) if head is not None else INDEX if staged else WORKTREE
    return Gatherer(repo, Context("local", None, name, parse_now(now)), context.obj["config"])
