"""The place of a comment in code: how much of the code stands in front of it, whatever its layout."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterator

from gate.documents.comments.find import Found
from gate.documents.comments.row import PYTHON


def places(found: Found, format: str) -> dict[int, list[int]]:
    """``id`` of a comment -> its place.

    In Python that is the number of expressions and statements that start, and that end, above it; in other code the
    number of characters that are no blanks.
    """
    if format in PYTHON:
        return _in_python(found)
    sizes = found.sizes()
    return {id(comment): [sizes[span]] for comment, span in zip(found.comments, found.owners, strict=True)}


def _in_python(found: Found) -> dict[int, list[int]]:
    from gate.documents.python_nodes import syntax_tree  # which few formats need

    nodes = list(_nodes(syntax_tree(found.text)))
    starts = sorted(node.lineno for node in nodes)
    ends = sorted(node.end_lineno or node.lineno for node in nodes)
    # nothing can follow a comment on its line
    lines = {id(one): one.line + bool(one.before) for one in found.comments}
    return {key: [bisect_left(starts, line), bisect_left(ends, line)] for key, line in lines.items()}


def _nodes(tree: ast.AST) -> Iterator[ast.stmt | ast.expr]:
    """All but what is inside of f-strings, whose places differ between versions of Python."""
    todo = list(ast.iter_child_nodes(tree))
    while todo:
        node = todo.pop()
        if isinstance(node, ast.stmt | ast.expr):
            yield node
        if not isinstance(node, ast.JoinedStr):
            todo += ast.iter_child_nodes(node)
