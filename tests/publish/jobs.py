"""A job in GitHub Actions, and what the tests of publishing share."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from gate.judge.decision import Decision
from gate.publish.target import Target
from gate.report import checks_report
from tests.command import check
from tests.forge import TOKEN, Reply
from tests.repo import Repo
from tests.report.decisions import DECISION, finding, no_quote

HEAD = "b" * 40
WHERE = Target("acme/assistant", HEAD, 7)
READ_ONLY = Reply(403, {"message": "Resource not accessible by integration"})


def run_of(decision: Decision) -> checks_report.CheckRun:
    return checks_report.check_run(decision, no_quote)


def many(count: int, message: str = "number") -> Decision:
    rows = tuple(finding(line=n, end_line=n, message=f"{message} {n}") for n in range(1, count + 1))
    return replace(DECISION, findings=rows)


class Job:
    """The gate on a pull request's branch in GitHub Actions."""

    def __init__(self, repo: Repo, url: str, folder: Path, number: int = 7) -> None:
        self.repo = repo
        self.summary = folder / "summary.md"
        self.event = folder / "event.json"
        self.url = url
        self.number = number

    def env(self) -> dict[str, str]:
        head = self.repo.git("rev-parse", "HEAD")
        pull = {"number": self.number, "head": {"sha": HEAD}}
        self.event.write_text(json.dumps({"pull_request": pull}))
        return {
            "GITHUB_TOKEN": TOKEN,
            "GITHUB_API_URL": self.url,
            "GITHUB_SERVER_URL": "https://forge.acme.example",
            "GITHUB_REPOSITORY": "acme/assistant",
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_EVENT_PATH": str(self.event),
            "GITHUB_SHA": head,
            "GITHUB_RUN_ID": "4711",
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "NO_PROXY": "127.0.0.1",
        }

    def check(self, *more: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        asked = ("--publish", "check-run", "--publish", "comment", *more)
        return check(self.repo, "--base", "main", "--head", "HEAD", *asked, env={**self.env(), **(env or {})})
