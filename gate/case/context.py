"""Who runs the gate, which two commits it compares, and what time it is: read once, then passed on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gate.git.entry import INDEX, WORKTREE
from gate.git.repository import Repository
from gate.values.digests import is_object_id
from gate.values.errors import UndecidedError, UsageError
from gate.values.regex import regex

_ZERO = regex(r"0{40,64}")
_BRANCHES = ("refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master")
# events that say nothing about what was there before
WITHOUT_BASE = (
    "release schedule workflow_dispatch workflow_call repository_dispatch deployment deployment_status create"
).split()
_NAME_HEAD = "Name a commit with the input 'head'."
MAX_PAYLOAD = 32 * 1024 * 1024  # bytes; GitHub caps a webhook's payload at 25 MB
_LOCAL_BRANCHES = ("refs/heads/main", "refs/heads/master")


@dataclass(frozen=True, slots=True)
class Context:
    """What is compared. ``base`` is a commit, or None for a repository that had nothing before; ``head`` is a commit,
    ``INDEX`` or ``WORKTREE``; ``now`` is RFC 3339 in UTC with a ``Z``. ``tip`` is the branch that ``base`` was found on
    by a merge base and that has gone on since, so that the head's author chose how old the base is; else None."""

    event: str
    base: str | None
    head: str
    now: str
    tip: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """Which snapshot the command line asks for; None or False where it leaves the choice to the command."""

    head: str | None = None
    staged: bool = False
    worktree: bool = False

    @property
    def is_given(self) -> bool:
        return self.head is not None or self.staged or self.worktree

    def name(self, repository: Repository, default: str) -> str:
        """The commit's object id, ``INDEX`` or ``WORKTREE``; ``default`` is a revision, or one of the two.

        Raises UsageError where several are asked for, UndecidedError for a commit that is not there.
        """
        if sum((self.head is not None, self.staged, self.worktree)) > 1:
            raise UsageError("--head, --staged and --worktree exclude each other", remedy="Give one of them.")
        if self.staged or self.worktree:
            return INDEX if self.staged else WORKTREE
        named = self.head if self.head is not None else default
        return named if named in (INDEX, WORKTREE) and self.head is None else repository.commit(named)


@dataclass(frozen=True, slots=True)
class Asked(Head):
    """What the command line asks to compare."""

    base: str | None = None
    now: str | None = None


def resolve(repository: Repository, asked: Asked, environment: Mapping[str, str]) -> Context:
    """The context of this run. Raises UsageError and UndecidedError."""
    now = parse_now(asked.now)
    on_github = environment.get("GITHUB_ACTIONS") == "true"
    if on_github and asked.base is None and not asked.is_given:
        event = environment.get("GITHUB_EVENT_NAME", "")
        base, head, tip = _github(repository, event, _payload(environment))
        return Context(event, base, head, now, tip if tip != base else None)
    head = asked.name(repository, "HEAD" if on_github else WORKTREE)
    event = environment.get("GITHUB_EVENT_NAME", "") if on_github else "local"
    if asked.base is not None:
        return Context(event, None if _ZERO.fullmatch(asked.base) else repository.commit(asked.base), head, now)
    base, tip = _local_base(repository, head)
    return Context(event, base, head, now, tip if tip != base else None)


def parse_now(text: str | None) -> str:
    """The time of the decision as ``YYYY-MM-DDTHH:MM:SSZ``. Raises UsageError."""
    if text is None:
        return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError("a time without its zone")
        return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
    except (ValueError, OverflowError):
        raise UsageError(f"--now {text!r} is not a time", remedy="Write it like 2026-11-23T12:00:00Z.") from None


def _local_base(repository: Repository, head: str) -> tuple[str | None, str | None]:
    """(base, the branch that it is on)."""
    current = repository.try_commit("HEAD")
    if head == INDEX:
        return current, None
    tip = current if head == WORKTREE else head
    if tip is None:
        return None, None
    default = default_branch(repository)
    base = repository.merge_base(default, tip) if default not in (None, tip) else tip
    if base == head:  # a commit compared with itself would pass whatever it holds
        raise UsageError(
            "there is no base to compare the head with", remedy="Name it with --base, for instance --base main."
        )
    return base, default


def default_branch(repository: Repository) -> str | None:
    """The commit of the upstream's default branch, else of the local main or master; None where there is neither."""
    for name in (*_BRANCHES, *_LOCAL_BRANCHES):
        if commit := repository.try_commit(name):
            return commit
    return None


def _payload(environment: Mapping[str, str]) -> dict[str, Any]:
    path = environment.get("GITHUB_EVENT_PATH", "")
    try:
        with open(path, "rb") as stream:
            data = stream.read(MAX_PAYLOAD + 1)
        if len(data) > MAX_PAYLOAD:
            raise ValueError(f"it has more than {MAX_PAYLOAD:,} bytes")
        value = json.loads(data)
    except (OSError, ValueError, RecursionError) as error:
        raise UndecidedError(
            f"the event payload cannot be read: {error}", remedy="Name the commits with --base and --head."
        ) from None
    if not isinstance(value, dict):
        raise UndecidedError("the event payload is not an object", remedy="Name the commits with --base and --head.")
    return value


def _ref(payload: Mapping[str, Any]) -> str:
    ref = payload.get("ref")
    return ref if isinstance(ref, str) else ""


def _field(payload: Mapping[str, Any], *names: str) -> str:
    value: Any = payload
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    if not isinstance(value, str) or not value:
        raise UndecidedError(
            f"the event payload has no {'.'.join(names)}", remedy="Name the commits with --base and --head."
        )
    return value


def _github(repository: Repository, event: str, payload: Mapping[str, Any]) -> tuple[str | None, str, str | None]:
    """Base, head and tip of a GitHub event, by the table in docs/github.md."""
    head = repository.commit("HEAD")
    if event in ("pull_request", "pull_request_review"):
        return _pull_request(repository, payload, head)
    if event == "merge_group":
        return repository.commit(_sha(_field(payload, "merge_group", "base_sha"))), head, None
    if event == "push":
        if payload.get("deleted") is True:
            raise UndecidedError("the push deleted the branch, so there is nothing to check", remedy=_NAME_HEAD)
        if _ref(payload).startswith("refs/tags/"):
            return _whole(repository, payload, head)  # what a tag stood on before says nothing about what was reviewed
        return _push(repository, payload, head)
    if event in WITHOUT_BASE:
        return _whole(repository, payload, head)
    if event == "pull_request_target":
        raise UndecidedError(
            "pull_request_target runs on the base branch and would check the wrong commit",
            remedy="Trigger the workflow on pull_request.",
        )
    raise UndecidedError(
        f"the event {event!r} does not say what to compare with", remedy="Name the base with the input 'base'."
    )


def _whole(repository: Repository, payload: Mapping[str, Any], head: str) -> tuple[str | None, str, str | None]:
    """Nothing as base, so that everything is judged, where the default branch has the head; else where it left that.

    A commit of another branch must not be judged by its own configuration: the run's check is shown at the commit, and
    would stand for the one of its pull request.
    """
    default = _named_default(repository, payload)
    if default is None:
        raise UndecidedError(
            "which commits are on the default branch cannot be told",
            remedy="Use actions/checkout with 'fetch-depth: 0', or name the base with the input 'base'.",
        )
    if head == default or repository.is_reachable(head, default):
        return None, head, None
    return repository.merge_base(default, head), head, default


def _named_default(repository: Repository, payload: Mapping[str, Any]) -> str | None:
    """The default branch that the payload names, not one that anyone could push; the clone's where it names none."""
    named = payload.get("repository")
    name = named.get("default_branch") if isinstance(named, Mapping) else None
    if not isinstance(name, str) or not name:
        return default_branch(repository)
    return repository.try_commit(f"refs/remotes/origin/{name}") or repository.try_commit(f"refs/heads/{name}")


def _push(repository: Repository, payload: Mapping[str, Any], head: str) -> tuple[str | None, str, str | None]:
    before = _sha(_field(payload, "before"))
    named = payload.get("repository")
    name = named.get("default_branch") if isinstance(named, Mapping) else None
    own = {"", "refs/heads/main", "refs/heads/master"}
    default = _named_default(repository, payload)
    if isinstance(name, str) and name:
        own = {"", f"refs/heads/{name}"}
        if default is None and _ref(payload) not in own:  # nothing as base would trust the head's own settings
            raise UndecidedError(
                f"the default branch {name!r} is not in this clone",
                remedy="Use actions/checkout with 'fetch-depth: 0', or name the base with the input 'base'.",
            )
    # what stood on another branch before was not reviewed: the second push would hide the first
    if not _ZERO.fullmatch(before) and (default is None or _ref(payload) in own):
        return repository.commit(before), head, None
    base = repository.merge_base(default, head) if default is not None and default != head else None
    return (base if base != head else None), head, default  # compared with itself, anything would pass


def _sha(text: str) -> str:
    if not is_object_id(text):
        raise UndecidedError(
            f"the event payload names {text[:60]!r}, which is no commit id", remedy="Name the commits yourself."
        )
    return text


def _pull_request(repository: Repository, payload: Mapping[str, Any], head: str) -> tuple[str, str, str | None]:
    """The first parent of the merge commit that GitHub checks out, never ``base.sha``, which can be stale."""
    tip = _sha(_field(payload, "pull_request", "head", "sha"))
    parents = repository.parents(head)
    if len(parents) == 2 and parents[1] == tip:
        return repository.commit(parents[0]), head, None
    if head == tip:  # checked out by 'ref: head.sha'
        base = repository.commit(_sha(_field(payload, "pull_request", "base", "sha")))
        return repository.merge_base(base, head), head, base
    raise UndecidedError(
        f"HEAD {head[:12]} is neither the merge commit nor the head of this pull request",
        remedy="Let actions/checkout check out its default ref, with 'fetch-depth: 2' or 0.",
    )
