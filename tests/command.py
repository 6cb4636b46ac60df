"""Run the gate as its user does: a process of its own, in a repository."""

from __future__ import annotations

import atexit
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import referencing

from tests.forks import Forks
from tests.repo import Repo
from tests.tools import ROOT

NOW = "2026-11-23T12:00:00Z"
EXAMPLE = ROOT / "examples" / "support-assistant"
CHANGES = ROOT / "examples" / "changes"
MODEL = "support-assistant"
EVIDENCE = f"evidence/{MODEL}"
FORKS = Forks()


def tunegate(repo: Repo, *args: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """The finished process."""
    given = environment(repo, env)
    run = FORKS.run if FORKS.serves(given) else started
    return run(args, repo.path, given)


def environment(repo: Repo, env: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a command gets. CI's own variables do not reach it unless ``env`` says so."""
    others = ("GITHUB_", "RUNNER_", "PRE_COMMIT_FROM", "PRE_COMMIT_TO", "PRE_COMMIT_LOCAL", "PRE_COMMIT_REMOTE")
    clean = {name: value for name, value in repo.env.items() if not name.startswith(others)}
    clean.pop("CI", None)
    clean["TUNEGATE_CACHE"] = cache_folder()  # a test of the cache names a folder of its own
    return {**clean, **(env or {})}


@cache
def cache_folder() -> str:
    """A folder for what this run of the tests computes more than once."""
    folder = tempfile.mkdtemp(prefix="tunegate-cache-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def started(args: Sequence[str], cwd: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """The same in a process that shares nothing with another one, not even the seed of its hashes."""
    return subprocess.run(
        [sys.executable, "-I", "-m", "gate", *args],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def check(repo: Repo, *args: str, now: str = NOW, **kwargs: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return tunegate(repo, "check", "--now", now, *args, **kwargs)


def schema(name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text())
    return value


@cache
def _validator(name: str) -> Any:
    resources = [(schema(part)["$id"], referencing.Resource.from_contents(schema(part))) for part in ("common", name)]
    registry: Any = referencing.Registry().with_resources(resources)
    return jsonschema.Draft202012Validator(schema(name), registry=registry)


def fits(name: str, value: object) -> None:
    """Raises where the value does not fit the public schema."""
    _validator(name).validate(value)
