"""Which keys a case can have, by ``schemas/case.schema.json``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gate.documents.schema import expanded


def unknown_key(steps: tuple[str | None, ...]) -> tuple[str, list[str]] | None:
    """The first step of a reference to ``input`` that no case can have, and the keys that are there instead.

    None where every step can be there. A step that is None is any key or index.
    """
    nodes: list[Mapping[str, Any]] = [expanded("case")]
    way = "input"
    for step in steps:
        way += "[_]" if step is None else f".{step}"
        below = [child for node in nodes for child in _children(node, step)]
        if not below:
            return way, sorted({key for node in nodes for key in _keys(node)})
        nodes = [node for node in below if node is not None]
        if len(nodes) < len(below):
            return None
    return None


def _children(node: Mapping[str, Any], step: str | None) -> list[Mapping[str, Any] | None]:
    """The schemas of a key; None is one that says nothing."""
    for several in ("anyOf", "oneOf"):
        if several in node:
            return [child for part in node[several] for child in _children(part, step)]
    if "allOf" in node:
        parts = [_children(part, step) for part in node["allOf"]]
        return [] if not all(parts) else [child for part in parts for child in part]
    kinds = node.get("type", ["object", "array"])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    found: list[Mapping[str, Any] | None] = []
    if "object" in kinds:
        found += _values(node, step)
    if "array" in kinds and (step is None or "type" not in node):
        found.append(node.get("items"))
    return found if "const" not in node and "enum" not in node else []


def _values(node: Mapping[str, Any], step: str | None) -> list[Mapping[str, Any] | None]:
    properties = node.get("properties", {})
    if step in properties:
        return [properties[step]]
    patterns = node.get("patternProperties", {})
    found = [schema for glob, schema in patterns.items() if step is None or re.search(glob, step)]
    other = node.get("additionalProperties", True)
    if other is not False:
        found.append(other if isinstance(other, dict) else None)
    if step is None:
        found += properties.values()
    return found


def _keys(node: Mapping[str, Any]) -> list[str]:
    parts = [part for several in ("anyOf", "oneOf", "allOf") for part in node.get(several, ())]
    return [*node.get("properties", {}), *(key for part in parts for key in _keys(part))]
