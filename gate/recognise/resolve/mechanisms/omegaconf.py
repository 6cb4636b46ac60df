"""``${a.b}`` of OmegaConf and Hydra: in the same file, or in the option of a group that the key starts with.

Sources: OmegaConf 2.3, "Variable interpolation" (absolute ``${a.b}``, relative ``${.b}``, ``${a[0]}``); Hydra 1.3,
"Packages": an option of the group ``model`` is under the key ``model``.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.config.selectors import folders
from gate.documents import Node
from gate.recognise.resolve import Tokens, Value
from gate.recognise.resolve.places import Files, Place
from gate.values.regex import regex

_REFERENCE = regex(r"\$\{(\.*[A-Za-z_][\w-]*(?:\.[\w-]+|\[[\w-]+\]){0,12})\}")
_YAML = (".yaml", ".yml")


def places(value: Value, files: Files) -> Iterator[Place]:
    if not value.path.endswith(_YAML) or "${" not in value.text:
        return
    for name in dict.fromkeys(_REFERENCE.findall(value.text)):
        steps = tuple(step for step in name.lstrip(".").replace("[", ".").replace("]", "").split(".") if step)
        dots = len(name) - len(name.lstrip("."))
        root = files.node(value.path)
        way = (*value.tokens[: len(value.tokens) - dots], *steps) if dots else steps
        node = _at(root, way)
        if node is not None:
            yield Place(value.path, way, node, "omegaconf")
        if not dots and len(steps) > 1:
            yield from _in_groups(value, steps, files)


def _in_groups(value: Value, steps: Tokens, files: Files) -> Iterator[Place]:
    for folder in reversed(folders(value.path)):
        group = f"{folder}/{steps[0]}" if folder else steps[0]
        if files.snapshot.mode(group) is None:
            continue
        for path in files.below(group, _YAML):
            node = _at(files.node(path), steps[1:])
            if node is not None:
                yield Place(path, steps[1:], node, "omegaconf")
        return


def _at(root: Node | None, way: Tokens) -> Node | None:
    node = root
    for step in way:
        node = node.child(step) if node is not None else None
    return node
