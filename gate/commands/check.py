"""``check``: what changed, and what the policies make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gate.case.context import Asked
from gate.commands._gather import compared, gathered
from gate.commands._judged import Known, Output, judged, output_options
from gate.commands._options import comparison_options, refuse_both
from gate.commands.completion import models as names
from gate.config.load import ENFORCE, OBSERVE

if TYPE_CHECKING:
    from gate.case.gather import Gathered


@click.command()
@comparison_options
@output_options("check-run", "comment")
@click.option("--all-models", is_flag=True, help="Evaluate every model, not only those that the change touches.")
@click.option(
    "--model",
    "models",
    metavar="NAME",
    multiple=True,
    shell_complete=names,
    help="Judge this model only; another one that the change touches blocks, unjudged. Can be given several times.",
)
@click.option(
    "--mode",
    type=click.Choice([ENFORCE, OBSERVE]),
    help="Block as usual, or report and block next to nothing, which the trusted configuration has to allow "
    "(default: its own 'mode').",
)
@click.pass_context
def check(
    context: click.Context, asked: Asked, to: Output, all_models: bool, models: tuple[str, ...], mode: str | None
) -> int:
    """Block unless every change of a reviewed surface has an updated disposition.

    Exit status: 0 pass, or not reviewed and let in (a baseline, observe mode: the verdict says so), 1 blocked,
    2 configuration or evidence cannot be read, 3 could not decide.
    """

    refuse_both(all_models, models)

    def gather(known: Known) -> Gathered:
        from gate.case.sides import read_sides, snapshots

        repo, known.context = compared(context, asked, to.now)
        ends = snapshots(repo, known.context)
        known.head = ends[1]
        sides = read_sides(repo, known.context, context.obj["config"], ends=ends)
        return gathered(sides, all_models=all_models, only=frozenset(models), mode=mode)

    return judged(context, to, gather, mode="check")
