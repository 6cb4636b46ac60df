"""From what a scan found to models with their selectors, and to what is left open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gate.config.selectors import covers
from gate.documents import DocumentError, Node, format_of, tokens_of, tree_format
from gate.documents.select import select
from gate.git.paths import below
from gate.git.snapshot import Snapshot
from gate.recognise.elements import LINES
from gate.recognise.left_out import left_out, packs, reason
from gate.recognise.propose import recipe, roles
from gate.recognise.propose.choice import Doubt, Draft, Place, Pointer, Proposal, literal
from gate.recognise.propose.drafts import draft
from gate.recognise.propose.families import Families
from gate.recognise.propose.units import Unit, Units
from gate.surfaces.reader import Reader
from gate.values.elements import Element
from gate.values.errors import UndecidedError
from gate.values.terms import TRAINING_DATA

_WHOLE = ("colang",)  # formats in which the whole file is of one surface
_EVERYTHING = ("scope", "nemo-guardrails-prompts")  # recognisers of files in which everything counts
_CONTROLS = ("system_prompt", "output_filter", "scope_enforcement")
MOST_ITEMISED = 4  # models of which single keys of a recipe are named; beyond, whole files are shorter to read

Trees = Callable[[str], Node | None]


def propose(
    snapshot: Snapshot,
    elements: Sequence[Element],
    repository: str,
    *,
    model: str | None = None,
    looks: Sequence[Element] = (),
) -> Proposal:
    """The models of a repository, for a person to correct. ``model`` puts everything into one of that name.

    ``looks`` are values that only look like something: a person's to place, one line a file.
    """
    entries = snapshot.entries([""])
    folders = packs(entries)
    found_here = [e for e in elements if not any(below(e.path, folder) for folder in folders)]
    kept = [e for e in found_here if reason(e.path) is None]
    aside = {_excluded(row, e.path): row[1] for e in found_here if (row := left_out(e.path)) is not None}
    reader = Reader()

    def tree(path: str) -> Node | None:
        form = tree_format(path)
        if form is None:
            return None
        try:
            return reader.node(snapshot, path, entries[path], form)
        except (DocumentError, UndecidedError):
            return None

    files: dict[str, list[Element]] = defaultdict(list)
    for element in kept:
        files[element.path].append(element)
    training = [path for path, found in files.items() if roles.is_training(found)]
    training = training or [path for path, found in files.items() if _is_script(path, found)]
    serving = [path for path, found in files.items() if roles.is_serving(found)]
    units = Units(training, serving, model or repository, together=model is not None)
    places = _Places(files, tree, frozenset(training), units, sorted(entries))
    deployments = sorted(p for p in entries if roles.is_deployment(p) and reason(p) is None)
    found, doubts = places.everything(
        deployments[:_MOST_FILES], itemised=sum(unit.trains for unit in units.units) <= MOST_ITEMISED
    )
    families = Families(entries)
    drafts = [
        draft(unit, found.get(unit.name, ()), families, places.beside(unit), places.whole) for unit in units.units
    ]
    doubts += _unsure(looks, drafts)
    return Proposal(tuple(one for one in drafts if one.choices), tuple(doubts), tuple(sorted(aside.items())))


def _unsure(looks: Sequence[Element], drafts: Sequence[Draft]) -> Iterator[Doubt]:
    """What only looks like something, where no selector stands for it: one line a file and surface."""
    selectors = [choice.parsed for one in drafts for choice in one.choices]
    seen: set[tuple[str, str]] = set()
    for e in looks:
        if (e.surface, e.path) not in seen and not covers(selectors, e.path, tokens_of(e.pointer)):
            seen.add((e.surface, e.path))
            yield Doubt(e.surface, literal(e.path), f"only looks like one: {e.recogniser}, by {e.why}")


def _excluded(row: tuple[str, str], path: str) -> str:
    return literal(path) if row[0] == path else f"{literal(row[0])}/**"


_MOST_DOUBTS = 2  # about one file
_MOST_FILES = 2000  # of a deployment that are looked into


def _is_script(path: str, found: Sequence[Element]) -> bool:
    """A program that names its training data: what there is where no configuration does."""
    code = tree_format(path) in ("python", "notebook", "shell")
    data = [element for element in found if element.surface == TRAINING_DATA and element.pointer]
    return bool(code and data and not roles.doubt_about(Place(TRAINING_DATA, path), data[0], trained=True))


def _few(path: str, rows: Sequence[Doubt]) -> Sequence[Doubt]:
    """The doubts about one file, or one about the file where they are many."""
    unique = list(dict.fromkeys(rows))
    return unique if len(unique) <= _MOST_DOUBTS else [replace(unique[0], selector=literal(path))]


@dataclass
class _Places:
    """The places of every model, by the model's name."""

    files: Mapping[str, Sequence[Element]]
    tree: Trees
    training: frozenset[str]
    units: Units
    paths: Sequence[str]

    def __post_init__(self) -> None:
        self.bases = frozenset(
            element.value
            for path in self.training
            for element in self.files[path]
            if element.surface == "base_model" and isinstance(element.value, str)
        )
        self.trained = bool(self.training)
        configs = [element for path in self.training for element in self.files[path]]
        self.named = roles.named_files(configs, (path for path in self.files if path not in self.training))
        self.rails = {
            path.rpartition("/")[0]
            for path, found in self.files.items()
            if path.count("/") and any(e.recogniser == "nemo-guardrails" for e in found)
        }

    def everything(
        self, deployments: Iterable[str], *, itemised: bool
    ) -> tuple[Mapping[str, Sequence[Place]], list[Doubt]]:
        found: dict[str, list[Place]] = defaultdict(list)
        doubts: dict[tuple[str, str], list[Doubt]] = {}
        switched = {path: self.switched(path) for path in deployments}
        for path, elements in self.files.items():
            blocks = [place.pointer for place in switched.get(path, ())]
            for element in elements:
                if element.surface == roles.RECIPE and path in self.training:
                    continue  # with the rest of the recipe
                place = self.place(element)
                tokens = tokens_of(element.pointer)
                if any(tokens[: len(block)] == block for block in blocks):
                    continue  # selected with the block that holds it
                why = roles.doubt_about(place, element, trained=self.trained)
                owners = () if why else self.owners(place, element)
                for unit in owners:
                    found[unit.name].append(place)
                if not owners:
                    row = roles.doubt(place, why or "several models are here, and nothing says which one's it is")
                    doubts.setdefault((row.surface, path), []).append(row)
        for place in (place for places in switched.values() for place in places):
            for unit in self.owners(place, None):
                found[unit.name].append(place)
        for path in sorted(self.training):
            owner = self.units.of(path)
            if owner is not None:
                found[owner.name] += self.recipe(path, itemised=itemised)
        return found, [row for (_, path), rows in sorted(doubts.items()) for row in _few(path, rows)]

    def place(self, element: Element) -> Place:
        """The place of one element, as it would be selected."""
        path, surface = element.path, roles.surface_of(element, self.bases)
        if element.format == LINES:
            read_as = None if format_of(path) is None else "bytes" if surface == TRAINING_DATA else "text"
            return Place(surface, path, (), element.recogniser, element, None, read_as)
        if any(below(path, folder) for folder in self.rails):
            return Place("output_filter", path, (), element.recogniser, element, "whole")
        tokens = () if element.format in _WHOLE else tokens_of(element.pointer)
        if not tokens:
            return Place(surface, path, (), element.recogniser, element, "whole")
        if element.recogniser in _EVERYTHING:
            return Place(surface, path, (), element.recogniser, element, "named")
        family = None if not roles.is_config(path) else "config" if path in self.training else "named"
        return Place(surface, path, self.block(element, tokens), element.recogniser, element, family)

    def block(self, element: Element, tokens: Pointer) -> Pointer:
        """The first step alone where all below it is of one surface by its nature: data sets, prompts, rails."""
        if element.format not in roles.TREES and element.surface in _CONTROLS and tokens[-1].isdigit():
            return roles.pointer_of(tokens[:-1] or tokens)  # the list, not what is in it today
        if element.format not in roles.TREES or element.surface == "base_model" or len(tokens) < 2:
            return roles.pointer_of(tokens)
        beside = {other.surface for other in self.files[element.path] if tokens_of(other.pointer)[:1] == tokens[:1]}
        return tokens[:1] if len(beside) == 1 else roles.pointer_of(tokens)

    def owners(self, place: Place, element: Element | None) -> Sequence[Unit]:
        """The models that a place belongs to; none where nothing says."""
        if place.path in self.named:
            return self.of_configs(self.named[place.path])
        served = element.value if element is not None and place.surface == "fine_tuned_model" else ""
        unit = self.units.of(place.path, served if isinstance(served, str) else "")
        if unit is not None:
            return (unit,)
        shared = place.surface in _CONTROLS
        return self.units.units if shared and (not place.pointer or roles.is_config(place.path)) else ()

    def of_configs(self, configs: Iterable[str]) -> Sequence[Unit]:
        wanted = {unit.name for path in configs if (unit := self.units.of(path)) is not None}
        return [unit for unit in self.units.units if unit.name in wanted]

    def switched(self, path: str) -> list[Place]:
        root = self.tree(path)
        if root is None or root.child("apiVersion") is not None:
            return []
        return [Place(surface, path, at, "switch", None, "named") for surface, at in recipe.switches(root)]

    def recipe(self, path: str, *, itemised: bool) -> Iterator[Place]:
        root = self.tree(path)
        if root is None:
            return
        if not roles.is_config(path):
            for tokens in recipe.calls(root):
                yield Place(roles.RECIPE, path, roles.pointer_of(tokens), "recipe")
        elif not itemised:
            yield Place(roles.RECIPE, path, (), "recipe", None, "config")
        else:
            taken = [tokens_of(e.pointer) for e in self.files[path] if e.surface != roles.RECIPE]
            for tokens in recipe.recipe(root, taken):
                yield Place(roles.RECIPE, path, tokens, "recipe", None, "config")

    def beside(self, unit: Unit) -> Callable[[Pointer], list[str]]:
        """By pointer, the configurations beside a unit's own in which it leads nowhere: a glob may match them."""
        folders = {path.rpartition("/")[0] for path in unit.roots} - {""}
        paths = [p for p in self.paths if p.rpartition("/")[0] in folders and roles.is_config(p)]
        trees = [(p, self.tree(p)) for p in paths[:_MOST_FILES] if p not in unit.roots]

        def empty(pointer: Pointer) -> list[str]:
            if not pointer:
                return []
            return [p for p, root in trees if root is not None and next(select(root, pointer), None) is None]

        return empty

    def whole(self, path: str, surface: str, pointers: Iterable[Pointer]) -> bool:
        """Whether the blocks that are selected are all that a file has."""
        root = self.tree(path) if roles.is_config(path) and surface != TRAINING_DATA else None
        keys = [key for key, _ in root.items()] if root is not None else []
        return (
            len(keys) > 1 and isinstance(root.children if root else None, dict) and {*pointers} >= {(k,) for k in keys}
        )
