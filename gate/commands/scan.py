"""``scan``: what known formats give away."""

from __future__ import annotations

import click

from gate.case.context import Head
from gate.commands._console import emit, notice_rows, print_json, say_notices
from gate.commands._gather import here
from gate.commands._options import TEXT_OR_JSON, snapshot_options
from gate.values.elements import Element


@click.command()
@snapshot_options
@click.option("--format", "format_", type=TEXT_OR_JSON, default="text", show_default=True)
@click.option("--all", "everything", is_flag=True, help="List every value, not only the first of each surface.")
@click.pass_context
def scan(context: click.Context, model: str | None, head: Head, format_: str, everything: bool) -> None:
    """Show every reviewed surface that known formats give away, why, and what floats.

    With a tunegate.yaml, also which of it no selector covers; --model looks at the selectors of one model.
    """
    from gate.recognise.look import overlooked, recognised
    from gate.report.scan_report import document, text

    at = here(context, head)
    looks: list[Element] = []
    elements, notices = recognised(at.snapshot, at.config, looks)
    left_out = overlooked(at.snapshot, at.config, elements)
    models = None if at.config is None else at.models(model)
    if format_ == "json":
        print_json(
            {**document(elements, models, left_out, looks), "head": at.snapshot.name, "notices": notice_rows(notices)}
        )
        return
    emit(text(elements, models, left_out, looks, everything=everything))
    say_notices(notices)
