"""Who wrote the change: nobody may be the only one who approves their own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gate.git.entry import INDEX, WORKTREE
from gate.git.repository import Repository
from gate.values.regex import regex

_NOREPLY = regex(r"(?:[0-9]+\+)?([a-z0-9][a-z0-9-]*(?:\[bot\])?)@users\.noreply\.github\.com")


@dataclass(frozen=True, slots=True)
class Authors:
    """Authors and committers of a change: mailboxes of its commits, logins on GitHub; all in lower case."""

    emails: frozenset[str] = frozenset()
    logins: frozenset[str] = frozenset()

    def include(self, principal: str, logins: Iterable[str]) -> bool:
        """Whether a principal with these logins is one of them. GitHub's no-reply mailboxes stand for their login."""
        hidden = {match[1] for email in self.emails if (match := _NOREPLY.fullmatch(email))}
        return principal.lower() in self.emails or any(login.lower() in self.logins | hidden for login in logins)


def authors_of(repository: Repository, base: str | None, head: str, logins: Iterable[str]) -> Authors | None:
    """Who wrote the commits from base to head. None where that cannot be told: no base, or a shallow clone.

    The mailboxes are claims of the commits' authors; who opened the pull request is GitHub's word.
    """
    if base is None or repository.shallow:
        return None
    last = repository.try_commit("HEAD") if head in (INDEX, WORKTREE) else head
    emails = repository.mailboxes(base, last) if last is not None else frozenset()  # a branch without a commit yet
    return Authors(frozenset(email.lower() for email in emails), frozenset(login.lower() for login in logins))


def event_logins(environment: Mapping[str, str]) -> frozenset[str]:
    """Who GitHub says is behind the event that runs the gate; empty outside of GitHub Actions."""
    if environment.get("GITHUB_ACTIONS") != "true":
        return frozenset()
    try:
        payload = json.loads(Path(environment.get("GITHUB_EVENT_PATH", "")).read_bytes())
    except (OSError, ValueError, RecursionError):
        return frozenset()  # the context says what is wrong with it
    places = (("pull_request", "user", "login"), ("pusher", "name"))
    found = {_at(payload, place) for place in places}
    return frozenset(login for login in found if login)


def _at(payload: Any, place: tuple[str, ...]) -> str:
    for name in place:
        payload = payload.get(name) if isinstance(payload, Mapping) else None
    return payload if isinstance(payload, str) else ""
