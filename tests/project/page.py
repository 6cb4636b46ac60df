"""A page of the documentation that is followed to the letter: its files are written, its commands run, in a checkout.

A file is a path in backticks and a colon on a line of its own, and the block after it. A command is a line of a
``console`` block that starts with ``$``; what follows it is what it prints, with ``[...]`` for any lines.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.tools import ROOT, require

COPIED = ("bench", "docs", "examples", "gate", "policies", "schemas", "tests")
_FILE = re.compile(r"^`([^`\n]+)`:\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LEFT_OUT = re.escape("[...]\n")


def checkout(folder: Path, *tools: str) -> Path:
    """A copy of this checkout, in which .venv/bin runs its code with this environment's packages.

    ``tools`` are in its .tools/bin; the test ends where one is not on this machine.
    """
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ROOT.iterdir():
        if file.is_file():
            shutil.copy(file, folder)
    (folder / ".venv" / "bin").mkdir(parents=True)
    for program, arguments in (("python", ""), ("tunegate", "-m gate ")):
        script = folder / ".venv" / "bin" / program
        script.write_text(f'#!/bin/sh\nPYTHONPATH="{folder}" exec "{sys.executable}" {arguments}"$@"\n')
        script.chmod(0o755)
    (folder / ".tools" / "bin").mkdir(parents=True)
    for tool in tools:
        (folder / ".tools" / "bin" / tool).symlink_to(require(tool))
    return folder


def files(page: str) -> dict[str, str]:
    """Path -> text of every file that the page has its reader write."""
    return dict(_FILE.findall(page))


def commands(page: str) -> list[tuple[str, str]]:
    """(command, what it prints) of every command, in order."""
    found: list[tuple[str, str]] = []
    for block in _CONSOLE.findall(page):
        first, *more = re.split(r"^\$ ", block, flags=re.MULTILINE)
        assert first == "", f"a console block starts with output: {block[:80]}"
        found += [(part.partition("\n")[0], part.partition("\n")[2]) for part in more]
    return found


def run(folder: Path, command: str) -> str:
    """What a command prints, on either stream."""
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def is_shown(shown: str, printed: str) -> bool:
    """Whether a page shows what was printed, whole or with lines left out."""
    return re.fullmatch(re.escape(shown).replace(_LEFT_OUT, r"(?:.*\n)*"), printed) is not None
