"""The place of a comment among the values: what it has to move past to count as moved.

A comment on a line of its own stands at the value that starts next, one behind a value at that value, and one of the
head of the file at the file. Blank lines and comments of plain words around it are no part of its place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
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
    starts = _Starts(root)
    counts: Counter[Tokens] = Counter()
    found: list[Placed] = []
    for reading in readings:
        tokens = () if reading.header else starts.at(reading.comment)
        found.append(Placed(tokens, counts[tokens], reading))
        counts[tokens] += 1
    return found


Start = tuple[int, int, Tokens]  # (line, end line, tokens)


class _Starts:
    """Where the values of a tree start, in order; what holds others before them."""

    def __init__(self, root: Node) -> None:
        self.rows = sorted(_walk(root, ()), key=lambda row: row[0])
        self.lines = [line for line, _, _ in self.rows]

    def at(self, comment: Comment) -> Tokens:
        first, behind = bisect_left(self.lines, comment.line), bisect_right(self.lines, comment.line)
        if not comment.before:
            return self.rows[behind][2] if behind < len(self.rows) else ()
        # of several, the first: an alias has the line of what it stands for
        on_line = [tokens for _, _, tokens in self.rows[first:behind]]
        if on_line:
            return max(on_line, key=len)
        around = [tokens for line, end, tokens in self.rows[:first] if end >= comment.line]
        return max(around, key=len, default=())


def _walk(node: Node, tokens: Tokens) -> Iterator[Start]:
    for key, child in node.items():
        if node.line <= child.line <= node.end_line:
            yield child.line, child.end_line, (*tokens, key)
            yield from _walk(child, (*tokens, key))
