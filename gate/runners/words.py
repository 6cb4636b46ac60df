"""The words of a text that are paths of files: as they are, by a glob, or with variables in them.

A shell, a YAML file and a Python script name files in many ways. Whatever word of theirs is the path of a file that is
there is taken for one, from the root, from the text's own folder, or from a folder that the text names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gate.runners.files import Files
from gate.runners.kinds import is_code, is_script
from gate.values.regex import regex

_WORD = regex(r"[^\s\"'`;|&<>(){}\[\]$=,:!#%~^]+")
_QUOTED = regex(
    r"\"([^\"\n]{3,200})\"|'([^'\n]{3,200})'|^[ \t]*(?:-[ \t]+)?(?:\w+:[ \t]+)?(\./[^\n]{3,200})$", re.MULTILINE
)
_PLACE = regex(  # a folder that is the work tree
    r"\$\{\{\s*github\.(?:workspace|action_path)\s*\}\}|\$\((?:pwd|CURDIR|git rev-parse --show-toplevel)\)|%cd%"
    r"|\$\{?(?:\w*WORKSPACE|PWD|GITHUB_ACTION_PATH|CI_PROJECT_DIR|CURDIR|BUILD_SOURCESDIRECTORY)\}?|\$env:\w*WORKSPACE"
)
_VARIABLE = (
    r"\$\{\{[^{}\n]{0,100}\}\}|\{\{[^{}\n]{0,100}\}\}|\$[({][^(){}\s]{0,100}[)}]|\$\w+|%\w+%|\$\{[^{}\s]{0,100}\}"
    r"|\{[\w./-]{0,100},[\w./,-]{0,100}\}"  # of a shell: ci/{a,b}.sh
)
_VARIABLES = regex(_VARIABLE)
_VARIED = regex(rf"(?:[\w./@*-]{{0,200}}(?:{_VARIABLE})){{1,8}}[\w./@*-]{{0,200}}")
_GLOB = regex(r"[*?]")
_NAMED_GLOB = regex(r"^(?=.*[/.])(?=.*\w{2})")  # a star alone is a pattern of the shell's tests
_STARS = regex(r"\*{3,}|(?<!\*)\*\*(?![/*])|(?<![/*])\*\*(?=/)")
_MAX_WORD = 300  # characters of a path
SOURCES = ("", ".py", ".sh", ".js", ".mjs", ".cjs", ".ts", "/__main__.py", "/__init__.py", "/index.js")


def _words(text: str) -> Iterator[tuple[str, bool]]:
    """(word, whether parts of it are known at run time only)."""
    for match in _WORD.finditer(text):
        word = match[0].replace("\\", "/")
        yield word, False
        if "@" in word:
            yield word.partition("@")[0], False
    for match in _QUOTED.finditer(text):
        whole = (match[1] or match[2] or match[3]).strip()
        if " " in whole:
            yield whole, False
    for match in _VARIED.finditer(_PLACE.sub(".", text)) if "$" in text or "%" in text or "{" in text else ():
        yield _STARS.sub("*", _VARIABLES.sub("*", match[0])).removeprefix("./"), True


class Words:
    """The words of a text that may be paths, by their first step: most of them are in no folder."""

    def __init__(self, text: str, all: bool, *, globs: bool = True) -> None:
        """``all``: of a glob not only scripts. ``globs``: the text is run, so that a pattern in it is one of files."""
        self._ways: dict[str, dict[tuple[str, bool], None]] = {}
        self._odd: dict[tuple[str, bool, bool], None] = {}  # up, from here, or by a glob
        self._all = all
        for word, varied in dict.fromkeys(_words(text)):
            relative = word.startswith(("./", "../"))
            if _GLOB.search(word) and not (globs and (all or "**" not in word)):
                continue
            for way in _by_variables(word) if varied else _ways(word) if len(word) < _MAX_WORD else ():
                first = way.partition("/")[0]
                if first in (".", "..") or _GLOB.search(way):
                    self._odd[way, relative, varied] = None
                else:
                    self._ways.setdefault(first.casefold(), {})[way, relative] = None

    def found(self, files: Files, dirs: Iterable[str]) -> Iterator[tuple[str, bool]]:
        """The files and folders that the words name, from each of the folders."""
        for folder in dirs:
            for first in files.names_in(folder) & self._ways.keys():
                for way, relative in self._ways[first]:
                    yield from self._at(files, folder, way, relative)
            for way, relative, varied in self._odd:
                if _GLOB.search(way):
                    yield from self._matched(files, folder, way, varied)
                else:
                    yield from self._at(files, folder, way, relative)

    def _at(self, files: Files, folder: str, way: str, relative: bool) -> Iterator[tuple[str, bool]]:
        place = joined(folder, way)
        for end in (SOURCES if relative else ("",)) if place else ():
            yield from files.find(f"{place}{end}")

    def _matched(self, files: Files, folder: str, way: str, varied: bool) -> Iterator[tuple[str, bool]]:
        place = joined(folder, way)
        if place is None or (way.startswith("**") and folder):
            return
        for hit in files.match(place.casefold()):
            if is_code(hit) if varied else self._all or is_script(hit):
                yield hit, False


def _by_variables(word: str) -> Iterator[str]:
    """A word as the glob of what it can name, where its first step is known."""
    way = word.strip("/").rstrip(".,")
    if len(way) < _MAX_WORD and not way.startswith("*") and _GLOB.search(way) and _NAMED_GLOB.search(way):
        yield way


def _ways(word: str) -> Iterator[str]:
    way = word.rstrip(",/") if word.startswith(".") else word.strip(".,").strip("/")
    if not way or way in (".", "..") or "//" in way:
        return
    if _GLOB.search(way) and not _NAMED_GLOB.search(way):
        return
    way = _STARS.sub("*", way)
    yield way
    plain = way.removeprefix("./")
    if "/" in plain and not plain.startswith("."):  # below a folder that the repository is checked out into
        inside = plain.partition("/")[2]
        if not _GLOB.search(inside) or _NAMED_GLOB.search(inside):
            yield inside
        if (mark := way.find(".github/workflows/")) > 0:  # by owner and name: a workflow of this repository?
            yield way[mark:]


def at(files: Files, folder: str, name: str) -> list[str]:
    """The files of that name, or glob, in a folder."""
    place = joined(folder, name)
    if place is None:
        return []
    return list(files.match(place.casefold())) if _GLOB.search(name) else files.files(place)


def joined(folder: str, way: str) -> str | None:
    """The path in the repository, or None where that is its root.

    A way that goes above the root starts in a folder that is not known, and goes on from the root.
    """
    parts = folder.split("/") if folder else []
    for part in way.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts) or None
