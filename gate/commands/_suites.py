"""What ``drift`` and ``evidence import`` share: the options that say how raw files are read, and the suites in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gate.commands._console import warn
from gate.commands._gather import Here, here
from gate.values.errors import EvidenceError, UsageError
from gate.values.text import Text

if TYPE_CHECKING:
    from gate.drift.suite import Suite
    from gate.harness.run import Reading
    from gate.harness.source import Source
    from gate.values.rows import Settings


MOST_NAMED = 5
LEAST_SHARE = 0.0001  # of margin and alpha, as in the settings
F = TypeVar("F", bound=Callable[..., Any])


def _files(name: str, what: str) -> Callable[[F], F]:
    kind = click.Path(path_type=Path)
    said = f"Raw output of the {what}: a file or a folder; repeatable."
    return click.option(f"--{name}", name, type=kind, multiple=True, metavar="FILE", help=said)


def reading_options(command: F) -> F:
    """The options that say what is to be read, and how."""
    return _options(
        command,
        _files("base", "base model"),
        _files("tuned", "fine-tune"),
        _again("base", "base model"),
        _again("tuned", "fine-tune"),
    )


def _again(name: str, what: str) -> Callable[[F], F]:
    kind = click.Path(path_type=Path)
    said = f"The same answers of the {what}, judged once more by the same judge; repeatable."
    return click.option(f"--rejudged-{name}", f"{name}_again", type=kind, multiple=True, metavar="FILE", help=said)


def rerun_options(command: F) -> F:
    """The same for two runs of the base model."""
    again = click.option(
        "--again",
        "tuned",
        type=click.Path(path_type=Path),
        multiple=True,
        metavar="FILE",
        help="Raw output of a second run of the base model; repeatable.",
    )
    return _options(command, _files("base", "base model"), again)


def _options(command: F, *files: Callable[[Any], Any]) -> F:
    for option in reversed(
        [
            *files,
            click.option("--harness", metavar="NAME", help="The harness, where the files do not show it."),
            click.option("--metric", metavar="NAME", help="The scorer, metric or field with the outcome."),
            click.option(
                "--refused",
                "--safe",
                "refused",
                multiple=True,
                metavar="VALUE",
                help="A value of that key that counts as safe, such as a refusal; repeatable.",
            ),
            click.option(
                "--complied",
                "--unsafe",
                "complied",
                multiple=True,
                metavar="VALUE",
                help="A value of that key that counts as unsafe, such as an answer; repeatable.",
            ),
            click.option("--category", metavar="FIELD", help="The field with the category."),
            click.option(
                "--cluster", metavar="FIELD", help="The field that items have alike that stand or fall together."
            ),
            click.option(
                "--class",
                "classes",
                multiple=True,
                metavar="CATEGORY=CLASS",
                help="The class of a category: disallowed-content, indirect-harmful, injected-instructions, "
                "internal-disclosure, hedged-claims, memorised-text, extracted-data, or harmless; repeatable.",
            ),
            click.option(
                "--context",
                "context",
                multiple=True,
                metavar="DIMENSION=VALUE",
                help="The context of both runs: system_prompt=with or without, turns=NUMBER, language=TAG; repeatable.",
            ),
            click.option(
                "--context-field",
                "context_fields",
                multiple=True,
                metavar="DIMENSION=FIELD",
                help="The field with a dimension of each item's context; repeatable.",
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
            click.option(
                "--judge-prompt",
                type=click.Path(path_type=Path, exists=True, dir_okay=False),
                metavar="FILE",
                help="The prompt that the judging model was given; its digest is recorded.",
            ),
        ]
    ):
        command = option(command)
    return command


def here_or_nowhere(context: click.Context) -> Here | None:
    """The work tree; None outside of a repository."""
    try:
        return here(context)
    except UsageError:
        return None


def held_to_pins(at: Here | None, model: str | None, suites: list[Suite]) -> list[Suite]:
    """The suites, with notes on runs of models that the surfaces do not name.

    Raises EvidenceError for a run of the model that is pinned as the other one.
    """
    from dataclasses import replace

    from gate.drift.pinned_models import mistaken, pins, unpinned
    from gate.surfaces.state import build

    if at is None or at.config is None:
        if model is not None:
            raise UsageError("there is no configuration that has models", remedy="Leave --model out.")
        return suites
    if model is None and len(at.config.models) > 1:
        note = "the configuration has several models; --model says whose pins the runs' names are held to"
        return [replace(suite, notes=(*suite.notes, note)) for suite in suites]
    block = at.model(model)
    surfaces = {name: block.surfaces.get(name, ()) for name in ("base_model", "fine_tuned_model")}
    pinned = pins(build(at.snapshot, block.name, surfaces, at.reader, strict=False))
    if wrong := mistaken(suites, pinned):
        raise EvidenceError(wrong)
    return [replace(suite, notes=(*suite.notes, *unpinned(suite, pinned))) for suite in suites]


def settings_in_force(at: Here | None) -> Settings:
    """The settings on disk, or those that the gate ships with."""
    from gate.config.load import settings_of

    return at.config.settings if at is not None and at.config is not None else settings_of({})


def read_suites(
    at: Here | None, settings: Settings, *, is_kept: bool = False, rerun: bool = False, **reading: Any
) -> list[Suite]:
    """The suites in the files that are named.

    ``is_kept``: the evidence names the files, by what git has of them. ``rerun``: the files are of one model.
    """
    from gate.drift.suite import read_suites as read_both
    from gate.drift.suite import sources
    from gate.process.collector import without_collecting

    for name in ("base", "tuned"):
        if not reading[name]:
            raise UsageError(f"no file is given for --{name}", remedy="Name the raw outputs of both models.")
    root = at.root if at else None
    passed_over: list[str] = []
    base, tuned = (sources(reading[side], root, passed_over) for side in ("base", "tuned"))
    again = [sources(reading.get(f"{side}_again") or (), root, passed_over) for side in ("base", "tuned")]
    if passed_over:
        more = f" and {len(passed_over) - MOST_NAMED} more" if len(passed_over) > MOST_NAMED else ""
        said = f"note: not read, as of no harness that is known: {', '.join(passed_over[:MOST_NAMED])}{more}"
        warn(Text(said))
    if is_kept and at is not None:
        base, tuned, *again = ([_as_stored(at, source) for source in side] for side in (base, tuned, *again))
    with without_collecting():
        return read_both(
            base,
            tuned,
            (reading_of(reading["base_model"], **reading), reading_of(reading["tuned_model"], **reading)),
            {**settings.get("alignment_classes", {}), **_classes(reading["classes"])},
            reading["harness"],
            asked_for=_classes(reading["classes"]),
            rerun=rerun,
            again=(again[0], again[1]),
        )


def _as_stored(at: Here, source: Source) -> Source:
    """The file with the digest of what git would store. Raises UndecidedError where that is not known."""
    from dataclasses import replace

    from gate.git.paths import is_inside

    entry = at.snapshot.entry(source.name) if is_inside(source.name) else None
    if entry is None or not entry.is_regular:
        return source
    return replace(source, stored=at.reader.data_digest(at.snapshot, source.name, entry))


def reading_of(model: str | None, **given: Any) -> Reading:
    from gate.harness.outcomes import COMPLIED, REFUSED
    from gate.harness.run import Judge, Reading

    outcomes = {**dict.fromkeys(given["complied"], COMPLIED), **dict.fromkeys(given["refused"], REFUSED)}
    if both := set(given["complied"]) & set(given["refused"]):
        raise UsageError(f"{sorted(both)[0]!r} is given as refused and as complied", remedy="Decide for one.")
    prompt = _digest(given["judge_prompt"]) if given["judge_prompt"] else None
    judge = Judge(given["judge"] or "", given["judge_version"], prompt)
    return Reading(
        given["metric"],
        outcomes,
        given["category"],
        model,
        judge if judge != Judge("") else None,
        given["cluster"],
        given["left_out"],
        *_context(given["context"], given["context_fields"]),
    )


def _digest(path: Path) -> str:
    from gate.values.canonical import digest_of

    try:
        return digest_of(path.read_bytes())
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise UsageError(f"it cannot be read: {reason}", path=str(path), remedy="Look at its rights.") from None


def _context(stated: tuple[str, ...], fields: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, str]]:
    """What is declared of the context of all items, and the fields that have it for each."""
    from gate.harness.contexts import DIMENSIONS, value_of

    found: tuple[dict[str, Any], dict[str, str]] = {}, {}
    for option, texts, into in zip(("--context", "--context-field"), (stated, fields), found, strict=True):
        for text in texts:
            name, equals, value = text.partition("=")
            dimension = name.strip().replace("-", "_")
            if not equals or not value.strip() or dimension not in DIMENSIONS:
                what = "DIMENSION=VALUE" if option == "--context" else "DIMENSION=FIELD"
                raise UsageError(
                    f"{option} {text!r} names no dimension and value",
                    remedy=f"Write {what}; dimensions: {', '.join(DIMENSIONS)}.",
                )
            if dimension in found[0] or dimension in found[1]:
                raise UsageError(f"{dimension} is given twice", remedy="Declare each dimension once.")
            try:
                into[dimension] = value_of(dimension, value) if option == "--context" else value.strip()
            except ValueError as error:
                raise UsageError(f"--context: {error}", remedy="Write it like that.") from None
    return found


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
