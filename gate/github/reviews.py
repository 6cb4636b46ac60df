"""Who approved a pull request as it stands, as GitHub has it on record.

Sources: GitHub, "REST API endpoints for pull request reviews", "About pull request reviews".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from gate.github.client import Client, GithubError, repository_path

ASSOCIATIONS = frozenset(("OWNER", "MEMBER", "COLLABORATOR"))  # of an author with the repository
_VERDICTS = ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")  # a comment leaves what was said before
_STATES = (*_VERDICTS, "COMMENTED", "PENDING")


@dataclass(frozen=True, slots=True)
class Approval:
    """One user's approval of one commit. ``login`` is as GitHub writes it (it ignores case), ``user_id`` never changes;
    ``association`` is the user's with the repository, such as ``MEMBER``; ``submitted_at`` is RFC 3339."""

    login: str
    user_id: int
    association: str
    commit: str
    submitted_at: str


def approvals(
    client: Client,
    repository: str,
    pull_number: int,
    head_sha: str,
    associations: Collection[str] = ASSOCIATIONS,
) -> tuple[Approval, ...]:
    """The approvals of ``head_sha`` that stand, sorted by login.

    Of each user the latest review that is a verdict counts; it has to approve this very commit. Not counted: the author
    of the pull request, bots, deleted users, and who is not associated with the repository as ``associations`` say.
    Who pushed a commit to another's pull request is not known here. Raises GithubError where GitHub does not
    answer, or answers what cannot be understood.
    """
    path = f"{repository_path(repository)}/pulls/{int(pull_number)}"
    author = _user(client.get(path))
    latest: dict[int, tuple[tuple[str, int], Mapping[str, Any]]] = {}
    for review in client.rows(f"{path}/reviews"):
        if review.get("state") not in _STATES:
            raise GithubError(f"a review of {path} has no state that is known")
        user = _user(review)
        if user is None or review["state"] not in _VERDICTS:
            continue
        order = (_text(review, "submitted_at"), _number(review, "id"))
        if user.id not in latest or latest[user.id][0] < order:
            latest[user.id] = (order, review)
    found: list[Approval] = []
    for (submitted_at, _), review in latest.values():
        user = _user(review)
        if user is None or user.kind != "User" or (author is not None and user.id == author.id):
            continue
        association = _text(review, "author_association")
        approved = review["state"] == "APPROVED" and review.get("commit_id") == head_sha
        if approved and association in associations:
            found.append(Approval(user.login, user.id, association, head_sha, submitted_at))
    return tuple(sorted(found, key=lambda row: (row.login.lower(), row.user_id)))


def approving_logins(
    client: Client,
    repository: str,
    pull_number: int,
    head_sha: str,
    associations: Collection[str] = ASSOCIATIONS,
) -> frozenset[str]:
    """The logins of `approvals`, in lower case. Raises GithubError."""
    rows = approvals(client, repository, pull_number, head_sha, associations)
    return frozenset(row.login.lower() for row in rows)


@dataclass(frozen=True, slots=True)
class _User:
    id: int
    login: str
    kind: str


def _user(row: Any) -> _User | None:
    """Whose it is; None for a user that was deleted."""
    if not isinstance(row, Mapping) or "user" not in row:
        raise GithubError("GitHub's answer names no user")
    user = row["user"]
    if user is None:
        return None
    if not isinstance(user, Mapping):
        raise GithubError("GitHub's answer names no user")
    return _User(_number(user, "id"), _text(user, "login"), _text(user, "type"))


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise GithubError(f"GitHub's answer has no {name}")
    return value


def _number(row: Mapping[str, Any], name: str) -> int:
    value = row.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise GithubError(f"GitHub's answer has no {name}")
    return value
