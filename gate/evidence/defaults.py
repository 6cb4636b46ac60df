"""Defaults of a document: what a training-data manifest says once for all of its sources.

The schema, the policies and whoever counts see the document with the defaults put in: a value that a source takes from
there is the same node, so that its place is where it is written.
"""

from __future__ import annotations

from collections.abc import Mapping

from gate.documents import Node
from gate.documents.schema import problems
from gate.values.errors import Problem

MANIFEST = "training-data-manifest"
DEFAULTS, SOURCES = "defaults", "sources"
_SHARED = ("origin", "legal_basis", "sensitivity_scan", "quality_controls", "retention", "inspection")
_ALTERNATIVES = {"retention_until": "retention_period", "retention_period": "retention_until"}


def effective(kind: str, node: Node) -> Node:
    """The document with its defaults in each source; the node itself where there are none.

    A source takes a block that it lacks, and of a block that it has the keys that it lacks, each as a whole.
    """
    defaults = node.child(DEFAULTS) if kind == MANIFEST else None
    sources = node.child(SOURCES) if defaults is not None else None
    if (
        defaults is None
        or sources is None
        or not isinstance(node.children, dict)
        or not isinstance(defaults.children, dict)
        or not isinstance(sources.children, list)
    ):
        return node
    blocks = defaults.children
    filled = _with(sources, [_filled(source, blocks) for source in sources.children])
    return _with(node, {**node.children, SOURCES: filled})


def fitting(kind: str, node: Node, path: str) -> tuple[Node, list[Problem]]:
    """The effective document, and what of it does not fit its schema: of a default once, not for each source."""
    whole = effective(kind, node)
    found = problems(kind, whole, path)
    defaults = node.child(DEFAULTS) if whole is not node else None
    if defaults is None:
        return whole, found
    kept: dict[tuple[int | None, str], Problem] = {}
    for problem in sorted(found, key=lambda p: not p.message.startswith(DEFAULTS)):
        is_default = problem.line is not None and defaults.line <= problem.line <= defaults.end_line
        what = problem.message.partition(": ")[2] if is_default else problem.message
        kept.setdefault((problem.line, what), problem)
    return whole, sorted(kept.values(), key=lambda p: (p.line or 0, p.message))


def _filled(source: Node, blocks: Mapping[str, Node]) -> Node:
    if not isinstance(source.children, dict):
        return source
    own = dict(source.children)
    for name in filter(blocks.__contains__, _SHARED):
        block = blocks[name]
        there = own.get(name)
        if there is None:
            own[name] = block
        elif isinstance(there.children, dict) and isinstance(block.children, dict):
            mine = there.children
            taken = {key: part for key, part in block.children.items() if _ALTERNATIVES.get(key) not in mine}
            if name == "inspection" and "warranted" in mine:
                taken.pop("reason", None)  # it is that of the other answer
            own[name] = _with(there, {**taken, **mine})
    return _with(source, own)


def _with(node: Node, children: dict[str, Node] | list[Node]) -> Node:
    return Node(node.line, node.end_line, node.value, children, node.kind, node.merge, node.refused)
