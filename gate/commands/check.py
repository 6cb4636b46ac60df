"""``check``, ``case`` and ``diff``: what changed, and what the policies make of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from gate.case.context import Asked, Context, parse_now
from gate.commands._console import gatherer, internal_error, notice_rows, print_json, repository, say, say_notices, show
from gate.commands._options import TEXT_OR_JSON, comparison_options, now_option, trust_options
from gate.commands._publishing import publish_option, send
from gate.commands._reports import Report, distinct, parse_reports, write_reports
from gate.report import FORMATS
from gate.values.errors import TunegateError, UsageError
from gate.values.origin import origin

if TYPE_CHECKING:
    from gate.process.limits import Watch
    from gate.recognise.scan import Notice
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


@click.command()
@comparison_options
@now_option
@click.option("--all-models", is_flag=True, help="Gather every model, not only those that the change touches.")
@trust_options
@click.option("--verify", is_flag=True, help="The facts of 'tunegate verify': of one commit, without a base.")
@click.pass_context
def case(
    context: click.Context,
    base: str | None,
    head: str | None,
    staged: bool,
    worktree: bool,
    now: str | None,
    all_models: bool,
    verify: bool,
    model: str | None,
    states: tuple[str, ...],
    trusted: str | None,
    any_commit: bool,
) -> None:
    """Print the facts that the policies judge, as JSON for 'opa eval' or 'conftest test'."""
    if verify:
        from gate.commands.verify import asked_context, asked_gatherer, refuse

        if base is not None or all_models:
            raise UsageError("--base and --all-models do not go with --verify", remedy="Leave them out.")
        refuse(head, staged, worktree, trusted, any_commit)
        repo = repository(context)
        where = asked_context(repo, head, staged, worktree, now)
        gather = asked_gatherer(repo, where, context.obj["config"], model, states, trusted, any_commit)
        print_json(gather.gather().case)
        return
    if model is not None or states or trusted is not None or any_commit:
        raise UsageError("--model, --state, --trusted and --any-commit go with --verify", remedy="Add --verify.")
    print_json(gatherer(context, Asked(base, head, staged, worktree, now), all_models=all_models).gather().case)


@click.command()
@comparison_options
@click.option("--recognise", is_flag=True, help="Look at known formats, whatever tunegate.yaml says.")
@click.option("--format", "format_", type=TEXT_OR_JSON, default="text", show_default=True)
@click.pass_context
def diff(
    context: click.Context,
    base: str | None,
    head: str | None,
    staged: bool,
    worktree: bool,
    recognise: bool,
    format_: str,
) -> None:
    """Show what changed on the reviewed surfaces, without judging it.

    Without a tunegate.yaml, known formats are recognised by themselves.
    """
    from gate.case.gather import public_row
    from gate.report.text_report import change_line

    gather = gatherer(context, Asked(base, head, staged, worktree))
    notices: list[Notice] = []
    if recognise or not gather.is_configured:
        changes, notices = gather.recognised_changes()
    else:
        changes = gather.all_changes()
    rows = [public_row(change) for change in changes]
    if format_ == "json":
        where = {"base": gather.context.base, "head": gather.context.head}
        print_json({"schema": "tunegate/diff/v1", **where, "changes": rows, "notices": notice_rows(notices)})
        return
    say_notices(notices)
    model = None
    for row in rows:
        if row["model"] != model:
            model = row["model"]
            say(str(model))
        say(f"  {row['change']:<8} {change_line(row)}")
    if not rows:
        say("no change on a reviewed surface")
