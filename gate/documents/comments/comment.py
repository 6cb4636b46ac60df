"""A comment and where it stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Comment:
    """``text`` starts with ``#`` whatever the marker was, without blanks at its ends. ``line`` is 1-based.

    ``before`` is what stands in front of it on its line, without blanks: empty where it has the line to itself.
    ``indented`` says whether blanks stand in front of it there. ``part`` counts the documents that begin above it.
    """

    line: int
    text: str
    before: str = ""
    indented: bool = False
    part: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """A comment that something reads.

    ``who`` is as a sentence says it ("Hydra reads"). ``whole``: it concerns more than the value that it stands at.
    ``header``: it is read in the head of the file. ``below_plain``: a comment of plain words stands above it, where
    that ends what its reader looks for.
    """

    comment: Comment
    who: str
    whole: bool
    header: bool = False
    below_plain: bool = False
    top: bool = False
