"""One file of a snapshot, and git's names for what it can be."""

from __future__ import annotations

from dataclasses import dataclass

WORKTREE = "WORKTREE"
INDEX = "INDEX"
SYMLINK = "120000"
GITLINK = "160000"
FOLDER = "040000"
MODULES = ".gitmodules"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a snapshot: git's mode, and the blob's object id (None: bytes on disk, not in git)."""

    mode: str
    oid: str | None

    @property
    def is_regular(self) -> bool:
        """A file of bytes, executable or not: neither a symbolic link nor a submodule."""
        return self.mode.startswith("100")
