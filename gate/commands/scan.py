"""``scan``, ``init`` and ``state``: what a repository holds."""

from __future__ import annotations

import sys

import click

from gate.commands._console import notice_rows, plain, print_json, say, say_notices, say_written, snapshot_gatherer
from gate.commands._options import TEXT_OR_JSON, snapshot_options
from gate.commands.completion import models
from gate.values.errors import UsageError


@click.command()
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
    say(text(elements, models), newline=False)
    say_notices(notices)


@click.command()
@click.option("--model", metavar="NAME", shell_complete=models, help="Name of the model (default: that of the folder).")
@click.option("--force", is_flag=True, help="Overwrite a tunegate.yaml without asking.")
@click.option("--dry-run", is_flag=True, help="Print the file in place of writing it.")
@click.pass_context
def init(context: click.Context, model: str | None, force: bool, dry_run: bool) -> None:
    """Write a tunegate.yaml from what a scan of the work tree finds."""
    from gate.evidence.files import write
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
        say(written, newline=False)
        return
    say(choices_text(choices), newline=False)
    if (root / path).exists() and not force:
        if not sys.stdin.isatty():
            raise UsageError("there is one already", path=path, remedy="Add --force to overwrite it, or --dry-run.")
        click.confirm(f"Overwrite {path}?", abort=True)
    say_written([write(root, path, written)])
    say_notices(gather.scan()[1])


@click.command()
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
    from gate.report.common import place
    from gate.values.redact import one_line, redact, visible

    for name, found in states.items():
        say(f"{name}  {found.digest}")
        for surface, elements in found.by_surface.items():
            say(f"  {surface}")
            for element in elements:
                shown = redact(plain(element.value)) if element.has_value else element.digest[:19]
                pointer = element.key.partition("#")[2]
                where = visible(place(element.path, element.line, element.end_line))
                say(one_line(f"    {where}  {pointer + ' = ' if pointer else ''}{shown}", 150))
