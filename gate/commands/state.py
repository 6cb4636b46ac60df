"""``state``: every reviewed element, and the digest that a disposition is bound to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gate.case.context import Head
from gate.commands._console import plain, print_json, say
from gate.commands._gather import here
from gate.commands._options import TEXT_OR_JSON, snapshot_options
from gate.values.redact import redact_key, redact_value
from gate.values.text import Text, one_line

if TYPE_CHECKING:
    from gate.values.elements import State


@click.command()
@snapshot_options
@click.option("--format", "format_", type=TEXT_OR_JSON, default="text", show_default=True)
@click.pass_context
def state(context: click.Context, model: str | None, head: Head, format_: str) -> None:
    """Show every reviewed element of a model, and the digest that a disposition is bound to."""
    at = here(context, head)
    states = {name: at.state(block) for name, block in at.models(model).items()}
    if format_ == "json":
        models = {name: {"digest": found.digest, "state": _shown(found)} for name, found in states.items()}
        print_json({"schema": "tunegate/states/v1", "head": at.snapshot.name, "models": models})
        return
    from gate.report.common import place

    for name, found in states.items():
        say(Text(f"{name}  {found.digest}"))
        for surface, elements in found.by_surface.items():
            say(Text(f"  {surface}"))
            for element in elements:
                shown = redact_value(plain(element.value), surface) if element.has_value else element.digest[:19]
                pointer = redact_value(element.pointer, surface)
                where = place(element.path, element.line, element.end_line)
                say(one_line(f"    {where}  {pointer + ' = ' if pointer else ''}{shown}", 150))


def _shown(state: State) -> dict[str, Any]:
    """The state's document with keys and values as they may be shown, which its digest is not about."""
    surfaces = {
        surface: {**group, "elements": [_shown_row(row, surface) for row in group["elements"]]}
        for surface, group in state.document["surfaces"].items()
    }
    return {**state.document, "surfaces": surfaces}


def _shown_row(row: dict[str, Any], surface: str) -> dict[str, Any]:
    shown = {**row, "key": redact_key(row["key"], surface)}
    return {**shown, "value": redact_value(row["value"], surface)} if "value" in row else shown
