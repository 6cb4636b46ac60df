"""Who runs the gate, which two commits it compares, and what time it is: read once, then passed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from gate.case.compared import Compared, Unmerged
from gate.case.local_base import local
from gate.case.pre_commit import Range, asked_range, of_range
from gate.git.entry import INDEX, WORKTREE
from gate.git.repository import Repository
from gate.values.errors import UsageError
from gate.values.regex import regex
from gate.values.terms import CONFIG_PATH

_ZERO = regex(r"0{40,64}")


@dataclass(frozen=True, slots=True)
class Context:
    """What is compared. ``base`` is a commit, or None for a repository that had nothing before; ``head`` is a commit,
    ``INDEX`` or ``WORKTREE``; ``now`` is RFC 3339 in UTC with a ``Z``. ``tip`` is the branch that ``base`` was found on
    by a merge base and that has gone on since, so that the head's author chose how old the base is; else None. The rest
    is as in `Compared`."""

    event: str
    base: str | None
    head: str
    now: str
    tip: str | None = None
    note: str | None = None
    first: bool = False
    unmerged: Unmerged | None = None


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


def resolve(
    repository: Repository, asked: Asked, environment: Mapping[str, str], config_path: str = CONFIG_PATH
) -> Context:
    """The context of this run. Raises UsageError and UndecidedError, ConfigError where no branch can be trusted."""
    now = parse_now(asked.now)
    on_github = environment.get("GITHUB_ACTIONS") == "true"
    event = environment.get("GITHUB_EVENT_NAME", "") if on_github else "local"
    found = _compared(repository, asked, environment, config_path, on_github)
    tip = found.tip if found.tip != found.base else None
    return Context(event, found.base, found.head, now, tip, found.note, found.first, found.unmerged)


def _compared(
    repository: Repository, asked: Asked, environment: Mapping[str, str], config_path: str, on_github: bool
) -> Compared:
    """What the command line names goes first, then what a hook is asked about, then the event."""
    hook = _of_hook(asked, environment) if asked.is_given or not on_github else None
    if on_github and hook is None and asked.base is None and _is_left_open(repository, asked):
        from gate.case.github_event import Event

        return Event(repository, environment.get("GITHUB_EVENT_NAME", ""), environment, config_path).compared()
    if hook is not None and asked.base is None:
        return of_range(repository, hook, config_path)
    head = repository.commit(hook.end) if hook else asked.name(repository, "HEAD" if on_github else WORKTREE)
    if asked.base is not None:
        return Compared(None if _ZERO.fullmatch(asked.base) else repository.commit(asked.base), head)
    return local(repository, head, environment)


def _is_left_open(repository: Repository, asked: Asked) -> bool:
    """Whether the head is not said: by no option, or by a hook of what is staged, where that is nothing."""
    if not asked.staged or asked.head is not None or asked.worktree:
        return not asked.is_given
    current = repository.try_commit("HEAD")
    return current is not None and not repository.changed(current, INDEX)


def _of_hook(asked: Asked, environment: Mapping[str, str]) -> Range | None:
    """The commits that pre-commit asks about; None outside of it, and where something else is named."""
    if asked.worktree or asked.head not in (None, "HEAD") or (asked.staged and asked.head):
        return None
    return asked_range(environment)


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
