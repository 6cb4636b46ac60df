"""The workflows before a deploy, run for real by act: a consumer's own, and the one that it calls."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.command import EVIDENCE, fits
from tests.keys import have_signed
from tests.project.consumer import CHECKOUT, Consumer, attempt, run
from tests.tools import ROOT, require

CALLED = ROOT / ".github" / "workflows" / "tunegate-verify.yml"
DEPLOY = ROOT / "examples" / "workflows" / "tunegate-deploy.yml"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="act runs a job on the host only on Linux and macOS")


def test_lint() -> None:
    run(require("actionlint"), "-no-color", CALLED, DEPLOY)
    run(require("zizmor"), "--offline", "--strict-collection", "--no-progress", "--quiet", CALLED, DEPLOY)
    run(require("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", CALLED, DEPLOY)


def test_least_permissions() -> None:
    for path in (CALLED, DEPLOY):
        workflow = yaml.safe_load(path.read_text())
        assert workflow["permissions"] == {}
        assert [job["permissions"] for job in workflow["jobs"].values()] == [{"contents": "read"}] * len(
            workflow["jobs"]
        )
        assert re.findall(r"uses: \S+@(?![0-9a-f]{40} # v)", path.read_text()) == []


def test_deploy_waits() -> None:
    deploy = yaml.safe_load(DEPLOY.read_text())["jobs"]["deploy"]
    assert deploy["needs"] == "verify"
    assert "always()" not in deploy["if"]


@dataclass(frozen=True, slots=True)
class Run:
    """What a push of the deploy workflow came to."""

    code: int
    log: str
    statement: dict[str, Any] | None
    head: str


def push(folder: Path, shipped: Path, wheels: Path, *, change: str | None) -> Run:
    """Push the example to main, with a change that was merged past the check or without one, and let it deploy."""
    consumer = Consumer.new(folder / "consumer")
    kept = folder / "statement.json"
    # act has no place for what a job leaves, so the deploy job puts it outside
    text = DEPLOY.read_text().replace("> statement.json\n", f"> '{kept}'\n")
    (consumer.path / ".github" / "workflows" / "tunegate.yml").unlink()
    (consumer.path / ".github" / "workflows" / "deploy.yml").write_text(text, encoding="utf-8")
    have_signed(consumer.path, EVIDENCE)
    consumer.commit("deploy it")
    if change is not None:
        with (consumer.path / "prompts" / "system.md").open("a", encoding="utf-8", newline="") as file:
            file.write(change)
        consumer.commit("past the check")
    action = folder / "action"
    shutil.copytree(shipped, action)
    (action / ".github" / "workflows").mkdir(parents=True)
    shutil.copy2(CALLED, action / ".github" / "workflows")
    checkout = folder / "checkout"
    checkout.mkdir()
    (checkout / "action.yml").write_text(CHECKOUT, encoding="utf-8")
    used = re.search(r"uses: (actions/checkout@\S+)", text)
    event = folder / "event.json"
    event.write_text(
        json.dumps({"ref": "refs/heads/main", "repository": {"default_branch": "main", "full_name": "acme/support"}}),
        encoding="utf-8",
    )
    reference = re.search(r"uses: (acme/tunegate)\S*@(\S+)", text)
    assert reference
    assert used
    env = {
        **consumer.env,
        "HOME": str(folder / "home"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "PATH": os.pathsep.join([str(Path(sys.base_prefix) / "bin"), os.environ["PATH"]]),
    }
    done = attempt(
        *(require("act"), "push", "--platform", "ubuntu-latest=-self-hosted", "--eventpath", event),
        *("--local-repository", f"{reference[1]}@{reference[2]}={action}", "--no-cache-server"),
        *("--local-repository", f"{used[1]}={checkout}", "--env", f"CONSUMER={consumer.path}"),
        *("--env", "PIP_NO_INDEX=1", "--env", f"PIP_FIND_LINKS={wheels}"),
        cwd=consumer.path,
        env=env,
    )
    statement = json.loads(kept.read_text()) if kept.exists() else None
    return Run(done.returncode, done.stdout + done.stderr, statement, consumer.git("rev-parse", "HEAD"))


def test_reviewed_state_is_deployed(tmp_path: Path, shipped: Path, wheels: Path) -> None:
    done = push(tmp_path, shipped, wheels, change=None)
    assert done.code == 0, done.log
    assert "Your own deploy goes here" in done.log
    assert done.statement is not None, done.log
    fits("statement", done.statement)
    assert done.statement["subject"][0]["digest"] == {"gitCommit": done.head}
    predicate = done.statement["predicate"]
    assert predicate["verificationResult"] == "PASSED"
    assert predicate["resourceUri"] == "https://acme.example/deployments/support-assistant/production"


def test_state_that_nobody_reviewed_is_not(tmp_path: Path, shipped: Path, wheels: Path) -> None:
    done = push(tmp_path, shipped, wheels, change="Refunds are always granted.\n")
    assert done.code == 1, done.log
    assert "title=tunegate%3A disposition-stale::" in done.log
    assert "Your own deploy goes here" not in done.log
    assert done.statement is None
