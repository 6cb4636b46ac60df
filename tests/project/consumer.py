"""A consumer's repository, and act, which runs its workflow on the host."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.tools import ROOT, require

ACTION = ROOT / "action.yml"
EXAMPLE = ROOT / "examples" / "workflows" / "tunegate-required-check.yml"
# act removes the runner's temporary folder after a job that passes
KEEP = """
      - if: always()
        env:
          DECISION: ${{ steps.gate.outputs.decision }}
          SARIF: ${{ steps.gate.outputs.sarif }}
        run: cp "$DECISION" "$KEPT_DECISION" && cp "$SARIF" "$KEPT_DECISION.sarif"
"""


# stands in for actions/checkout, which act would fetch from the network: a clone as it makes one
CHECKOUT = """\
name: checkout
inputs:
  ref: {default: ""}
  fetch-depth: {default: "1"}
  persist-credentials: {default: "true"}
runs:
  using: composite
  steps:
    - shell: bash
      env: {REF: "${{ inputs.ref }}", DEPTH: "${{ inputs.fetch-depth }}"}
      run: |
        git init --quiet .
        git remote add origin "file://$CONSUMER"
        depth=(); if [ "$DEPTH" != 0 ]; then depth=("--depth=$DEPTH"); fi
        git fetch --quiet "${depth[@]}" origin "+refs/heads/*:refs/remotes/origin/*"
        git checkout --quiet --detach "${REF:-$GITHUB_SHA}"
"""


def attempt(
    *command: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8", check=False
    )


def run(*command: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> str:
    """Standard output of a command that must succeed."""
    done = attempt(*command, cwd=cwd, env=env)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@dataclass(frozen=True, slots=True)
class Job:
    """What a pull request's check came to."""

    code: int
    log: str
    verdict: str
    decision: dict[str, Any]
    sarif: dict[str, Any]
    main: str

    def annotations(self) -> list[str]:
        """The workflow commands, as act repeats them."""
        return re.findall(r"::(?:error|warning|notice) .*", self.log)


class Consumer:
    """A repository with the example, the gate's workflow, and a disposition that is in force today."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.env = {
            **{
                name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_", "RUNNER_"))
            },
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        }

    @classmethod
    def new(cls, path: Path) -> Consumer:
        shutil.copytree(ROOT / "examples" / "support-assistant", path)
        workflow = path / ".github" / "workflows" / "tunegate.yml"
        workflow.parent.mkdir(parents=True, exist_ok=True)
        workflow.write_text(EXAMPLE.read_text("utf-8") + KEEP, encoding="utf-8")
        made = cls(path)
        made.git("init", "--quiet", "--initial-branch=main")
        made.git("config", "user.name", "consumer")
        made.git("config", "user.email", "consumer@acme.example")
        made.commit("the example")
        made.decide()
        made.commit("as reviewed")
        return made

    def copy(self, path: Path) -> Consumer:
        return Consumer(shutil.copytree(self.path, path, symlinks=True))

    def git(self, *arguments: str) -> str:
        return run("git", *arguments, cwd=self.path, env=self.env).strip()

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def decide(self) -> None:
        """Draft the disposition anew with the tool, conditions included: the example's own dates pass one day."""
        expires = date.today() + timedelta(days=60)
        run(
            *(sys.executable, "-I", "-m", "gate", "disposition", "draft", "--decision", "proceed"),
            *("--decided-by", "risk@acme.example", "--expires", expires.isoformat()),
            *("--rationale", "Reviewed again for this test; nothing on a reviewed surface has changed."),
            cwd=self.path,
            env=self.env,
        )
        disposition = self.path / "evidence" / "support-assistant" / "disposition.yaml"
        text = re.sub(r"(?m)(^ +due: ).*", rf'\g<1>"{expires}"', disposition.read_text("utf-8"))
        disposition.write_text(text, encoding="utf-8", newline="\n")

    def pull_request(self, files: Mapping[str, str]) -> dict[str, Any]:
        """Append to files on a branch, let main move on, check out the merge as GitHub does, and return the event."""
        self.git("checkout", "--quiet", "-b", "change")
        for name, text in files.items():
            target = self.path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("a", encoding="utf-8", newline="") as file:
                file.write(text)
        self.commit("the change")
        stale_base = self.git("rev-parse", "main")
        self.git("checkout", "--quiet", "main")
        (self.path / "NOTES.md").write_text("Main moved on.\n", encoding="utf-8")
        self.commit("meanwhile")
        self.git("checkout", "--quiet", "--detach", "main")
        self.git("merge", "--quiet", "--no-ff", "--message", "merge", "change")
        head = {"ref": "change", "sha": self.git("rev-parse", "change")}
        return {"number": 7, "pull_request": {"number": 7, "head": head, "base": {"ref": "main", "sha": stale_base}}}


@dataclass(frozen=True, slots=True)
class Runner:
    """act, on the host, with the example workflow's own reference answered by this checkout."""

    folder: Path
    action: Path
    wheels: Path
    reviewed: Consumer

    def consumer(self) -> Consumer:
        """A copy of the reviewed repository, the test's own."""
        return self.reviewed.copy(self.folder / "consumer")

    def check(self, files: Mapping[str, str]) -> Job:
        """A pull request that appends to files."""
        consumer = self.consumer()
        return self.on("pull_request", consumer, consumer.pull_request(files))

    def on(self, name: str, consumer: Consumer, payload: Mapping[str, Any]) -> Job:
        """The workflow on an event, at what the consumer has checked out."""
        act = require("act")
        event = self.folder / "event.json"
        event.write_text(json.dumps(payload), encoding="utf-8")
        reference = re.search(r"uses: (acme/tunegate@\S+)", EXAMPLE.read_text("utf-8"))
        assert reference
        env = {
            **consumer.env,
            "HOME": str(self.folder / "home"),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "PATH": os.pathsep.join([str(Path(sys.base_prefix) / "bin"), os.environ["PATH"]]),
        }
        kept = self.folder / "decision.json"
        done = attempt(
            *(act, name, "--platform", "ubuntu-latest=-self-hosted", "--eventpath", event),
            *("--local-repository", f"{reference[1]}={self.action}", "--no-cache-server"),
            *("--env", "PIP_NO_INDEX=1", "--env", f"PIP_FIND_LINKS={self.wheels}"),
            *("--env", f"KEPT_DECISION={kept}"),
            cwd=consumer.path,
            env=env,
        )
        log = re.sub(r"(?m)^\[[^]\n]*\] +(?:\| ?)?", "", done.stdout)
        said = re.search(r"^verdict ([\w-]+), decision in /", log, re.MULTILINE)
        assert said, f"the job did not get to its end\n{done.stdout}\n{done.stderr}"
        decision = json.loads(kept.read_text("utf-8"))
        sarif = json.loads(kept.with_name("decision.json.sarif").read_text("utf-8"))
        return Job(done.returncode, log, said[1], decision, sarif, consumer.git("rev-parse", "main"))
