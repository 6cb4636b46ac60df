"""What a text of a job or a script refers to: words that are paths of files, and commands that read files of theirs.

A shell, a YAML file and a Python script name files in many ways. Whatever word of theirs is the path of a file that is
there is taken for one, from the root, from the text's own folder, or from a folder that the text names.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from gate.runners.files import Files
from gate.runners.tools import DEPENDENCIES, commands, is_script
from gate.values.regex import regex

_WORD = regex(r"[^\s\"'`;|&<>(){}\[\]$=,:!#%~^]+")
_QUOTED = regex(
    r"\"([^\"\n]{3,200})\"|'([^'\n]{3,200})'|^[ \t]*(?:-[ \t]+)?(?:\w+:[ \t]+)?(\./[^\n]{3,200})$", re.MULTILINE
)
_MODULE = regex(
    r"\bpython[\d.]*\s+(?:-[XW]\s*\S+\s+|-\w+\s+)*-m\s*([\w.]+)|^[ \t]*import[ \t]+([\w.]+)"
    r"|^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+([\w, ]+)",
    re.MULTILINE,
)
_SOURCES = ("", ".py", ".sh", ".js", ".mjs", ".cjs", ".ts", "/__main__.py", "/__init__.py", "/index.js")
_ACTIONS = ("action.yml", "action.yaml")
_ROOT_ACTION = regex(r"(?m)^[ \t\"'-]*(?:uses:[ \t\"']+)?\./[\"']?[ \t]*$")
_GLOB = regex(r"[*?]")
_NAMED_GLOB = regex(r"^(?=.*[/.])(?=.*\w{2})")  # a star alone is a pattern of the shell's tests
_MAX_WORD = 300  # characters of a path
_MAX_FOLDERS = 24
_MAX_GLOB = 50
_MAX_ODD = 500


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A file, or of a file with tasks the task of that name (``task`` is "" for the whole file, or for the first)."""

    path: str
    task: str = ""
    tasked: bool = False


@dataclass(frozen=True, slots=True)
class References:
    """``runs`` may run the gate; ``pins`` only say what is installed; ``folders`` are of local actions."""

    runs: frozenset[Part]
    pins: frozenset[str]
    folders: frozenset[str]


def references(files: Files, text: str, path: str, *, all: bool = True) -> References:
    """What a text of the file ``path`` refers to; without ``all``, not what it imports, and of a glob only scripts."""
    runs: set[Part] = set()
    pins: set[str] = set()
    actions: set[str] = set()
    dirs = ["", path.rpartition("/")[0]] if "/" in path else [""]
    words = _Words(text, all)
    named: dict[str, None] = {}
    for found, is_folder in words.found(files, dirs):
        if not is_folder:
            runs.add(Part(found))
            continue
        named[found] = None
        hits = [hit for name in _ACTIONS for hit in files.files(f"{found}/{name}")]
        runs.update(Part(hit) for hit in hits)
        if hits:
            actions.add(found)
    more = [folder for folder in named if folder not in dirs][:_MAX_FOLDERS]
    runs.update(Part(hit) for hit, is_folder in words.found(files, more) if not is_folder)
    dirs += more
    if _ROOT_ACTION.search(text):
        runs.update(Part(hit) for name in _ACTIONS for hit in files.files(name))
    for way in dict.fromkeys(islice(_modules(text, imports=all), _MAX_ODD)):
        runs.update(Part(hit) for folder in dirs for end in _SOURCES[1:] for hit in _at(files, folder, way + end))
    for tool, arguments in commands(text):
        for folder in dirs:
            for name in tool.tasks:
                hits = _at(files, folder, name)
                if any("$" in task for task in arguments):  # any of them
                    runs.update(Part(hit) for hit in hits)
                runs.update(Part(hit, task, True) for hit in hits for task in arguments or [""])
            runs.update(Part(hit) for name in tool.files for hit in _at(files, folder, name))
            pins.update(hit for name in tool.pins for hit in _at(files, folder, name))
            runs.update(Part(hit, DEPENDENCIES, True) for name in tool.manifests for hit in _at(files, folder, name))
    runs.discard(Part(path))
    return References(frozenset(runs), frozenset(pins), frozenset(actions))


def _modules(text: str, *, imports: bool) -> Iterator[str]:
    """The paths, without an ending, of Python modules that a command runs or a script imports."""
    known = _imported(text) if imports else None
    for name in known or ():
        parts = name.split(".")
        yield from ("/".join(parts[: n + 1]) for n in range(len(parts)))  # a package is run before what is in it
    for match in _MODULE.finditer(text):
        if not match[1] and (known is not None or not imports):
            continue
        way = (match[1] or match[2] or match[3]).strip(".").replace(".", "/")
        yield way
        for name in re.split(r"[,\s]+", match[4] or ""):
            if name:
                yield f"{way}/{name}".strip("/")


def _imported(text: str) -> list[str] | None:
    """The dotted names that a Python text imports, anywhere in it; None where it is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about its escapes
            nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    found: list[str] = []
    for node in nodes:
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [".".join(filter(None, (node.module, name.name))) for name in node.names]
    return found


def _words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        word = match[0].replace("\\", "/")
        yield word
        if "@" in word:
            yield word.partition("@")[0]
    for match in _QUOTED.finditer(text):
        whole = (match[1] or match[2] or match[3]).strip()
        if " " in whole:
            yield whole


class _Words:
    """The words of a text that may be paths, by their first step: most of them are in no folder."""

    def __init__(self, text: str, all: bool) -> None:
        self._ways: dict[str, dict[tuple[str, bool], None]] = {}
        self._odd: dict[tuple[str, bool], None] = {}  # up, from here, or by a glob
        self._all = all
        for word in dict.fromkeys(_words(text)):
            relative = word.startswith(("./", "../"))
            for way in _ways(word) if len(word) < _MAX_WORD else ():
                first = way.partition("/")[0]
                if first in (".", "..") or _GLOB.search(way):
                    if len(self._odd) < _MAX_ODD:
                        self._odd[way, relative] = None
                else:
                    self._ways.setdefault(first.casefold(), {})[way, relative] = None

    def found(self, files: Files, dirs: Iterable[str]) -> Iterator[tuple[str, bool]]:
        """The files and folders that the words name, from each of the folders."""
        for folder in dirs:
            ways = [way for first in files.names_in(folder) & self._ways.keys() for way in self._ways[first]]
            for way, relative in [*ways, *self._odd]:
                place = _joined(folder, way)
                if place is None:
                    continue
                if _GLOB.search(way):
                    hits = (hit for hit in files.match(place.casefold()) if self._all or is_script(hit))
                    yield from ((hit, False) for hit in islice(hits, _MAX_GLOB))
                    continue
                for end in _SOURCES if relative else ("",):
                    yield from files.find(place + end)


def _ways(word: str) -> Iterator[str]:
    way = word.rstrip(",/") if word.startswith(".") else word.strip(".,").strip("/")
    if not way or way in (".", "..") or "**" in way or "//" in way:
        return
    if _GLOB.search(way) and not _NAMED_GLOB.search(way):
        return
    yield way
    if "/" in way and not way.startswith("."):
        yield way.partition("/")[2]
        if (mark := way.find(".github/workflows/")) > 0:  # by owner and name: a workflow of this repository?
            yield way[mark:]


def _at(files: Files, folder: str, name: str) -> list[str]:
    place = _joined(folder, name)
    return files.files(place) if place else []


def _joined(folder: str, way: str) -> str | None:
    """The path of the repository, or None where it leaves it or is its root."""
    parts = folder.split("/") if folder else []
    for part in way.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts) or None
