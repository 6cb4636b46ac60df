"""``state``: every reviewed element, and the digest that a disposition is bound to."""

from __future__ import annotations

import click

from gate.case.context import Head
from gate.commands._console import plain, print_json, say
from gate.commands._gather import here
from gate.commands._options import TEXT_OR_JSON, snapshot_options


@click.command()
@snapshot_options
@click.option("--format", "format_", type=TEXT_OR_JSON, default="text", show_default=True)
@click.pass_context
def state(context: click.Context, model: str | None, head: Head, format_: str) -> None:
    """Show every reviewed element of a model, and the digest that a disposition is bound to."""
    at = here(context, head)
    states = {name: at.state(block) for name, block in at.models(model).items()}
    if format_ == "json":
        models = {name: {"digest": found.digest, "state": found.document} for name, found in states.items()}
        print_json({"schema": "tunegate/states/v1", "head": at.snapshot.name, "models": models})
        return
    from gate.report.common import place
    from gate.values.redact import one_line, redact, visible

    for name, found in states.items():
        say(f"{name}  {found.digest}")
        for surface, elements in found.by_surface.items():
            say(f"  {surface}")
            for element in elements:
                shown = redact(plain(element.value)) if element.has_value else element.digest[:19]
                pointer = element.pointer
                where = visible(place(element.path, element.line, element.end_line))
                say(one_line(f"    {where}  {pointer + ' = ' if pointer else ''}{shown}", 150))
