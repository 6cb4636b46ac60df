"""What a terminal gets that a pipe or a log does not: colour, its own width, and a word on long work.

Colour follows no-color.org and the usual FORCE_COLOR; ``--color`` goes before both.
"""

from __future__ import annotations

import re
import shutil
import sys
import threading
import time
from collections.abc import Mapping
from typing import TextIO

NARROW, WIDE = 60, 110  # columns of text: less cannot be read, more is tiring to read
WAIT_SECONDS = 2.0  # before a word is said
_STYLES = {"PASS": "32;1", "BLOCKED": "31;1", "ERROR": "31;1", "error": "31", "warning": "33", "notice": "36"}
_WORD = re.compile(r"^(PASS|BLOCKED|ERROR|error|warning|notice)(?=:)", re.MULTILINE)


def is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def has_colour(asked: str, stream: TextIO | None, environment: Mapping[str, str]) -> bool:
    """Whether to colour: ``asked`` is auto, always or never."""
    if asked != "auto":
        return asked == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return is_terminal(stream) and environment.get("TERM") != "dumb"


def coloured(text: str) -> str:
    """The text with the words at the start of a line that state a verdict or a severity in colour."""
    return _WORD.sub(lambda found: f"\x1b[{_STYLES[found[1]]}m{found[1]}\x1b[0m", text)


def width(stream: TextIO | None) -> int:
    """Columns to write: those of the terminal within reason, and one fixed number everywhere else."""
    if not is_terminal(stream):
        return WIDE
    return max(NARROW, min(WIDE, shutil.get_terminal_size((WIDE, 24)).columns))


class Progress:
    """Says on standard error, where that is a terminal, that work goes on; takes it back before anything else."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._said = False

    def start(self, what: str) -> None:
        if is_terminal(sys.stderr):
            threading.Thread(target=self._tell, args=(what,), daemon=True).start()

    def stop(self) -> None:
        """No more words; may be called often."""
        self._ended.set()
        with self._lock:
            if self._said:
                self._said = False
                sys.stderr.write("\r\x1b[K")
                sys.stderr.flush()

    def _tell(self, what: str) -> None:
        start = time.monotonic()
        while not self._ended.wait(WAIT_SECONDS if not self._said else 1.0):
            with self._lock:
                if self._ended.is_set():
                    return
                sys.stderr.write(f"\r\x1b[K{what} ({time.monotonic() - start:.0f} s)")
                sys.stderr.flush()
                self._said = True


progress = Progress()  # of this process: everything that writes stops it first
