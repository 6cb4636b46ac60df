"""One file of a snapshot, and git's names for what it can be."""

from __future__ import annotations

from dataclasses import dataclass

WORKTREE = "WORKTREE"
INDEX = "INDEX"
SYMLINK = "120000"
GITLINK = "160000"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a snapshot: git's mode, and the blob's object id (None: bytes on disk, not in git)."""

    mode: str
    oid: str | None
