"""What a hook is asked about: pre-commit says it by variables, and not by what is staged or checked out.

pre-commit, ``commands/run.py`` and ``hook_impl.py``: PRE_COMMIT_FROM_REF and PRE_COMMIT_TO_REF are ``--from-ref`` and
``--to-ref``; at a push PRE_COMMIT_LOCAL_BRANCH, PRE_COMMIT_REMOTE_BRANCH and PRE_COMMIT_REMOTE_NAME are there, too. A
push of a history of which the remote has nothing comes without the first two; of several branches only one is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gate.case.branches import ORIGIN, Branch, Trust, branch, default_branch
from gate.case.compared import Compared
from gate.case.github_event import ZERO
from gate.case.local_base import no_default
from gate.git.repository import Repository
from gate.values.errors import UndecidedError


@dataclass(frozen=True, slots=True)
class Range:
    """The commits that pre-commit was asked about.

    ``start`` is None where nothing was before; ``onto`` is the ref that is pushed to, None outside of a push.
    """

    start: str | None
    end: str
    onto: str | None = None
    remote: str = ORIGIN


def asked_range(environment: Mapping[str, str]) -> Range | None:
    """What pre-commit was asked about; None where it says nothing of commits."""
    start, end = environment.get("PRE_COMMIT_FROM_REF"), environment.get("PRE_COMMIT_TO_REF")
    was = None if start and ZERO.fullmatch(start) else start
    onto, pushed = environment.get("PRE_COMMIT_REMOTE_BRANCH"), environment.get("PRE_COMMIT_LOCAL_BRANCH")
    remote = environment.get("PRE_COMMIT_REMOTE_NAME") or ORIGIN
    if start and end:
        return Range(was, end, onto or None, remote)
    return Range(None, pushed, onto, remote) if pushed and onto else None


def of_range(repository: Repository, asked: Range, config_path: str) -> Compared:
    """The two ends of a range: the base is the user's word, but that of a push is where it left a trusted branch.

    What the remote has of the same branch was not reviewed: a second push would hide the first. Raises UndecidedError.
    """
    head = repository.commit(asked.end)
    if asked.onto is None:
        if asked.start is None:
            return Compared(None, head)
        start = repository.commit(asked.start)
        # pre-commit itself looks at what changed from the merge base on
        return Compared(start if repository.shallow else repository.merge_base(start, head), head)
    name = asked.onto.removeprefix("refs/heads/")
    theirs = default_branch(repository, local="never") or default_branch(repository, asked.remote, local="never")
    if theirs is None:
        return _first_push(repository, asked, head)
    trust = Trust(repository, theirs.name, theirs, config_path)
    tip: Branch = theirs
    if asked.onto.startswith("refs/heads/") and name != theirs.name and trust.holds(name):
        tip = branch(repository, name, asked.remote) or theirs
    base = repository.merge_base(tip.commit, head)
    return Compared(base, head, tip=tip.commit)


def _first_push(repository: Repository, asked: Range, head: str) -> Compared:
    """A push to a remote of which no default branch is known here: nothing is there yet, or it was never fetched."""
    ours = default_branch(repository)
    if ours is None:
        raise no_default()
    if head != ours.commit and not repository.is_reachable(head, ours.commit):
        return Compared(repository.merge_base(ours.commit, head), head, tip=ours.commit)
    if asked.start is None:
        return Compared(None, head)  # all of it is new there
    if asked.onto != f"refs/heads/{ours.name}":
        raise UndecidedError(
            f"the default branch of {asked.remote!r} is not in this clone",
            remedy=f"Fetch it: 'git fetch {asked.remote}'.",
        )
    return Compared(repository.merge_base(repository.commit(asked.start), head), head)
