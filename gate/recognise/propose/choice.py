"""One place that was found, one selector that stands for places, and what of it all is a person's to decide."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from gate.config.selectors import Selector
from gate.documents import format_of
from gate.values.elements import Element
from gate.values.regex import regex

_PLAIN = regex(r"[A-Za-z_][\w./*-]*(#/[\w./*~-]*)?")
_WHY = {
    "data": "training records, by the path or the shape of the first record",
    "text": "a prompt or policy, by the name of the file or its folder",
    "recipe": "what a training run depends on",
    "switch": "a switch or setting beside what is deployed",
}

Pointer = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A value, or a whole file where ``pointer`` is empty, on the surface where it is proposed.

    ``family`` says how far a glob may go: 'config' files stand for those beside them, 'named' ones only for those whose
    names begin alike, and None is the file alone.
    """

    surface: str
    path: str
    pointer: Pointer = ()
    recogniser: str = ""
    element: Element | None = None
    family: str | None = None
    read_as: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One selector, and the places that it stands for."""

    surface: str
    selector: str
    places: tuple[Place, ...]
    read_as: str | None = None  # 'text' or 'bytes', for files that are not what their names say

    @property
    def written(self) -> str:
        """The selector as the configuration has it."""
        return quoted(self.selector) if self.read_as is None else Selector.of_files(self.selector, self.read_as).text

    @property
    def parsed(self) -> Selector:
        """The same as a selector."""
        return Selector.parse(self.selector) if self.read_as is None else Selector.of_files(self.selector, self.read_as)

    @property
    def elements(self) -> tuple[Element, ...]:
        """What a scan found there; empty for what stands beside it."""
        return tuple(place.element for place in self.places if place.element is not None)

    @property
    def why(self) -> str:
        first = self.places[0]
        if self.read_as:
            return f"compared as {self.read_as}: it cannot be parsed as {format_of(first.path) or 'what it is'}"
        return _WHY.get(first.recogniser) or f"recognised as {first.recogniser}"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A selector that only a person can place, and why."""

    surface: str
    selector: str
    why: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One model as it is proposed."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything that the configuration is written from."""

    drafts: tuple[Draft, ...]
    doubts: tuple[Doubt, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()  # (glob, why) of where something was recognised that is no model's


def literal(path: str) -> str:
    """A path as a glob that matches nothing else."""
    return re.sub(r"[*?\[]", lambda match: f"[{match[0]}]", path).replace("#", "?")


def quoted(text: str) -> str:
    """A text as YAML has it, with quotes where it needs them."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
