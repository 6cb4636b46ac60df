"""``upstream``: what floating references stand for today."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from gate.commands._console import say, warn
from gate.commands._gather import Here, here
from gate.commands._options import model_option, now_option
from gate.values.text import Text, one_line

if TYPE_CHECKING:
    from gate.config.load import Model
    from gate.evidence.upstream import Observation
    from gate.upstream.door import Door

# variables that name a registry of the user's own
OWN = ("HF_ENDPOINT", "MLFLOW_TRACKING_URI", "OCI_REGISTRY", "OPENAI_BASE_URL", "ANTHROPIC_BASE_URL")


@click.command()
@model_option
@click.option("--dry-run", is_flag=True, help="Look, and write nothing.")
@now_option
@click.pass_context
def upstream(context: click.Context, model: str | None, dry_run: bool, now: str | None) -> int:
    """Look up what each floating reference stands for today, and write it into the evidence folder.

    Asks the Hugging Face Hub, OCI registries, an MLflow server, and providers' model lists where a key is given. What a
    reference stands for is reviewed like a value of the repository: when it changes, the trigger of its surface fires.
    Run it on a schedule. Exit status: 0 nothing changed, 1 something did, 3 something could not be looked up.
    """
    from gate.upstream.door import Door

    at = here(context, now=now)
    door = Door(tuple(os.environ.get(name, "") for name in OWN))
    codes = [_renew(at, block, door, dry_run) for block in at.models(model).values()]
    return max(codes, default=0)


def _renew(at: Here, model: Model, door: Door, dry_run: bool) -> int:
    """Look up the references of one model; the exit status."""
    from gate.evidence.files import refuse_unkept, write
    from gate.evidence.pack import observed
    from gate.evidence.upstream import path_of, renewed, text_of

    refuse_unkept(at.snapshot, model.evidence, ("upstream.yaml",))
    old = observed(at.snapshot, model.evidence)
    new, failed = _asked(at, model, door)
    rows = renewed(old, new, failed)
    before = {(row.surface, row.key): row.stands_for for row in old}
    after = {(row.surface, row.key): row.stands_for for row in rows}
    for place in sorted({*before, *after}):
        was, is_now = before.get(place), after.get(place)
        said = "unchanged" if was == is_now else "new" if was is None else "gone" if is_now is None else f"was {was}"
        say(one_line(f"{model.name}  {place[0]}  {place[1]} = {is_now or was}  ({said})", 300))
    if before != after and not dry_run:
        say(Text(f"wrote {write(at.root, path_of(model.evidence), text_of(model.name, rows))}"))
    return 3 if failed else 1 if before != after else 0


def _asked(at: Here, model: Model, door: Door) -> tuple[list[Observation], list[tuple[str, str]]]:
    """(what the registries answered, (surface, key) of those for which none did)."""
    from gate.case.floating import floating_references
    from gate.evidence.upstream import Observation
    from gate.upstream import Reference, look_up
    from gate.upstream.door import UpstreamError

    found: dict[tuple[str, str], Observation] = {}
    failed: list[tuple[str, str]] = []
    for row in floating_references(at.snapshot, at.reader, at.state(model), model.surfaces):
        reference = Reference(row.names, row.revision, row.surface)
        place = row.surface, reference.key
        if place in found or place in failed:
            continue
        try:
            answer = look_up(door, reference, os.environ)
        except UpstreamError as error:
            warn(Text(f"{row.path}:{row.line}: {error.problems[0].message} {error.problems[0].remedy}"))
            failed.append(place)
            continue
        if answer is None:
            warn(one_line(f"{row.path}:{row.line}: no registry that is known here has {reference.value}", 200))
            continue
        found[place] = Observation(*place, answer.registry, answer.host, answer.stands_for, at.now)
    return list(found.values()), failed
