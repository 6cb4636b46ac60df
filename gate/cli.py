"""The command line. Only this module prints, writes reports and exits."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gate import __version__
from gate.config import CONFIG_PATH
from gate.context import Asked, Context, parse_now, resolve
from gate.errors import EvidenceError, Problem, TunegateError, UndecidedError, UsageError
from gate.report import FORMATS

if TYPE_CHECKING:
    from gate.case import Gatherer
    from gate.git import Repository
    from gate.recognise.scan import Notice
    from gate.values import Decision

TEXT_OR_JSON = click.Choice(["text", "json"])


def main() -> None:
    """Entry point: run the command, and turn whatever happens into a message and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = 2
    except click.Abort:
        click.echo("Aborted.", err=True)
        code = 3
    except TunegateError as error:
        say_error(error)
        code = error.exit_code
    except Exception as error:
        say_error(internal_error(error))
        code = 3
    sys.exit(code if isinstance(code, int) else 0)


def emit(text: str, *, newline: bool = True) -> None:
    """Write to standard output. Where nobody can read it there is no verdict: exit 3, quietly for a closed pipe."""
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


def say_error(error: TunegateError) -> None:
    from gate.redact import redact, visible

    for problem in error.problems:
        where = f"{visible(problem.place)}: " if problem.place else ""
        click.echo(f"error: {where}{visible(redact(problem.message))}", err=True)
        if problem.remedy:
            click.echo(f"  fix: {visible(problem.remedy)}", err=True)


# -- what several commands share


def comparison_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--base, --head, --staged and --worktree."""
    for option in (
        click.option("--worktree", is_flag=True, help="Compare what is on disk (the default outside CI)."),
        click.option("--staged", is_flag=True, help="Compare what is staged for the next commit."),
        click.option("--head", metavar="REV", help="Commit to check."),
        click.option("--base", metavar="REV", help="Commit to compare with."),
    ):
        command = option(command)
    return command


def snapshot_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--head, --staged, --worktree and --model: one state, nothing to compare with."""
    for option in (
        click.option("--model", metavar="NAME", help="The model, where the configuration has several."),
        click.option("--worktree", is_flag=True, help="What is on disk (the default)."),
        click.option("--staged", is_flag=True, help="What is staged for the next commit."),
        click.option("--head", metavar="REV", help="A commit."),
    ):
        command = option(command)
    return command


def repository(context: click.Context) -> Repository:
    from gate.git import Repository

    found = Repository(Path(context.obj["directory"]))
    context.find_root().call_on_close(found.close)
    return found


def gatherer(context: click.Context, asked: Asked, *, all_models: bool = False) -> Gatherer:
    from gate.case import Gatherer

    repo = repository(context)
    resolved = resolve(repo, asked, os.environ)
    return Gatherer(repo, resolved, context.obj["config"], all_models)


def now_option(command: Callable[..., Any]) -> Callable[..., Any]:
    option = click.option("--now", metavar="TIME", help="Time of the decision, RFC 3339 (default: the clock).")
    return option(command)


def snapshot_gatherer(
    context: click.Context,
    head: str | None = None,
    staged: bool = False,
    worktree: bool = False,
    now: str | None = None,
) -> Gatherer:
    """A gatherer without a base: for the commands that look at one state."""
    from gate.case import Gatherer
    from gate.git import INDEX, WORKTREE

    repo = repository(context)
    if sum((head is not None, staged, worktree)) > 1:
        raise UsageError("--head, --staged and --worktree exclude each other", remedy="Give one of them.")
    name = repo.commit(head) if head is not None else INDEX if staged else WORKTREE
    return Gatherer(repo, Context("local", None, name, parse_now(now)), context.obj["config"])


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def print_json(value: Any) -> None:
    emit(json.dumps(value, indent=2, sort_keys=True))


# -- commands


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tunegate")
@click.option("-C", "directory", default=".", metavar="DIR", help="Run as if started in this directory.")
@click.option("--config", default=CONFIG_PATH, metavar="PATH", show_default=True, help="Configuration, from the root.")
@click.pass_context
def cli(context: click.Context, directory: str, config: str) -> None:
    """The re-assessment gate for fine-tuned models."""
    context.obj = {"directory": directory, "config": config.removeprefix("./")}


@cli.command()
@comparison_options
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False), help="Write the decision as JSON to this file, too.")
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
    now: str | None,
    engine: str,
    opa_url: str | None,
    all_models: bool,
) -> int:
    """Block unless every change of a reviewed surface has an updated disposition.

    Exit status: 0 pass, 1 blocked, 2 configuration or evidence cannot be read, 3 could not decide.
    """
    from gate.check import decide, error_decision, quoter
    from gate.policy import open_engine
    from gate.report import renderer

    where: Context | None = None
    snapshot = None
    try:
        gather = gatherer(context, Asked(base, head, staged, worktree, now), all_models=all_models)
        where, snapshot = gather.context, gather.head
        gathered = gather.gather()
        decision = decide(gathered, open_engine(engine, gathered.bundle, opa_url))
    except (TunegateError, Exception) as error:
        known = error if isinstance(error, TunegateError) else internal_error(error)
        decision = error_decision(
            known,
            now=where.now if where else asked_time(now),
            base=where.base if where else None,
            head=where.head if where else None,
        )
    report = renderer(format_)(decision, quoter(snapshot))
    if output:
        write_report(output, decision)
    emit(report, newline=False)
    return decision.exit_code


def asked_time(now: str | None) -> str:
    """The time that was asked for; the clock's where that is none, which is then the error that is reported."""
    try:
        return parse_now(now)
    except UsageError:
        return parse_now(None)


def write_report(output: str, decision: Decision) -> None:
    from gate.report import renderer

    try:
        Path(output).write_text(renderer("json")(decision, lambda *_: None), encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"the report cannot be written: {error.strerror}", path=output, remedy="Name a file."
        ) from None


@cli.command()
@comparison_options
@now_option
@click.option("--all-models", is_flag=True, help="Gather every model, not only those that the change touches.")
@click.pass_context
def case(
    context: click.Context,
    base: str | None,
    head: str | None,
    staged: bool,
    worktree: bool,
    now: str | None,
    all_models: bool,
) -> None:
    """Print the facts that the policies judge, as JSON for 'opa eval' or 'conftest test'."""
    print_json(gatherer(context, Asked(base, head, staged, worktree, now), all_models=all_models).gather().case)


@cli.command()
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
    from gate.case import public_row
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
            emit(str(model))
        emit(f"  {row['change']:<8} {change_line(row)}")
    if not rows:
        emit("no change on a reviewed surface")


def notice_rows(notices: list[Notice]) -> list[dict[str, Any]]:
    from gate.redact import redact
    from gate.state import printable

    return [{"path": printable(n.path), "line": n.line, "message": redact(n.message)} for n in notices]


def say_notices(notices: list[Notice]) -> None:
    from gate.redact import redact, visible
    from gate.report.common import place

    for notice in notices:
        click.echo(f"notice: {visible(place(notice.path, notice.line))}: {visible(redact(notice.message))}", err=True)


@cli.command()
@snapshot_options
@click.option("--format", "format_", type=TEXT_OR_JSON, default="text", show_default=True)
@click.pass_context
def scan(
    context: click.Context, model: str | None, head: str | None, staged: bool, worktree: bool, format_: str
) -> None:
    """Show every reviewed surface that known formats give away, and what floats.

    With a tunegate.yaml, also which of it no selector covers; --model looks at the selectors of one model.
    """
    from gate.report.scan_report import document, text

    gather = snapshot_gatherer(context, head, staged, worktree)
    elements, notices, config = gather.scan()
    models = None if config is None else gather.chosen(model)
    if format_ == "json":
        print_json({**document(elements, models), "head": gather.context.head, "notices": notice_rows(notices)})
        return
    emit(text(elements, models), newline=False)
    say_notices(notices)


@cli.command()
@click.option("--model", metavar="NAME", help="Name of the model (default: that of the folder).")
@click.option("--force", is_flag=True, help="Overwrite a tunegate.yaml without asking.")
@click.option("--dry-run", is_flag=True, help="Print the file in place of writing it.")
@click.pass_context
def init(context: click.Context, model: str | None, force: bool, dry_run: bool) -> None:
    """Write a tunegate.yaml from what a scan of the work tree finds."""
    from gate.authoring import write
    from gate.recognise.propose import choose, configuration, model_name
    from gate.report.scan_report import choices_text

    gather = snapshot_gatherer(context)
    root = gather.repository.root
    path = gather.config_path
    choices = choose(gather.scan()[0])
    if not choices:
        raise UsageError(
            "nothing was recognised in this repository", remedy="Write tunegate.yaml; docs/configuration.md shows how."
        )
    written = configuration(model or model_name(root.name), choices)
    if dry_run:
        emit(written, newline=False)
        return
    emit(choices_text(choices), newline=False)
    if (root / path).exists() and not force:
        if not sys.stdin.isatty():
            raise UsageError("there is one already", path=path, remedy="Add --force to overwrite it, or --dry-run.")
        click.confirm(f"Overwrite {path}?", abort=True)
    say_written([write(root, path, written)])
    say_notices(gather.scan()[1])


@cli.command()
@snapshot_options
@click.option("--format", "format_", type=TEXT_OR_JSON, default="text", show_default=True)
@click.pass_context
def state(
    context: click.Context, model: str | None, head: str | None, staged: bool, worktree: bool, format_: str
) -> None:
    """Show every reviewed element of a model, and the digest that a disposition is bound to."""
    gather = snapshot_gatherer(context, head, staged, worktree)
    states = gather.states(model)
    if format_ == "json":
        models = {name: {"digest": found.digest, "state": found.document} for name, found in states.items()}
        print_json({"schema": "tunegate/states/v1", "head": gather.context.head, "models": models})
        return
    from gate.redact import one_line, redact, visible
    from gate.report.common import place

    for name, found in states.items():
        emit(f"{name}  {found.digest}")
        for surface, elements in found.by_surface.items():
            emit(f"  {surface}")
            for element in elements:
                shown = redact(_plain(element.value)) if element.has_value else element.digest[:19]
                pointer = element.key.partition("#")[2]
                where = visible(place(element.path, element.line, element.end_line))
                emit(one_line(f"    {where}  {pointer + ' = ' if pointer else ''}{shown}", 150))


@cli.group()
def evidence() -> None:
    """Write and check the evidence pack."""


@evidence.command("new")
@click.argument("kind")
@click.option("--model", metavar="NAME", help="The model, where the configuration has several.")
@click.option("--trigger", metavar="TRIGGER", help="For a determination: the trigger that it answers.")
@click.option("--base", metavar="REV", help="For a control-plane determination: the commit to compare with.")
@now_option
@click.pass_context
def evidence_new(
    context: click.Context, kind: str, model: str | None, trigger: str | None, base: str | None, now: str | None
) -> None:
    """Write a new evidence document of KIND, with every required field explained."""
    from gate.authoring import new_document

    gather = gatherer(context, Asked(base=base, worktree=True, now=now))
    say_written(new_document(gather, kind, model=model, trigger=trigger))


@evidence.command("renew")
@click.argument("kinds", nargs=-1, required=True)
@click.option("--model", metavar="NAME", help="The model, where the configuration has several.")
@click.option("--prepared-by", metavar="WHO", help="Who redid the evidence (default: as it was).")
@now_option
@click.pass_context
def evidence_renew(
    context: click.Context, kinds: tuple[str, ...], model: str | None, prepared_by: str | None, now: str | None
) -> None:
    """Record that documents of KINDS were redone for what is on disk now.

    Sets 'state', 'prepared_at' and, in a training-data manifest, the digests and record counts of the files. What
    the documents say is yours: redo it first.
    """
    from gate.authoring import renew

    gather = snapshot_gatherer(context, now=now)
    say_written(renew(gather, kinds, model=model, prepared_by=prepared_by))


@evidence.command("validate")
@snapshot_options
@click.pass_context
def evidence_validate(context: click.Context, model: str | None, head: str | None, staged: bool, worktree: bool) -> int:
    """Check every document of the pack against its schema, and that no kind is missing.

    Exit status: 0 complete and valid, 1 incomplete, 2 a document does not fit.
    """
    from gate.evidence import KINDS, load

    gather = snapshot_gatherer(context, head, staged, worktree)
    problems: list[Problem] = []
    missing: list[str] = []
    for name, block in gather.chosen(model).items():
        pack = load(gather.head, block.evidence)
        problems.extend(pack.problems)
        count = len(pack.documents())
        if not pack.problems:
            emit(f"{name}: {count} document{'s' if count != 1 else ''} in {block.evidence}, each of its schema")
        missing += [f"{block.evidence}/{kind}.yaml" for kind in KINDS if not pack.has(kind)]
    if problems:
        raise EvidenceError(problems)
    for path in missing:
        emit(f"missing: {path}")
    return 1 if missing else 0


@cli.group()
def disposition() -> None:
    """Write the decision on a model."""


@disposition.command("draft")
@click.option("--model", metavar="NAME", help="The model, where the configuration has several.")
@click.option("--decision", help="proceed, conditional, restricted-pilot, hold or decline.")
@click.option("--decided-by", metavar="WHO", help="Who decides.")
@click.option("--expires", metavar="DATE", help="Last day on which the decision holds, YYYY-MM-DD.")
@click.option("--rationale", metavar="TEXT", help="Why.")
@now_option
@click.pass_context
def disposition_draft(
    context: click.Context,
    model: str | None,
    decision: str | None,
    decided_by: str | None,
    expires: str | None,
    rationale: str | None,
    now: str | None,
) -> None:
    """Write the disposition and the state file for what is on disk now.

    Owners, conditions and accepted risks are carried over from the last disposition. The decision itself is not: what
    is left out here stays empty in the file, and an empty decision does not open the gate.
    """
    from gate.authoring import draft_disposition

    gather = snapshot_gatherer(context, now=now)
    given = {"decision": decision, "decided_by": decided_by, "expires": expires, "rationale": rationale}
    say_written(draft_disposition(gather, model=model, given=given))


def say_written(paths: list[str]) -> None:
    for path in paths:
        emit(f"wrote {path}")
