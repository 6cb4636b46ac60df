"""The settings of a configuration by their name in it: nested names joined with '.', with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gate.documents import Node
from gate.values.regex import regex

MAX_SETTINGS = 5_000  # of one configuration; ms-swift writes some 350
_NUMBER = regex(r"[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_INTEGER = regex(r"[-+]?\d{1,18}", re.ASCII)
_REFERENCE = regex(r"\$\{|\{\{|\$\w|^`")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "none": None, "null": None}


@dataclass(frozen=True, slots=True)
class Setting:
    """``value`` is a scalar of JSON or a list of these; lines are 1-based."""

    value: Any
    line: int = 1
    end_line: int = 1


Settings = Mapping[str, Setting]


def settings_of(root: Node) -> dict[str, Setting]:
    """Every scalar and list of scalars below; nothing for a mapping or list that is empty."""
    found: dict[str, Setting] = {}
    for name, node in _walk(root, ()):
        if len(found) < MAX_SETTINGS:
            found[name] = Setting(node.plain(), node.line, node.end_line)
    return found


def _walk(node: Node, names: tuple[str, ...]) -> Iterator[tuple[str, Node]]:
    if node.children is None:
        yield ".".join(names), node
        return
    if isinstance(node.children, list) and node.children and all(c.children is None for c in node.children):
        yield ".".join(names), node
        return
    for name, child in node.items():
        yield from _walk(child, (*names, name))


def literal(text: str) -> Any:
    """What a value that a tool wrote as text is: a number, true, false, none, or the text."""
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INTEGER.fullmatch(text):
        return int(text)
    return number(text, text)


def number(value: Any, other: Any = None) -> Any:
    """The number that a value is or spells (``1e-4`` is a text for YAML 1.1); ``other`` where it is none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) < 40 and _NUMBER.fullmatch(value.strip()):
        plain = value.strip().replace("_", "")
        found = float(plain)
        if found in (float("inf"), float("-inf")):
            return other
        return int(plain) if _INTEGER.fullmatch(plain) else found
    return other


def is_set_elsewhere(value: Any) -> bool:
    """Whether a text leaves its value to something else: a variable, a template, an expression."""
    return isinstance(value, str) and _REFERENCE.search(value) is not None


def matching(settings: Settings, pattern: str) -> Iterator[tuple[tuple[str, ...], Setting]]:
    """(what stands for each '*', setting) of the names that fit a pattern; '*' is one step."""
    steps = pattern.split(".")
    if "*" not in steps:
        if pattern in settings:
            yield (), settings[pattern]
        return
    for name, setting in settings.items():
        parts = name.split(".")
        if len(parts) == len(steps) and all(step in ("*", part) for step, part in zip(steps, parts, strict=True)):
            yield tuple(part for step, part in zip(steps, parts, strict=True) if step == "*"), setting
