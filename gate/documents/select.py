"""The nodes that a selector's pointer leads to."""

from __future__ import annotations

from collections.abc import Iterator

from gate.documents.node import DocumentError, Node

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


def refused(node: Node, pattern: Tokens) -> DocumentError | None:
    """The first thing that readers disagree about in what a pattern leads to, or on the way there.

    What stands elsewhere in the file changes nothing here, for any reader that reads the file.
    """
    if not pattern or pattern[0].startswith("--"):
        return _inside(node)
    for refusal in node.refused:
        if refusal.keys is None or any(pattern[0] in ("*", key) for key in refusal.keys):
            return refusal.error
    found = (refused(child, pattern[1:]) for key, child in node.items() if pattern[0] in ("*", key))
    return next((error for error in found if error), None)


def _inside(node: Node) -> DocumentError | None:
    if node.refused:
        return node.refused[0].error
    return next((error for _, child in node.written() if (error := _inside(child))), None)
