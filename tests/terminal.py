"""The gate at a real terminal: its questions are read, and answers are typed."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys

import pytest

from tests.command import environment
from tests.repo import Repo

SECONDS, QUIET = 30, 5
fcntl, pty, termios = (pytest.importorskip(name) for name in ("fcntl", "pty", "termios"))  # not on Windows


def _as_a_shell_does() -> None:
    """Have Ctrl-C be a signal, and one that counts: what starts the tests in the background ignores it."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """A command at a pseudo-terminal: what it prints is read, and answers are typed."""

    def __init__(self, repo: Repo, *args: str) -> None:
        self.master, slave = pty.openpty()
        env = {**environment(repo, None), "TERM": "dumb", "COLUMNS": "200"}
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-m", "gate", *args],
            cwd=repo.path,
            env=env,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=_as_a_shell_does,
        )
        os.close(slave)
        self.seen, self.read = "", 0

    def until(self, pattern: str) -> str:
        """What it prints up to a pattern, from where the last one ended. Fails where that does not come."""
        while not (found := re.compile(pattern).search(self.seen, self.read)):
            assert self._more(), f"{pattern!r} did not come:\n{self.seen}"
        start, self.read = self.read, found.end()
        return self.seen[start : found.end()]

    def until_or_end(self, pattern: str) -> str | None:
        """What it prints up to a pattern; None where it ends before that."""
        while not (found := re.compile(pattern).search(self.seen, self.read)):
            if not self._more():
                return None
        start, self.read = self.read, found.end()
        return self.seen[start : found.end()]

    def interrupt(self) -> None:
        """Press Ctrl-C. Python does not see one that comes just before it waits for the answer: press it again then."""
        said = len(self.seen) + len("^C")
        self.type("\x03")
        for _ in range(SECONDS // QUIET):
            if len(self.seen) > said or self.process.poll() is not None:
                break
            if not self._more(QUIET):
                said = len(self.seen) + len("^C")
                self.type("\x03")

    def _more(self, seconds: int = SECONDS) -> bool:
        """Read what there is; False at the end, or when it takes too long."""
        ready, _, _ = select.select([self.master], [], [], seconds)
        try:
            data = os.read(self.master, 65536) if ready else b""
        except OSError:  # Linux says so when the other end is closed
            data = b""
        self.seen += data.decode().replace("\r\n", "\n")
        return bool(data)

    def type(self, text: str) -> None:
        os.write(self.master, text.encode())

    def answer(self, name: str, text: str) -> str:
        """Wait for a question, and answer it; what was asked."""
        asked = self.until(rf"(?m)^{re.escape(name)}  \(\d+ left\)\n(?:.*\n)*>.* $")
        self.type(text + "\n")
        return asked

    def end(self) -> int:
        """The exit status, once it is over. Fails where it waits for more."""
        while self._more():
            pass
        try:
            return self.process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            pytest.fail(f"it did not end:\n{self.seen}")
        finally:
            self.process.kill()
            os.close(self.master)
