"""What ``check`` and ``verify`` share: gather, decide, conclude and report, whatever happens on the way."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from gate.case.context import Context, parse_now
from gate.commands._console import internal_error, show
from gate.commands._engine import Judge, engine_options
from gate.commands._options import Command, now_option, with_options
from gate.commands._publishing import publish_option, send
from gate.commands._reports import Report, ReportFormat, distinct, parse_reports, write_case, write_reports
from gate.values.errors import TunegateError, UsageError
from gate.values.origin import Origin, is_address, origin

if TYPE_CHECKING:
    from gate.case.gather import Gathered
    from gate.case.parts import Parts
    from gate.case.shape import Case
    from gate.git.snapshot import Snapshot
    from gate.judge.decision import Decision, Quoted
    from gate.judge.parts import Piece
    from gate.policy import Engine
    from gate.process.limits import Watch
    from gate.report.common import Quote


@dataclass
class Known:
    """What is known so far of what is judged: an error is reported with it.

    ``gathered`` is the whole case; where the models are judged one at a time, ``frame`` is the case without them, and
    ``quoted`` what source lines are shown by. ``pieces`` are those that other processes have judged.
    """

    context: Context | None = None
    head: Snapshot | None = None
    gathered: Gathered | None = None
    frame: Case | None = None
    quoted: Sequence[Quoted] = ()
    pieces: Sequence[Piece] | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """Who judges, and where the verdict goes."""

    format: str
    reports: tuple[Report, ...]
    published: tuple[str, ...]
    case: str | None  # the file that the case is written to, for 'tunegate replay'
    page_url: str | None
    now: str | None
    judge: Judge


# writes further files of a decision, given the exit status so far; the status with which they were written
Finish = Callable[["Decision", Known, int], int]


def output_options(*published: str) -> Callable[[Command], Command]:
    """Who judges, and where the verdict goes, as ``to: Output``. ``published`` are kinds of `publish_option`."""

    def decorate(command: Command) -> Command:
        return with_options(
            _as_output(command),
            click.option("--format", "format_", type=ReportFormat(), default="text", show_default=True),
            click.option("--output", type=click.Path(dir_okay=False), help="The same as --report json=FILE."),
            click.option(
                "--report",
                "reports",
                metavar="FORMAT=FILE",
                multiple=True,
                callback=parse_reports,
                help="Write a report of a format to a file, too. Can be given several times.",
            ),
            click.option(
                "--case",
                metavar="FILE",
                type=click.Path(dir_okay=False),
                help="Also write the case, for 'tunegate replay'.",
            ),
            click.option(
                "--page-url", metavar="URL", help="Where the page of 'tunegate report' is kept; Markdown links it."
            ),
            publish_option(*published),
            now_option,
            engine_options,
        )

    return decorate


def _as_output(command: Command) -> Command:
    from functools import wraps

    @wraps(command)
    def called(
        *args: Any,
        format_: str,
        output: str | None,
        reports: tuple[Report, ...],
        published: tuple[str, ...],
        case: str | None,
        page_url: str | None,
        now: str | None,
        judge: Judge,
        **given: Any,
    ) -> Any:
        files = distinct((*reports, Report("json", output)) if output else reports)
        if case is not None:
            distinct((*files, Report("case", case)))
        if page_url is not None and not is_address(page_url):
            raise UsageError(f"--page-url: {page_url} is not a web address", remedy="Write it as https://HOST/PATH.")
        return command(*args, to=Output(format_, files, published, case, page_url, now, judge), **given)

    return called


def judged(
    context: click.Context,
    to: Output,
    gather: Callable[[Known], Gathered | Parts],
    *,
    mode: str,
    finish: Finish | None = None,
) -> int:
    """Gather the case, let the policies decide, report it, and return the exit status.

    ``gather`` fills in what it learns on the way. Every error becomes a decision that does not pass, also where the
    time is up.
    """
    from gate.report.source import quoter

    known = Known()
    home = replace(origin(context.obj["config"], os.environ), report=to.page_url)

    def failed(error: TunegateError) -> Decision:
        return unjudged(error, known, to.now, home, mode)

    def conclude(decision: Decision, quote: Quote) -> int:
        code = write_reports(to.reports, decision, quote)
        if to.case is not None:
            code = write_case(to.case, known.gathered.case if known.gathered and decision.case else None, code)
        if finish is not None:
            code = finish(decision, known, code)
        show(context, to.format, decision, quote)
        return code

    watch: Watch = context.obj["watch"]
    watch.tell = lambda error: conclude(failed(error), quoter(None, None))  # git is busy with something else
    decision = decided(context, to.judge, gather, known, to.now, home, mode)
    watch.stop()
    quote = quoter(known.head, known.frame, known.quoted)
    code = conclude(decision, quote)
    send(to.published, decision, quote, watch)
    return code


def decided(
    context: click.Context,
    judge: Judge,
    gather: Callable[[Known], Gathered | Parts],
    known: Known,
    now: str | None,
    home: Origin,
    mode: str,
) -> Decision:
    """The verdict over what ``gather`` gathers; every error becomes one that does not pass."""
    from gate.case.gather import Gathered
    from gate.judge.decide import decide
    from gate.judge.decision import quoted

    try:
        found = gather(known)
        engine = judge.open(found, context.obj["timeout"])
        if not isinstance(found, Gathered):
            if known.pieces is not None or judges_parts(engine, found):
                return _in_parts(found, engine, known, home)
            found = found.whole()
        known.gathered = found
        known.frame = found.case
        known.quoted = [quoted(model) for model in found.case["models"].values()]
        return decide(found, engine, home)
    except (TunegateError, Exception) as error:
        return unjudged(error if isinstance(error, TunegateError) else internal_error(error), known, now, home, mode)


def judges_parts(engine: Engine, parts: Parts) -> bool:
    """Whether the models can be judged one at a time: by the gate's own rules, each of which is about one model or
    about none, and in this process."""
    return engine.name == "embedded" and not parts.bundle.foreign


def refuse_together(engine: Engine, parts: Parts) -> None:
    """Raises UsageError where the models cannot be judged one at a time."""
    if not judges_parts(engine, parts):
        raise UsageError(
            "policies of your own, and OPA, judge all models at once: they may compare them",
            remedy="Run 'tunegate verify' without --shard.",
        )


def _in_parts(parts: Parts, engine: Engine, known: Known, home: Origin) -> Decision:
    """The decision of the pieces of other processes, or of those made here."""
    from gate.judge.parts import decide_parts, pieces

    made = known.pieces if known.pieces is not None else list(pieces(parts, engine, parts.names))
    decision = decide_parts(parts, made, engine, home)
    known.frame = parts.case
    known.quoted = [piece["judged"]["quoted"] for piece in made if piece["judged"] is not None]
    return decision


def unjudged(error: TunegateError, known: Known, now: str | None, home: Origin, mode: str) -> Decision:
    """The decision that an error makes; ``now`` is the time that was asked for."""
    from gate.judge.decide import error_decision

    where = known.context
    return error_decision(
        error,
        now=where.now if where else _asked_time(now),
        base=where.base if where else None,
        head=where.head if where else None,
        origin=home,
        mode=mode,
    )


def _asked_time(now: str | None) -> str:
    """The time that was asked for; the clock's where that is none, which is then the error that is reported."""
    try:
        return parse_now(now)
    except UsageError:
        return parse_now(None)
