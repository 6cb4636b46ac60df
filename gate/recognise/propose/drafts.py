"""From places to selectors: one for the places that belong together, and a glob where a family of files does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from gate.documents import escape
from gate.recognise.propose.choice import Choice, Draft, Place, Pointer, literal
from gate.recognise.propose.families import Families
from gate.recognise.propose.roles import RECIPE, is_config
from gate.recognise.propose.units import Unit
from gate.values.terms import SURFACES

MOST_KEYS = 60  # of one model's recipe that are named one by one

Whole = Callable[[str, str, Iterable[Pointer]], bool]


def draft(
    unit: Unit, places: Sequence[Place], families: Families, beside: Callable[[Pointer], list[str]], whole: Whole
) -> Draft:
    """One model. ``beside`` are configurations that a glob may match, too; ``whole`` tells blocks that are a file."""
    roots = [path for path in unit.roots if is_config(path)]

    def configs(pointer: Pointer) -> list[str]:
        return [*roots, *beside(pointer)]

    rows = list(_whole_files(places, whole))
    choices = _choices(rows, configs, families)
    if sum(choice.surface == RECIPE for choice in choices) > MOST_KEYS:
        files = [Place(RECIPE, path, (), "recipe", None, "config") for path in roots]
        rows = [row for row in rows if row.surface != RECIPE or row.path not in roots] + files
        choices = _choices(rows, configs, families)
    return Draft(unit.name, tuple(choices))


def _whole_files(places: Sequence[Place], whole: Callable[[str, str, Iterable[Pointer]], bool]) -> Iterator[Place]:
    """The places, with whole files where the blocks of one are all it has."""
    pointers: dict[tuple[str, str], set[Pointer]] = defaultdict(set)
    for place in places:
        if place.pointer:
            pointers[place.path, place.surface].add(place.pointer)
    full = {key for key, found in pointers.items() if whole(*key, found)}
    for place in places:
        is_full = place.pointer and (place.path, place.surface) in full
        yield replace(place, pointer=(), family="named") if is_full else place


def _choices(places: Iterable[Place], configs: Callable[[Pointer], list[str]], families: Families) -> list[Choice]:
    """One choice for the places that one selector stands for, in the order of the surfaces.

    ``configs`` are the files that a glob over configurations may match, with a pointer.
    """
    groups: dict[tuple[str, Pointer, str | None, str | None], list[Place]] = defaultdict(list)
    for place in places:
        groups[place.surface, place.pointer, place.family, place.read_as].append(place)
    chosen: dict[tuple[str, str, str | None], list[Place]] = defaultdict(list)
    for (surface, pointer, family, read_as), rows in groups.items():
        globs = families.cover((row.path for row in rows), configs(pointer) if family == "config" else (), family)
        for row in rows:
            chosen[surface, selector_text(globs[row.path], pointer), read_as].append(row)
    return [
        Choice(surface, text, tuple(rows), read_as)
        for wanted in SURFACES
        for (surface, text, read_as), rows in chosen.items()
        if surface == wanted
    ]


def selector_text(glob: str, pointer: Pointer) -> str:
    """A glob with a JSON Pointer; a step that is a star stays one."""
    return glob + ("#/" + "/".join(escape(step) for step in pointer) if pointer else "")


def only(choice: Choice, path: str) -> Choice:
    """A choice for one of its files alone."""
    rows = tuple(place for place in choice.places if place.path == path)
    return Choice(choice.surface, selector_text(literal(path), rows[0].pointer), rows, choice.read_as)
