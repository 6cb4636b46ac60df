"""The Action and the workflows, linted; and the step's script, where it cannot start."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.project.consumer import ACTION, EXAMPLE, attempt, run
from tests.tools import ROOT, find, require

WORKFLOWS = [*sorted((ROOT / ".github" / "workflows").glob("*.yml")), EXAMPLE]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="act runs a job on the host only on Linux and macOS")


# -- the files themselves


def test_actionlint() -> None:
    run(require("actionlint"), "-no-color", *WORKFLOWS)


def test_zizmor() -> None:
    run(require("zizmor"), "--offline", "--strict-collection", "--no-progress", "--quiet", ACTION, *WORKFLOWS)


@pytest.mark.parametrize(("schema", "files"), [("github-workflows", WORKFLOWS), ("github-actions", [ACTION])])
def test_github_schema(schema: str, files: list[Path]) -> None:
    run(require("check-jsonschema"), "--builtin-schema", f"vendor.{schema}", *files)


def test_shellcheck() -> None:
    shellcheck = find("shellcheck")
    if shellcheck is None:
        pytest.skip("no shellcheck wheel for this platform")
    run(shellcheck, ROOT / "action" / "run.sh", ROOT / ".ci" / "run")


def test_inputs_reach_the_script_as_variables_only() -> None:
    action = yaml.safe_load(ACTION.read_text("utf-8"))
    (step,) = action["runs"]["steps"]
    assert "${{" not in step["run"]
    assert step["env"] == {
        f"GATE_INPUT_{name.upper().replace('-', '_')}": f"${{{{ inputs.{name} }}}}" for name in action["inputs"]
    }


@pytest.mark.parametrize("name", ["action.txt", "action-opa.txt", "dev.txt"])
def test_lock(name: str) -> None:
    """Every requirement has a hash, no line an address, and each declared dependency is there."""
    text = (ROOT / "requirements" / name).read_text("utf-8")
    assert "://" not in text
    entries = re.findall(r"^(\S+)==\S+.*\\\n    --hash=sha256:", text, re.MULTILINE)
    assert len(entries) == len(re.findall(r"^[^\s#]", text, re.MULTILINE))
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = list(declared["project"]["dependencies"])
    if name == "dev.txt":
        wanted += declared["dependency-groups"]["dev"]
    names = {re.split(r"[<>=;]", line)[0].strip() for line in wanted}
    if name == "action.txt":
        names.remove("opa-python-client")
    assert {name.lower().replace(".", "-") for name in names} <= {name.lower().replace(".", "-") for name in entries}


def test_locks_agree() -> None:
    action, server, dev = (
        set(re.findall(r"^(\S+==\S+)", (ROOT / "requirements" / name).read_text("utf-8"), re.MULTILINE))
        for name in ("action.txt", "action-opa.txt", "dev.txt")
    )
    assert action < server <= dev
    # what the client of an OPA server brings, and nothing else
    assert {row.partition("==")[0] for row in server - action} == {
        *("aiofiles", "aiohappyeyeballs", "aiohttp", "aiosignal", "frozenlist", "multidict", "opa-python-client"),
        *("propcache", "yarl"),
    }


# -- the step's script, where it cannot start


def step(tmp_path: Path, **inputs: str) -> tuple[int, str, str]:
    """Exit status, log and outputs of action/run.sh."""
    outputs = tmp_path / "outputs"
    outputs.touch()
    names = yaml.safe_load(ACTION.read_text("utf-8"))["inputs"]
    env = {
        **os.environ,
        **{f"GATE_INPUT_{name.upper().replace('-', '_')}": row["default"] for name, row in names.items()},
        **{f"GATE_INPUT_{name}": value for name, value in inputs.items()},
        "GITHUB_OUTPUT": str(outputs),
        "RUNNER_TEMP": str(tmp_path),
    }
    done = attempt(require("bash"), ROOT / "action" / "run.sh", cwd=tmp_path, env=env)
    return done.returncode, done.stdout, outputs.read_text("utf-8")


def test_unsuitable_python(tmp_path: Path) -> None:
    old = tmp_path / "python3.10"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    code, log, outputs = step(tmp_path, PYTHON=str(old))
    assert code == 3
    assert log == (
        f"::error title=tunegate%3A could not start::The input 'python' ({old}) is not a Python 3.11 or newer.\n"
    )
    assert outputs == "verdict=error\ndecision=\ncase=\nsarif=\nstatement=\npage=\n"


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"COMMAND": "deploy"}, "The input 'command' (deploy) is neither check nor verify."),
        (
            {"COMMAND": "verify", "BASE": "main"},
            "The input 'base' does not go with 'command: verify', which compares nothing.",
        ),
        (
            {"COMMAND": "verify", "COMMENT": "true"},
            "The input 'comment' does not go with 'command: verify', which is about no pull request.",
        ),
        ({"CHECKS": "yes"}, "The input 'checks' (yes) is neither true nor false."),
        ({"MODELS": "\n"}, "The input 'models' names no model."),
        ({"MODE": "report"}, "The input 'mode' (report) is neither enforce nor observe."),
        (
            {"COMMAND": "verify", "MODE": "enforce"},
            "The input 'mode' does not go with 'command: verify', where the trusted configuration alone decides.",
        ),
        *(
            ({name: "x"}, "The inputs 'state', 'trusted', 'resource' and 'environment' go with 'command: verify'.")
            for name in ("STATE", "TRUSTED", "ENVIRONMENT")
        ),
    ],
)
def test_inputs_that_do_not_go_together(tmp_path: Path, inputs: dict[str, str], message: str) -> None:
    code, log, outputs = step(tmp_path, **inputs)
    assert (code, log) == (3, f"::error title=tunegate%3A could not start::{message}\n")
    assert outputs.startswith("verdict=error\n")


def test_value_in_a_message_is_escaped(tmp_path: Path) -> None:
    code, log, _ = step(tmp_path, PYTHON="100%\n::notice::x")
    assert code == 3
    assert "(100%25%0A::notice::x)" in log
    assert len(log.splitlines()) == 1
