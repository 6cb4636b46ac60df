"""The errors a person sees. Each one says what is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

EXIT_PASS = 0
EXIT_BLOCKED = 1
EXIT_UNREADABLE = 2
EXIT_UNDECIDED = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input.

    ``path`` is relative to the repository, ``line`` and ``end_line`` are 1-based; all three are None
    where the problem has no place in a file. ``message``, ``remedy`` and ``place`` are one line each. ``model`` is the
    one whose files these are, where that is known.
    """

    message: str
    path: str | None = None
    line: int | None = None
    end_line: int | None = None
    remedy: str = ""
    model: str | None = None

    def __post_init__(self) -> None:
        # a name or a value with a line end in it could start a line of its own, such as a workflow command
        object.__setattr__(self, "message", _one_line(self.message))
        object.__setattr__(self, "remedy", _one_line(self.remedy))

    @property
    def place(self) -> str:
        if self.path is None:
            return ""
        path = _one_line(self.path)
        return path if self.line is None else f"{path}:{self.line}"


def _one_line(text: str) -> str:
    whole = text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")  # half a character
    return whole.replace("\n", "\\n")


class TunegateError(Exception):
    """Base of every error of the gate. ``exit_code`` is the process's exit status; none of them passes."""

    exit_code = EXIT_UNREADABLE
    rule = "error"

    def __init__(
        self,
        message: str | Iterable[Problem],
        *,
        path: str | None = None,
        line: int | None = None,
        end_line: int | None = None,
        remedy: str = "",
    ) -> None:
        if isinstance(message, str):
            message = [Problem(message, path, line, end_line, remedy)]
        self.problems: tuple[Problem, ...] = tuple(message)
        super().__init__("; ".join(f"{p.place}: {p.message}" if p.place else p.message for p in self.problems))


class UsageError(TunegateError):
    """The command line asks for something that cannot be done."""

    rule = "usage"


class ConfigError(TunegateError):
    """``tunegate.yaml``, a policy or a schema cannot be read."""

    rule = "configuration-unreadable"


class SurfaceError(TunegateError):
    """A file on a reviewed surface cannot be read as what its name says it is."""

    rule = "surface-unreadable"


class EvidenceError(TunegateError):
    """A document of the evidence pack cannot be read or does not fit its schema."""

    rule = "evidence-unreadable"


class UndecidedError(TunegateError):
    """The gate could not come to a verdict, so it does not pass."""

    exit_code = EXIT_UNDECIDED
    rule = "undecided"
