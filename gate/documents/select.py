"""The nodes that a selector's pointer leads to."""

from __future__ import annotations

from collections.abc import Iterator

from gate.documents.node import Node

Tokens = tuple[str, ...]


def select(node: Node, pattern: Tokens, tokens: Tokens = ()) -> Iterator[tuple[Tokens, Node]]:
    """The nodes below ``node`` that the pattern leads to, each with the tokens of its way.

    ``*`` is any one step, a token with two dashes a command-line flag in a text or a list of words.
    """
    if not pattern:
        yield tokens, node
        return
    if pattern[0].startswith("--"):
        from gate.documents.arguments import arguments  # the lexer of shells, which few selectors need
        from gate.documents.spelling import spelled

        known = node.children if isinstance(node.children, dict) else arguments(node) or {}
        flag = spelled(known, pattern[0])
        if flag is not None:
            yield from select(flag, pattern[1:], (*tokens, pattern[0]))
        return
    for key, child in node.items():
        if pattern[0] in ("*", key):
            yield from select(child, pattern[1:], (*tokens, key))
