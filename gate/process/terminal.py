"""The one door to standard output and standard error: what goes out is `gate.values.text.Output`.

A terminal gets what a pipe or a log does not: colour, its own width, and a word on long work. Colour follows
no-color.org and the usual FORCE_COLOR; ``--color`` goes before both.
"""

from __future__ import annotations

import errno
import io
import os
import re
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import TextIO

from gate.values.regex import regex
from gate.values.text import Output, Text, one_line

NARROW, WIDE = 60, 110  # columns of text: less cannot be read, more is tiring to read
WAIT_SECONDS = 2.0  # before a word is said
_STYLES = {"PASS": "32;1", "BLOCKED": "31;1", "ERROR": "31;1", "error": "31", "warning": "33", "notice": "36"}
_WORD = regex(rf"^({'|'.join(_STYLES)})(?=:)", re.MULTILINE)


def prepare() -> None:
    """Have both streams take every text, whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def write(output: Output, *, colour: bool = False) -> None:
    """Write to standard output. Raises OSError where nobody can read it; what is left unwritten is then dropped."""
    progress.stop()
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    try:
        sys.stdout.write(_coloured(output) if colour else output)
        sys.stdout.flush()
    except OSError:  # what is left in its buffer must not fail again when the process ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise


def write_error(output: Output) -> None:
    """Write to standard error; where nobody can read it, the exit status still says how it went."""
    progress.stop()
    with suppress(OSError):
        if sys.stderr is not None:
            sys.stderr.write(output)
            sys.stderr.flush()


def flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(BaseException):
            stream.flush()


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def has_colour(asked: str, environment: Mapping[str, str]) -> bool:
    """Whether standard output is to have colour: ``asked`` is auto, always or never."""
    if asked != "auto":
        return asked == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return _is_terminal(sys.stdout) and environment.get("TERM") != "dumb"


def _coloured(output: Output) -> str:
    """With the words at the start of a line that state a verdict or a severity in colour."""
    return _WORD.sub(lambda found: f"\x1b[{_STYLES[found[1]]}m{found[1]}\x1b[0m", output)


def width() -> int:
    """Columns to write: those of the terminal within reason, and one fixed number everywhere else."""
    if not _is_terminal(sys.stdout):
        return WIDE
    import shutil

    return max(NARROW, min(WIDE, shutil.get_terminal_size((WIDE, 24)).columns))


class Progress:
    """Says on standard error, where that is a terminal, that work goes on; takes it back before anything else."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._said = False

    def start(self, what: Text) -> None:
        if _is_terminal(sys.stderr):
            threading.Thread(target=self._tell, args=(one_line(what, NARROW),), daemon=True).start()

    def stop(self) -> None:
        """No more words; may be called often."""
        self._ended.set()
        with self._lock:
            if self._said:
                self._said = False
                sys.stderr.write("\r\x1b[K")
                sys.stderr.flush()

    def _tell(self, what: Text) -> None:
        start = time.monotonic()
        while not self._ended.wait(WAIT_SECONDS if not self._said else 1.0):
            with self._lock:
                if self._ended.is_set():
                    return
                sys.stderr.write(f"\r\x1b[K{what} ({time.monotonic() - start:.0f} s)")
                sys.stderr.flush()
                self._said = True


progress = Progress()  # of this process: everything that writes stops it first
