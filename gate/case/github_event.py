"""What an event of GitHub Actions compares: always the event's commit, with what a trusted branch had before.

The payloads are those of GitHub's "Webhook events and payloads"; which commit GITHUB_SHA is, "Events that trigger
workflows" says (both as of 2026-11).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gate.case.branches import FETCH_ALL, Branch, Trust, branch, default_branch
from gate.case.compared import Compared, Unmerged
from gate.git.repository import UNSHALLOW, Repository
from gate.values.digests import is_object_id
from gate.values.errors import UndecidedError
from gate.values.regex import regex

ZERO = regex(r"0{40,64}")
MAX_PAYLOAD = 32 * 1024 * 1024  # bytes; GitHub caps a webhook's payload at 25 MB
PULL_REQUEST = ("pull_request", "pull_request_review", "pull_request_review_comment")
# events that say nothing about what was there before, with the place of their commit; GITHUB_SHA where there is none
WITHOUT_BASE: Mapping[str, tuple[str, ...]] = {
    "check_run": ("check_run", "head_sha"),
    "check_suite": ("check_suite", "head_sha"),
    "create": (),
    "deployment": ("deployment", "sha"),
    "deployment_status": ("deployment", "sha"),
    "release": (),
    "repository_dispatch": (),
    "schedule": (),
    "status": ("sha",),
    "workflow_call": (),
    "workflow_dispatch": (),
    "workflow_run": ("workflow_run", "head_sha"),
}
_NAME_COMMITS = "Name the commits with --base and --head."
_HEADS = "refs/heads/"


def payload_of(environment: Mapping[str, str]) -> dict[str, Any]:
    """The event's payload. Raises UndecidedError where it cannot be read."""
    path = environment.get("GITHUB_EVENT_PATH", "")
    try:
        with open(path, "rb") as stream:
            data = stream.read(MAX_PAYLOAD + 1)
        if len(data) > MAX_PAYLOAD:
            raise ValueError(f"it has more than {MAX_PAYLOAD:,} bytes")
        value = json.loads(data)
    except (OSError, ValueError, RecursionError) as error:
        raise UndecidedError(f"the event payload cannot be read: {error}", remedy=_NAME_COMMITS) from None
    if not isinstance(value, dict):
        raise UndecidedError("the event payload is not an object", remedy=_NAME_COMMITS)
    return value


def default_name(payload: Mapping[str, Any]) -> str | None:
    """The name of the repository's default branch; None where the payload does not say."""
    named = payload.get("repository")
    name = named.get("default_branch") if isinstance(named, Mapping) else None
    return name if isinstance(name, str) and name else None


class Event:
    """One event, and the clone that it is judged in: the table of docs/github.md."""

    def __init__(self, repository: Repository, name: str, environment: Mapping[str, str], config_path: str) -> None:
        """Raises UndecidedError where the payload cannot be read or nothing is checked out."""
        self.repository = repository
        self.name = name
        self.payload = payload_of(environment)
        self.sha = environment.get("GITHUB_SHA", "")  # of the runner, always there; empty where somebody plays one
        self.head = repository.commit("HEAD")
        named = default_name(self.payload)
        tip = branch(repository, named) if named else default_branch(repository)
        self.trust = Trust(repository, named or (tip.name if tip else ""), tip, config_path)

    def compared(self) -> Compared:
        """Both ends. Raises UndecidedError for an event without a commit, and for another commit than the event's."""
        if self.name in PULL_REQUEST:
            return self._pull_request()
        if self.name == "merge_group":
            return self._merge_group()
        if self.name == "push":
            return self._push()
        if self.name in WITHOUT_BASE:
            place = WITHOUT_BASE[self.name]
            self._has_to_be(self._stated(*place))
            return self._whole()
        if self.name == "pull_request_target":
            raise UndecidedError(
                "pull_request_target runs on the base branch and would check the wrong commit",
                remedy="Trigger the workflow on pull_request.",
            )
        raise UndecidedError(
            f"the event {self.name!r} does not say what to compare with", remedy="Name the base with the input 'base'."
        )

    def _stated(self, *place: str) -> str:
        """The commit that the payload names there, else GITHUB_SHA; empty where neither does."""
        return _sha(found) if (found := _text(self.payload, *place)) else self.sha

    def _has_to_be(self, commit: str) -> None:
        """Raises UndecidedError where something else is checked out than the event's commit."""
        if commit and self.head != commit:
            raise UndecidedError(
                f"HEAD is {self.head}, and this {self.name} is about {commit}",
                remedy=f"Give actions/checkout 'ref: {commit_expression(self.name)}', or none; "
                "or name the commits with the inputs 'base' and 'head'.",
            )

    # -- pull requests

    def _pull_request(self) -> Compared:
        """The merge commit that GitHub made is compared with its first parent, where a trusted branch has that.

        Else the pull request's own head is, with where it left a trusted branch: the check is shown at that commit, and
        counts whatever the base is changed to.
        """
        tip = _sha(_field(self.payload, "pull_request", "head", "sha"))
        onto = self._merged_onto(tip)
        stated = _text(self.payload, "pull_request", "base", "sha")  # can be older than the merge commit
        stated = stated if is_object_id(stated) else ""
        name = _text(self.payload, "pull_request", "base", "ref") or self.trust.default
        if not self.trust.holds(name):
            return self._against_default(tip, name, onto or stated)
        base = branch(self.repository, name)
        if onto is None:
            return self._left(tip, stated, base)
        if base is not None and self.repository.is_reachable(self.repository.commit(onto), base.commit):
            return Compared(onto, self.head)
        if base is None or self.repository.shallow:
            if onto == stated:
                return Compared(self.repository.commit(onto), self.head)
            raise UndecidedError(
                f"whether the first parent of HEAD, {onto[:12]}, is on {name!r} cannot be told in this clone",
                remedy="Use actions/checkout with 'fetch-depth: 0'. Where the base of the pull request was changed, or "
                "its branch has moved on, run again.",
            )
        return self._since(tip, base)  # merged onto another branch: the base was changed since

    def _merged_onto(self, tip: str) -> str | None:
        """The first parent of GitHub's merge commit; None where the pull request's head itself is checked out.

        Any merge commit can be pushed by the author; GitHub's own is GITHUB_SHA.
        """
        if self.head == tip:
            return None
        parents = self.repository.parents(self.head)
        if len(parents) != 2:
            raise UndecidedError(
                f"HEAD {self.head[:12]} is neither the merge commit nor the head of this pull request, {tip[:12]}",
                remedy="Let actions/checkout check out its default ref, with 'fetch-depth: 2' or 0.",
            )
        if parents[1] != tip or self.sha not in ("", self.head):
            raise UndecidedError(
                f"HEAD {self.head[:12]} merges {parents[1][:12]}, and this event is about {tip[:12]}"
                if parents[1] != tip
                else f"HEAD {self.head[:12]} is not the merge commit of this event, {self.sha[:12]}",
                remedy="The pull request has moved on since: run the workflow of its newest commit again, "
                "and let actions/checkout check out its default ref.",
            )
        return parents[0]

    def _left(self, tip: str, stated: str, base: Branch | None) -> Compared:
        """The head is checked out: it is compared with where it left the base branch, before it was merged there."""
        then = self.repository.try_commit(stated) if stated else None
        if base is None and then is None:
            raise UndecidedError("the base of the pull request is not in this clone", remedy=FETCH_ALL)
        tips = [base.commit] if base is not None else []
        if then is not None and (base is None or self.repository.is_reachable(then, base.commit)):
            tips.append(then)
        for there in tips:
            if (found := self.repository.merge_base(there, tip)) != tip:
                return Compared(found, tip, tip=there)
        return Compared(None, tip)

    def _since(self, commit: str, base: Branch, unmerged: Unmerged | None = None) -> Compared:
        """What the commit adds to a trusted branch; all of it is judged where that is nothing."""
        found = self.repository.merge_base(base.commit, self.repository.commit(commit))
        if found == commit:  # compared with itself, anything would pass
            return Compared(None, commit)
        return Compared(found, commit, tip=base.commit, unmerged=unmerged)

    def _against_default(self, commit: str, name: str, other: str) -> Compared:
        """``other`` is a commit of the branch ``name``, which is not trusted; empty where the event does not say."""
        there = self.trust.there()
        if not name or not other or self.repository.try_commit(other) is None:
            return self._since(commit, there)
        shared = self.repository.merge_base(other, self.repository.commit(commit))
        return self._since(commit, there, Unmerged(name, there.name, shared))

    # -- the merge queue and pushes

    def _merge_group(self) -> Compared:
        self._has_to_be(self._stated("merge_group", "head_sha"))
        stated = _sha(_field(self.payload, "merge_group", "base_sha"))
        name = _text(self.payload, "merge_group", "base_ref").removeprefix(_HEADS)
        if not self.trust.holds(name):
            return self._against_default(self.head, name, stated)
        base = branch(self.repository, name)
        if base is None:
            raise UndecidedError(f"the branch {name!r} is not in this clone", remedy=FETCH_ALL)
        found = self.repository.commit(stated)
        if found != self.head and self.repository.is_reachable(found, base.commit):
            return Compared(found, self.head)
        return self._since(self.head, base)  # behind another entry of the queue, which is not on the branch yet

    def _push(self) -> Compared:
        if self.payload.get("deleted") is True:
            raise UndecidedError(
                "the push deleted the branch, so there is nothing to check",
                remedy="Name a commit with the input 'head'.",
            )
        ref = _text(self.payload, "ref")
        if ref.startswith("refs/tags/"):
            self._has_to_be(self.sha)  # 'after' can be the tag itself
            return self._whole()  # what a tag stood on before says nothing about what was reviewed
        before = _sha(_field(self.payload, "before"))
        self._has_to_be(self._stated("after"))
        # what stood on another branch before was not reviewed: the second push would hide the first
        if not self.trust.holds(ref.removeprefix(_HEADS)):
            return self._since(self.head, self.trust.there())
        if not ZERO.fullmatch(before):
            return Compared(self.repository.commit(before), self.head)
        there = self.trust.tip
        return self._since(self.head, there) if there is not None else Compared(None, self.head)

    def _whole(self) -> Compared:
        """Nothing as base, so that all is judged, where the default branch has the head; else where it left that.

        A commit of another branch must not be judged by its own configuration: the run's check is shown at the commit,
        and would stand for the one of its pull request.
        """
        there = self.trust.tip
        if there is None:
            raise UndecidedError("which commits are on the default branch cannot be told", remedy=FETCH_ALL)
        if self.head == there.commit or self.repository.is_reachable(self.head, there.commit):
            return Compared(None, self.head)
        if self.repository.shallow:
            raise UndecidedError("the clone is shallow, so a merge base cannot be trusted", remedy=UNSHALLOW)
        return self._since(self.head, there)


def commit_expression(event: str) -> str:
    """What a workflow writes as the ``ref`` of actions/checkout for the event's commit."""
    place = {"merge_group": ("merge_group", "head_sha"), "push": ("after",), **WITHOUT_BASE}.get(event, ())
    return "${{ github.event." + ".".join(place) + " }}" if place else "${{ github.sha }}"


def _text(payload: Mapping[str, Any], *names: str) -> str:
    """The text at a place of the payload; empty where there is none."""
    value: Any = payload
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""


def _field(payload: Mapping[str, Any], *names: str) -> str:
    value = _text(payload, *names)
    if not value:
        raise UndecidedError(f"the event payload has no {'.'.join(names)}", remedy=_NAME_COMMITS)
    return value


def _sha(text: str) -> str:
    if not is_object_id(text):
        raise UndecidedError(
            f"the event payload names {text[:60]!r}, which is not a commit id", remedy="Name the commits yourself."
        )
    return text
