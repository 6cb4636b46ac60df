"""Puts one comment on a pull request, and keeps it up to date."""

from __future__ import annotations

import hashlib

from gate.github.client import Client, GithubError, repository_path
from gate.judge.decision import Decision
from gate.publish.target import Target
from gate.report import markdown_report
from gate.report.common import Quote
from gate.values.text import Lines


class NotNeeded(GithubError):
    """There is nothing to comment on, or another run does."""


def marker(decision: Decision) -> str:
    """The first line of the comment, which is not shown: one for each configuration and command."""
    name = hashlib.sha256(f"{decision.mode}:{decision.origin.config}".encode("utf-8", "surrogatepass")).hexdigest()
    return f"<!-- tunegate report {name[:16]} -->"


def put(client: Client, target: Target, decision: Decision, quote: Quote) -> None:
    """Write the comment, or update the one that this token's user wrote before. Raises GithubError, or
    LookupError and TypeError for answers of another form.

    It is known by its marker and its author: anyone can write the marker, and nobody else's comment is touched. A
    change that touches no reviewed surface gets no comment, unless there is one that has to say so. A run for a commit
    that is not the head of the pull request any more leaves the comment to the head's own run: NotNeeded.
    """
    if target.pull is None:
        raise NotNeeded("this run is for no pull request")
    base = repository_path(target.repository)
    if client.get(f"{base}/pulls/{target.pull}")["head"]["sha"] != target.commit:
        raise NotNeeded("the pull request has another head by now, whose own run writes it")
    body = Lines([marker(decision), markdown_report.render(decision, quote)])
    author = client.login().lower()
    for row in client.rows(f"{base}/issues/{target.pull}/comments"):
        user = row.get("user") or {}  # none: it was deleted
        said = str(row.get("body") or "")
        if str(user.get("login", "")).lower() == author and said.splitlines()[:1] == [marker(decision)]:
            if said.splitlines() != body.splitlines():
                client.patch(f"{base}/issues/comments/{int(row['id'])}", {"body": body})
            return
    if decision.verdict not in ("pass", "not-reviewed") or decision.models:
        client.post(f"{base}/issues/{target.pull}/comments", {"body": body})
