"""What is compared, as each way of finding it says it: two ends, and how far the base can be relied on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unmerged:
    """A base branch that is not trusted, so that the change is judged against a branch that is.

    ``branch`` is its name, ``against`` that of the trusted one; what is the same at ``commit``, the last commit of the
    branch that the head has, is inherited from it.
    """

    branch: str
    against: str
    commit: str


@dataclass(frozen=True, slots=True)
class Compared:
    """``base`` is a commit, or None where nothing was before; ``head`` a commit, ``INDEX`` or ``WORKTREE``.

    ``tip`` is the branch that ``base`` was found on by a merge base, so that the head's author chose how old it is.
    ``note`` says what the reader could not guess. On the ``first`` commit there is nothing to judge yet.
    """

    base: str | None
    head: str
    tip: str | None = None
    note: str | None = None
    first: bool = False
    unmerged: Unmerged | None = None
