"""Names and values that look like commands of a runner or of a terminal."""

from __future__ import annotations

import json
import os
import sys

import pytest

from tests.command import EVIDENCE, check, fits, tunegate
from tests.commands.refusals import on_branch, surface, text, write
from tests.repo import Repo

COMMAND = "\n::error::forged\n"


def forged(text: str) -> list[str]:
    """Lines that a runner would take for a command, outside of what stop-commands holds back."""
    found: list[str] = []
    token = ""
    for line in text.splitlines():
        if token:
            token = "" if line.strip() == f"::{token}::" else token
        elif line.startswith("::stop-commands::"):
            token = line.removeprefix("::stop-commands::")
        elif line.lstrip().startswith("::") or "##[" in line:
            found.append(line)
    assert token == ""
    return found


def hostile(repo: Repo) -> None:
    """Everywhere where a contributor can put text: names, keys, values, links."""
    repo.write(f"prompts/a{COMMAND}b\x1b[31m%0A.md", f"text{COMMAND}\x1b[2J ##[error]forged\n")
    repo.write("prompts/" + os.fsdecode(b"\xff") + ".md", "text\n")
    repo.write("prompts/--help.md", "text\n")
    tools = text(repo, "deploy/tools.yaml")
    repo.write(
        "deploy/tools.yaml", tools + f"{json.dumps(f'key{COMMAND}##[x]')}: {json.dumps(f'value{COMMAND}##[x]')}\n"
    )


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the file system refuses such names")
class TestForgedCommands:
    def test_github(self, example: Repo) -> None:
        on_branch(example, hostile)
        done = check(example, "--format", "github")
        assert (done.returncode, done.stderr) == (1, "")
        assert "\x1b" not in done.stdout
        assert "##[" not in done.stdout.replace("::error ", "\0").split("::stop-commands::")[1]
        lines = forged(done.stdout)
        said = f"::notice title=tunegate::{EVIDENCE}/disposition.yaml: "
        assert all(line.startswith(("::error file=", "::warning file=", said)) for line in lines)
        assert [line.startswith(said) for line in lines].count(True) == 1
        assert [line for line in lines if "%3A%3Aerror%3A%3Aforged" in line] != []

    def test_json(self, example: Repo) -> None:
        on_branch(example, hostile)
        done = check(example, "--format", "json")
        assert (done.returncode, done.stderr) == (1, "")
        fits("decision", json.loads(done.stdout))
        changed = {row["path"] for row in json.loads(done.stdout)["changes"]}
        names = {f"prompts/a{COMMAND}b\x1b[31m%0A.md", "prompts/\\xff.md", "prompts/--help.md", "deploy/tools.yaml"}
        assert changed == names
        shown = tunegate(example, "diff", "--format", "json")
        fits("diff", json.loads(shown.stdout))
        fits("case", json.loads(tunegate(example, "case").stdout))

    @pytest.mark.parametrize("command", ["diff", "state"])
    def test_text_of(self, example: Repo, command: str) -> None:
        on_branch(example, hostile)
        done = tunegate(example, command)
        assert (done.returncode, done.stderr) == (0, "")
        assert [line for line in done.stdout.splitlines() if line.lstrip().startswith("::")] == []
        assert "\x1b" not in done.stdout

    def test_text_of_check(self, example: Repo) -> None:
        on_branch(example, hostile)
        done = check(example)
        assert (done.returncode, done.stderr) == (1, "")
        assert "\x1b" not in done.stdout
        assert [line for line in done.stdout.splitlines() if line.lstrip().startswith("::")] == []

    def test_errors(self, example: Repo) -> None:
        example.link("prompts/link.md", f"/etc{COMMAND}")
        name = f"{EVIDENCE}/dispositon{COMMAND}.yaml"
        example.write(name, "schema: tunegate/disposition/v1\n")
        surface(
            "the symbolic link leads out of the repository: /etc\\n::error::forged\\n",
            ("prompts/link.md", 1, None),
            "Put the file itself in its place.",
        ).of_other(example, "state")
        done = tunegate(example, "evidence", "validate")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.splitlines()[0] == (
            f"error: {EVIDENCE}/dispositon\\n::error::forged\\n.yaml:1: "
            "'dispositon\\n::error::forged\\n' is not a kind of evidence"
        )
        assert len(done.stderr.splitlines()) == 2

    def test_name_with_a_number_sign(self, example: Repo) -> None:
        on_branch(example, write("prompts/a#b.md", "text\n"))
        done = tunegate(example, "diff")
        assert (done.returncode, done.stderr) == (0, "")
        assert "prompts/a#b.md:1" in done.stdout
