"""A forked command is the command: the same exit status, output and files as in a process that shares nothing."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.command import CHANGES, EVIDENCE, FORKS, NOW, started
from tests.repo import Repo

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no command is forked")

PLAIN: Mapping[str, str] = {}
COMMANDS: list[tuple[Sequence[str], Mapping[str, str]]] = [
    (["--version"], PLAIN),
    (["--help"], PLAIN),
    (["check", "--help"], PLAIN),
    ([], PLAIN),
    (["bogus"], PLAIN),
    (["check", "--bogus"], PLAIN),
    (["check", "--now", NOW], PLAIN),
    (["check", "--now", NOW], {"FORCE_COLOR": "1"}),
    (["check", "--now", NOW, "--all-models", "--format", "json"], PLAIN),
    (["check", "--now", NOW, "--format", "sarif", "--report", "junit=out/junit.xml"], PLAIN),
    (["check", "--now", NOW, "--format", "markdown", "--output", "decision.json"], PLAIN),
    (["check", "--now", "yesterday"], PLAIN),
    (["check", "--base", "1234567890" * 4], PLAIN),
    (["check", "--now", NOW, "--engine", "opa", "--opa-url", "http://127.0.0.1:1"], PLAIN),
    (["-C", "prompts", "check", "--staged", "--now", NOW], PLAIN),
    (["--config", "absent.yaml", "check", "--now", NOW], PLAIN),
    (["verify", "--any-commit", "--now", NOW, "--statement", "statement.json"], PLAIN),
    (["case", "--now", NOW], PLAIN),
    (["diff"], PLAIN),
    (["state", "--format", "json"], PLAIN),
    (["state"], {"PATH": os.devnull}),
    (["state"], {"TUNEGATE_CACHE": "cache"}),
    (["scan"], PLAIN),
    (["plan", "--now", NOW, "--format", "markdown"], PLAIN),
    (["policy", "list"], PLAIN),
    (["policy", "explain", "artefact-stale"], PLAIN),
    (["completion", "bash"], PLAIN),
    (["evidence", "validate"], PLAIN),
    (["evidence", "recount"], PLAIN),
    (["evidence", "renew", "overhang-statement", "--now", NOW], PLAIN),
    (["disposition", "verify", "--now", NOW], PLAIN),
    (["disposition", "draft", "--decision", "proceed", "--now", NOW], PLAIN),
    (["--timeout", "600", "check", "--now", NOW, "--all-models"], {"GITHUB_ACTIONS": "true"}),
]


def files(folder: Path) -> dict[str, bytes]:
    """The files in the work tree, git's own left out."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.relative_to(folder).parts[0] != ".git"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def changed(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """The example with changes that are not committed, and a name that is no UTF-8."""
    repo = Repo(shutil.copytree(prepared, tmp_path_factory.mktemp("forks") / "repo", symlinks=True))
    repo.git("apply", str(CHANGES / "prompt-edit.patch"))
    repo.write("prompts/" + os.fsdecode(b"\xff") + ".md", "text\n")
    repo.remove(f"{EVIDENCE}/red-team-report.yaml")
    repo.write("out/.keep", "")
    return repo


@pytest.mark.parametrize(("args", "env"), COMMANDS, ids=[" ".join([*args, *env]) for args, env in COMMANDS])
def test_a_fork_and_a_process_of_its_own(
    args: Sequence[str], env: Mapping[str, str], changed: Repo, tmp_path: Path
) -> None:
    found = []
    clean = {name: value for name, value in changed.env.items() if not name.startswith(("GITHUB_", "RUNNER_", "CI"))}
    for run in (started, FORKS.run):
        folder = Path(shutil.copytree(changed.path, tmp_path / "repo", symlinks=True))
        done = run(args, folder, {**clean, "TUNEGATE_CACHE": "off", **env})
        found.append((done.returncode, done.stdout, done.stderr, files(folder)))
        shutil.rmtree(folder)
    assert found[1] == found[0]


def test_a_fork_begins_as_the_one_before_it(changed: Repo) -> None:
    """Nothing that a command sets, reads or keeps is there for the next one."""
    first = vars(FORKS.run(["state"], changed.path, changed.env))
    FORKS.run(["--config", "absent.yaml", "check"], changed.path, {**changed.env, "LC_ALL": "C", "NO_COLOR": "1"})
    assert vars(FORKS.run(["state"], changed.path, changed.env)) == first


def test_other_settings_of_the_interpreter_are_not_forked(changed: Repo) -> None:
    assert FORKS.serves(changed.env)
    for name in ("LC_ALL", "PYTHONWARNINGS", "TZ", "LD_PRELOAD"):
        assert not FORKS.serves({**changed.env, name: "x"})
