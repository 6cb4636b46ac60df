"""Everything in a snapshot that is recognised and that no selector of its configuration covers."""

from __future__ import annotations

from dataclasses import dataclass

from gate.config.cover import Cover
from gate.config.exclusions import excluded_by
from gate.config.load import Config
from gate.documents import tokens_of
from gate.git.snapshot import Snapshot
from gate.recognise.beside import Beside
from gate.recognise.elements import Notice
from gate.recognise.look import is_left_out, is_own
from gate.recognise.uncovered import OTHER, kind_of, look
from gate.surfaces.reader import Reader
from gate.values.elements import Element

RULE = "surface-unreviewed"


@dataclass(frozen=True, slots=True)
class Inventory:
    """The uncovered elements by path, and the models that select other parts of a file or of its folder."""

    elements: dict[str, tuple[Element, ...]]
    models: dict[str, list[str]]
    notices: tuple[Notice, ...]


def inventory(snapshot: Snapshot, config: Config, reader: Reader) -> Inventory:
    """Reads every file in which anything could be recognised; files that an exclusion takes out are not read."""
    entries = snapshot.entries([""])
    paths = [path for path in sorted(entries) if not is_own(path, config) and not is_left_out(path, (), config)]
    cover, beside = Cover([config], paths), Beside([config])
    elements: dict[str, tuple[Element, ...]] = {}
    models: dict[str, list[str]] = {}
    notices: list[Notice] = []
    for path in paths:
        chosen = cover.at(path)
        if chosen.is_whole or not beside.wants(path, entries[path]):
            continue
        found = look(snapshot, path, entries[path], chosen, reader)
        if not found.elements:
            found = beside.look(snapshot, path, entries[path], reader, found)
        kept = tuple(e for e in found.elements if kind_of(e) != OTHER and not _is_excluded(e, config))
        if kept:
            elements[path] = kept
            models[path] = chosen.models or beside.models(path)
        if found.notice is not None:
            notices.append(found.notice)
    return Inventory(elements, models, tuple(notices))


def _is_excluded(element: Element, config: Config) -> bool:
    return excluded_by(config.exclusions, element.path, tokens_of(element.pointer), RULE) is not None
