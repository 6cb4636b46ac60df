"""What a decision is shown at on GitHub: the repository, the commit, the pull request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gate.github.client import GithubError
from gate.judge.decision import Decision
from gate.values.digests import is_object_id

PULL_REQUEST_EVENTS = ("pull_request", "pull_request_review")


@dataclass(frozen=True, slots=True)
class Target:
    """``commit`` is the one that GitHub shows checks of; ``pull`` the pull request's number, None outside of one."""

    repository: str
    commit: str
    pull: int | None
    run_url: str | None = None


def target(decision: Decision, environment: Mapping[str, str]) -> Target:
    """The target of a decision in a job of GitHub Actions. Raises GithubError where there is none.

    A pull request is judged at its merge commit, of which GitHub shows nothing: its head stands for it.
    """
    repository = environment.get("GITHUB_REPOSITORY", "")
    judged = decision.head
    if judged is not None and not is_object_id(judged):
        raise GithubError("what is not committed cannot be shown on GitHub", remedy="Name a commit with --head.")
    here = environment.get("GITHUB_SHA", "")
    commit, pull = judged or here, None
    if environment.get("GITHUB_EVENT_NAME") in PULL_REQUEST_EVENTS:
        tip, number = pull_request_of(environment)
        if judged in (None, here, tip):
            commit, pull = tip, number
    if not is_object_id(commit):
        raise GithubError("it is not known which commit this run is for", remedy="Run it in a job of GitHub Actions.")
    return Target(repository, commit, pull, _run_url(environment))


def pull_request_of(environment: Mapping[str, str]) -> tuple[str, int]:
    """Its head and its number. Raises GithubError."""
    try:
        found = json.loads(Path(environment.get("GITHUB_EVENT_PATH", "")).read_bytes())["pull_request"]
        tip, number = found["head"]["sha"], found["number"]
        if isinstance(tip, str) and isinstance(number, int):
            return tip, number
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        pass
    raise GithubError("the event payload names no pull request", remedy="Run it in a job of GitHub Actions.")


def _run_url(environment: Mapping[str, str]) -> str | None:
    from gate.values.origin import origin

    page, run = origin("", environment).url, environment.get("GITHUB_RUN_ID", "")
    return f"{page}/actions/runs/{run}" if page and run.isascii() and run.isdigit() else None
