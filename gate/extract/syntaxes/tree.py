"""Files that `gate.documents` parses into a tree: YAML, JSON, TOML, HCL, Bicep, Modelfile, front matter, Docker.

``[{name: X, value: Y}]`` is ``X: Y`` (Kubernetes, ECS, Compose), ``[--x, y]`` and ``"--x y"`` are the flag ``--x``, a
last step ``value`` or ``default`` says nothing (Bicep, ARM, Terraform), and a text that is a document is read again.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.documents import Node
from gate.documents.arguments import arguments
from gate.extract.looks import is_command
from gate.extract.triple import KEY, MAX_STEPS, Steps, Triple
from gate.values.regex import regex

_REFERENCE = regex(r"[\w.-]+/[\w.-]+|hf://\S+")
_TRANSPARENT = frozenset({"value", "default", "defaultvalue", "default_value"})
_NAMED = ("name", "key", "Name", "variable", "parameter", "ParameterKey", "parameter_key")
_VALUES = ("value", "default", "Value", "ParameterValue", "defaultValue", "parameter_value")
_CARRIERS = frozenset({"data", "stringData", "spec"})  # of Kubernetes: what a resource carries
_VARIABLE = regex(r"([A-Za-z_][\w.-]*)=(.*)")
_IDENTIFIER = regex(r"[A-Za-z_][\w.\-/]{0,80}")


def walk(node: Node, steps: Steps, at: Steps = ()) -> Iterator[Triple]:
    """The values of a tree. ``at`` are its own tokens."""
    if len(at) > MAX_STEPS:
        return
    if node.children is None:
        yield from _scalar(node, steps, at)
    elif isinstance(node.children, dict):
        yield from _mapping(node, steps, at)
    else:
        yield from _list(node, steps, at)


def _mapping(node: Node, steps: Steps, at: Steps) -> Iterator[Triple]:
    pair = _pair(node)
    is_map = node.child("apiVersion") is not None and node.child("kind") is not None
    for key, child in node.items():
        if pair is not None and key == pair[1]:
            yield from walk(child, (*steps, pair[0]), (*at, key))
            continue
        if _REFERENCE.fullmatch(key) and not isinstance(child.children, list):
            yield Triple(steps, key, child.line, child.line, KEY, (*at, key))
        if (key.lower() in _TRANSPARENT and steps) or (is_map and key in _CARRIERS):
            yield from walk(child, steps, (*at, key))
        else:
            yield from walk(child, (*steps, key), (*at, key))


def _pair(node: Node) -> tuple[str, str] | None:
    """(name, the key of its value) of a mapping that is one named value."""
    for name in _NAMED:
        named = node.child(name)
        if named is not None and isinstance(named.value, str) and _IDENTIFIER.fullmatch(named.value):
            value = next((key for key in _VALUES if node.child(key) is not None), None)
            return None if value is None or len(list(node.items())) > 6 else (named.value, value)
    return None


def _list(node: Node, steps: Steps, at: Steps) -> Iterator[Triple]:
    given = arguments(node)
    if given is not None:
        yield from _flags(given, steps, at)
        positions = {leaf.line for child in given.values() for _, leaf in child.leaves()}
    for index, child in node.items():
        if given is not None and (child.line in positions or str(child.value).startswith("-")):
            match = None if str(child.value).startswith("-") else _VARIABLE.fullmatch(str(child.value))
            if match is None:
                continue
        match = _VARIABLE.fullmatch(child.value) if isinstance(child.value, str) else None
        if match and "\n" not in child.value and " " not in match[1] and match[2] and "{" not in match[1]:
            yield Triple((*steps, *match[1].split(".")), match[2], child.line, child.end_line, at=(*at, index))
        else:
            yield from walk(child, steps, (*at, index))


def _flags(given: dict[str, Node], steps: Steps, at: Steps) -> Iterator[Triple]:
    for name, child in given.items():
        if not name.startswith("-") or name == "--":
            continue
        for tokens, leaf in child.leaves((*at, name)):
            if leaf.value is not None and leaf.value is not True:
                yield Triple((*steps, name), leaf.value, leaf.line, leaf.end_line, at=tokens)


def _scalar(node: Node, steps: Steps, at: Steps) -> Iterator[Triple]:
    value = node.value
    if value is None or value == "":
        return
    given = arguments(node) if isinstance(value, str) and "-" in value and steps else None
    if given is not None and is_command(value):
        yield from _flags(given, steps, at)
    yield Triple(steps, value, node.line, node.end_line, at=at)
