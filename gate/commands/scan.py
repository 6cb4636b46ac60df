"""``scan``, ``init`` and ``state``: what a repository holds."""

from __future__ import annotations

import click

from gate.commands._console import notice_rows, print_json, say, say_notices
from gate.commands._gather import snapshot_gatherer
from gate.commands._options import TEXT_OR_JSON, snapshot_options


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
