"""Runs of safety suites in the folders that 'evidence new' is given: whose each is, and their import."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gate.commands._console import say_written, warn
from gate.commands._suites import read_suites, reading_of, reading_options, settings_in_force
from gate.drift.importing import ANALYSIS, RESULTS, Target, import_suites
from gate.drift.pinned_models import Name, Pins, hold, pins
from gate.drift.suite_document import Asked
from gate.evidence.files import OUTCOMES, existing, refuse_unkept
from gate.harness import importers
from gate.harness import read as read_runs
from gate.harness.run import Reading
from gate.harness.source import Source
from gate.values.errors import EvidenceError, UsageError
from gate.values.text import Text

if TYPE_CHECKING:
    from gate.commands._gather import Here
    from gate.config.load import Model


def write_suites(
    at: Here, block: Model, asked: Asked, **reading: Any
) -> tuple[tuple[str, ...], list[str], Iterator[Text]]:
    """Write the outcomes into the pack, and say so: the kinds of the documents that are new, the paths that were
    written, and what a reader has to know.

    Raises UsageError and EvidenceError for files that cannot be read, and then writes nothing.
    """
    suites = read_suites(at, settings_in_force(at), is_kept=True, **reading)
    refuse_unkept(at.snapshot, block.evidence, OUTCOMES)
    target = Target(at.root, at.snapshot, block, at.state(block), settings_in_force(at), at.now)
    new = tuple(kind for kind in (RESULTS, ANALYSIS) if existing(at.root, block.evidence, kind) is None)
    written, notes = import_suites(target, suites, asked)
    say_written(written)
    return new, written, (Text(f"note: {note}") for note in notes)


def import_found(at: Here, block: Model, given: Sequence[str]) -> bool:
    """Import the runs in the folders of ``--from``, where the pack has none and each is of one of the pinned models."""
    if existing(at.root, block.evidence, RESULTS) is not None:
        return False
    sides: dict[str, list[Path]] = {"base": [], "tuned": []}
    pinned = pins(at.state(block))
    for source in _known(at, given):
        side = _side(source, pinned)
        if side is not None:
            sides[side].append(source.path)
    if not all(sides.values()):
        return False
    try:
        asked = Asked(reading_of(None, **_untold()))
        *_, notes = write_suites(at, block, asked, **{**_untold(), **sides})
    except (EvidenceError, UsageError) as error:
        problem = error.problems[0]
        warn(Text(f"note: the safety suites were not imported: {problem.path or ''} {problem.message}"))
        warn(Text("  Run 'tunegate evidence import' with what it asks for."))
        return False
    for note in notes:
        warn(note)
    return True


def _untold() -> dict[str, Any]:
    """The options that say how files are read, none of them given."""
    command = click.Command("import", params=[])
    reading_options(command)
    options = [option for option in command.params if isinstance(option, click.Option)]
    return {str(option.name): () if option.multiple else None for option in options}


def _known(at: Here, given: Sequence[str]) -> Iterator[Source]:
    for text in given:
        folder = at.root / text
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            source = Source(path, path.relative_to(at.root).as_posix())
            if path.is_file() and any(module.recognises(source) for module in importers().values()):
                yield source


def _side(source: Source, pinned: Pins) -> str | None:
    """Whose run a file is: the base model's, or the fine-tune's, where only one of them is pinned by its name."""
    try:
        named = {run.model for run in read_runs([source], Reading())}
    except (EvidenceError, UsageError):
        return None
    name = next(iter(named)) if len(named) == 1 else None
    if name is None:
        return None
    found = [
        side for side, other in (("base", "tuned"), ("tuned", "base")) if hold([Name(other, name)], pinned).swapped
    ]
    return found[0] if len(found) == 1 else None
