"""A copy of the checkout that a test may change, with an environment of its own in which the copy is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

from tests.tools import ROOT, find

PARTS = ("bench", "docs", "examples", "gate", "policies", "schemas", "tests")  # and the files beside them
_FILE = re.compile(r"^`([^`\n]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LEFT_OUT = re.escape("[...]")
_SECONDS = re.compile(r"\bin \d+\.\d+s\b")


@dataclass(frozen=True)
class Checkout:
    path: Path

    def run(self, command: str) -> str:
        """What a command of a POSIX shell prints on both streams, with the seconds of pytest left out."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "RUNNER_"))}
        environment |= {"TUNEGATE_CACHE": "off", "NO_COLOR": "1", "GIT_CONFIG_GLOBAL": os.devnull, "COLUMNS": "80"}
        environment.pop("CI", None)
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=self.path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return without_seconds(done.stdout)

    def tunegate(self, folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.path / ".venv" / "bin" / "tunegate"), "-C", str(folder), *args]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)

    def write(self, name: str, text: str) -> None:
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def follow(self, page: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Write the files of a page and run its commands, in its order: (command, output) as shown, and as it is."""
        shown: list[tuple[str, str]] = []
        found: list[tuple[str, str]] = []
        steps = sorted((*_FILE.finditer(page), *_CONSOLE.finditer(page)), key=lambda match: match.start())
        for step in steps:
            if step.re is _FILE:
                self.write(step[1], step[2])
                continue
            for part in step[1].removeprefix("$ ").split("\n$ "):
                command, _, output = part.partition("\n")
                shown.append((command, without_seconds(output.rstrip("\n"))))
                found.append((command, self.run(command).rstrip("\n")))
        return shown, found


def is_shown(shown: str, printed: str) -> bool:
    """Whether a page shows what was printed, whole or with ``[...]`` in place of any lines."""
    pattern = re.escape(shown + "\n").replace(_LEFT_OUT + re.escape("\n"), r"(?:.*\n)*")
    return re.fullmatch(pattern, printed + "\n") is not None


def without_seconds(text: str) -> str:
    return _SECONDS.sub("in N s", text)


def checkout(path: Path) -> Checkout:
    """The copy at ``path``. ``.venv/bin/tunegate`` and ``.venv/bin/python`` run what is in it."""
    for name in PARTS:
        shutil.copytree(ROOT / name, path / name)  # with what Python compiled of it, which its dates still fit
    for source in ROOT.iterdir():
        if source.is_file():
            shutil.copy2(source, path)
    (path / ".tools" / "bin").mkdir(parents=True)
    if opa := find("opa"):
        (path / ".tools" / "bin" / "opa").symlink_to(opa)
    venv.EnvBuilder(symlinks=True).create(path / ".venv")
    (packages,) = (path / ".venv" / "lib").glob("python*/site-packages")
    # the copy first; the packages of this environment, but not the checkout that is installed in it
    (packages / "copy.pth").write_text(f"{path}\n{sysconfig.get_path('purelib')}\n")
    command = path / ".venv" / "bin" / "tunegate"
    command.write_text('#!/bin/sh\nexec "$(dirname "$0")/python" -I -m gate "$@"\n')
    command.chmod(0o755)
    assert sys.platform != "win32"
    return Checkout(path)
