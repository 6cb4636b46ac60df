"""A repository with a pull request, and the events that GitHub makes of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gate.case.context import Asked, Context, resolve
from gate.git.repository import Repository
from gate.values.errors import Problem, UndecidedError
from tests.repo import Repo

NOW = "2026-11-23T12:00:00Z"
ZERO = "0" * 40
ABSENT = "1234567890" * 4


class Forge:
    """A repository with main (root, stale, tip), a pull request from topic (one commit on stale), and its merge."""

    def __init__(self, path: Path) -> None:
        self.repo = Repo(path)
        self.root = self.commit("root")
        self.stale = self.commit("stale")
        self.tip = self.commit("tip")
        self.repo.git("switch", "--quiet", "--create", "topic", self.stale)
        self.topic = self.commit("topic")
        self.repo.git("switch", "--quiet", "--detach", "main")
        self.repo.git("merge", "--quiet", "--no-ff", "--message", "merge", "topic")
        self.merge = self.repo.git("rev-parse", "HEAD")

    def commit(self, name: str) -> str:
        self.repo.write(f"{name}.txt", name)
        return self.repo.commit(name)

    def at(self, revision: str) -> Forge:
        self.repo.git("switch", "--quiet", "--detach", revision)
        return self

    def context(self, asked: Asked | None = None, **environment: str) -> Context:
        with Repository(self.repo.path) as repository:
            return resolve(repository, asked or Asked(now=NOW), environment)

    def on(self, event: str, payload: object, asked: Asked | None = None) -> tuple[str | None, str]:
        """(base, head) that the event gives."""
        found = self.event(event, payload, asked)
        return found.base, found.head

    def event(self, event: str, payload: object, asked: Asked | None = None, **environment: str) -> Context:
        """The whole context of an event; the runner's GITHUB_SHA is what is checked out."""
        path = self.repo.path.parent / "event.json"
        path.write_text(json.dumps(payload))
        runner = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": str(path),
            "GITHUB_SHA": self.repo.git("rev-parse", "HEAD"),
        }
        found = self.context(asked, **{**runner, **environment})
        assert (found.event, found.now) == (event, NOW)
        return found

    def pull_request(self, onto: str = "main", **change: Any) -> dict[str, Any]:
        """A payload of a pull request to the branch ``onto``."""
        return {
            "pull_request": {"head": {"sha": self.topic}, "base": {"ref": onto, "sha": self.stale}, **change},
            "repository": {"default_branch": "main"},
        }

    def pushed(self, before: str, branch: str = "main", default: str = "main", **more: Any) -> dict[str, Any]:
        """The payload of a push of what is checked out."""
        named = {"ref": f"refs/heads/{branch}", "repository": {"default_branch": default}}
        return {"before": before, "after": self.repo.git("rev-parse", "HEAD"), **named, **more}

    def undecided(self, asked: Asked | None = None, **environment: str) -> Problem:
        with pytest.raises(UndecidedError) as error:
            self.context(asked, **environment)
        (found,) = error.value.problems
        return found

    def refused(self, event: str, payload: object, **environment: str) -> Problem:
        with pytest.raises(UndecidedError) as error:
            self.event(event, payload, None, **environment)
        (found,) = error.value.problems
        return found
