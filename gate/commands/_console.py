"""What the commands print. A bare ``str`` is refused: see `gate.values.text`."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gate.process.terminal import progress, write, write_error
from gate.values.errors import TunegateError, UndecidedError
from gate.values.text import Json, Lines, Output, Text, one_line

if TYPE_CHECKING:
    from gate.judge.decision import Decision
    from gate.recognise.elements import Notice
    from gate.report.common import Quote


def emit(output: Output, *, colour: bool = False) -> None:
    """Write to standard output. Where nobody can read it there is no verdict: exit 3, quietly for a closed pipe."""
    try:
        write(output, colour=colour)
    except OSError as error:
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
    from gate.process.terminal import has_colour, width
    from gate.report import FORMATS

    if format_ != "text":
        emit(FORMATS[format_].render(decision, quote))
        return
    from gate.report.text_report import render

    emit(render(decision, quote, width()), colour=has_colour(context.obj["color"], os.environ))


def say(text: Text) -> None:
    """Write a line for a person to standard output."""
    emit(Lines([text]))


def warn(*rows: Text) -> None:
    """Write lines for a person to standard error."""
    write_error(Lines(rows))


def say_error(error: TunegateError) -> None:
    for problem in error.problems:
        where = f"{problem.place}: " if problem.place else ""
        warn(Text(f"error: {where}{problem.message}"))
        if problem.remedy:
            warn(Text(f"  fix: {problem.remedy}"))


def say_usage(error: click.ClickException) -> None:
    """What click says of a command line that it cannot follow."""
    said = io.StringIO()
    error.show(said)
    write_error(Lines(said.getvalue().rstrip("\n").split("\n")))


def ask(question: Text) -> None:
    """Go on if a person at the terminal says yes. Raises click.Abort."""
    progress.stop()
    click.confirm(one_line(question), abort=True)  # noqa: TID251  one safe line


def ask_value(prompt: Text) -> str:
    """What a person at the terminal answers, on one line. Raises click.Abort where they leave."""
    progress.stop()
    # an empty answer is one: whoever asks decides what it means
    given: str = click.prompt(one_line(prompt), default="", show_default=False, prompt_suffix=" ")  # noqa: TID251
    return given


def plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def print_json(value: Any, *, exact: bool = False) -> None:
    emit(Json(value, exact=exact))


def notice_rows(notices: Sequence[Notice]) -> list[dict[str, Any]]:
    from gate.surfaces.keys import printable
    from gate.values.redact import redact_record

    return [{"path": printable(n.path), "line": n.line, "message": redact_record(n.message)} for n in notices]


def say_notices(notices: Sequence[Notice]) -> None:
    """What could not be read, which may quote a training record."""
    from gate.report.common import place
    from gate.values.redact import redact_record

    for notice in notices:
        where = place(notice.path.replace("\n", "\\n"), notice.line)
        warn(Text(f"notice: {where}: {redact_record(notice.message)}"))


def say_written(paths: list[str]) -> None:
    for path in paths:
        say(Text(f"wrote {path}"))
