"""What the commands share: options, the way to the repository, and what is printed."""

from __future__ import annotations

import errno
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gate.process.terminal import progress
from gate.values.errors import TunegateError, UndecidedError

if TYPE_CHECKING:
    from gate.judge.decision import Decision
    from gate.recognise.scan import Notice
    from gate.report.common import Quote


def emit(text: str, *, newline: bool = True) -> None:
    """Write to standard output. Where nobody can read it there is no verdict: exit 3, quietly for a closed pipe."""
    progress.stop()
    try:
        if sys.stdout is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        sys.stdout.write(text + "\n" if newline else text)
        sys.stdout.flush()
    except OSError as error:
        if sys.stdout is not None:  # what is left in its buffer must not fail again when the process ends
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno != errno.EPIPE:
            said = UndecidedError(
                f"standard output cannot be written: {error.strerror}", remedy="Write it to a file that has room."
            )
            say_error(said)
        sys.exit(UndecidedError.exit_code)


def internal_error(error: Exception) -> UndecidedError:
    """A fault of the gate itself: never a pass, and never a traceback unless it is asked for."""
    if os.environ.get("TUNEGATE_DEBUG"):
        raise error
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f" ({Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno})" if place else ""
    return UndecidedError(
        f"internal error: {type(error).__name__}: {error}{where}",
        remedy="Please report it; TUNEGATE_DEBUG=1 shows the traceback.",
    )


def show(context: click.Context, format_: str, decision: Decision, quote: Quote) -> None:
    """Write a decision in a format; for people as wide as their terminal, and in colour where they want that."""
    from gate.process.terminal import coloured, has_colour, width
    from gate.report import FORMATS

    if format_ != "text":
        emit(FORMATS[format_].render(decision, quote), newline=False)
        return
    from gate.report.text_report import render

    text = render(decision, quote, width(sys.stdout))
    emit(coloured(text) if has_colour(context.obj["color"], sys.stdout, os.environ) else text, newline=False)


def say_error(error: TunegateError) -> None:
    from gate.values.redact import log_safe, redact, visible

    progress.stop()
    for problem in error.problems:
        where = f"{visible(problem.place)}: " if problem.place else ""
        click.echo(log_safe(f"error: {where}{visible(redact(problem.message))}"), err=True)
        if problem.remedy:
            click.echo(log_safe(f"  fix: {visible(problem.remedy)}"), err=True)


def plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def print_json(value: Any) -> None:
    from gate.values.redact import json_safe

    emit(json_safe(json.dumps(value, indent=2, sort_keys=True)))


def say(text: str, *, newline: bool = True) -> None:
    """Write text for a person to standard output, in which a runner finds no command."""
    from gate.values.redact import log_safe

    emit(log_safe(text), newline=newline)


def notice_rows(notices: list[Notice]) -> list[dict[str, Any]]:
    from gate.surfaces.keys import printable
    from gate.values.redact import redact

    return [{"path": printable(n.path), "line": n.line, "message": redact(n.message)} for n in notices]


def say_notices(notices: list[Notice]) -> None:
    from gate.report.common import place
    from gate.values.redact import log_safe, redact, visible

    progress.stop()
    for notice in notices:
        where = place(notice.path.replace("\n", "\\n"), notice.line)
        click.echo(log_safe(f"notice: {visible(where)}: {visible(redact(notice.message))}"), err=True)


def say_written(paths: list[str]) -> None:
    for path in paths:
        say(f"wrote {path}")
