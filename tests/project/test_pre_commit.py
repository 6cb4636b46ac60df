"""The hooks, as the real pre-commit installs and runs them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.steps import edit
from tests.repo import Repo
from tests.tools import ROOT, require

CONFIG = """\
repos:
  - repo: {url}
    rev: {rev}
    hooks:
      - id: {hook}
"""


def hooks(folder: Path) -> Repo:
    """This checkout's hooks and what they install, as a repository of its own."""
    repo = Repo(folder)
    for name in (".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE", "gate", "policies", "schemas"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / name, folder / name)
    repo.commit("a release")
    return repo


@pytest.fixture
def consumer(example: Repo, tmp_path: Path) -> Repo:
    """The example with the hook on it; ``tunegate`` on PATH is the one of this environment."""
    program = tmp_path / "bin" / "tunegate"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -I -m gate "$@"\n')
    program.chmod(0o755)
    example.env.update(
        PATH=f"{program.parent}:{os.environ['PATH']}",
        PRE_COMMIT_HOME=str(tmp_path / "home"),
        TUNEGATE_CACHE="off",
    )
    example.env.pop("CI", None)
    return example


def install(consumer: Repo, source: Repo, hook: str, *types: str) -> None:
    rev = source.git("rev-parse", "HEAD")
    consumer.write(".pre-commit-config.yaml", CONFIG.format(url=source.path, rev=rev, hook=hook))
    consumer.commit("hooks")
    kinds = [word for kind in types for word in ("--hook-type", kind)]
    command = [str(require("pre-commit")), "install", *kinds]
    subprocess.run(command, cwd=consumer.path, env=consumer.env, check=True, capture_output=True)


def run(consumer: Repo, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=consumer.path, env=consumer.env, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_commit(consumer: Repo, tmp_path: Path) -> None:
    install(consumer, hooks(tmp_path / "hooks"), "tunegate-system", "pre-commit")
    consumer.write("NOTES.md", "A note.\n")
    consumer.git("add", "NOTES.md")
    # what is not staged is not looked at
    edit(consumer, "prompts/system.md", "You", "You, always,")
    done = run(consumer, "git", "commit", "--message", "a note")
    assert done.returncode == 0, done.stderr
    assert "tunegate check, by the tunegate on PATH" in done.stderr
    assert "Passed" in done.stderr
    before = consumer.git("rev-parse", "HEAD")
    consumer.git("add", "prompts/system.md")
    done = run(consumer, "git", "commit", "--message", "another prompt")
    assert done.returncode == 1
    assert "BLOCKED: " in done.stderr
    assert "reassessment-required" in done.stderr
    assert consumer.git("rev-parse", "HEAD") == before


def test_push(consumer: Repo, tmp_path: Path) -> None:
    """The hook of a push, in an environment that pre-commit makes from the repository of the hook."""
    source = hooks(tmp_path / "hooks")
    # what pre-commit would download is taken from this environment: its network is not what is tested here
    listed = (source.path / ".pre-commit-hooks.yaml").read_text().replace("language: python", "language: system")
    source.write(".pre-commit-hooks.yaml", listed)
    source.commit("without a download")
    install(consumer, source, "tunegate-push", "pre-push")
    upstream = Repo(tmp_path / "upstream")
    upstream.git("config", "receive.denyCurrentBranch", "ignore")
    consumer.git("remote", "add", "origin", str(upstream.path))
    consumer.git("push", "--quiet", "--no-verify", "origin", "main")
    consumer.git("switch", "--quiet", "--create", "topic")
    edit(consumer, "prompts/system.md", "You", "You, always,")
    consumer.git("commit", "--quiet", "--all", "--no-verify", "--message", "another prompt")
    done = run(consumer, "git", "push", "origin", "topic")
    assert done.returncode != 0
    assert "reassessment-required" in done.stderr + done.stdout
    consumer.git("reset", "--quiet", "--hard", "main")
    consumer.write("NOTES.md", "A note.\n")
    consumer.commit("a note")
    done = run(consumer, "git", "push", "origin", "topic")
    assert done.returncode == 0, done.stderr


@pytest.fixture
def upstream(consumer: Repo, tmp_path: Path) -> Repo:
    """A remote with the default branch, and a changed prompt on 'evil'; 'docs', which has a page, is checked out."""
    source = hooks(tmp_path / "hooks")
    listed = (source.path / ".pre-commit-hooks.yaml").read_text().replace("language: python", "language: system")
    source.write(".pre-commit-hooks.yaml", listed)
    source.commit("without a download")
    install(consumer, source, "tunegate-push\n      - id: tunegate-system", "pre-push")
    found = Repo(tmp_path / "upstream")
    found.git("config", "receive.denyCurrentBranch", "ignore")
    consumer.git("remote", "add", "origin", str(found.path))
    consumer.git("push", "--quiet", "--no-verify", "origin", "main")
    consumer.git("switch", "--quiet", "--create", "evil")
    edit(consumer, "prompts/system.md", "You", "You, always,")
    consumer.commit("another prompt")
    consumer.git("switch", "--quiet", "--create", "docs", "main")
    consumer.write("NOTES.md", "A note.\n")
    consumer.commit("a note")
    return found


def test_range_that_is_asked_about(consumer: Repo, upstream: Repo) -> None:
    """As CI runs the hooks: not what is staged, of which there is nothing."""
    assert upstream.git("rev-parse", "main") == consumer.git("rev-parse", "main")
    command = (str(require("pre-commit")), "run", "tunegate-system")
    for branch, code in (("evil", 1), ("docs", 0)):
        done = run(consumer, *command, "--from-ref", "origin/main", "--to-ref", branch)
        assert (done.returncode, "reassessment-required" in done.stdout) == (code, bool(code)), done.stdout
    assert run(consumer, *command, "--all-files").returncode == 0
    consumer.git("switch", "--quiet", "evil")
    done = run(consumer, *command, "--all-files")
    assert (done.returncode, "reassessment-required" in done.stdout) == (1, True), done.stdout


def test_push_judges_what_is_pushed(consumer: Repo, upstream: Repo) -> None:
    """Not what is checked out, and not only what the remote does not have of the branch yet."""

    def push(*refs: str) -> bool:
        done = run(consumer, "git", "push", "--quiet", "origin", *refs)
        assert (done.returncode == 0) != ("reassessment-required" in done.stdout + done.stderr), done.stderr
        return done.returncode == 0

    assert not push("evil")
    assert not push("evil:refs/heads/other")
    assert not push("evil:main")
    assert push("docs")
    consumer.git("push", "--quiet", "--no-verify", "origin", "evil")
    consumer.git("switch", "--quiet", "evil")
    consumer.write("NOTES.md", "Another note.\n")
    consumer.commit("a note")
    consumer.git("switch", "--quiet", "docs")
    assert not push("evil")
    consumer.git("tag", "v1", "evil")
    assert not push("v1")
    assert push("docs:main")
    assert push("--delete", "docs")
    assert upstream.git("rev-parse", "main") == consumer.git("rev-parse", "docs")


def test_hooks_are_what_pre_commit_reads() -> None:
    done = subprocess.run(
        [str(require("pre-commit")), "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")], check=False
    )
    assert done.returncode == 0
