"""The place of a comment among the values: what it has to move past to count as moved.

A comment on a line of its own stands at the value that starts next, one behind a value at that value, and one of the
head of the file at the file. Blank lines and comments of plain words around it are no part of its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from gate.documents.comments.comment import Comment, Reading
from gate.documents.node import Node

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A comment at a value. ``number`` counts those at the same value, from 0."""

    tokens: Tokens
    number: int
    reading: Reading

    def document(self) -> dict[str, object]:
        """What has to be equal for the comment to be unchanged."""
        comment = self.reading.comment
        return {
            "comment": comment.text,
            "behind": bool(comment.before),
            "indented": comment.indented,
            "part": comment.part,
            "head": self.reading.header,
            "below_plain": self.reading.below_plain,
        }

    def concerns(self, tokens: Tokens) -> bool:
        """Whether the comment stands at the value that the tokens lead to, or at what holds it or is inside."""
        length = min(len(tokens), len(self.tokens))
        return tokens[:length] == self.tokens[:length]


def place(readings: list[Reading], root: Node) -> list[Placed]:
    """The comments of one file at the values of its tree, in order."""
    if not readings:
        return []
    nodes = sorted(_starts(root), key=lambda row: row[0])
    counts: Counter[Tokens] = Counter()
    found: list[Placed] = []
    for reading in readings:
        tokens = () if reading.header else _at(reading.comment, nodes)
        found.append(Placed(tokens, counts[tokens], reading))
        counts[tokens] += 1
    return found


Start = tuple[int, int, Tokens]


def _starts(node: Node, tokens: Tokens = ()) -> Iterator[Start]:
    """(line, end line, tokens) of every value, what holds others before them; not of those defined elsewhere."""
    for key, child in node.items():
        if node.line <= child.line <= node.end_line:
            yield child.line, child.end_line, (*tokens, key)
            yield from _starts(child, (*tokens, key))


def _at(comment: Comment, nodes: list[Start]) -> Tokens:
    if not comment.before:
        return next((tokens for line, _, tokens in nodes if line > comment.line), ())
    behind = [tokens for line, _, tokens in nodes if line == comment.line]
    if behind:
        return behind[-1]
    around = [tokens for line, end, tokens in nodes if line <= comment.line <= end]
    return max(around, key=len, default=())
