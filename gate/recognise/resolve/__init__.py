"""Where a reviewed value leads to: the files that it names, and the place where what it stands for is written.

`names` and `includes` tell the files from a value's text alone; nothing is read. `gate.case.references` holds them
against what changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import join, normpath

from gate.config.selectors import folders
from gate.git.paths import is_inside

MAX_TEXT = 256 * 1024  # characters of a value that are looked at
Tokens = tuple[str, ...]


ENDINGS = (
    "", ".md", ".txt", ".j2", ".jinja", ".jinja2", ".hbs", ".handlebars", ".mustache", ".liquid", ".html", ".tmpl",
    ".tpl", ".prompt", ".st", ".ejs", ".erb", ".xml", ".yaml", ".yml",
)  # fmt: skip
"""What the name of a partial or of a configuration is completed with."""
SCRIPTS = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts")


@dataclass(frozen=True, slots=True)
class Value:
    """A reviewed value, or the whole text of a reviewed file (``tokens`` is empty), and its place."""

    path: str
    tokens: Tokens
    text: str
    line: int
    end_line: int
    surface: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A file that a value may name.

    ``near`` are the paths of the repository that it can be, those at the naming file first; each may be a glob.
    ``far`` are what the path of a file elsewhere has to end with, where none of those is there.
    ``is_folder`` says that it may be a folder, all of whose files are named.
    """

    near: tuple[str, ...]
    far: tuple[str, ...] = ()
    is_folder: bool = False


def from_folders(path: str, name: str) -> Iterator[str]:
    """A name as a path of the repository, relative to each folder that holds ``path``, the nearest first."""
    for folder in reversed(folders(path)):
        found = normpath(join(folder, name))
        if found != "." and is_inside(found):
            yield found


def completed(path: str) -> str | None:
    """A file's name without the ending that a format completes it with; None where none does."""
    stem, dot, ending = path.rpartition("/")[2].rpartition(".")
    return stem if dot and stem and f".{ending.lower()}" in (*ENDINGS, *SCRIPTS, ".json") else None
