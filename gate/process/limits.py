"""The limit on the time of a whole run: when it is over there is no verdict, and the process ends with exit 3."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from gate.process.terminal import flush
from gate.values.errors import UndecidedError

RUN_SECONDS = 900
GRACE_SECONDS = 10.0  # for saying so

_children: set[subprocess.Popen[bytes]] = set()  # processes that end with the run


def run_program(
    command: Sequence[str],
    given: bytes,
    seconds: float,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    files: tuple[IO[bytes], IO[bytes]] | None = None,
    limits: Mapping[str, int] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """A finished process that was given ``given`` on standard input; one that takes longer is ended.

    ``files`` take the output and the errors, which are then not in what is returned. ``limits`` are names of the
    module ``resource`` and what is set for the process before it is given its input; Linux only. Raises OSError where
    it cannot be started, and subprocess.TimeoutExpired.
    """
    pipe = subprocess.PIPE
    out, err = files or (pipe, pipe)
    with subprocess.Popen(command, stdin=pipe, stdout=out, stderr=err, env=env, cwd=cwd) as child:  # noqa: S603
        _children.add(child)
        try:
            _limit(child.pid, limits or {})
            answer, errors = child.communicate(given, timeout=seconds)
        finally:
            child.kill()  # does nothing to one that has ended
            _children.discard(child)
    return subprocess.CompletedProcess(command, child.returncode, answer, errors)


def _limit(pid: int, limits: Mapping[str, int]) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    if sys.platform == "linux":
        for name, most in limits.items():
            with suppress(OSError, ValueError):  # it has ended, or a lower limit is in force
                resource.prlimit(pid, getattr(resource, name), (most, most))


class Watch:
    """Ends the process unless it is stopped before. ``tell`` says why, to whoever is to know it.

    A thread of its own does so, which native code can keep waiting; where the system has alarms, one ends the process
    by SIGALRM some seconds later whatever it is doing.
    """

    def __init__(self, seconds: float, tell: Callable[[UndecidedError], object]) -> None:
        self.tell = tell
        self._seconds = seconds
        self._ended = threading.Lock()
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True
        self._timer.start()
        if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, seconds + GRACE_SECONDS)

    def stop(self) -> None:
        """The outcome is known: nobody else says one. Waits for the end of the process where it has begun."""
        self._ended.acquire()
        self._timer.cancel()

    def release(self) -> None:
        """What follows has limits of its own: the alarm does not end it."""
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _expire(self) -> None:
        if not self._ended.acquire(blocking=False):
            return
        error = UndecidedError(
            f"there is no verdict after {self._seconds:g} s",
            remedy="Give it more time with 'tunegate --timeout SECONDS', or find out what takes so long.",
        )
        with suppress(BaseException):  # whatever goes wrong in saying so, this does not pass
            self.tell(error)
        for child in tuple(_children):
            with suppress(BaseException):
                child.kill()
        flush()
        os._exit(UndecidedError.exit_code)
