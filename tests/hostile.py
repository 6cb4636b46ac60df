"""What a pull request can put into names, values, records and documents, and what no output may make of it."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from pathlib import Path

from gate.report import names
from tests.command import NOW, tunegate
from tests.repo import Repo

FORMATS = names()
COMMAND = "\n::error::forged\n##[error]forged ##vso[task.complete result=Succeeded]"
NASTY = f"\x1b[31m\x9b2J\u202e\u200b\u061c\U000e0041\r{COMMAND}"
SECRET = "ghp_" + "a1B2" * 9
PERSON, ADDRESS, PHONE = "Jane Roe", "jane.roe@mail.example", "+49 30 9912345"
REORDERING = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
INVISIBLE = set("\u200b\u200c\u200d\u200e\u200f\u061c\u2060\ufeff\xad\U000e0041")


def is_safe(char: str) -> bool:
    """By Unicode's own tables."""
    hidden = unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or unicodedata.bidirectional(char) in REORDERING
    return char == "\n" or not (hidden or char in INVISIBLE)


def assert_safe(text: str) -> None:
    """No control character, and no command for a runner but the annotations."""
    assert {char for char in text if not is_safe(char)} == set()
    token = ""
    for line in text.split("\n"):
        if token:
            token = "" if line == f"::{token}::" else token
        elif line.startswith("::stop-commands::"):
            token = line.removeprefix("::stop-commands::")
        elif line.lstrip().startswith("::"):
            assert re.match(r"::(error|warning|notice) (file|title)=", line)
        else:
            assert not re.search(r"##\w*\[", line)
    assert token == ""


def said(done: subprocess.CompletedProcess[str]) -> str:
    """Both streams, which are safe."""
    text = done.stdout + done.stderr
    assert_safe(text)
    assert "Traceback" not in text
    assert text
    return text


def reports(repo: Repo, folder: Path, *command: str) -> dict[str, str]:
    """What a command that blocks writes in every format, which is safe; of one run."""
    options = [word for name in FORMATS for word in ("--report", f"{name}={folder / name}")]
    done = tunegate(repo, *command, "--now", NOW, *options)
    assert done.returncode == 1, done.stdout + done.stderr
    found = {"stdout": said(done), **{name: (folder / name).read_text("utf-8") for name in FORMATS}}
    for text in found.values():
        assert_safe(text)
        assert text
    return found


def assert_redacted(text: str) -> None:
    assert [word for word in (SECRET, ADDRESS, "9912345") if word in text] == []
