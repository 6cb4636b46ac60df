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
    """A comment that something reads: ``who`` as a sentence says it ("Hydra reads"), and whether it concerns the whole
    file or only the value that it stands at."""

    comment: Comment
    who: str
    whole: bool
    header: bool = False
