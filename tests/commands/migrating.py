"""What the tests of ``migrate`` share."""

from __future__ import annotations

import json
from typing import Any

import yaml

from tests.command import MODEL, NOW, fits, tunegate
from tests.repo import Repo
from tests.upgrading import OTHER, PACK

DISPOSITION = f"{PACK}/disposition.yaml"
ANSWER = f"{PACK}/determinations/answer.yaml"
ADJUSTED = ("adjusted-by-configuration", "notice", None, "tunegate.yaml", 77)
INTRODUCED = ("control-plane-introduced", "warning", "control-plane", "tunegate.yaml", 1)  # where there is no base
OUTDATED = {
    name: ("form-outdated", "warning", name, f"evidence/{name}/disposition.yaml", 10) for name in (MODEL, OTHER)
}


def case(repo: Repo, *args: str) -> dict[str, Any]:
    done = tunegate(repo, "case", "--now", NOW, *args)
    assert done.returncode == 0, done.stderr
    value: dict[str, Any] = json.loads(done.stdout)
    fits("case", value)
    return value


def states(repo: Repo) -> dict[str, str]:
    """Model -> digest of the state on disk, in the newest form."""
    done = tunegate(repo, "state", "--format", "json")
    return {name: row["digest"] for name, row in json.loads(done.stdout)["models"].items()}


def named(repo: Repo, path: str, key: str = "state") -> str:
    """A value of a document."""
    return str(yaml.safe_load((repo.path / path).read_text())[key])


def status(repo: Repo) -> list[str]:
    return repo.git("status", "--porcelain", "--untracked-files=all").splitlines()


def files(repo: Repo) -> dict[str, bytes]:
    """Path -> bytes of everything on disk."""
    found = (path for path in repo.path.rglob("*") if path.is_file() and not path.is_relative_to(repo.path / ".git"))
    return {path.relative_to(repo.path).as_posix(): path.read_bytes() for path in found}
