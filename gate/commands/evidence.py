"""``evidence`` and ``disposition``: the documents of the pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gate.case.context import Asked
from gate.commands._console import gatherer, say, say_written, snapshot_gatherer
from gate.commands._options import now_option, snapshot_options
from gate.commands.completion import models
from gate.values.errors import EvidenceError, Problem

if TYPE_CHECKING:
    from gate.case.gather import Gatherer
    from gate.evidence.pack import Pack


@click.group()
def evidence() -> None:
    """Write and check the evidence pack."""


@evidence.command("new")
@click.argument("kind")
@click.option("--model", metavar="NAME", shell_complete=models, help="The model, where the configuration has several.")
@click.option("--trigger", metavar="TRIGGER", help="For a determination: the trigger that it answers.")
@click.option("--base", metavar="REV", help="For a control-plane determination: the commit to compare with.")
@now_option
@click.pass_context
def evidence_new(
    context: click.Context, kind: str, model: str | None, trigger: str | None, base: str | None, now: str | None
) -> None:
    """Write a new evidence document of KIND, with every required field explained."""
    from gate.evidence.authoring import new_document

    gather = gatherer(context, Asked(base=base, worktree=True, now=now))
    say_written(new_document(gather, kind, model=model, trigger=trigger))


@evidence.command("renew")
@click.argument("kinds", nargs=-1, required=True)
@click.option("--model", metavar="NAME", shell_complete=models, help="The model, where the configuration has several.")
@click.option("--prepared-by", metavar="WHO", help="Who redid the evidence (default: as it was).")
@now_option
@click.pass_context
def evidence_renew(
    context: click.Context, kinds: tuple[str, ...], model: str | None, prepared_by: str | None, now: str | None
) -> None:
    """Record that documents of KINDS were redone for what is on disk now.

    Sets 'state', 'prepared_at' and, in a training-data manifest, the digests and record counts of the files. What
    the documents say is yours: redo it first.
    """
    from gate.evidence.authoring import renew

    gather = snapshot_gatherer(context, now=now)
    say_written(renew(gather, kinds, model=model, prepared_by=prepared_by))


def _outcomes(gather: Gatherer, pack: Pack) -> list[Problem]:
    """What keeps the outcomes that the evaluation results name from being counted."""
    results = pack.artefacts.get("evaluation-results")
    config = gather.config_at(gather.head)
    if results is None or config is None:
        return []
    from gate.drift.suite_facts import drift

    try:
        suites = drift(gather.head, results, config.settings)["suites"]
    except EvidenceError as error:
        return list(error.problems)
    return [
        Problem(
            f"the outcomes of {row['suite']} cannot be computed: {row['reason']}", results.path, remedy="Import them."
        )
        for row in suites
        if row["reason"]
    ]


@evidence.command("validate")
@snapshot_options
@click.pass_context
def evidence_validate(context: click.Context, model: str | None, head: str | None, staged: bool, worktree: bool) -> int:
    """Check every document of the pack against its schema, the outcomes that they name, and that no kind is missing.

    Exit status: 0 complete and valid, 1 incomplete, 2 a document does not fit.
    """
    from gate.evidence.pack import KINDS, load

    gather = snapshot_gatherer(context, head, staged, worktree)
    problems: list[Problem] = []
    missing: list[str] = []
    for name, block in gather.chosen(model).items():
        pack = load(gather.head, block.evidence)
        problems.extend(pack.problems or _outcomes(gather, pack))
        count = len(pack.documents())
        if not pack.problems:
            say(f"{name}: {count} document{'s' if count != 1 else ''} in {block.evidence}, each of its schema")
        missing += [f"{block.evidence}/{kind}.yaml" for kind in KINDS if not pack.has(kind)]
    if problems:
        raise EvidenceError(problems)
    for path in missing:
        say(f"missing: {path}")
    return 1 if missing else 0


@click.group()
def disposition() -> None:
    """Write the decision on a model."""


@disposition.command("draft")
@click.option("--model", metavar="NAME", shell_complete=models, help="The model, where the configuration has several.")
@click.option("--decision", help="proceed, conditional, restricted-pilot, hold or decline.")
@click.option("--decided-by", metavar="WHO", help="Who decides.")
@click.option("--expires", metavar="DATE", help="Last day on which the decision holds, YYYY-MM-DD.")
@click.option("--rationale", metavar="TEXT", help="Why.")
@now_option
@click.pass_context
def disposition_draft(
    context: click.Context,
    model: str | None,
    decision: str | None,
    decided_by: str | None,
    expires: str | None,
    rationale: str | None,
    now: str | None,
) -> None:
    """Write the disposition and the state file for what is on disk now.

    Owners, conditions and accepted risks are carried over from the last disposition. The decision itself is not: what
    is left out here stays empty in the file, and an empty decision does not open the gate.
    """
    from gate.evidence.authoring import draft_disposition

    gather = snapshot_gatherer(context, now=now)
    given = {"decision": decision, "decided_by": decided_by, "expires": expires, "rationale": rationale}
    say_written(draft_disposition(gather, model=model, given=given))
