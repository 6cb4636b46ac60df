"""``check``, ``case`` and ``diff``: what changed, and what the policies make of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from gate.case.context import Asked, Context, parse_now
from gate.commands._console import internal_error, show
from gate.commands._gather import gatherer
from gate.commands._options import comparison_options, now_option
from gate.commands._publishing import publish_option, send
from gate.commands._reports import Report, distinct, parse_reports, write_reports
from gate.report import FORMATS
from gate.values.errors import TunegateError, UsageError
from gate.values.origin import origin

if TYPE_CHECKING:
    from gate.process.limits import Watch
    from gate.report.common import Quote
    from gate.values.decision import Decision


@click.command()
@comparison_options
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False), help="The same as --report json=FILE.")
@click.option(
    "--report",
    "reports",
    metavar="FORMAT=FILE",
    multiple=True,
    callback=parse_reports,
    help="Write a report of a format to a file, too. Can be given several times.",
)
@publish_option("check-run", "comment")
@now_option
@click.option("--engine", type=click.Choice(["embedded", "opa"]), default="embedded", show_default=True)
@click.option("--opa-url", metavar="URL", help="Address of the OPA server, with --engine opa.")
@click.option("--all-models", is_flag=True, help="Evaluate every model, not only those that the change touches.")
@click.pass_context
def check(
    context: click.Context,
    base: str | None,
    head: str | None,
    staged: bool,
    worktree: bool,
    format_: str,
    output: str | None,
    reports: tuple[Report, ...],
    published: tuple[str, ...],
    now: str | None,
    engine: str,
    opa_url: str | None,
    all_models: bool,
) -> int:
    """Block unless every change of a reviewed surface has an updated disposition.

    Exit status: 0 pass, 1 blocked, 2 configuration or evidence cannot be read, 3 could not decide.
    """
    from gate.judge.decide import decide, error_decision, quoter
    from gate.policy import open_engine

    where: Context | None = None
    snapshot = None
    reports = distinct((*reports, Report("json", output)) if output else reports)
    home = origin(context.obj["config"], os.environ)

    def failed(error: TunegateError) -> Decision:
        return error_decision(
            error,
            now=where.now if where else asked_time(now),
            base=where.base if where else None,
            head=where.head if where else None,
            origin=home,
        )

    def conclude(decision: Decision, quote: Quote) -> int:
        code = write_reports(reports, decision, quote)
        show(context, format_, decision, quote)
        return code

    watch: Watch = context.obj["watch"]
    watch.tell = lambda error: conclude(failed(error), quoter(None))  # git is busy with something else
    try:
        gather = gatherer(context, Asked(base, head, staged, worktree, now), all_models=all_models)
        where, snapshot = gather.context, gather.head
        gathered = gather.gather()
        decision = decide(gathered, open_engine(engine, gathered.bundle, opa_url, context.obj["timeout"]), home)
    except (TunegateError, Exception) as error:
        decision = failed(error if isinstance(error, TunegateError) else internal_error(error))
    watch.stop()
    code = conclude(decision, quoter(snapshot))
    send(published, decision, quoter(snapshot), watch)
    return code


def asked_time(now: str | None) -> str:
    """The time that was asked for; the clock's where that is none, which is then the error that is reported."""
    try:
        return parse_now(now)
    except UsageError:
        return parse_now(None)
