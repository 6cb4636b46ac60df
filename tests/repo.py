"""A real git repository for one test, untouched by the settings of the machine or of its user."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

_TIME = "2026-11-02T09:00:00Z"
_IDENTITY = {
    f"GIT_{role}_{field}": value
    for role in ("AUTHOR", "COMMITTER")
    for field, value in (("NAME", "repo"), ("EMAIL", "repo@acme.example"), ("DATE", _TIME))
}


def _environment() -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("GIT_")},
        **_IDENTITY,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }


@cache
def _empty() -> Path:
    """An empty repository, made once by git and copied then."""
    folder = Path(tempfile.mkdtemp(prefix="tunegate-repo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for command in (
        ("init", "--quiet", "--initial-branch=main", "--template="),
        ("config", "core.autocrlf", "false"),
        ("config", "core.filemode", "true"),
        ("config", "maintenance.auto", "false"),
    ):
        subprocess.run(["git", *command], cwd=folder, env=_environment(), check=True)
    return folder / ".git"


class Repo:
    """A repository at ``path``: write files, stage them all, commit. Equal steps give equal commits.

    One that lies there already, a clone or a copy, is taken as it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.env = _environment()
        path.mkdir(parents=True, exist_ok=True)
        if not (path / ".git").exists():
            shutil.copytree(_empty(), path / ".git")

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
        return self.head()

    def head(self) -> str:
        """The object id of the commit that is checked out."""
        folder = self.path / ".git"
        head = (folder / "HEAD").read_text().strip() if folder.is_dir() else ""
        branch = folder / head.removeprefix("ref: ")
        return branch.read_text().strip() if branch.is_file() else self.git("rev-parse", "HEAD")
