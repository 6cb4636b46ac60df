"""``diff``: what changed on the reviewed surfaces, without a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gate.case.context import Asked
from gate.commands._console import notice_rows, print_json, say, say_notices
from gate.commands._gather import gatherer
from gate.commands._options import TEXT_OR_JSON, comparison_options

if TYPE_CHECKING:
    from gate.recognise.scan import Notice


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
