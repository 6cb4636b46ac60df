"""``plan``: what answers the findings of a check."""

from __future__ import annotations

import click

from gate.case.context import Asked
from gate.commands._console import emit, print_json
from gate.commands._engine import Judge, engine_options
from gate.commands._gather import gathered, sides_of
from gate.commands._options import comparison_options, now_option
from gate.report.plan_report import FORMATS


@click.command()
@comparison_options
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@now_option
@engine_options
@click.option("--all-models", is_flag=True, help="Plan for every model, not only those that the change touches.")
@click.pass_context
def plan(context: click.Context, asked: Asked, format_: str, now: str | None, judge: Judge, all_models: bool) -> None:
    """Show what has to be done, by whom and with which command, for the check to pass."""
    from gate.judge.decide import decide
    from gate.judge.plan import plan as steps_of
    from gate.report.plan_report import document, markdown, text

    found = gathered(sides_of(context, asked, now), all_models=all_models)
    decision = decide(found, judge.open(found, context.obj["timeout"]))
    steps = steps_of(decision, found.case, found.bundle.rules())
    if format_ == "json":
        print_json(document(steps, found.case["base"], found.case["head"]))
    else:
        emit((markdown if format_ == "markdown" else text)(steps))
