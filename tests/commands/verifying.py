"""What the tests of ``verify`` share."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.command import MODEL, NOW, fits, tunegate
from tests.commands.steps import edit, rules
from tests.repo import Repo

GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_EVENT_NAME": "schedule",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "acme/support",
    "GITHUB_WORKFLOW_REF": "acme/support/.github/workflows/deploy.yml@refs/heads/main",
}


def verify(repo: Repo, *args: str, now: str = NOW, **more: Any) -> subprocess.CompletedProcess[str]:
    return tunegate(repo, "verify", "--now", now, *args, **more)


def decision(repo: Repo, *args: str, expect: int, **more: Any) -> dict[str, Any]:
    done = verify(repo, "--format", "json", *args, **more)
    assert done.returncode == expect, done.stdout + done.stderr
    assert done.stderr == ""
    value: dict[str, Any] = json.loads(done.stdout)
    fits("decision", value)
    assert (value["base"], value["changes"], value["triggers"]) == (None, [], [])
    return value


def found(repo: Repo, *args: str, expect: int, **more: Any) -> list[str]:
    return [row[0] for row in rules(decision(repo, *args, expect=expect, **more))]


def state(repo: Repo) -> str:
    done = tunegate(repo, "state", "--head", "HEAD", "--format", "json")
    assert done.returncode == 0, done.stderr
    return str(json.loads(done.stdout)["models"][MODEL]["digest"])


def statement(path: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(path.read_text())
    fits("statement", value)
    return value


def two_models(repo: Repo) -> None:
    """A second model that nobody has reviewed."""
    text = (repo.path / "tunegate.yaml").read_text()
    more = "  triage:\n    surfaces: {system_prompt: [triage.md]}\n    evidence: evidence/triage\nsettings:\n"
    repo.write("tunegate.yaml", text.replace("settings:\n", more))
    repo.write("triage.md", "Sort the tickets.\n")
    repo.commit("another model")


def outside(repo: Repo) -> str:
    """A commit on a branch that nobody reviewed, with a gate that minds little."""
    repo.git("switch", "--quiet", "-c", "feature")
    edit(repo, "tunegate.yaml", "drift_margin: 0.05", "disposition_max_days: 1000")
    return repo.commit("a weaker gate")
