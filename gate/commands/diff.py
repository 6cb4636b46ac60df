"""``diff``: what changed on the reviewed surfaces, without a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gate.case.context import Asked, Context
from gate.commands._console import notice_rows, print_json, say, say_notices
from gate.commands._gather import compared
from gate.commands._options import TEXT_OR_JSON, comparison_options
from gate.values.errors import ConfigError, UsageError
from gate.values.text import Text

if TYPE_CHECKING:
    from gate.config.load import Config
    from gate.git.repository import Repository
    from gate.git.snapshot import Snapshot
    from gate.recognise.elements import Notice
    from gate.values.changes import Change


@click.command()
@comparison_options
@click.option("--recognise", is_flag=True, help="Look at known formats, whatever tunegate.yaml says.")
@click.option("--format", "format_", type=TEXT_OR_JSON, default="text", show_default=True)
@click.pass_context
def diff(context: click.Context, asked: Asked, recognise: bool, format_: str) -> None:
    """Show what changed on the reviewed surfaces, without judging it.

    Without a tunegate.yaml, known formats are recognised by themselves.
    """
    from gate.case.changes import public_row
    from gate.report.text_report import change_line

    repo, where = compared(context, asked)
    changes, notices = _changes(repo, where, context.obj["config"], recognise)
    rows = [public_row(change) for change in changes]
    if format_ == "json":
        ends = {"base": where.base, "head": where.head}
        print_json({"schema": "tunegate/diff/v1", **ends, "changes": rows, "notices": notice_rows(notices)})
        return
    say_notices(notices)
    model = None
    for row in rows:
        if row["model"] != model:
            model = row["model"]
            say(Text(str(model)))
        say(Text(f"  {row['change']:<8} {change_line(row)}"))
    if not rows:
        say(Text("no change on a reviewed surface"))


def _changes(repo: Repository, where: Context, config: str, recognise: bool) -> tuple[list[Change], list[Notice]]:
    """Every change, and what the recognisers could not read."""
    from gate.case.changes import all_changes
    from gate.case.sides import is_configured, read_sides, snapshots
    from gate.recognise.look import recognised_changes
    from gate.surfaces.reader import Reader

    ends = snapshots(repo, where)
    if not recognise and is_configured(ends, config):
        return all_changes(read_sides(repo, where, config, ends=ends), Reader()), []
    base, head = ends
    if base is None:
        raise UsageError("there is no base to compare with", remedy="Pass one with --base.")
    return recognised_changes(repo, base, head, _readable(head, config))


def _readable(head: Snapshot, path: str) -> Config | None:
    """The head's configuration, for what it takes out; None where it has none that can be read."""
    from gate.config.snapshot import config_at

    try:
        return config_at(head, path)
    except ConfigError:
        return None
