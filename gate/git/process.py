"""Starts git: plumbing commands only, in an environment in which the repository's own settings have no say."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from gate.values.errors import UndecidedError

# a repository's own settings that would make plumbing run a program or write a file
_OVERRIDES = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "core.quotePath=false")
_KEPT = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"}
_QUIET = {
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LANGUAGE": "C",  # what git says is read
    "LC_ALL": "C",
}


def quiet_environment(given: Mapping[str, str]) -> dict[str, str]:
    """The environment for git, without any ``GIT_*`` variable that could change what it answers.

    Variables that say which repository or index is meant (set by git itself inside a hook) and ``GIT_CONFIG_*`` of the
    caller stay.
    """
    kept = {
        name: value
        for name, value in given.items()
        if not name.startswith("GIT_") or name in _KEPT or name.startswith("GIT_CONFIG_")
    }
    return {**kept, **_QUIET}


@dataclass(frozen=True, slots=True)
class Done:
    """A finished command: its exit status, what it wrote, and the line of standard error that says why it failed."""

    status: int
    output: bytes
    said: str


class Conversation:
    """A running command: it answers each line that it is given."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._child = child
        self.stream: IO[bytes] = child.stdout  # type: ignore[assignment]  # a pipe

    def ask(self, line: bytes) -> bytes:
        """The first line of the answer, the rest of which is in ``stream``; empty where the command has ended."""
        given: IO[bytes] = self._child.stdin  # type: ignore[assignment]  # a pipe
        try:
            given.write(line + b"\n")
            given.flush()
        except BrokenPipeError:
            return b""
        return self.stream.readline()

    def ask_fields(self, field: bytes, count: int) -> list[bytes]:
        """An answer of ``count`` fields that each end with a NUL; fewer where the command has ended."""
        given: IO[bytes] = self._child.stdin  # type: ignore[assignment]  # a pipe
        try:
            given.write(field + b"\0")
            given.flush()
        except BrokenPipeError:
            return []
        answer = b""
        while answer.count(b"\0") < count and (piece := self.stream.read1(1 << 16)):  # type: ignore[attr-defined]
            answer += piece
        return answer.split(b"\0")[:-1]

    def close(self) -> None:
        """End it, whatever state it is in."""
        with suppress(OSError):
            self.stream.close()
        with suppress(OSError):  # what was not written yet cannot be
            self._child.stdin.close()  # type: ignore[union-attr]
        self._child.wait()


class Process:
    """Starts git in one directory, with one environment, read from the caller's when this is made."""

    def __init__(self, directory: Path, environment: Mapping[str, str] | None = None) -> None:
        self.directory = directory
        self._environment = dict(environment) if environment is not None else quiet_environment(os.environ)

    def at(self, directory: Path) -> Process:
        """The same in another directory."""
        return Process(directory, self._environment)

    def run(self, *arguments: str, env: Mapping[str, str] | None = None, given: bytes | None = None) -> Done:
        """A finished command; ``env`` is added to the environment, ``given`` is its input. Raises UndecidedError where
        there is no git."""
        stdin = subprocess.DEVNULL if given is None else subprocess.PIPE
        with self._start(*arguments, env=env, stdin=stdin, stderr=subprocess.PIPE) as child:
            output, errors = child.communicate(given)
        lines = errors.decode("utf-8", "backslashreplace").splitlines()
        fatal = [line for line in lines if line.startswith("fatal: ")]
        return Done(child.returncode, output, (fatal or lines or [f"git {arguments[0]} failed"])[0])

    def converse(self, *arguments: str) -> Conversation:
        """A running command that is written to and read from. Raises UndecidedError where there is no git."""
        return Conversation(self._start(*arguments, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL))

    def _start(
        self, *arguments: str, stdin: int, stderr: int, env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        try:
            return _popen()(
                ["git", *_OVERRIDES, *arguments],
                cwd=self.directory,
                env={**self._environment, **(env or {})},
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=stderr,
            )
        except FileNotFoundError:
            raise UndecidedError("git was not found", remedy="Install git and put it on PATH.") from None


@cache
def _popen() -> Callable[..., subprocess.Popen[bytes]]:
    """What starts a process. GitPython's on Windows, where else a ``git.exe`` of the work tree would be run."""
    if sys.platform == "win32":
        from git.cmd import safer_popen

        return safer_popen
    return subprocess.Popen
