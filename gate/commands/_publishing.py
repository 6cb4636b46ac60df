"""``--publish``: a decision on GitHub, after the verdict stands."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from gate.commands._console import warn
from gate.commands._reports import write_file
from gate.values.text import Lines, Text

if TYPE_CHECKING:
    from gate.judge.decision import Decision
    from gate.process.limits import Watch
    from gate.report.common import Quote


MOST_SECONDS = 180.0  # for all of it; the client gives up before that, unless an answer comes in drops

THREAD = "tunegate-publish"


def publish_option(*kinds: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """--publish, for what a command can show on GitHub."""
    return click.option(
        "--publish",
        "published",
        type=click.Choice(kinds),
        multiple=True,
        help="Show the outcome on GitHub, too, with the token in GITHUB_TOKEN. Can be given several times.",
    )


def send(kinds: Sequence[str], decision: Decision, quote: Quote, watch: Watch) -> None:
    """Show the decision on GitHub. What goes wrong is a warning, on standard error and in the step's summary.

    In a thread, which is left behind where it does not end: a server that drips must not keep the verdict.
    """
    if not kinds:
        return
    watch.release()
    worker = threading.Thread(target=_publish, args=(kinds, decision, quote), name=THREAD, daemon=True)
    worker.start()
    worker.join(MOST_SECONDS)
    if worker.is_alive():
        _warn(f"GitHub took longer than {MOST_SECONDS:g} s", "Run the job again later.")


def _publish(kinds: Sequence[str], decision: Decision, quote: Quote) -> None:
    from gate.publish import publish
    from gate.publish.comment import NotNeeded

    try:
        for error in publish(kinds, decision, quote, os.environ):
            (problem,) = error.problems
            if isinstance(error, NotNeeded):
                warn(Text(f"notice: no comment: {problem.message}"))
            else:
                _warn(problem.message, problem.remedy)
    except Exception as error:  # whatever it is, the verdict stands
        where = error.__traceback__
        while where and where.tb_next:
            where = where.tb_next
        place = f" ({os.path.basename(where.tb_frame.f_code.co_filename)}:{where.tb_lineno})" if where else ""
        _warn(f"internal error while the outcome was put on GitHub: {type(error).__name__}{place}", "Please report it.")


def _warn(message: str, remedy: str) -> None:
    from gate.report.markup import code

    warn(Text(f"warning: {message}"), Text(f"  fix: {remedy}"))
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        try:
            write_file(summary, Lines(["", f"> ⚠️ {code(message)} {code(remedy)}"]))
        except OSError as error:
            warn(Text(f"warning: the step summary cannot be written: {error.strerror}"))
