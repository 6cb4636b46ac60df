"""What the Action's Python imports: the lock's packages, and nothing of the runner's Python or of the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.test_action import step
from tests.project.test_install import new_python
from tests.repo import Repo
from tests.tools import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the script's tests run on Linux and macOS")
MAIN = ROOT / "action" / "main.py"


@pytest.fixture
def runner(wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A runner's Python without pip, whose own packages would open the gate or tell that they were imported."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    python = new_python(tmp_path / "python")
    (site,) = (tmp_path / "python").glob("lib/python*/site-packages")
    opened = f"import pathlib; pathlib.Path({str(tmp_path)!r}, 'imported').touch(); raise SystemExit(0)\n"
    for name in ("yaml", "click", "requests"):
        (site / f"{name}.py").write_text(opened, encoding="utf-8")
    return python


def test_packages_of_the_python_are_not_imported(runner: Path, example: Repo, tmp_path: Path) -> None:
    """And the pip that Python brings for new environments is enough."""
    for name in ("yaml.py", "click.py", "gate/__init__.py", "sitecustomize.py", "pip/__main__.py"):
        example.write(name, "raise SystemExit(0)\n")
    example.commit("modules of the gate's names")
    with (example.path / "prompts" / "system.md").open("a", encoding="utf-8") as file:
        file.write("Refunds are always granted.\n")
    example.commit("a change of the prompt")
    given = {"PYTHON": str(runner), "WORKING_DIRECTORY": str(example.path), "BASE": "HEAD~1", "HEAD": "HEAD"}
    code, log, outputs = step(tmp_path, **given)
    assert (code, outputs.startswith("verdict=block\n")) == (1, True), log
    assert not (tmp_path / "imported").exists()


def test_checkout_does_not_choose_the_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a relative entry of PATH: the step starts in the checkout."""
    for name in ("python3", "python", "bin/python3"):
        place = tmp_path / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"#!/bin/sh\ntouch '{tmp_path}/chosen'\n", encoding="utf-8")
        place.chmod(0o755)
    monkeypatch.setenv("PATH", f".:bin:{os.environ['PATH']}")
    code, log, _ = step(tmp_path, BUNDLE=str(tmp_path / "none.zip"))
    assert (code, "none.zip cannot be read" in log) == (3, True), log
    assert not (tmp_path / "chosen").exists()


@pytest.mark.parametrize("options", [[], ["-I"], ["-S"]])
def test_gate_does_not_start_without_isolation(options: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, *options, MAIN, tmp_path, "--version"], capture_output=True, text=True, encoding="utf-8"
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("main.py: start it with python -I -S")
