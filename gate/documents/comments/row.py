"""A row of the table of comments that something reads."""

from __future__ import annotations

from dataclasses import dataclass

YAML = frozenset({"yaml", "frontmatter"})
MODULE = frozenset({"python"})
CELL = frozenset({"cell"})  # a code cell of a notebook
PYTHON = MODULE | CELL
SHELL = frozenset({"shell", "zsh"})
VALUES = YAML | {"toml", "modelfile", "colang"}
ANY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of comment.

    ``who`` is the tool with its verb, as it goes behind "a comment that". ``pattern`` is matched against the comment's
    text, which starts with ``#`` whatever the marker was. ``source`` says where that is written. ``kinds`` are formats
    (all of them where it is empty). ``whole``: it concerns more of the file than the value beside it.
    ``top``: a comment of plain words right above it ends what is looked for.
    """

    who: str
    pattern: str
    source: str
    kinds: frozenset[str] = ANY
    whole: bool = True
    top: bool = False
