"""Importers: what a safety harness wrote, as runs that can be compared. One module a harness in `formats`.

A module has ``NAME`` (of the harness), ``OPTIONS`` (the fields of `Reading` that it goes by), ``recognises(source) ->
bool`` (from the first bytes and the name, without reading the file) and ``read(sources, reading) -> list[Run]`` (of all
the files that it recognised on one side).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from gate.process.registry import Registry
from gate.values.errors import EvidenceError, Problem, UsageError

_FIELDS = {
    "metric": "--metric",
    "outcomes": "--refused or --complied",
    "category": "--category",
    "cluster": "--cluster",
    "context_fields": "--context-field",
    "model": "--base-model or --tuned-model",
}
_OTHER_TYPES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)

if TYPE_CHECKING:
    from gate.harness.run import Judge, Reading, Run
    from gate.harness.source import Source


class Importer(Protocol):
    NAME: str
    OPTIONS: frozenset[str]

    def recognises(self, source: Source) -> bool: ...

    def read(self, sources: Sequence[Source], reading: Reading) -> list[Run]: ...


FORMATS = Registry[Importer]("gate.harness.formats")


def importers() -> dict[str, Importer]:
    """The harness's name -> importer, for every module of `formats`."""
    return {module.NAME: module for module in FORMATS.all().values()}


def read(sources: Sequence[Source], reading: Reading, harness: str | None = None) -> list[Run]:
    """The runs in the files of one side, in the order of the importers' names.

    Raises EvidenceError for every file that no importer, or more than one, takes for its own, and for what an
    importer cannot read.
    """
    from gate.harness.contexts import in_contexts
    from gate.harness.normalise import checked

    known = importers()
    if harness is not None and harness not in known:
        raise EvidenceError(f"there is no importer for {harness!r}", remedy=f"Known: {', '.join(known)}.")
    chosen: dict[str, list[Source]] = {}
    problems: list[Problem] = []
    for source in sources:
        names = [harness] if harness else [name for name, module in known.items() if module.recognises(source)]
        if len(names) == 1:
            chosen.setdefault(names[0], []).append(source)
        elif names:
            remedy = "Say which with --harness."
            problems.append(Problem(f"may be of {' or of '.join(names)}", source.name, remedy=remedy))
        elif not source.size:
            problems.append(Problem("the file is empty", source.name, remedy="Give the output of a complete run."))
        else:
            remedy = f"Known harnesses: {', '.join(known)}. Anything else: write the plain JSON Lines of docs/drift.md."
            problems.append(Problem("of no harness that is known", source.name, remedy=remedy))
    if problems:
        raise EvidenceError(problems)
    refuse_unused(reading, [known[name] for name in chosen])
    runs = [
        checked(part)
        for name in sorted(chosen)
        for run in _runs(known[name], chosen[name], reading)
        for part in in_contexts(run, reading.context)
    ]
    for run in runs:
        if run.judge and reading.judge and (wrong := _other_judge(run.judge, reading.judge)):
            raise EvidenceError(
                f"the file says that the {wrong}", path=run.files[0].path, remedy="Leave out what the file says itself."
            )
    return runs


def _other_judge(stated: Judge, given: Judge) -> str:
    """What the file says otherwise than the user; empty where it says the same or less."""
    if given.name and given.name != stated.name:
        return f"judge is {stated.name}, not {given.name}"
    if given.version and stated.version and given.version != stated.version:
        return f"judge's version is {stated.version}, not {given.version}"
    if given.prompt and stated.prompt and given.prompt != stated.prompt:
        return f"judge's prompt is {stated.prompt}, not {given.prompt}"
    return ""


def refuse_unused(reading: Reading, modules: Sequence[Importer]) -> None:
    """Raises UsageError for an option that none of the importers goes by: it would be ignored in silence."""
    used = frozenset[str]().union(*(module.OPTIONS for module in modules))
    for field, option in _FIELDS.items():
        if getattr(reading, field) and field not in used:
            names = " and ".join(module.NAME for module in modules)
            raise UsageError(f"{option} says nothing of the files of {names}", remedy="Leave it out.")


def _runs(module: Importer, sources: Sequence[Source], reading: Reading) -> list[Run]:
    try:
        return module.read(sources, reading)
    except _OTHER_TYPES:  # files of strangers: what no importer looks for may stand anywhere in them
        names = ", ".join(source.name for source in sources[1:4])
        raise EvidenceError(
            f"something in it is not of the type that {module.NAME} writes",
            path=sources[0].name,
            remedy=f"Export it again{f'; it may be {names}, too' if names else ''}.",
        ) from None
