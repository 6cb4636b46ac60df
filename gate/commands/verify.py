"""``verify``: before a deploy and on a schedule, whether the state of one commit may run."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from gate.case.context import Context, parse_now
from gate.commands._console import internal_error, show
from gate.commands._gather import repository
from gate.commands._options import now_option, trust_options
from gate.commands._publishing import publish_option, send
from gate.commands._reports import Report, distinct, parse_reports, write_reports, write_statement
from gate.commands.check import asked_time
from gate.report import FORMATS
from gate.values.errors import TunegateError, UsageError
from gate.values.origin import origin

if TYPE_CHECKING:
    from gate.case.gather import Gathered, Gatherer
    from gate.git.repository import Repository
    from gate.process.limits import Watch
    from gate.report.common import Quote
    from gate.values.decision import Decision


def asked_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What is verified, and what it has to be."""
    command = trust_options(command)
    for option in (
        click.option("--worktree", is_flag=True, help="Verify what is on disk; needs --any-commit."),
        click.option("--staged", is_flag=True, help="Verify what is staged; needs --any-commit."),
        click.option("--head", metavar="REV", help="Commit to verify (default: HEAD)."),
    ):
        command = option(command)
    return command


def verdict_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Who judges, and where the verdict goes."""
    for option in (
        click.option("--verifier", metavar="URI", help="Who verified, in the statement (default: the workflow)."),
        click.option("--resource", metavar="URI", help="What was verified, in the statement (default: the commit)."),
        click.option(
            "--statement", metavar="FILE", type=click.Path(dir_okay=False), help="Write the in-toto statement."
        ),
        click.option("--opa-url", metavar="URL", help="Address of the OPA server, with --engine opa."),
        click.option("--engine", type=click.Choice(["embedded", "opa"]), default="embedded", show_default=True),
        now_option,
        publish_option("check-run"),
        click.option(
            "--report",
            "reports",
            metavar="FORMAT=FILE",
            multiple=True,
            callback=parse_reports,
            help="Write a report of a format to a file, too. Can be given several times.",
        ),
        click.option("--output", type=click.Path(dir_okay=False), help="The same as --report json=FILE."),
        click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True),
    ):
        command = option(command)
    return command


@click.command()
@asked_options
@verdict_options
@click.pass_context
def verify(
    context: click.Context,
    head: str | None,
    staged: bool,
    worktree: bool,
    model: str | None,
    states: tuple[str, ...],
    trusted: str | None,
    any_commit: bool,
    format_: str,
    output: str | None,
    reports: tuple[Report, ...],
    published: tuple[str, ...],
    now: str | None,
    engine: str,
    opa_url: str | None,
    statement: str | None,
    resource: str | None,
    verifier: str | None,
) -> int:
    """Before a deploy: block unless the evidence of every model is complete, current and unexpired.

    Nothing is compared. The commit has to be on a protected branch, whose settings, policies and waivers count.
    Exit status: 0 pass, 1 blocked, 2 configuration or evidence cannot be read, 3 could not decide.
    """
    from gate.judge.decide import decide, error_decision, quoter
    from gate.policy import open_engine
    from gate.report.statement import Parties, parties

    reports = distinct((*reports, Report("json", output)) if output else reports)
    names = [*reports, *([Report("statement", statement)] if statement else [])]
    distinct(names)  # the statement takes no report's place either
    home = origin(context.obj["config"], os.environ)
    who: Parties = parties(resource, verifier, home, os.environ)
    if statement is not None:
        clear(statement)
    gathered: Gathered | None = None
    where: Context | None = None
    snapshot = None

    def failed(error: TunegateError) -> Decision:
        return error_decision(
            error,
            now=where.now if where else asked_time(now),
            head=where.head if where else None,
            origin=home,
            mode="verify",
        )

    def conclude(decision: Decision, quote: Quote) -> int:
        code = write_reports(reports, decision, quote)
        if statement is not None:
            judged = None if decision.verdict == "error" else gathered
            code = write_statement(statement, decision, judged, who, code)
        show(context, format_, decision, quote)
        return code

    watch: Watch = context.obj["watch"]
    watch.tell = lambda error: conclude(failed(error), quoter(None))  # git is busy with something else
    try:
        refuse(head, staged, worktree, trusted, any_commit)
        repo = repository(context)
        where = asked_context(repo, head, staged, worktree, now)
        gather = asked_gatherer(repo, where, context.obj["config"], model, states, trusted, any_commit)
        snapshot = gather.head
        gathered = gather.gather()
        decision = decide(gathered, open_engine(engine, gathered.bundle, opa_url, context.obj["timeout"]), home)
    except (TunegateError, Exception) as error:
        decision = failed(error if isinstance(error, TunegateError) else internal_error(error))
    watch.stop()
    code = conclude(decision, quoter(snapshot))
    send(published, decision, quoter(snapshot), watch)
    return code


def clear(path: str) -> None:
    """Empty the statement's file: one that an earlier run left must not be taken for this run's. Raises UsageError."""
    try:
        with open(path, "wb"):
            pass
    except OSError as error:
        raise UsageError(
            f"the statement cannot be written: {error.strerror}", path=path, remedy="Name a file."
        ) from None


def refuse(head: str | None, staged: bool, worktree: bool, trusted: str | None, any_commit: bool) -> None:
    """Raises UsageError where options do not go together."""
    if sum((head is not None, staged, worktree)) > 1:
        raise UsageError("--head, --staged and --worktree exclude each other", remedy="Give one of them.")
    if (staged or worktree) and not any_commit:
        raise UsageError("what is not committed is on no branch", remedy="Add --any-commit, or commit it.")
    if any_commit and trusted is not None:
        raise UsageError("--trusted and --any-commit exclude each other", remedy="Give one of them.")


def asked_context(repo: Repository, head: str | None, staged: bool, worktree: bool, now: str | None) -> Context:
    """What is verified: a commit, unless what is staged or on disk is asked for. Raises UsageError."""
    from gate.git.entry import INDEX, WORKTREE

    moment = parse_now(now)
    name = INDEX if staged else WORKTREE if worktree else repo.commit(head if head is not None else "HEAD")
    on_github = os.environ.get("GITHUB_ACTIONS") == "true"
    return Context(os.environ.get("GITHUB_EVENT_NAME", "") or "local" if on_github else "local", None, name, moment)


def asked_gatherer(
    repo: Repository,
    where: Context,
    config: str,
    model: str | None,
    states: tuple[str, ...],
    trusted: str | None,
    any_commit: bool,
) -> Gatherer:
    """A gatherer that verifies. Raises UsageError for options that do not fit, UndecidedError without the branch."""
    from gate.case.gather import Gatherer
    from gate.case.verification import Verification, is_on, parse_states, trusted_branch

    gather = Gatherer(repo, where, config)
    models = gather.chosen(model)
    branch = None if any_commit else trusted_branch(repo, trusted, os.environ)
    gather.verification = Verification(
        branch=branch,
        reachable=branch is not None and is_on(repo, where.head, branch),
        model=model,
        states=parse_states(states, models),
    )
    return gather
