"""The engine's syntax tree of a module: its rules, and what its expressions refer to.

The tree is that of regorus (``Engine.get_ast_as_json``), whose nodes are objects with one key, their kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


def walk(node: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(kind, node) of every tagged node of the tree."""
    stack = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            for key, value in item.items():
                if isinstance(value, dict) and "span" in value:
                    yield key, value
                stack.append(value)
        elif isinstance(item, list):
            stack.extend(item)


def path_of(node: Any) -> str:
    """A dotted name, or nothing where the node is none."""
    if not isinstance(node, dict):
        return ""
    if "Var" in node:
        return str(node["Var"]["value"])
    if "RefDot" in node:
        before = path_of(node["RefDot"]["refr"])
        return f"{before}.{node['RefDot']['field'][1]}" if before else ""
    return ""


def head_of(row: Mapping[str, Any]) -> str:
    """The name of the rule or function that a rule node defines."""
    node = row.get("Spec") or row.get("Default") or {}
    head = node.get("head")
    if isinstance(head, dict):
        for kind in head.values():
            if isinstance(kind, dict) and (name := path_of(kind.get("refr"))):
                return name
    return path_of(node.get("refr"))


def root_of(row: Mapping[str, Any]) -> str:
    """The first name of the rule that a rule node defines: ``a`` of ``a.b contains x`` and of ``a[x] := y``."""
    node = row.get("Spec") or row.get("Default") or {}
    heads = [*(node.get("head") or {}).values(), node]
    return next((ref.root for head in heads if "refr" in head for ref in refs(head["refr"])), "")


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference: its first name, its steps (None where one is no constant), and its 1-based line."""

    root: str
    steps: tuple[str | None, ...]
    line: int


def refs(node: Any) -> Iterator[Ref]:
    """Every reference of a tree at its full length, and every name that stands alone."""
    stack = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(item)
        if not isinstance(item, dict):
            continue
        if item.keys() & {"Var", "RefDot", "RefBrack"}:
            steps: list[str | None] = []
            below: list[Any] = []
            line = 1
            while "RefDot" in item or "RefBrack" in item:
                if "RefDot" in item:
                    inner = item["RefDot"]
                    steps.append(inner["field"][1])
                else:
                    inner = item["RefBrack"]
                    index = inner["index"]
                    constant = index.get("String") if isinstance(index, dict) else None
                    steps.append(constant["value"] if constant else None)
                    below.append(index)
                line = inner["span"]["line"]
                item = inner["refr"]
            stack.extend(below)
            if "Var" in item:
                root = str(item["Var"]["value"])
                yield Ref(root, tuple(reversed(steps)), line if steps else item["Var"]["span"]["line"])
                continue
        stack.extend(item.values())
