"""``drift``: what a safety suite says of base model and fine-tune."""

from __future__ import annotations

from typing import Any

import click

from gate.commands._console import emit, print_json
from gate.commands._options import TEXT_OR_JSON
from gate.commands._suites import (
    LEAST_SHARE,
    held_to_pins,
    here_or_nowhere,
    read_suites,
    reading_options,
    settings_in_force,
)
from gate.commands.completion import models
from gate.values.errors import UsageError


@click.command()
@reading_options
@click.option("--model", metavar="NAME", shell_complete=models, help="The model whose pins count for the runs' names.")
@click.option("--margin", type=click.FloatRange(LEAST_SHARE, 1, max_open=True), help="Default: settings.drift_margin.")
@click.option("--alpha", type=click.FloatRange(LEAST_SHARE, 0.5, max_open=True), help="Default: settings.drift_alpha.")
@click.option("--format", "format_", type=TEXT_OR_JSON, default="text", show_default=True)
@click.pass_context
def drift(
    context: click.Context,
    /,
    model: str | None,
    margin: float | None,
    alpha: float | None,
    format_: str,
    **reading: Any,
) -> int:
    """Compare the raw outputs of a safety suite on base model and fine-tune, category by category.

    Exit status: 0 every category is non-inferior, 1 one regressed, is inconclusive or lacks outcomes, 2 the runs cannot
    be compared or read.
    """
    from gate.judge.runs import judge_runs
    from gate.report.drift_report import document, text

    at = here_or_nowhere(context)
    settings = settings_in_force(at)
    for name, share in (("margin", margin), ("alpha", alpha)):
        if share is not None and share != share:  # NaN is in every range
            raise UsageError(f"--{name} is no number", remedy="Give a share, such as 0.05.")
    suites = held_to_pins(at, model, read_suites(at, settings, **reading))
    value = document(
        suites,
        margin if margin is not None else float(settings["drift_margin"]),
        alpha if alpha is not None else float(settings["drift_alpha"]),
    )
    shown = judge_runs(value)
    if format_ == "json":
        print_json(value)
    else:
        emit(text(value, shown))
    return 0 if shown.passes else 1
