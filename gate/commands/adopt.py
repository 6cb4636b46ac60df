"""``adopt``: let in what exists of a model, as not yet reviewed, until a day."""

from __future__ import annotations

import click

from gate.commands._console import say, say_written
from gate.commands._gather import here
from gate.commands._options import now_option
from gate.commands.completion import models as names
from gate.values.errors import UsageError
from gate.values.text import Text


@click.command()
@click.argument("models", nargs=-1, shell_complete=names)
@click.option("--owner", metavar="WHO", help="Who answers for the model until it is reviewed.")
@click.option("--reason", metavar="TEXT", help="Why it is not reviewed yet, and what happens until then.")
@click.option("--expires", metavar="DATE", help="Last day, YYYY-MM-DD (default: the latest that is allowed, 180 days).")
@click.option("--renew", is_flag=True, help="Renew the baseline that is there; 360 days are all there are.")
@now_option
@click.pass_context
def adopt(
    context: click.Context,
    models: tuple[str, ...],
    owner: str | None,
    reason: str | None,
    expires: str | None,
    renew: bool,
    now: str | None,
) -> None:
    """Write a baseline for each of the MODELS, or for every model that has neither a baseline nor a disposition.

    What is on disk is let in as not yet reviewed. Until the last day, a determination of the owner answers a change,
    and no evidence pack is asked for. No verdict under a baseline is a pass, and verify does not pass.
    """
    from gate.evidence.baseline import new_baseline
    from gate.evidence.pack import load

    at = here(context, now=now)
    given = {"owner": owner, "reason": reason, "expires": expires}
    packs = {name: load(at.snapshot, block.evidence).or_raise() for name, block in at.models(None).items()}
    chosen = models or tuple(name for name, pack in packs.items() if renew or not (pack.disposition or pack.baseline))
    if not chosen:
        raise UsageError("every model has a disposition or a baseline", remedy="Name the model, and --renew.")
    asked = False
    for name in dict.fromkeys(chosen):
        block = at.model_to_write(name)
        say_written(new_baseline(at.root, block, at.state(block), packs[name], given=given, now=at.now, renew=renew))
        asked = asked or block.approvers is not None
    if missing := [key for key in ("owner", "reason") if not given[key]]:
        say(Text(f"  Fill in {' and '.join(missing)}."))
    if asked:
        say(Text("  Have it signed: tunegate disposition sign"))
