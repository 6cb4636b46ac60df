"""``drift``: what a safety suite says of base model and fine-tune."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gate.commands._console import emit, print_json
from gate.commands._options import TEXT_OR_JSON
from gate.commands._reports import write_file
from gate.commands._suites import (
    LEAST_SHARE,
    held_to_pins,
    here_or_nowhere,
    read_suites,
    reading_options,
    rerun_options,
    settings_in_force,
)
from gate.commands.completion import models
from gate.values.errors import UsageError


@click.group(invoke_without_command=True)
@reading_options
@click.option("--model", metavar="NAME", shell_complete=models, help="The model whose pins count for the runs' names.")
@click.option("--margin", type=click.FloatRange(LEAST_SHARE, 1, max_open=True), help="Default: settings.drift_margin.")
@click.option("--alpha", type=click.FloatRange(LEAST_SHARE, 0.5, max_open=True), help="Default: settings.drift_alpha.")
@click.option(
    "--look",
    type=click.IntRange(1, 20),
    default=1,
    show_default=True,
    help="Which look at these weights it is: each other set of outcomes for the same weights is one more.",
)
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), help="Write the plot into this file, as SVG.")
@click.option("--format", "format_", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@click.pass_context
def drift(
    context: click.Context,
    /,
    model: str | None,
    margin: float | None,
    alpha: float | None,
    look: int,
    plot: Path | None,
    format_: str,
    **reading: Any,
) -> int:
    """Compare the raw outputs of safety suites on base model and fine-tune.

    Categories are watched for losses; each class of them has to show that no more than the margin is lost.

    Exit status: 0 every class is non-inferior, 1 something regressed, is unclear or inconclusive, or lacks outcomes, 2
    the runs cannot be compared or read.
    """
    from gate.judge.runs import judge_runs
    from gate.process.collector import without_collecting
    from gate.report.drift_report import document, markdown, text

    if context.invoked_subcommand is not None:
        return 0
    at = here_or_nowhere(context)
    settings = settings_in_force(at)
    _refuse_nan(margin=margin, alpha=alpha)
    suites = held_to_pins(at, model, read_suites(at, settings, **reading))
    with without_collecting():
        value = document(
            suites,
            margin if margin is not None else float(settings["drift_margin"]),
            alpha if alpha is not None else float(settings["drift_alpha"]),
            look,
        )
    shown = judge_runs(value)
    if plot is not None:
        from gate.report.drift_plot import plot as drawn

        write_file(str(plot), drawn(value))
    if format_ == "json":
        print_json(value)
    else:
        emit(markdown(value, shown) if format_ == "markdown" else text(value, shown))
    return 0 if shown.passes else 1


@drift.command("plan")
@rerun_options
@click.option("--margin", type=click.FloatRange(LEAST_SHARE, 1, max_open=True), help="Default: settings.drift_margin.")
@click.option("--alpha", type=click.FloatRange(LEAST_SHARE, 0.5, max_open=True), help="Default: settings.drift_alpha.")
@click.option("--format", "format_", type=TEXT_OR_JSON, default="text", show_default=True)
@click.pass_context
def drift_plan(
    context: click.Context, /, margin: float | None, alpha: float | None, format_: str, **reading: Any
) -> None:
    """Say what to run for a fine-tune that lost nothing to pass, from two runs of the base model on one suite.

    What differs between the two runs is chance. It tells how many prompts a class needs for an 80% and a 95% chance.
    """
    from gate.drift.plan import plan
    from gate.report.drift_plan_report import text

    _refuse_nan(margin=margin, alpha=alpha)
    at = here_or_nowhere(context)
    settings = settings_in_force(at)
    value = plan(
        read_suites(at, settings, rerun=True, **reading),
        margin if margin is not None else float(settings["drift_margin"]),
        alpha if alpha is not None else float(settings["drift_alpha"]),
    )
    if format_ == "json":
        print_json(value)
    else:
        emit(text(value))


def _refuse_nan(**shares: float | None) -> None:
    for name, share in shares.items():
        if share is not None and share != share:  # NaN is in every range
            raise UsageError(f"--{name} is not a number", remedy="Give a share, such as 0.05.")
