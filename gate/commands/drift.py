"""``drift`` and ``evidence import``: what a safety suite says of base model and fine-tune."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gate.commands._console import print_json, say, say_written, snapshot_gatherer
from gate.commands._options import TEXT_OR_JSON, now_option, snapshot_options
from gate.commands.completion import models
from gate.commands.evidence import evidence
from gate.values.errors import EvidenceError, UsageError
from gate.values.redact import log_safe, visible

if TYPE_CHECKING:
    from gate.case.gather import Gatherer
    from gate.drift.suite import Suite
    from gate.harness.run import Reading

MOST_NAMED = 5
LEAST_SHARE = 0.0001  # of margin and alpha, as in the settings
F = TypeVar("F", bound=Callable[..., Any])


def _files(name: str, what: str) -> Callable[[F], F]:
    kind = click.Path(path_type=Path)
    said = f"Raw output of the {what}: a file or a folder; repeatable."
    return click.option(f"--{name}", name, type=kind, multiple=True, metavar="FILE", help=said)


def reading_options(command: F) -> F:
    """The options that say what is to be read, and how."""
    for option in reversed(
        [
            _files("base", "base model"),
            _files("tuned", "fine-tune"),
            click.option("--harness", metavar="NAME", help="The harness, where the files do not show it."),
            click.option("--metric", metavar="NAME", help="The scorer, metric or field with the outcome."),
            click.option(
                "--refused", multiple=True, metavar="VALUE", help="A value of it that is a refusal; repeatable."
            ),
            click.option("--complied", multiple=True, metavar="VALUE", help="A value of it that is none; repeatable."),
            click.option("--category", metavar="FIELD", help="The field with the category."),
            click.option(
                "--class",
                "classes",
                multiple=True,
                metavar="CATEGORY=CLASS",
                help="The class of a category: disallowed-content, indirect-harmful, injected-instructions, "
                "internal-disclosure, or harmless; repeatable.",
            ),
            click.option(
                "--leave-out",
                "left_out",
                multiple=True,
                metavar="CATEGORY",
                help="A category that is not about refusals; repeatable.",
            ),
            click.option("--base-model", metavar="NAME", help="The base model, in a file with several (--base FILE)."),
            click.option("--tuned-model", metavar="NAME", help="The fine-tune, in the same file (--tuned FILE)."),
            click.option("--judge", metavar="NAME", help="Who judged, where the files do not say."),
            click.option("--judge-version", metavar="VERSION", help="The judge's version."),
        ]
    ):
        command = option(command)
    return command


@click.command()
@reading_options
@click.option("--model", metavar="NAME", shell_complete=models, help="The model whose pins count for the runs' names.")
@click.option("--margin", type=click.FloatRange(LEAST_SHARE, 1, max_open=True), help="Default: settings.drift_margin.")
@click.option("--alpha", type=click.FloatRange(LEAST_SHARE, 0.5, max_open=True), help="Default: settings.drift_alpha.")
@click.option("--format", "format_", type=TEXT_OR_JSON, default="text", show_default=True)
@click.pass_context
def drift(
    context: click.Context,
    /,
    model: str | None,
    margin: float | None,
    alpha: float | None,
    format_: str,
    **reading: Any,
) -> int:
    """Compare the raw outputs of a safety suite on base model and fine-tune, category by category.

    Exit status: 0 every category is non-inferior, 1 one regressed, is inconclusive or lacks outcomes, 2 the runs cannot
    be compared or read.
    """
    from gate.report.drift_report import document, is_clear, text

    gather = _gatherer(context, None)
    settings = _settings(gather)
    for name, share in (("margin", margin), ("alpha", alpha)):
        if share is not None and share != share:  # NaN is in every range
            raise UsageError(f"--{name} is no number", remedy="Give a share, such as 0.05.")
    suites = _held_to_pins(gather, model, _suites(gather, settings, **reading))
    value = document(
        suites,
        margin if margin is not None else float(settings["drift_margin"]),
        alpha if alpha is not None else float(settings["drift_alpha"]),
    )
    if format_ == "json":
        print_json(value)
    else:
        say(log_safe(text(value)).rstrip("\n"))
    return 0 if is_clear(value) else 1


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
    suites = _suites(gather, _settings(gather), **reading)
    asked = Asked(_reading(None, **reading), stored_at, harness_version, ran, model_note, prepared_by)
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


def _gatherer(context: click.Context, now: str | None) -> Gatherer | None:
    """None outside of a repository."""
    try:
        return snapshot_gatherer(context, now=now)
    except UsageError:
        return None


def _held_to_pins(gather: Gatherer | None, model: str | None, suites: list[Suite]) -> list[Suite]:
    """The suites, with notes on runs of models that the surfaces do not name.

    Raises EvidenceError for a run of the model that is pinned as the other one.
    """
    from dataclasses import replace

    from gate.drift.pinned_models import mistaken, pins, unpinned
    from gate.evidence.authoring import one_model

    config = gather.config_at(gather.head) if gather else None
    if gather is None or config is None:
        if model is not None:
            raise UsageError("there is no configuration that has models", remedy="Leave --model out.")
        return suites
    if model is None and len(config.models) > 1:
        note = "the configuration has several models; --model says whose pins the runs' names are held to"
        return [replace(suite, notes=(*suite.notes, note)) for suite in suites]
    block = one_model(gather, model)
    surfaces = {name: block.surfaces.get(name, ()) for name in ("base_model", "fine_tuned_model")}
    pinned = pins(gather.state(gather.head, block.name, surfaces, strict=False))
    if wrong := mistaken(suites, pinned):
        raise EvidenceError(wrong)
    return [replace(suite, notes=(*suite.notes, *unpinned(suite, pinned))) for suite in suites]


def _settings(gather: Gatherer | None) -> dict[str, Any]:
    """The settings on disk, or those that the gate ships with."""
    from gate.config.load import defaults
    from gate.documents.schema import expanded

    config = gather.config_at(gather.head) if gather else None
    return {**defaults(expanded("config")["properties"]["settings"]), **(config.settings if config else {})}


def _suites(gather: Gatherer | None, settings: dict[str, Any], **reading: Any) -> list[Suite]:
    from gate.drift.suite import read_suites, sources

    for name in ("base", "tuned"):
        if not reading[name]:
            raise UsageError(f"no file is given for --{name}", remedy="Name the raw outputs of both models.")
    root = gather.repository.root if gather else None
    passed_over: list[str] = []
    base, tuned = (sources(reading[side], root, passed_over) for side in ("base", "tuned"))
    if passed_over:
        more = f" and {len(passed_over) - MOST_NAMED} more" if len(passed_over) > MOST_NAMED else ""
        said = f"note: not read, as of no harness that is known: {', '.join(passed_over[:MOST_NAMED])}{more}"
        click.echo(log_safe(visible(said)), err=True)
    return read_suites(
        base,
        tuned,
        (_reading(reading["base_model"], **reading), _reading(reading["tuned_model"], **reading)),
        {**settings.get("alignment_classes", {}), **_classes(reading["classes"])},
        reading["harness"],
        named=_classes(reading["classes"]),
    )


def _reading(model: str | None, **given: Any) -> Reading:
    from gate.harness.run import COMPLIED, REFUSED, Judge, Reading

    outcomes = {**dict.fromkeys(given["complied"], COMPLIED), **dict.fromkeys(given["refused"], REFUSED)}
    if both := set(given["complied"]) & set(given["refused"]):
        raise UsageError(f"{sorted(both)[0]!r} is given as refused and as complied", remedy="Decide for one.")
    judge = Judge(given["judge"] or "", given["judge_version"]) if given["judge"] or given["judge_version"] else None
    return Reading(given["metric"], outcomes, given["category"], model, judge, given["left_out"])


def _classes(given: tuple[str, ...]) -> dict[str, str]:
    from gate.harness.classes import CLASSES, HARMLESS

    found: dict[str, str] = {}
    for text in given:
        category, equals, cls = text.rpartition("=")
        if not equals or not category or cls not in (*CLASSES, HARMLESS):
            raise UsageError(
                f"{text!r} gives a category no class", remedy=f"Write CATEGORY=CLASS: {', '.join(CLASSES)}, {HARMLESS}."
            )
        found[category] = cls
    return found
