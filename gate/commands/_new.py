"""``evidence new``: documents that are started with all that is known."""

from __future__ import annotations

from typing import Any

import click

from gate.case.context import Asked
from gate.commands._console import say, say_written
from gate.commands._gather import here, sides_of
from gate.commands._options import now_option
from gate.commands.completion import models
from gate.evidence.pack import DETERMINATION
from gate.values.errors import UsageError
from gate.values.terms import ARTEFACT_KINDS, CONTROL_PLANE, TRIGGERS
from gate.values.text import Text


@click.command("new")
@click.argument("kinds", nargs=-1, metavar="[KIND]...")
@click.option("--model", metavar="NAME", shell_complete=models, help="The model, where the configuration has several.")
@click.option("--trigger", metavar="TRIGGER", help="For a determination: the trigger that it answers.")
@click.option("--expires", metavar="DATE", help="For a determination: the last day on which it is valid, YYYY-MM-DD.")
@click.option("--reason", metavar="TEXT", help="For a determination: why the change is not material.")
@click.option("--base", metavar="REV", help="For a control-plane determination: the commit to compare with.")
@now_option
@click.pass_context
def new(
    context: click.Context,
    kinds: tuple[str, ...],
    model: str | None,
    trigger: str | None,
    expires: str | None,
    reason: str | None,
    base: str | None,
    now: str | None,
) -> None:
    """Start evidence documents of KINDS, or each that is missing, with every field explained.

    What follows from the repository is filled in, as 'collect' does it; a list at the top says what is left.
    """
    from gate.commands._collect import collect
    from gate.evidence.authoring import refuse_to_start
    from gate.evidence.files import existing

    if DETERMINATION in kinds:
        if len(kinds) > 1:
            raise UsageError("a determination is written on its own", remedy="Run the command once for each.")
        say_written(_new_determination(context, model, trigger, base, now, expires=expires, reason=reason))
        return
    at = here(context, now=now)
    block = at.model_to_write(model)
    chosen = kinds or tuple(kind for kind in ARTEFACT_KINDS if existing(at.root, block.evidence, kind) is None)
    refuse_to_start(at.root, block, chosen)
    if not chosen:
        say(Text(f"{block.name}: each document is there; 'tunegate evidence edit {block.name}' asks for what is open"))
        return
    for line in collect(at, block, chosen, ()):
        say(line)
    say(Text(f"next: tunegate evidence edit {block.name}  (asks for what is open, one value at a time)"))


def _new_determination(
    context: click.Context, model: str | None, trigger: str | None, base: str | None, now: str | None, **given: Any
) -> list[str]:
    from gate.evidence.authoring import answered_by_model, new_determination
    from gate.evidence.pack import load

    if trigger not in TRIGGERS:
        raise UsageError("a determination answers one trigger", remedy=f"Add --trigger: {', '.join(TRIGGERS)}.")
    if trigger == "control-plane-change":
        return _new_control_plane_determination(context, base, now, **given)
    at = here(context, now=now)
    block = at.model_to_write(model)
    pack, state = load(at.snapshot, block.evidence).or_raise(), at.state(block)
    return new_determination(at.root, answered_by_model(block, pack, state, trigger), at.now, state, **given)


def _new_control_plane_determination(
    context: click.Context, base: str | None, now: str | None, **given: Any
) -> list[str]:
    from gate.case.control_plane import touched_plane
    from gate.case.coverage import proposed_exclusions
    from gate.case.touched import changed_paths
    from gate.evidence.authoring import Answered, new_determination
    from gate.evidence.files import refuse_unkept
    from gate.surfaces.reader import Reader

    sides = sides_of(context, Asked(base=base, worktree=True), now)
    plane = touched_plane(sides, Reader(), changed_paths(sides))
    if plane is None:
        raise UsageError("the control plane did not change", remedy="Pass the commit to compare with: --base.")
    block, states = sides.trusted.control_plane, (plane.base.digest, plane.head.digest)
    refuse_unkept(sides.head, block.evidence)
    sides.head.refuse_overlooked(dict.fromkeys(element.path for element in plane.head.elements))
    listed = tuple(proposed_exclusions(sides))
    answered = Answered(block.evidence, CONTROL_PLANE, "control-plane-change", *states, block.owner, exclusions=listed)
    return new_determination(sides.repository.root, answered, sides.context.now, **given)
