"""Who approved a pull request that was merged, and who had a hand in it: authors, committers, co-authors and pushers.

Sources: GitHub, "REST API endpoints for pull requests" (a list of commits ends at 250), "REST API endpoints for
repositories", List repository activities (who pushed what to a branch), "Creating a commit with multiple authors".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gate.github.client import Client, GithubError, repository_path
from gate.github.reviews import Approval, approvals
from gate.values.digests import is_object_id
from gate.values.regex import regex

MOST_COMMITS = 250
_PUSHES = ("push", "force_push", "branch_creation")
_CO_AUTHOR = regex(r"(?im)^[ \t]*co-authored-by[ \t]*:[^<\n]*<([^>\n]*)>")


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged pull request: its last commit, the branch that it went to, the approvals of that commit, and everyone
    who wrote or pushed a commit of it (mailboxes and logins in lower case)."""

    number: int
    head: str
    branch: str
    approvals: tuple[Approval, ...]
    emails: frozenset[str]
    logins: frozenset[str]


def merged(client: Client, repository: str, number: int) -> Merged:
    """Raises GithubError where it is not merged, or where GitHub does not say who wrote or pushed all of it."""
    path = f"{repository_path(repository)}/pulls/{int(number)}"
    pull = client.get(path)
    head = _at(pull, "head", "sha")
    branch = _at(pull, "base", "ref")
    if pull.get("merged") is not True:
        raise GithubError(f"pull request {number} is not merged", remedy="Record its reviews after the merge.")
    if not is_object_id(head) or not branch:
        raise GithubError(f"GitHub's answer on pull request {number} names no head or no branch")
    emails: set[str] = set()
    logins = {_at(pull, "user", "login")}
    commits = list(client.rows(f"{path}/commits"))
    if (
        len(commits) != pull.get("commits")
        or len(commits) >= MOST_COMMITS
        or head not in {_at(c, "sha") for c in commits}
    ):
        raise GithubError(
            f"GitHub does not list every commit of pull request {number}",
            remedy="Have the disposition signed with a key: tunegate disposition sign.",
        )
    for commit in commits:
        emails.update(_mailboxes(commit))
        logins.update(_at(commit, role, "login") for role in ("author", "committer"))
    logins.update(_pushers(client, pull, head, number))
    return Merged(
        number,
        head,
        branch,
        approvals(client, repository, number, head),
        frozenset(email.lower() for email in emails if email),
        frozenset(login.lower() for login in logins if login),
    )


def _mailboxes(commit: Mapping[str, Any]) -> Iterator[str]:
    yield from (_at(commit, "commit", role, "email") for role in ("author", "committer"))
    yield from _CO_AUTHOR.findall(_at(commit, "commit", "message"))


def _pushers(client: Client, pull: Mapping[str, Any], head: str, number: int) -> Iterator[str]:
    """Everyone who ever pushed to the branch that the pull request came from."""
    home, ref = _at(pull, "head", "repo", "full_name"), _at(pull, "head", "ref")
    rows: list[Mapping[str, Any]] = []
    if home and ref:
        rows = list(client.rows(f"{repository_path(home)}/activity", ref=f"refs/heads/{ref}"))
    pushes = [row for row in rows if row.get("activity_type") in _PUSHES]
    if head not in {row.get("after") for row in pushes}:
        raise GithubError(
            f"GitHub does not say who pushed the last commit of pull request {number}",
            remedy="Have the disposition signed with a key: tunegate disposition sign.",
        )
    for row in pushes:
        login = _at(row, "actor", "login")
        if not login:
            raise GithubError(f"GitHub does not say who pushed a commit of pull request {number}")
        yield login


def _at(value: Any, *names: str) -> str:
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""
