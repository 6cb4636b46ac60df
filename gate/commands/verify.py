"""``verify``: before a deploy and on a schedule, whether the state of one commit may run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from gate.case.context import Context, Head, parse_now
from gate.commands._console import say, say_error
from gate.commands._gather import repository
from gate.commands._judged import Known, Output, judged, output_options, refuse_together
from gate.commands._options import Trust, verified_options
from gate.commands._reports import Report, distinct, write_file, write_statement
from gate.values.errors import UsageError
from gate.values.origin import origin
from gate.values.text import Json, Text

if TYPE_CHECKING:
    from gate.case.gather import Gathered
    from gate.case.parts import Parts
    from gate.case.sides import Sides
    from gate.judge.decision import Decision

TOGETHER = 16  # models that are judged at once; more are judged one at a time, so that memory does not grow with them


def _shard(_: click.Context, __: click.Parameter, value: str | None) -> tuple[int, int] | None:
    if value is None:
        return None
    index, _slash, count = value.partition("/")
    if not (index.isascii() and index.isdigit() and count.isascii() and count.isdigit() and len(value) < 12):
        raise click.BadParameter(f"{value!r} is not I/N, like 2/4.")
    if not 0 < int(index) <= int(count):
        raise click.BadParameter(f"{value!r}: the first of N shards is 1, and the last is N.")
    return int(index), int(count)


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
@click.option(
    "--shard", metavar="I/N", callback=_shard, help="Judge every N-th model only, from the I-th on; needs --part."
)
@click.option(
    "--part",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Where to write what was found, for 'tunegate merge-decisions', which gives the verdict.",
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
    shard: tuple[int, int] | None,
    part: str | None,
) -> int:
    """Before a deploy: block unless the evidence of every model is complete, current and unexpired.

    Nothing is compared. The commit has to be on a protected branch, whose settings, policies and waivers count.
    Exit status: 0 pass, 1 blocked or not reviewed (a baseline, observe mode), 2 configuration or evidence cannot be
    read, 3 could not decide.
    """
    if (shard is None) != (part is None):
        raise UsageError("--shard and --part go together", remedy="Give both: --shard 1/4 --part part-1.json.")
    if shard is not None and part is not None:
        if statement is not None or to.case is not None or to.reports or to.published:
            raise UsageError(
                "a shard gives no verdict to report or state", remedy="Ask 'tunegate merge-decisions' for reports."
            )
        if head.staged or head.worktree:
            raise UsageError("shards are of a commit, which all of them can read", remedy="Commit it, or drop --shard.")
        return _verify_shard(context, verified_parts(context, head, trust, to.now, Known()), to, shard, part)
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

    def gather(known: Known) -> Gathered | Parts:
        parts = verified_parts(context, head, trust, to.now, known)
        is_whole = len(parts.names) <= TOGETHER or statement is not None or to.case is not None
        return parts.whole() if is_whole else parts

    return judged(context, to, gather, mode="verify", finish=finish)


def _verify_shard(context: click.Context, parts: Parts, to: Output, shard: tuple[int, int], path: str) -> int:
    """Judge some of the models, write what was found, and say what blocks. The status is theirs, and no verdict."""
    from gate.judge.parts import pieces, unreadable
    from gate.judge.shards import document, names_of

    clear(path, "the part")
    engine = to.judge.open(parts, context.obj["timeout"])
    refuse_together(engine, parts)
    names = names_of(parts, *shard)
    made = list(pieces(parts, engine, names))
    context.obj["watch"].stop()
    try:
        write_file(path, Json(document(parts, engine, shard, made), exact=True))
    except OSError as error:
        raise UsageError(f"the part cannot be written: {error.strerror}", path=path, remedy="Name a file.") from None
    index, count = shard
    say(Text(f"part {index} of {count}: judged {len(names)} of {len(parts.names)} models"))
    for piece in made:
        for row in piece["judged"]["deny"] if piece["judged"] is not None else ():
            say(Text(f"  {row.get('model') or 'the commit'}: {row['rule']}: {row['msg']}"))
    say(Text(f"This is no verdict on the commit: 'tunegate merge-decisions' gives it, of all {count} parts."))
    if (failed := unreadable(made)) is not None:
        say_error(failed)
        return failed.exit_code
    return int(any(piece["judged"]["deny"] for piece in made if piece["judged"] is not None))


def verified(context: click.Context, head: Head, trust: Trust, now: str | None, known: Known | None = None) -> Gathered:
    """The case of one commit, by the trusted branch. Raises UsageError for options that do not go together."""
    from gate.case.gather import gather

    return gather(_sides(context, head, trust, now, known or Known()))


def verified_parts(context: click.Context, head: Head, trust: Trust, now: str | None, known: Known) -> Parts:
    """The same, one model at a time."""
    from gate.case.gather import begin
    from gate.case.parts import Parts

    return Parts(begin(_sides(context, head, trust, now, known)))


def _sides(context: click.Context, head: Head, trust: Trust, now: str | None, known: Known) -> Sides:
    from gate.case.branches import is_on
    from gate.case.sides import read_sides, snapshots
    from gate.case.verification import Verification, parse_states, trusted_branch
    from gate.config.snapshot import chosen_of, config_at

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
    return read_sides(repo, known.context, path, ends=ends, verification=verification)


def clear(path: str, what: str = "the statement") -> None:
    """Empty a file: one that an earlier run left must not be taken for this run's. Raises UsageError."""
    try:
        with open(path, "wb"):
            pass
    except OSError as error:
        raise UsageError(f"{what} cannot be written: {error.strerror}", path=path, remedy="Name a file.") from None


def _refuse(head: Head, trust: Trust) -> None:
    """Raises UsageError where options do not go together."""
    if (head.staged or head.worktree) and not trust.any_commit:
        raise UsageError("what is not committed is on no branch", remedy="Add --any-commit, or commit it.")
    if trust.any_commit and trust.trusted is not None:
        raise UsageError("--trusted and --any-commit exclude each other", remedy="Give one of them.")
