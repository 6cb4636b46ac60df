"""``evidence``: the documents of the pack."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gate.case.context import Head
from gate.commands._console import say, say_written, warn
from gate.commands._edit import edit
from gate.commands._gather import Here, here
from gate.commands._new import new
from gate.commands._options import now_option, snapshot_options
from gate.commands._suites import reading_of, reading_options, settings_in_force
from gate.commands.completion import models
from gate.values.errors import EvidenceError, Problem, UsageError
from gate.values.terms import ARTEFACT_KINDS
from gate.values.text import Text

if TYPE_CHECKING:
    from gate.evidence.pack import Pack


_SCANNERS = (
    "gitleaks, detect-secrets or trufflehog for secrets, presidio for personal data, published-marks for what is "
    "classified (default: one of each, as they are installed). Can be given several times."
)


_of_model = click.option(
    "--model", metavar="NAME", shell_complete=models, help="The model, where the configuration has several."
)


@click.group()
def evidence() -> None:
    """Write and check the evidence pack."""


evidence.add_command(edit)
evidence.add_command(new)


@evidence.command("collect")
@click.argument("kinds", nargs=-1, metavar="[KIND]...")
@_of_model
@click.option(
    "--from",
    "sources",
    multiple=True,
    metavar="PATH[=KIND]",
    help="A file that a tool wrote, to derive values from, a folder of them, or a glob in quotes. Can be repeated.",
)
@click.option(
    "--for",
    "source_of_data",
    metavar="SOURCE",
    help="In a training-data manifest: the id of the source of data that the files are about.",
)
@click.option("--replace", is_flag=True, help="Take what the sources say where something else was typed.")
@now_option
@click.pass_context
def evidence_collect(
    context: click.Context,
    kinds: tuple[str, ...],
    model: str | None,
    sources: tuple[str, ...],
    source_of_data: str | None,
    replace: bool,
    now: str | None,
) -> None:
    """Fill in what follows from files: trainers' configurations, data, lock files, reports of tools.

    Documents of KINDS, or all that are there, get the values that their sources give, and keep what was typed: what
    contradicts its source is said. 'tunegate check' derives the same values again and compares.
    """
    from gate.commands._collect import collect
    from gate.commands._from import given_by

    wrong = [kind for kind in kinds if kind not in ARTEFACT_KINDS]
    if wrong:
        raise UsageError(f"{wrong[0]!r} is not an artefact", remedy=f"Known artefacts: {', '.join(ARTEFACT_KINDS)}.")
    at = here(context, now=now)
    given = given_by(at, sources, source_of_data)
    for line in collect(at, at.model_to_write(model), kinds, given, replace=replace):
        say(line)


@evidence.command("scan-data")
@click.option("--scanner", "scanners", metavar="NAME", multiple=True, help=_SCANNERS)
@_of_model
@click.option("--source", metavar="ID", help="One source of the manifest (default: all of them).")
@click.option("--program", metavar="PATH", help="The scanner's program; of presidio, the Python that has it.")
@click.option(
    "--rules",
    metavar="PATH",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Rules of your own, for gitleaks; their digest is recorded.",
)
@now_option
@click.pass_context
def evidence_scan_data(
    context: click.Context,
    scanners: tuple[str, ...],
    model: str | None,
    source: str | None,
    program: str | None,
    rules: Path | None,
    now: str | None,
) -> None:
    """Scan the training data with installed scanners, as git stores them, and record what they found.

    The record in the folder 'scans' of the evidence has each scanner's version, its rules, the digests of the files and
    the place of each match, and never what was matched. The counts are filled into the training-data manifest.
    """
    from gate.commands._scan_data import scan_data
    from gate.derive.scanners.run import Asked as AskedScan
    from gate.derive.scanners.run import usual
    from gate.evidence.files import SCANS, refuse_unkept

    if program is not None or rules is not None:
        scanners = scanners or ("gitleaks",)
        if len(scanners) > 1:
            raise UsageError("--program and --rules are of one scanner", remedy="Run the command once for each.")
    at = here(context, now=now)
    for block in [at.model_to_write(name) for name in at.models(model)]:
        refuse_unkept(at.snapshot, block.evidence, SCANS)
        for scanner in scanners or usual():
            for line in scan_data(at, block, AskedScan(scanner, program, rules), source):
                say(line)


@evidence.command("renew")
@click.argument("kinds", nargs=-1, required=True)
@_of_model
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

    at = here(context, now=now)
    block = at.model_to_write(model)
    say_written(renew(at.snapshot, block, at.state(block), kinds, prepared_by=prepared_by, now=at.now))


def _outcomes(at: Here, pack: Pack) -> list[Problem]:
    """What keeps the outcomes that the evaluation results name from being counted."""
    results = pack.artefacts.get("evaluation-results")
    if results is None or at.config is None:
        return []
    from gate.drift.suite_facts import drift

    try:
        suites = drift(at.snapshot, results, at.config.settings)["suites"]
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
def evidence_validate(context: click.Context, model: str | None, head: Head) -> int:
    """Check every document of the pack against its schema, the outcomes that they name, and that no kind is missing.

    Exit status: 0 complete and valid, 1 incomplete, 2 a document does not fit.
    """
    from gate.evidence.pack import KINDS, load

    at = here(context, head)
    problems: list[Problem] = []
    missing: list[str] = []
    for name, block in at.models(model).items():
        pack = load(at.snapshot, block.evidence)
        problems.extend(pack.problems or _outcomes(at, pack))
        count = len(pack.documents())
        if not pack.problems:
            say(Text(f"{name}: {count} document{'s' if count != 1 else ''} in {block.evidence}, each of its schema"))
        missing += [f"{block.evidence}/{kind}.yaml" for kind in KINDS if not pack.has(kind)]
    if problems:
        raise EvidenceError(problems)
    for path in missing:
        say(Text(f"missing: {path}"))
    return 1 if missing else 0


@evidence.command("import")
@reading_options
@_of_model
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
    from gate.commands._collect import collect
    from gate.commands._found import write_suites
    from gate.drift.suite_document import Asked
    from gate.harness.source import moment

    ran = moment(run_at) if run_at else None
    if run_at and ran is None:
        raise UsageError(f"--run-at {run_at!r} is not a time", remedy="Write it like 2026-11-02T09:00:00Z.")
    at = here(context, now=now)
    asked = Asked(reading_of(None, **reading), stored_at, harness_version, ran, model_note, prepared_by)
    block = at.model_to_write(model)
    new, written, notes = write_suites(at, block, asked, **reading)
    for line in collect(here(context, now=now), block, new, (), said=written) if new else ():
        say(line)
    for note in notes:
        warn(note)


@evidence.command("analyse")
@_of_model
@click.option("--prepared-by", metavar="WHO", help="Who prepared the evidence (default: as it was).")
@now_option
@click.pass_context
def evidence_analyse(context: click.Context, model: str | None, prepared_by: str | None, now: str | None) -> None:
    """Write the regression analysis anew from the outcomes that the pack has, without the raw files.

    What people wrote of a category, its explanation and its compensating controls, is kept.
    """
    from gate.drift.importing import Target, analyse_again
    from gate.evidence.files import refuse_unkept

    at = here(context, now=now)
    block = at.model_to_write(model)
    refuse_unkept(at.snapshot, block.evidence)
    target = Target(at.root, at.snapshot, block, at.state(block), settings_in_force(at), at.now)
    path, notes = analyse_again(target, prepared_by)
    say_written([path])
    for note in notes:
        warn(Text(f"note: {note}"))


@evidence.command("recount")
@snapshot_options
@click.option(
    "--from",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with the raw files that are kept outside of the repository.",
)
@click.option("--record", is_flag=True, help="Write beside each suite what its raw files say, for whoever signs.")
@now_option
@click.pass_context
def evidence_recount(
    context: click.Context, model: str | None, head: Head, folder: Path | None, record: bool, now: str | None
) -> int:
    """Read the raw files of the evaluation results again, and compare the outcomes item by item with them.

    For whoever reviews the evidence: 'check' counts the outcomes that are in the pack and does not read raw files.
    With --record it compares what is recorded here.

    Exit status: 0 the same, 1 not the same or not there, 2 raw files cannot be read.
    """
    from gate.drift.importing import RESULTS
    from gate.drift.recount import recorded, recount
    from gate.evidence.pack import load

    if record and (head.head is not None or head.staged):
        raise UsageError("a recount is recorded in the work tree", remedy="Leave out --record, or --head and --staged.")
    at = here(context, head, now=now)
    are_same = True
    for name, block in at.models(model).items():
        results = load(at.snapshot, block.evidence).or_raise().artefacts.get(RESULTS)
        if results is None:
            raise EvidenceError(
                f"{name} has no {RESULTS}", path=f"{block.evidence}/{RESULTS}.yaml", remedy="Import the runs."
            )
        counted = list(recount(at.snapshot, results, folder, at.now))
        for found in counted:
            are_same = are_same and not found.gaps
            same = "not the same as its raw files" if found.gaps else "the same as its raw files"
            said = same if found.compared else "not compared with its raw files"
            say(Text(f"{name}: {found.suite}: {said}"))
            for gap in found.gaps:
                say(Text(f"  {gap}"))
        if record:
            say_written(recorded(at.root, results, counted))
    return 0 if are_same else 1
