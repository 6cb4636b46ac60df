"""The command line itself: wrong usage, output that goes nowhere, a damaged installation; looking writes nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import NOW, check, tunegate
from tests.commands.refusals import CONFIG, OTHERS, PROMPT, Edit, append, clean, digest
from tests.repo import Repo
from tests.tools import ROOT


@pytest.mark.parametrize(
    "args",
    [
        ["check", "--now", "yesterday"],
        ["check", "--engine", "opa"],
        ["check", "--opa-url", "http://127.0.0.1:1"],
        ["check", "--format", "xml"],
        ["check", "--output", "."],
        ["check", "--report", "sarif"],
        ["check", "--report", "xml=report.xml"],
        ["check", "--report", "junit="],
        ["check", "--report", "junit=."],
        ["check", "--report", "junit=a.xml", "--report", "sarif=./a.xml"],
        ["check", "--bogus"],
        ["check", "extra"],
        ["state", "--model", "absent"],
        ["evidence", "validate", "--model", "absent"],
        ["bogus"],
        [],
    ],
    ids=" ".join,
)
def test_wrong_usage(example: Repo, args: list[str]) -> None:
    before = digest(example.path)
    done = tunegate(example, *args)
    assert done.returncode == 2
    assert "Traceback" not in done.stdout + done.stderr
    assert digest(example.path) == before


@pytest.mark.parametrize("target", ["absent/decision.json", f"{CONFIG}/decision.json"])
@pytest.mark.parametrize(("changed", "code"), [(True, 1), (False, 2)], ids=["blocked", "passed"])
def test_report_that_cannot_be_written(example: Repo, target: str, changed: bool, code: int) -> None:
    """A block stays one, a pass is none, and the report on standard output is whole in both cases."""
    if changed:
        append(PROMPT, "More.\n")(example)
    before = digest(example.path)
    whole = check(example)
    reason = "Not a directory" if CONFIG in target else "No such file or directory"
    said = f"error: {target}: the report cannot be written: {reason}\n  fix: Name a file.\n"
    for given in (("--output", target), ("--report", f"sarif={target}")):
        done = check(example, *given)
        assert (done.returncode, done.stderr, done.stdout) == (code, said, whole.stdout)
    assert digest(example.path) == before


# -- output that goes nowhere


def into(repo: Repo, redirection: str, *args: str) -> subprocess.CompletedProcess[str]:
    """Run the gate with another standard output, by a shell."""
    script = f'"$0" -I -m gate "$@" {redirection}'
    command = ["bash", "-c", script, sys.executable, *args]
    return subprocess.run(command, cwd=repo.path, env=clean(repo), capture_output=True, text=True, check=False)


@pytest.mark.skipif(os.name == "nt", reason="the redirections are those of a shell")
@pytest.mark.parametrize("command", ["check", "state"])
@pytest.mark.parametrize("redirection", [">&-", ">/dev/full"])
def test_standard_output_that_cannot_be_written(example: Repo, command: str, redirection: str) -> None:
    done = into(example, redirection, command)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="the pipe is that of a shell")
@pytest.mark.parametrize("command", ["check", "state"])
def test_pipe_that_is_closed(example: Repo, command: str) -> None:
    """As with '| head -1'; what nobody read is no pass, and no block either."""
    done = into(example, "| true; echo ${PIPESTATUS[0]}", command)
    assert (done.stdout, done.stderr) == ("3\n", "")


# -- the gate's own files


def test_damaged_installation(example: Repo, tmp_path: Path) -> None:
    for folder in ("gate", "schemas", "policies"):
        shutil.copytree(ROOT / folder, tmp_path / "gate-copy" / folder, ignore=shutil.ignore_patterns("__pycache__"))
    copy = tmp_path / "gate-copy"

    def run(*args: str) -> tuple[int, str, str]:
        code = f"import sys; sys.path.insert(0, {str(copy)!r}); from gate.cli import main; main()"
        command = [sys.executable, "-I", "-c", code, *args]
        done = subprocess.run(
            command, cwd=example.path, env=clean(example), capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout, done.stderr

    append(PROMPT, "More.\n")(example)
    assert run("check", "--now", NOW)[0] == 1
    remedy = "Install tunegate again; its files are damaged."
    (copy / "schemas" / "disposition.schema.json").write_text('{"$id": "x", ')
    code, out, err = run("case")
    assert (code, out) == (2, "")
    assert err.startswith("error: the schema disposition cannot be read: Expecting property name")
    assert err.endswith(f"\n  fix: {remedy}\n")
    (copy / "schemas" / "config.schema.json").unlink()
    code, out, _ = run("check", "--now", NOW, "--format", "json")
    (row,) = json.loads(out)["findings"]
    assert (code, row["rule"], row["remedy"]) == (2, "configuration-unreadable", remedy)
    assert row["message"].startswith("the schema config cannot be read: ")
    shutil.copy(ROOT / "schemas" / "config.schema.json", copy / "schemas")
    shutil.copy(ROOT / "schemas" / "disposition.schema.json", copy / "schemas")
    shutil.rmtree(copy / "policies")
    code, out, _ = run("check", "--now", NOW, "--format", "json")
    (row,) = json.loads(out)["findings"]
    assert (code, row["message"], row["remedy"]) == (
        2,
        "the gate's own policies are missing",
        "Install tunegate again.",
    )


# -- nothing is written


@pytest.mark.parametrize("edit", [None, append(PROMPT, "More.\n")], ids=["pass", "block"])
def test_looking_writes_nothing(example: Repo, edit: Edit | None) -> None:
    """Not even the index, which git itself would refresh."""
    if edit:
        edit(example)
        example.write("untracked.txt", "u")
    os.utime(example.path / CONFIG, (0, 0))
    status = example.git("--no-optional-locks", "status", "--porcelain")
    before = digest(example.path)
    codes = [check(example, "--format", name).returncode for name in ("text", "github")]
    codes += [tunegate(example, *command).returncode for command in OTHERS.values()]
    assert codes == [1 if edit else 0] * 2 + [0] * 4
    assert digest(example.path) == before
    assert example.git("--no-optional-locks", "status", "--porcelain") == status


@pytest.mark.skipif(os.name == "nt", reason="the hook is a shell script")
@pytest.mark.parametrize("partial", [False, True])
def test_in_a_hook_of_git_itself(example: Repo, partial: bool) -> None:
    """A partial commit has an index of its own, and git says where it is."""
    hook = example.path / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -m gate check --staged --now {NOW}\n')
    hook.chmod(0o755)
    append(PROMPT, "More.\n")(example)
    append("README.md", "More.\n")(example)
    example.add()
    paths = ["README.md"] if partial else []
    command = ["git", "commit", "--quiet", "--message", "m", *paths]
    done = subprocess.run(command, cwd=example.path, env=clean(example), capture_output=True, text=True, check=False)
    assert done.returncode == (0 if partial else 1), done.stderr
    said = done.stdout + done.stderr
    assert ("PASS: " if partial else "BLOCKED: ") in said
