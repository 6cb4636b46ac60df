"""``evidence new``: documents that are started with all that is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from gate.case.context import Asked
from gate.commands._console import say, say_written
from gate.commands._gather import Here, here, sides_of
from gate.commands._options import now_option
from gate.commands.completion import models
from gate.evidence.pack import DETERMINATION
from gate.values.errors import UsageError
from gate.values.regex import regex
from gate.values.terms import ARTEFACT_KINDS, CONTROL_PLANE, TRIGGERS
from gate.values.text import Text

if TYPE_CHECKING:
    from gate.config.load import Model

_HUB = regex(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_COMMIT = regex(r"[0-9a-f]{40}")


@click.command("new")
@click.argument("kinds", nargs=-1, metavar="[KIND]...")
@click.option("--model", metavar="NAME", shell_complete=models, help="The model, where the configuration has several.")
@click.option(
    "--from",
    "sources",
    multiple=True,
    metavar="PATH[=KIND]",
    help="A file that a tool wrote, to derive values from, a folder of them, or a glob in quotes. Can be repeated.",
)
@click.option("--trigger", metavar="TRIGGER", help="For a determination: the trigger that it answers.")
@click.option("--expires", metavar="DATE", help="For a determination: the last day on which it is valid, YYYY-MM-DD.")
@click.option("--reason", metavar="TEXT", help="For a determination: why the change is not material.")
@click.option("--base", metavar="REV", help="For a control-plane determination: the commit to compare with.")
@now_option
@click.pass_context
def new(
    context: click.Context,
    kinds: tuple[str, ...],
    sources: tuple[str, ...],
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
    from gate.commands._from import given_by, matched
    from gate.evidence.authoring import refuse_to_start
    from gate.evidence.files import existing

    if DETERMINATION in kinds:
        if len(kinds) > 1:
            raise UsageError("a determination is written on its own", remedy="Run the command once for each.")
        say_written(_new_determination(context, model, trigger, base, now, expires=expires, reason=reason))
        return
    at = here(context, now=now)
    for block, given in _each(at, model, kinds, tuple(matched(at, sources))):
        chosen = kinds or tuple(kind for kind in ARTEFACT_KINDS if existing(at.root, block.evidence, kind) is None)
        refuse_to_start(at.root, block, chosen)
        if not chosen:
            asks = f"'tunegate evidence edit {block.name}' asks for what is open"
            say(Text(f"{block.name}: each document is there; {asks}"))
            continue
        if given and not kinds:
            from gate.commands._found import import_found

            if import_found(at, block, given):
                at = here(context, now=now)
        for line in collect(at, block, kinds or ARTEFACT_KINDS, given_by(at, given)):
            say(line)
        for line in _card(at, block):
            say(line)
        say(Text(f"next: tunegate evidence edit {block.name}  (asks for what is open, one value at a time)"))


def _each(
    at: Here, model: str | None, kinds: tuple[str, ...], sources: tuple[str, ...]
) -> list[tuple[Model, tuple[str, ...]]]:
    """The models whose packs are started, each with the sources that are its own.

    Where none is named, each source goes to the model whose name is a folder of its path. Raises UsageError where one
    goes to none.
    """
    if model is not None or kinds or not sources or at.config is None or len(at.config.models) == 1:
        return [(at.model_to_write(model), sources)]
    by_model = {name: tuple(s for s in sources if name in s.split("/")) for name in at.config.models}
    stray = next((source for source in sources if not any(source in found for found in by_model.values())), None)
    if stray is not None:
        raise UsageError(
            "no model's name is a folder of this path", path=stray, remedy="Add --model, for one model at a time."
        )
    return [(at.model_to_write(name), found) for name, found in by_model.items() if found]


def _card(at: Here, block: Model) -> Iterator[Text]:
    """How to fetch the card of the base model, which the pack quotes, where it has none and the model is the hub's."""
    from gate.commands._collect import CARD
    from gate.derive.within import BASE
    from gate.evidence.filling import Filling

    document = Filling.of(at.root, block, BASE)
    said = document.value(("base_model",)) if document is not None else None
    name, revision = (said.get("id"), said.get("revision")) if isinstance(said, dict) else (None, None)
    if (at.root / block.evidence / CARD).exists() or not isinstance(name, str) or not _HUB.fullmatch(name):
        return
    pinned = f" --revision {revision}" if isinstance(revision, str) and _COMMIT.fullmatch(revision) else ""
    yield Text("the pack quotes the base model's card; fetch it with the hub's own command:")
    yield Text(f"  hf download {name} README.md{pinned} --local-dir {block.evidence}/base")


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
    if at.config is not None:
        _refuse_too_long(given["expires"], at.now, at.config.settings["determination_max_days"])
    pack, state = load(at.snapshot, block.evidence).or_raise(), at.state(block)
    return new_determination(at.root, answered_by_model(block, pack, state, trigger), at.now, state, **given)


def _refuse_too_long(expires: str | None, now: str, most: int) -> None:
    """Raises UsageError for a last day later than a determination may have."""
    try:
        today, last = date.fromisoformat(now[:10]), date.fromisoformat(expires or "")
    except ValueError:
        return  # none, or no date: the schema says so
    if (last - today).days > most:
        raise UsageError(
            f"--expires {expires}: a determination holds for {most} days at most, and this one would not count",
            remedy=f"Write {today + timedelta(most)} or an earlier day (settings.determination_max_days).",
        )


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
    _refuse_too_long(given["expires"], sides.context.now, sides.trusted.settings["determination_max_days"])
    block, states = sides.trusted.control_plane, (plane.base.digest, plane.head.digest)
    refuse_unkept(sides.head, block.evidence)
    sides.head.refuse_overlooked(dict.fromkeys(element.path for element in plane.head.elements))
    listed = tuple(proposed_exclusions(sides))
    answered = Answered(block.evidence, CONTROL_PLANE, "control-plane-change", *states, block.owner, exclusions=listed)
    return new_determination(sides.repository.root, answered, sides.context.now, **given)
