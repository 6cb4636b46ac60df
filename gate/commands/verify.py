"""``verify``: before a deploy and on a schedule, whether the state of one commit may run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from gate.case.context import Context, Head, parse_now
from gate.commands._gather import repository
from gate.commands._judged import Known, Output, judged, output_options
from gate.commands._options import Trust, verified_options
from gate.commands._reports import Report, distinct, write_statement
from gate.values.errors import UsageError
from gate.values.origin import origin

if TYPE_CHECKING:
    from gate.case.gather import Gathered
    from gate.judge.decision import Decision


@click.command()
@verified_options
@output_options("check-run")
@click.option("--statement", metavar="FILE", type=click.Path(dir_okay=False), help="Write the in-toto statement.")
@click.option("--resource", metavar="URI", help="What was verified, in the statement (default: the commit).")
@click.option("--verifier", metavar="URI", help="Who verified, in the statement (default: the workflow).")
@click.option("--environment", metavar="NAME", help="Where it may run, in the statement.")
@click.option(
    "--statement-form", type=click.Choice(["vsa", "svr"]), default="vsa", show_default=True, help="Its predicate."
)
@click.option(
    "--artefact",
    "artefacts",
    metavar="[MODEL=]PATH",
    multiple=True,
    help="File or folder of the weights: they have to be the reviewed ones, and the statement names each file.",
)
@click.pass_context
def verify(
    context: click.Context,
    head: Head,
    trust: Trust,
    to: Output,
    statement: str | None,
    resource: str | None,
    verifier: str | None,
    environment: str | None,
    statement_form: str,
    artefacts: tuple[str, ...],
) -> int:
    """Before a deploy: block unless the evidence of every model is complete, current and unexpired.

    Nothing is compared. The commit has to be on a protected branch, whose settings, policies and waivers count.
    Exit status: 0 pass, 1 blocked or not reviewed (a baseline, observe mode), 2 configuration or evidence cannot be
    read, 3 could not decide.
    """
    from gate.report.statement import parties

    who = parties(resource, verifier, origin(context.obj["config"], os.environ), os.environ, environment)
    if artefacts and statement is None:
        raise UsageError("--artefact is for the statement", remedy="Add --statement FILE.")
    if statement is not None:
        distinct([*to.reports, Report("statement", statement)])  # it takes no report's place either
        clear(statement)

    def finish(decision: Decision, known: Known, code: int) -> int:
        if statement is None:
            return code
        judged_on = None if decision.verdict == "error" else known.gathered
        return write_statement(statement, decision, judged_on, who, code, statement_form, artefacts)

    return judged(
        context, to, lambda known: verified(context, head, trust, to.now, known), mode="verify", finish=finish
    )


def verified(context: click.Context, head: Head, trust: Trust, now: str | None, known: Known | None = None) -> Gathered:
    """The case of one commit, by the trusted branch. Raises UsageError for options that do not go together."""
    from gate.case.branches import is_on
    from gate.case.gather import gather
    from gate.case.sides import read_sides, snapshots
    from gate.case.verification import Verification, parse_states, trusted_branch
    from gate.config.snapshot import chosen_of, config_at

    known = known or Known()
    _refuse(head, trust)
    repo = repository(context)
    moment = parse_now(now)
    on_github = os.environ.get("GITHUB_ACTIONS") == "true"
    event = os.environ.get("GITHUB_EVENT_NAME", "") or "local" if on_github else "local"
    known.context = Context(event, None, head.name(repo, "HEAD"), moment)
    ends = snapshots(repo, known.context)
    path = context.obj["config"]
    models = chosen_of(config_at(ends[1], path), path, trust.models)
    branch = None if trust.any_commit else trusted_branch(repo, trust.trusted, os.environ)
    known.head = ends[1]
    verification = Verification(
        branch=branch,
        reachable=branch is not None and is_on(repo, known.context.head, branch),
        models=tuple(sorted(set(trust.models))),
        states=parse_states(trust.states, models),
    )
    return gather(read_sides(repo, known.context, path, ends=ends, verification=verification))


def clear(path: str) -> None:
    """Empty the statement's file: one that an earlier run left must not be taken for this run's. Raises UsageError."""
    try:
        with open(path, "wb"):
            pass
    except OSError as error:
        raise UsageError(
            f"the statement cannot be written: {error.strerror}", path=path, remedy="Name a file."
        ) from None


def _refuse(head: Head, trust: Trust) -> None:
    """Raises UsageError where options do not go together."""
    if (head.staged or head.worktree) and not trust.any_commit:
        raise UsageError("what is not committed is on no branch", remedy="Add --any-commit, or commit it.")
    if trust.any_commit and trust.trusted is not None:
        raise UsageError("--trusted and --any-commit exclude each other", remedy="Give one of them.")
