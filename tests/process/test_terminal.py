"""What a person at a terminal sees, and what a pipe, a log and a shell get."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from fcntl import ioctl
from pathlib import Path

import pytest

from gate import __version__
from gate.policy import load_builtin
from gate.policy.embedded import EmbeddedEngine
from tests.command import MODEL, NOW, cache_folder, check, tunegate
from tests.commands.steps import change
from tests.repo import Repo
from tests.tools import ROOT

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def on_terminal(repo: Repo, *args: str, columns: int = 80, more: Mapping[str, str] | None = None) -> str:
    """What the command writes to a terminal of so many columns."""
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    env = {name: value for name, value in repo.env.items() if name not in ("CI", "NO_COLOR", "FORCE_COLOR")}
    env = {**env, "TERM": "xterm", "TUNEGATE_CACHE": cache_folder(), **(more or {})}
    env = {name: value for name, value in env.items() if not name.startswith("GITHUB_") and name != "COLUMNS"}
    child = subprocess.Popen(
        [sys.executable, "-I", "-m", "gate", *args], cwd=repo.path, env=env, stdout=theirs, stderr=subprocess.PIPE
    )
    os.close(theirs)
    data = b""
    try:
        while chunk := os.read(ours, 1 << 16):
            data += chunk
    except OSError:  # how a terminal ends on Linux
        pass
    os.close(ours)
    assert child.communicate()[1] == b""
    return data.decode().replace("\r\n", "\n")


@pytest.fixture
def blocked(example: Repo) -> Repo:
    change(example, "prompt-edit")
    return example


ARGS = ("check", "--base", "main", "--now", NOW)


def test_colour_says_nothing_new(blocked: Repo) -> None:
    plain = tunegate(blocked, *ARGS).stdout
    assert "\x1b" not in plain
    seen = on_terminal(blocked, *ARGS, columns=200)
    assert seen.startswith("\x1b[31;1mBLOCKED\x1b[0m: ")
    assert "\n\x1b[31merror\x1b[0m: " in seen
    assert ESCAPE.sub("", seen) == plain


@pytest.mark.parametrize(
    ("more", "option", "is_coloured"),
    [
        ({}, [], True),
        ({"NO_COLOR": "1"}, [], False),
        ({"NO_COLOR": ""}, [], True),
        ({"TERM": "dumb"}, [], False),
        ({"NO_COLOR": "1"}, ["--color", "always"], True),
        ({}, ["--color", "never"], False),
    ],
)
def test_who_asks_for_colour(blocked: Repo, more: dict[str, str], option: list[str], is_coloured: bool) -> None:
    assert ("\x1b" in on_terminal(blocked, *option, *ARGS, more=more)) == is_coloured


def test_colour_in_a_pipe(blocked: Repo) -> None:
    assert "\x1b" in tunegate(blocked, *ARGS, env={"FORCE_COLOR": "1"}).stdout
    assert "\x1b" not in tunegate(blocked, *ARGS, env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).stdout
    for format_ in ("json", "github", "markdown", "sarif", "junit", "codequality"):
        assert "\x1b" not in tunegate(blocked, "--color", "always", *ARGS, "--format", format_).stdout


def test_width_of_the_terminal(blocked: Repo) -> None:
    def sentences(text: str) -> list[str]:
        return [line for line in ESCAPE.sub("", text).split("\n") if line.startswith("  fix: ")]

    narrow, wide = (on_terminal(blocked, *ARGS, columns=columns) for columns in (70, 200))
    assert max(map(len, sentences(narrow))) <= 70 < max(map(len, sentences(wide)))
    assert re.sub(r"\s+", " ", narrow) == re.sub(r"\s+", " ", wide)
    assert sentences(on_terminal(blocked, *ARGS, columns=10)) == sentences(on_terminal(blocked, *ARGS, columns=60))


def test_long_work_and_its_interruption(blocked: Repo) -> None:
    """A server that takes the case and never answers: a word on the terminal, and one line after Ctrl-C."""
    ours, theirs = pty.openpty()
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        child = subprocess.Popen(
            [sys.executable, "-I", "-m", "gate", *ARGS, "--engine", "opa", "--opa-url", url],
            cwd=blocked.path,
            env={**blocked.env, "TUNEGATE_CACHE": "off", "NO_PROXY": "127.0.0.1"},
            stdout=subprocess.PIPE,
            stderr=theirs,
            # a shell has what runs in the background ignore it, and that is inherited
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        os.close(theirs)
        said = b""
        end = time.monotonic() + 60
        while b" s)" not in said and time.monotonic() < end:
            if select.select([ours], [], [], 1.0)[0]:
                said += os.read(ours, 1024)
        child.send_signal(signal.SIGINT)
        out, _ = child.communicate(timeout=30)
        try:
            while chunk := os.read(ours, 1024):
                said += chunk
        except OSError:
            pass
        os.close(ours)
    assert (child.returncode, out) == (130, b"")
    text = said.decode().replace("\r\n", "\n")
    assert re.fullmatch(r"(\r\x1b\[Ktunegate check \(\d+ s\))+\n\r\x1b\[Kinterrupted: there is no verdict\n", text), (
        repr(text)
    )


def test_nothing_is_said_of_work_in_a_log(blocked: Repo) -> None:
    assert tunegate(blocked, *ARGS).stderr == ""


def test_closed_pipe(blocked: Repo) -> None:
    """``tunegate check | head -1`` shows a line, and no complaint."""
    command = " ".join([sys.executable, "-I", "-m", "gate", *ARGS, "--format", "json"])
    done = subprocess.run(
        ["sh", "-c", f"{command} | head -c 1"], cwd=blocked.path, env=blocked.env, capture_output=True, check=False
    )
    assert (done.stdout, done.stderr) == (b"{", b"")


# -- versions


def test_version(example: Repo) -> None:
    bundle = load_builtin()
    done = tunegate(example, "--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"tunegate {__version__}\npolicies {bundle.digest} ({len(bundle.rules())} rules)\n"
        f"engine embedded, {EmbeddedEngine(bundle).version}\n"
    )
    # it is what a decision names
    value = json.loads(check(example, "--format", "json").stdout)
    assert value["policies"] in done.stdout
    assert f"engine {value['engine']['name']}, {value['engine']['version']}\n" in done.stdout


# -- completion


def complete(repo: Repo, folder: Path, *words: str) -> set[str]:
    """What bash itself offers for a line, after the script was sourced; ``tunegate`` is the checkout's."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    program = folder / "bin" / "tunegate"
    program.parent.mkdir(exist_ok=True)
    run = "import sys; sys.argv[0] = 'tunegate'; from gate.cli import main; main()"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -I -c "{run}" "$@"\n')
    program.chmod(0o755)
    line = " ".join(f'"{word}"' for word in words)
    script = f"""
    eval "$(tunegate completion bash)"
    COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}
    _tunegate_completion tunegate
    printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    env = {**repo.env, "PATH": f"{program.parent}:{os.environ['PATH']}"}
    done = subprocess.run([bash, "-c", script], cwd=repo.path, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return set(done.stdout.split())


def test_completion_by_bash(example: Repo, tmp_path: Path) -> None:
    assert {"check", "verify", "completion"} <= complete(example, tmp_path, "tunegate", "")
    assert complete(example, tmp_path, "tunegate", "disposition", "s") == {"show", "sign"}
    assert complete(example, tmp_path, "tunegate", "check", "--for") == {"--format"}
    assert complete(example, tmp_path, "tunegate", "state", "--model", "") == {MODEL}
    rules = {path.name.replace("_", "-") for path in (ROOT / "policies" / "rules").glob("*/*")}
    assert complete(example, tmp_path, "tunegate", "policy", "explain", "") == rules
    example.remove("tunegate.yaml")
    assert complete(example, tmp_path, "tunegate", "state", "--model", "") == set()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(example: Repo, shell: str) -> None:
    done = tunegate(example, "completion", shell)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"_TUNEGATE_COMPLETE={shell}_complete" in done.stdout
    if shell != "bash" and (program := shutil.which(shell)):
        subprocess.run([program, "-n"], input=done.stdout, text=True, check=True)
