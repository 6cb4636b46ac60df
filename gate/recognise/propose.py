"""A ``tunegate.yaml`` from what a scan found: one selector for what belongs together, with the reason beside it."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from gate.config.selectors import Selector
from gate.documents import escape, format_of, tokens_of
from gate.recognise.scan import LINES
from gate.values.elements import Element, split_key
from gate.values.regex import regex
from gate.values.terms import SURFACES, TRAINING_DATA

_PLAIN = regex(r"[A-Za-z_][\w./*-]*(#/[\w./*~-]*)?")
_WHOLE = ("colang",)  # formats in which the whole file is of one surface
_WHY = {
    "data": "training records, by the path or the shape of the first record",
    "text": "a prompt or policy, by the name of the file or its folder",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One selector, and the elements that it stands for."""

    surface: str
    selector: str
    elements: tuple[Element, ...]
    read_as: str | None = None  # 'text' or 'bytes', for files that are not what their names say

    @property
    def written(self) -> str:
        """The selector as the configuration has it."""
        if self.read_as is None:
            return _text(self.selector)
        return Selector.of_files(self.selector, self.read_as).text

    @property
    def why(self) -> str:
        first = self.elements[0]
        if self.read_as:
            return f"compared as {self.read_as}: it cannot be parsed as {format_of(first.path)}"
        if first.recogniser in _WHY:
            return _WHY[first.recogniser]
        return f"recognised as {first.recogniser}"


def choose(elements: Sequence[Element]) -> list[Choice]:
    """The selectors for a scan's elements, in the order of the surfaces."""
    groups: dict[tuple[str, str], list[Element]] = defaultdict(list)
    surfaces_below: dict[tuple[str, str], set[str]] = defaultdict(set)
    for element in elements:
        path, pointer = _split(element)
        if pointer:
            surfaces_below[path, pointer[0]].add(element.surface)
    files = [e for e in elements if not _split(e)[1] and e.format != LINES]
    globs = _globs(files)
    for element in elements:
        path, pointer = _split(element)
        if element.format == LINES:
            selector = _literal(path)
        elif not pointer:
            selector = globs.get((element.surface, path), _literal(path))
        elif len(surfaces_below[path, pointer[0]]) == 1 and _is_container(element, pointer):
            selector = f"{_literal(path)}#/{escape(pointer[0])}"
        else:
            selector = f"{_literal(path)}#/" + "/".join("*" if step.isdigit() else escape(step) for step in pointer)
        groups[element.surface, selector].append(element)
    return [
        Choice(surface, selector, tuple(found), _read_as(surface, found))
        for surface in SURFACES
        for surface_, selector in groups
        if surface_ == surface
        for found in [groups[surface, selector]]
    ]


def _read_as(surface: str, found: Sequence[Element]) -> str | None:
    """How a file has to be read that cannot be parsed, though a whole one of its name would be."""
    if found[0].format != LINES or format_of(found[0].path) is None:
        return None
    return "bytes" if surface == TRAINING_DATA else "text"


def _split(element: Element) -> tuple[str, tuple[str, ...]]:
    path, pointer = split_key(element.key)
    return path, () if element.format in _WHOLE else tokens_of(pointer)


def _is_container(element: Element, pointer: tuple[str, ...]) -> bool:
    """Whether all that is below the first key is of one kind by its nature: data sets, prompts, rails."""
    return len(pointer) > 1 and element.format in ("yaml", "json", "toml") and element.surface != "base_model"


def _globs(files: Sequence[Element]) -> dict[tuple[str, str], str]:
    """One glob for the files of a folder that have one ending, where there are several."""
    folders: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for element in files:
        folder, _, name = element.path.rpartition("/")
        if folder and "." in name:
            folders[element.surface, folder, name.rpartition(".")[2]].append(element.path)
    return {
        (surface, path): f"{_literal(folder)}/*.{kind}"
        for (surface, folder, kind), paths in folders.items()
        if len(paths) > 1
        for path in paths
    }


def _literal(path: str) -> str:
    """A path as a glob that matches nothing else."""
    return re.sub(r"[*?\[]", lambda match: f"[{match[0]}]", path)


def model_name(folder: str) -> str:
    """A model's name from the name of the repository's folder, as the configuration's schema allows it."""
    name = re.sub(r"[^a-z0-9._-]+", "-", folder.lower()).strip("-._")[:63]
    return name if re.match(r"[a-z0-9]", name) and name != "control-plane" else "model"


TRAINERS = frozenset("axolotl llama-factory trl torchtune mistral-finetune open-assistant litgpt nemo unsloth".split())


def configuration(name: str, choices: Sequence[Choice]) -> str:
    """The YAML text of a configuration with one model."""
    found = [element for choice in choices for element in choice.elements]
    recipes = sorted({element.path for element in found if element.recogniser in TRAINERS})
    lines = [
        "# What tunegate reviews in this repository. A selector is a path or glob, or one with '#' and a JSON Pointer",
        "# into the file; '!' takes away. Correct it by hand: 'tunegate scan' shows what no selector covers.",
        "version: 1",
        "models:",
        f"  {_text(name)}:",
        "    surfaces:",
    ]
    for surface in SURFACES:
        rows = [choice for choice in choices if choice.surface == surface]
        if rows:
            lines.append(f"      {surface}:")
        for choice in rows:
            lines.append(f"        - {choice.written}")
    if recipes:
        lines += [
            "      # Hyperparameters count as soon as they are named here, whole files or single keys:",
            "      # training_recipe:",
            *(f"      #   - {_text(_literal(path))}" for path in recipes),
        ]
    lines += [
        f"    evidence: {_text('evidence/' + name)}",
        "# The owner answers for changes of this file and of the gate's workflow: a mailbox of a role, or a team.",
        "# control_plane:",
        "#   owner: risk@acme.example",
    ]
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
