"""``evidence``: the documents of the pack."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gate.case.context import Asked
from gate.commands._console import say, say_written
from gate.commands._gather import gatherer, snapshot_gatherer
from gate.commands._options import now_option, snapshot_options
from gate.commands._suites import read_suites, reading_of, reading_options, settings_of
from gate.commands.completion import models
from gate.values.errors import EvidenceError, Problem, UsageError
from gate.values.redact import log_safe, visible

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


@evidence.command("import")
@reading_options
@click.option("--model", metavar="NAME", shell_complete=models, help="The model, where the configuration has several.")
@click.option("--stored-at", metavar="ADDRESS", help="Where the raw files are kept, if not in this repository.")
@click.option("--harness-version", metavar="VERSION", help="The harness's version, where the files do not say.")
@click.option("--run-at", metavar="TIME", help="When the later run finished, where the files do not say.")
@click.option("--model-note", metavar="TEXT", help="Why a run is of the pinned model though it is named otherwise.")
@click.option("--prepared-by", metavar="WHO", help="Who prepared the evidence (default: as it was).")
@now_option
@click.pass_context
def evidence_import(
    context: click.Context,
    /,
    model: str | None,
    stored_at: str | None,
    harness_version: str | None,
    run_at: str | None,
    model_note: str | None,
    prepared_by: str | None,
    now: str | None,
    **reading: Any,
) -> None:
    """Write the outcomes of a safety suite into evaluation results, and a draft of the regression analysis.

    What people wrote of a category, its explanation and its compensating controls, is kept.
    """
    from gate.drift.importing import import_suites
    from gate.drift.suite_document import Asked
    from gate.harness.source import moment

    ran = moment(run_at) if run_at else None
    if run_at and ran is None:
        raise UsageError(f"--run-at {run_at!r} is no time", remedy="Write it like 2026-11-02T09:00:00Z.")
    gather = snapshot_gatherer(context, now=now)
    suites = read_suites(gather, settings_of(gather), **reading)
    asked = Asked(reading_of(None, **reading), stored_at, harness_version, ran, model_note, prepared_by)
    written, notes = import_suites(gather, suites, asked, model)
    say_written(written)
    for note in notes:
        click.echo(log_safe(visible(f"note: {note}")), err=True)


@evidence.command("recount")
@snapshot_options
@click.option(
    "--from",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with the raw files that are kept outside of the repository.",
)
@click.pass_context
def evidence_recount(
    context: click.Context, model: str | None, head: str | None, staged: bool, worktree: bool, folder: Path | None
) -> int:
    """Read the raw files of the evaluation results again, and compare the outcomes item by item with them.

    For whoever reviews the evidence: 'check' counts the outcomes that are in the pack and does not read raw files.

    Exit status: 0 the same, 1 not the same or not there, 2 raw files cannot be read.
    """
    from gate.drift.importing import RESULTS
    from gate.drift.recount import recount
    from gate.evidence.pack import load

    gather = snapshot_gatherer(context, head, staged, worktree)
    are_same = True
    for name, block in gather.chosen(model).items():
        results = load(gather.head, block.evidence).or_raise().artefacts.get(RESULTS)
        if results is None:
            raise EvidenceError(
                f"{name} has no {RESULTS}", path=f"{block.evidence}/{RESULTS}.yaml", remedy="Import the runs."
            )
        for found in recount(gather.head, results, folder):
            are_same = are_same and not found.gaps
            same = "not the same as its raw files" if found.gaps else "the same as its raw files"
            said = same if found.compared else "not compared with its raw files"
            say(log_safe(visible("\n  ".join([f"{name}: {found.suite}: {said}", *found.gaps]))))
    return 0 if are_same else 1
