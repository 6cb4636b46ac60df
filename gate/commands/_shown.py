"""What ``disposition show`` needs: the bytes that are signed, the decision before them, and what changed between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate.values.errors import EvidenceError, TunegateError, UsageError

if TYPE_CHECKING:
    import click

    from gate.case.context import Asked
    from gate.case.sides import Sides
    from gate.config.load import Model
    from gate.evidence.pack import Document
    from gate.git.snapshot import Snapshot
    from gate.page.history import Past
    from gate.report.disposition_report import Shown
    from gate.values.changes import ChangeRow
    from gate.values.elements import State


def shown(context: click.Context, asked: Asked, model: str | None, now: str | None) -> Shown:
    """The disposition of a model at the head that is asked for. Raises UsageError where there is none."""
    import hashlib

    from gate.commands._gather import sides_of
    from gate.config.snapshot import one_model
    from gate.evidence.pack import MAX_DOCUMENT, load_decisions
    from gate.evidence.states import is_digest_of
    from gate.git.entry import INDEX, WORKTREE
    from gate.report.disposition_report import Shown
    from gate.surfaces.reader import Reader
    from gate.surfaces.state import build

    sides = sides_of(context, asked, now)
    block = one_model(sides.new, sides.config_path, model)
    document = load_decisions(sides.head, block.evidence).or_raise().disposition
    entry = sides.head.entry(document.path) if document is not None else None
    if document is None or entry is None:
        raise UsageError(
            f"{block.name} has no disposition in {block.evidence}", remedy="Draft one: tunegate disposition draft."
        )
    data = sides.head.read(document.path, entry, limit=MAX_DOCUMENT)
    state = build(sides.head, block.name, block.surfaces, Reader())
    last, where = _last(sides, block, document)
    head = sides.head.name
    read_from = {WORKTREE: "on disk, as git would store it", INDEX: "as it is staged"}.get(head, f"at {head[:12]}")
    return Shown(
        path=document.path,
        where=read_from,
        digest=f"sha256:{hashlib.sha256(data).hexdigest()}",
        size=len(data),
        document=document.value,
        is_current=is_digest_of(str(document.value["state"]), state),
        now=sides.context.now,
        last=last.value if last is not None else None,
        last_where=where,
        changes=_changes(sides.head, block, document, last, state),
        asked=_asked(sides, block),
    )


def _last(sides: Sides, block: Model, document: Document) -> tuple[Past | None, str]:
    """The newest other disposition along the base's history, whose word counts; the branch's own is its author's."""
    from gate.page.history import read_history

    if sides.base is None:
        return None, ""
    history = read_history(sides.repository, sides.base.name, block.evidence)
    for past in history.past:
        if past.kind == "disposition" and past.digest != document.digest:
            return past, f"{past.digest[:19]}, committed {past.day or 'at an unknown day'} as {past.commit[:12]}"
    return None, ""


def _changes(
    head: Snapshot, block: Model, document: Document, last: Past | None, state: State
) -> list[ChangeRow] | None:
    from gate.case.changes import public_row
    from gate.evidence.states import is_digest_of, load_state
    from gate.git.snapshot import Snapshot
    from gate.surfaces.compare import compare

    if last is None:
        return []
    try:
        before = load_state(Snapshot(head.repository, last.commit), block.evidence, str(last.value["state"])).state
        named = str(document.value["state"])
        after = state if is_digest_of(named, state) else load_state(head, block.evidence, named).state
    except (EvidenceError, TunegateError):
        return None
    if before is None or after is None or before.form.number != after.form.number:
        return None
    return [public_row(change) for change in compare(before, after)]


def _asked(sides: Sides, block: Model) -> str:
    """Who has to sign, by the configuration whose word counts."""
    trusted = sides.trusted.models.get(block.name)
    approvers = trusted.approvers if trusted is not None else None
    if approvers is None:
        return "nobody is asked, since the configuration that counts names no approvers"
    names = ", ".join(approvers.principals)
    number = "" if len(approvers.principals) == 1 else f"{approvers.quorum} of "
    answers = "".join(f"; for {trigger} one of {', '.join(who)}" for trigger, who in approvers.answers.items())
    return f"{number}{names}{answers}. Sign with 'tunegate disposition sign', then 'tunegate disposition verify'."
