"""The elements of one file as a tree, by the steps of their pointers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gate.values.elements import Element

Tree = dict[str, "Tree | Element"]

WHOLE = "\0whole"  # a value that others stand inside of or at; no step of a pointer


def tree_of(rows: Sequence[Element]) -> Tree:
    """The values of one file by the steps of their pointers."""
    root: Tree = {}
    for element in rows:
        if element.is_file:
            continue
        node = root
        tokens = element.pointer.split("/")[1:]
        for token in tokens[:-1]:
            below = node.setdefault(token, {})
            if isinstance(below, Element):  # selected as a whole, and a flag inside of its text, too
                below = node[token] = {WHOLE: below}
            node = below
        there = node.get(tokens[-1])
        if isinstance(there, dict):
            there[WHOLE] = element
        else:
            node[tokens[-1]] = element
    return root


def leaves(tree: Tree | Element) -> list[Element]:
    """Every element of a tree."""
    if isinstance(tree, Element):
        return [tree]
    return [leaf for child in tree.values() for leaf in leaves(child)]


def beside(tree: Tree | Element | None, other: Tree | Element | None) -> Tree | Element | None:
    """A value as the other side has it: with what stands inside of it or at it."""
    return {WHOLE: tree} if isinstance(tree, Element) and isinstance(other, dict) and WHOLE in other else tree


def signature(tree: Tree | Element) -> Any:
    """What has to be equal for two trees to be."""
    if isinstance(tree, Element):
        return tree.identity
    return tuple((token, signature(child)) for token, child in sorted(tree.items()))


def items_of(tree: Tree) -> list[Tree | Element]:
    """The items of a list, in order."""
    return [tree[key] for key in sorted(tree, key=int)]
