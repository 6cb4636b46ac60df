"""A real git repository for one test, untouched by the settings of the machine or of its user."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_TIME = "2026-11-02T09:00:00Z"
_IDENTITY = {
    f"GIT_{role}_{field}": value
    for role in ("AUTHOR", "COMMITTER")
    for field, value in (("NAME", "repo"), ("EMAIL", "repo@acme.example"), ("DATE", _TIME))
}


class Repo:
    """A repository at ``path``: write files, stage them all, commit. Equal steps give equal commits.

    ``copied``: it lies there already, the copy of another.
    """

    def __init__(self, path: Path, *, copied: bool = False) -> None:
        self.path = path
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            **_IDENTITY,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        path.mkdir(parents=True, exist_ok=True)
        if copied:
            return
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "core.autocrlf", "false")
        self.git("config", "core.filemode", "true")

    def git(self, *args: str) -> str:
        """What git answers, without the last line end."""
        done = subprocess.run(["git", *args], cwd=self.path, env=self.env, capture_output=True, check=False)
        assert done.returncode == 0, f"git {args}\n{done.stderr.decode()}"
        return done.stdout.decode().rstrip("\n")

    def write(self, path: str, content: str | bytes, *, executable: bool = False) -> None:
        """Put a file on disk, byte for byte."""
        target = self.path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        target.chmod(0o755 if executable else 0o644)

    def link(self, path: str, target: str) -> None:
        """Put a symbolic link on disk."""
        place = self.path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(target)

    def remove(self, path: str) -> None:
        (self.path / path).unlink()

    def add(self) -> None:
        """Stage everything."""
        self.git("add", "--all")

    def commit(self, message: str = "commit") -> str:
        """Stage and commit everything; the commit's object id."""
        self.add()
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")
