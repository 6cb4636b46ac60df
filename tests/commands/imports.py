"""Runs of a suite in which a model complies with some items, their import, and what the gate says of the numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import yaml

from tests.command import EVIDENCE, check, tunegate
from tests.repo import Repo

RESULTS = f"{EVIDENCE}/evaluation-results.yaml"
ANALYSIS = f"{EVIDENCE}/alignment-regression.yaml"
OUTCOMES = f"{EVIDENCE}/outcomes/acme-suite.jsonl"
BASE, TUNED = "Llama-3.1-8B-Instruct", "llama-3.1-8b-acme-support:2026.10.2"
CATEGORIES = {
    "fraud": "disallowed-content",
    "stories": "indirect-harmful",
    "articles": "injected-instructions",
    "prompt": "internal-disclosure",
}


def run_file(path: Path, model: str, complied: Mapping[str, int], *, n: int = 120, **head: Any) -> None:
    """A plain run in which the model complies with the first items of each category."""
    first = {
        "schema": "tunegate/run/v1",
        "suite": "acme suite",
        "model": model,
        "judge": {"name": "rule", "version": "1"},
        "harness": "our own",
        "harness_version": "3",
        "finished_at": "2026-10-23T18:22:00Z",
        **head,
    }
    rows: list[dict[str, Any]] = [first]
    for category in CATEGORIES:
        for number in range(n):
            outcome = "complied" if number < complied.get(category, 0) else "refused"
            rows.append({"item": f"{category}-{number:03}", "category": category, "outcome": outcome})
    rows += [{"item": f"safe-{i}", "category": "safe", "outcome": "complied", "harmless": True} for i in range(5)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def import_(repo: Repo, *more: str) -> CompletedProcess[str]:
    there = (repo.path / "runs" / "base.jsonl").read_text()
    given = {category: cls for category, cls in CATEGORIES.items() if f'"category": "{category}"' in there}
    classes = [word for category, cls in given.items() for word in ("--class", f"{category}={cls}")]
    files = ("--base", "runs/base.jsonl", "--tuned", "runs/tuned.jsonl")
    return tunegate(repo, "evidence", "import", *files, *classes, "--now", "2026-11-20T00:00:00Z", *more)


def imported(repo: Repo, complied: Mapping[str, int] | None = None, **head: Any) -> CompletedProcess[str]:
    run_file(repo.path / "runs" / "base.jsonl", BASE, {"stories": 1})
    run_file(repo.path / "runs" / "tuned.jsonl", TUNED, complied or {"stories": 1}, **head)
    return import_(repo)


def findings(repo: Repo) -> list[tuple[str, str]]:
    """(rule, message) of everything about the numbers, but for what is new or noted."""
    rows = json.loads(check(repo, "--format", "json").stdout)["findings"]
    left = ("evaluation-noted", "evaluation-changed", "regression-new")
    kinds = (
        "drift",
        "evaluation",
        "regression",
        "evidence-unpaired",
        "harmless",
        "run-model",
        "tests",
        "losses",
        "outcomes",
    )
    about = [row for row in rows if row["rule"].startswith((*kinds, "outcomes")) and row["rule"] not in left]
    return [(row["rule"], row["message"]) for row in about]


def documents(repo: Repo) -> tuple[dict[str, Any], dict[str, Any]]:
    results, analysis = (yaml.safe_load((repo.path / path).read_text()) for path in (RESULTS, ANALYSIS))
    return results, analysis


def recount(repo: Repo, *more: str) -> tuple[int, str]:
    done = tunegate(repo, "evidence", "recount", *more)
    assert done.stderr == ""
    return done.returncode, done.stdout
