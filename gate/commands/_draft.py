"""``disposition draft``: the decision, written with all that is known, and what is left said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gate.commands._console import say, say_written
from gate.commands._gather import Here, here
from gate.commands._options import now_option
from gate.commands.completion import models
from gate.values.errors import UsageError
from gate.values.terms import MODEL_TRIGGERS
from gate.values.text import Text

if TYPE_CHECKING:
    from gate.case.led_to import Lead
    from gate.config.load import Model
    from gate.evidence.drafting import Drafted, Wanted
    from gate.evidence.pack import Pack
    from gate.evidence.unselected import Unselected
    from gate.values.elements import Element, State

MOST = 10  # files that are named
FOR_NOBODY = ""  # the trigger of an owner who is that of each trigger that has none


@click.command("draft")
@click.option(
    "--model",
    metavar="NAME",
    shell_complete=models,
    help="The model (default: each that has a pack, and no disposition for what is on disk).",
)
@click.option("--decision", help="proceed, conditional, restricted-pilot, hold or decline.")
@click.option("--decided-by", metavar="WHO", help="Who decides: a mailbox or a team (default: the only approver).")
@click.option("--expires", metavar="DATE", help="Last day on which the decision holds, YYYY-MM-DD.")
@click.option("--rationale", metavar="TEXT", help="Why, in 20 characters or more.")
@click.option("--pilot-scope", metavar="TEXT", help="For a restricted pilot: who may use the model, and for what.")
@click.option(
    "--owner",
    "owners",
    metavar="[TRIGGER=]WHO",
    multiple=True,
    help="Who answers for a trigger; without TRIGGER, for each that has no owner. Can be given several times.",
)
@click.option(
    "--condition",
    "conditions",
    metavar="ID TEXT OWNER DUE",
    nargs=4,
    multiple=True,
    help="A condition, in place of those of the last disposition. Can be given several times.",
)
@click.option("--no-conditions", is_flag=True, help="Leave out the conditions of the last disposition.")
@click.option(
    "--risk",
    "risks",
    metavar="TEXT WHO",
    nargs=2,
    multiple=True,
    help="A risk that WHO accepts, in place of those of the last disposition. Can be given several times.",
)
@click.option("--no-risks", is_flag=True, help="Leave out the accepted risks of the last disposition.")
@click.option(
    "--retired",
    metavar="LIST KEY REASON",
    nargs=3,
    multiple=True,
    help="Why an item that the last disposition lists is gone: LIST is conditions or residual_risks, KEY its id.",
)
@click.option(
    "--renewed",
    metavar="KIND=REASON",
    multiple=True,
    help="Why an artefact holds that was renewed and not redone. Can be given several times.",
)
@click.option(
    "--log",
    metavar="PLACE",
    envvar="TUNEGATE_LOG",
    default="git:tunegate-log",
    show_default=True,
    help="The log whose checkpoint is written into it, where there is one.",
)
@now_option
@click.pass_context
def draft(
    context: click.Context,
    model: str | None,
    decision: str | None,
    decided_by: str | None,
    expires: str | None,
    rationale: str | None,
    pilot_scope: str | None,
    owners: tuple[str, ...],
    conditions: tuple[tuple[str, str, str, str], ...],
    no_conditions: bool,
    risks: tuple[tuple[str, str], ...],
    no_risks: bool,
    retired: tuple[tuple[str, str, str], ...],
    renewed: tuple[str, ...],
    log: str,
    now: str | None,
) -> None:
    """Write the disposition for what is on disk now, and say what of it is left to fill in.

    Without --model it writes one for each model that has evidence and no disposition for it. Each is signed on its own,
    and what is about one model, such as --condition, then needs --model.

    Owners, conditions and accepted risks are carried over from the last disposition. The decision itself is not: what
    no option gives stays empty in the file, and an empty decision does not pass. Where nothing else is said, the only
    approver decides, and the owner of the gate owns the triggers.
    """
    from gate.evidence.drafting import Wanted

    for option, flag, given in (("condition", no_conditions, conditions), ("risk", no_risks, risks)):
        if flag and given:
            raise UsageError(f"--no-{option}s and --{option} exclude each other", remedy="Pass one of them.")
    wanted = Wanted(
        {
            "decision": decision,
            "decided_by": decided_by,
            "expires": expires,
            "rationale": rationale,
            "pilot_scope": pilot_scope,
            "checkpoint": _checkpoint(context, log),
        },
        dict(_owner(text) for text in owners),
        {
            "conditions": _rows(("id", "text", "owner", "due"), conditions, no_conditions),
            "residual_risks": _rows(("risk", "accepted_by"), risks, no_risks),
            "retired": _rows(("list", "key", "reason"), retired, False),
        },
        dict(_kind_and_reason(text) for text in renewed),
    )
    at = here(context, now=now)
    blocks = _meant(at, model)
    if len(blocks) > 1:
        _refuse_shared(wanted)
    for block in blocks:
        _write(at, block, wanted)


def _write(at: Here, block: Model, wanted: Wanted) -> None:
    """Write the disposition of one model, and say what is left."""
    from gate.evidence.drafting import draft_disposition
    from gate.evidence.pack import load

    wanted, defaulted = _with_defaults(wanted, at, block), not wanted.owners
    pack, state = load(at.snapshot, block.evidence), at.state(block)
    values, leads, lists = _left_out(at, block, state)
    drafted = draft_disposition(at.root, block, state, pack, lists, wanted=wanted, now=at.now)
    say_written([*drafted.paths])
    if defaulted and (owner := wanted.owners.get(FOR_NOBODY)) in drafted.owners:
        say(Text(f"  {owner}, who answers for the gate, owns each trigger; --owner names others"))
    for line in (*_beside(values, leads), *_left(drafted, block)):
        say(line)


def _meant(at: Here, model: str | None) -> list[Model]:
    """The model that is named, or the only one; of several those with evidence that no disposition covers.

    Raises UsageError where that is none.
    """
    from gate.evidence.pack import load

    every = at.models(model)
    if len(every) == 1:
        return [at.model_to_write(model)]
    found = []
    for name, block in every.items():
        pack = load(at.snapshot, block.evidence)
        if pack.artefacts and not _is_current(pack, at.state(block)):
            found.append(at.model_to_write(name))
    if not found:
        raise UsageError(
            "no model has evidence that its disposition does not cover",
            remedy="Name the model to decide on anew: --model NAME.",
        )
    return found


def _is_current(pack: Pack, state: State) -> bool:
    """Whether the disposition is of what is on disk: the state, and the bytes of each document."""
    from gate.evidence.states import is_digest_of

    said = pack.disposition.value if pack.disposition is not None else {}
    evidence = {kind: document.digest for kind, document in pack.artefacts.items()}
    return is_digest_of(said.get("state"), state) and said.get("evidence") == evidence


def _refuse_shared(wanted: Wanted) -> None:
    """Raises UsageError for what is said of one model only."""
    said = {"--condition": "conditions", "--risk": "residual_risks", "--retired": "retired"}
    given = [option for option, name in said.items() if wanted.lists.get(name)]
    given += ["--renewed"] if wanted.renewed else []
    given += ["--pilot-scope"] if wanted.values.get("pilot_scope") else []
    if given:
        raise UsageError(f"{given[0]} is about one model, and several are to be decided on", remedy="Add --model NAME.")


def _checkpoint(context: click.Context, place: str) -> str | None:
    """The newest checkpoint of the log; None where there is no log."""
    from gate.registry.log.places import open_log

    found = open_log(place, Path(context.obj["directory"])).checkpoint()
    return found.line if found else None


def _with_defaults(wanted: Wanted, at: Here, block: Model) -> Wanted:
    """Whoever is the only one to approve decides, and triggers that nobody owns are the gate's owner's: the document
    names both, for whoever signs it."""
    from gate.recognise.propose.plane import PLACEHOLDER

    values, owners = {**wanted.values}, {**wanted.owners}
    principals = block.approvers.principals if block.approvers is not None else ()
    if values["decided_by"] is None and len(principals) == 1:
        values["decided_by"] = principals[0]
    owner = at.config.control_plane.owner if at.config is not None else None
    if not owners and owner not in (None, PLACEHOLDER):
        owners[FOR_NOBODY] = str(owner)
    return replace(wanted, values=values, owners=owners)


def _rows(names: tuple[str, ...], given: tuple[tuple[str, ...], ...], is_none: bool) -> list[dict[str, str]] | None:
    """The items that were given; None where the last disposition's stay."""
    return [dict(zip(names, row, strict=True)) for row in given] if given or is_none else None


def _owner(text: str) -> tuple[str, str]:
    """(the trigger, its owner); the trigger is empty where the owner is of all that have none."""
    trigger, equals, who = text.partition("=")
    if not equals:
        return "", text
    if trigger not in MODEL_TRIGGERS:
        raise UsageError(
            f"--owner {text!r} names no trigger of a model", remedy=f"Triggers: {', '.join(MODEL_TRIGGERS)}."
        )
    return trigger, who


def _kind_and_reason(text: str) -> tuple[str, str]:
    kind, equals, reason = text.partition("=")
    if not equals or not reason.strip():
        raise UsageError(f"--renewed {text!r} gives no reason", remedy="Write it like --renewed training-run='REASON'.")
    return kind, reason.strip()


def _left_out(at: Here, block: Model, state: State) -> tuple[list[Element], list[Lead], Unselected]:
    """What the decision is made beside: values that no selector covers, and what reviewed values lead to."""
    from gate.case.led_to import Everything, led_to
    from gate.evidence.unselected import row_of, unselected
    from gate.recognise.inventory import inventory

    values: list[Element] = []
    leads: list[Lead] = []
    if at.config is not None:
        elements = inventory(at.snapshot, at.config, at.reader).elements
        values = [e for rows in elements.values() for e in rows]
        leads = led_to(Everything(at.snapshot, at.reader), at.config, block.surfaces, state)
    excluded = at.config.exclusions if at.config is not None else ()
    rows = [*(row_of(e) for e in values), *(row for lead in leads for row in lead.rows)]
    return values, leads, unselected(rows, (row.identity for row in excluded))


def _beside(values: list[Element], leads: list[Lead]) -> Iterator[Text]:
    if values:
        files = len({e.path for e in values})
        said = f"{len(values)} value{'s' * (len(values) != 1)} that no selector covers in {files} files"
        yield Text(f"  made beside {said}: 'tunegate scan' shows them")
    if leads:
        paths = sorted({lead.named.path for lead in leads})
        more = f" and {len(paths) - MOST} more" if len(paths) > MOST else ""
        said = f"what reviewed values lead to and no selector covers: {', '.join(paths[:MOST])}{more}"
        yield Text(f"  made beside {said}")


def _left(drafted: Drafted, block: Model) -> Iterator[Text]:
    """What keeps the disposition from being signed, and the next command."""
    for kind in drafted.missing:
        yield Text(f"  rests on no {kind}: it is not there, or does not fit its schema")
    if drafted.missing:
        yield Text(f"next: tunegate evidence edit {block.name}  (then draft again: a decision is on the whole pack)")
        return
    for asked in drafted.left:
        yield Text(f"  left: {asked.name}{f' ({asked.rule})' if asked.rule else ''}")
    if drafted.left:
        yield Text(f"next: tunegate evidence edit {block.name} disposition")
    else:
        yield Text(
            f"next: tunegate disposition sign --model {block.name}" if block.approvers else "next: tunegate check"
        )
