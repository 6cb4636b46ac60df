"""What a text of a job or a script refers to: words that are paths of files, and commands that read files of theirs.

A shell, a YAML file and a Python script name files in many ways. Whatever word of theirs is the path of a file that is
there is taken for one, from the root, from the text's own folder, or from a folder that the text names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gate.runners.files import Files
from gate.runners.tools import DEPENDENCIES, commands
from gate.values.regex import regex

_WORD = regex(r"[^\s\"'`;|&<>(){}\[\]$=,:!#%~^]+")
_QUOTED = regex(r"\"([^\"\n]{3,200})\"|'([^'\n]{3,200})'|^\s*(?:-\s+)?(?:\w+:\s+)?(\./[^\n]{3,200}?)\s*$", re.MULTILINE)
_MODULE = regex(
    r"\bpython[\d.]*\s+(?:-\w+\s+)*-m\s*([\w.]+)|^\s*import\s+([\w.]+)|^\s*from\s+([\w.]+)\s+import\s+([\w, ]+)",
    re.MULTILINE,
)
_SOURCES = ("", ".py", ".sh", ".js", ".mjs", ".cjs", ".ts", "/__main__.py", "/__init__.py", "/index.js")
_ACTIONS = ("action.yml", "action.yaml")
_ROOT_ACTION = regex(r"(?m)^\W*(?:uses\W+)?\./[\"']?\s*$")
_GLOB = regex(r"[*?]")
_MAX_WORD = 300  # characters of a path
_MAX_FOLDERS = 24
_MAX_GLOB = 50


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
    """What a text of the file ``path`` refers to; without ``all``, not what it imports, or means by a glob."""
    runs: set[Part] = set()
    pins: set[str] = set()
    actions: set[str] = set()
    dirs = ["", path.rpartition("/")[0]] if "/" in path else [""]
    words = [word for word in dict.fromkeys(_words(text)) if len(word) < _MAX_WORD and (all or not _GLOB.search(word))]
    named: dict[str, None] = {}
    for word in words:
        for found, is_folder in _found(files, word, dirs):
            if not is_folder:
                runs.add(Part(found))
                continue
            named[found] = None
            hits = [hit for name in _ACTIONS for hit in files.files(f"{found}/{name}")]
            runs.update(Part(hit) for hit in hits)
            if hits:
                actions.add(found)
    more = [folder for folder in named if folder not in dirs][:_MAX_FOLDERS]
    for word in words if more else ():
        runs.update(Part(hit) for hit, is_folder in _found(files, word, more) if not is_folder)
    dirs += more
    if _ROOT_ACTION.search(text):
        runs.update(Part(hit) for name in _ACTIONS for hit in files.files(name))
    for way in _modules(text) if all else _modules(text, imports=False):
        runs.update(Part(hit) for folder in dirs for end in _SOURCES[1:] for hit in _at(files, folder, way + end))
    for tool, arguments in commands(text):
        for folder in dirs:
            for name in tool.tasks:
                tasks = arguments or [""]
                runs.update(Part(hit, task, True) for hit in _at(files, folder, name) for task in tasks)
            runs.update(Part(hit) for name in tool.files for hit in _at(files, folder, name))
            pins.update(hit for name in tool.pins for hit in _at(files, folder, name))
            runs.update(Part(hit, DEPENDENCIES, True) for name in tool.manifests for hit in _at(files, folder, name))
    runs.discard(Part(path))
    return References(frozenset(runs), frozenset(pins), frozenset(actions))


def _modules(text: str, *, imports: bool = True) -> Iterator[str]:
    """The paths, without an ending, of Python modules that a command runs or a script imports."""
    for match in _MODULE.finditer(text):
        if not (match[1] or imports):
            continue
        way = (match[1] or match[2] or match[3]).strip(".").replace(".", "/")
        yield way
        for name in re.split(r"[,\s]+", match[4] or ""):
            if name:
                yield f"{way}/{name}".strip("/")


def _words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        word = match[0].replace("\\", "/")
        yield word
        if "@" in word:
            yield word.partition("@")[0]
    for match in _QUOTED.finditer(text):
        whole = match[1] or match[2] or match[3]
        if " " in whole:
            yield whole


def _found(files: Files, word: str, dirs: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """The files and folders that a word names. What stands before its first slash may have been a variable."""
    relative = word.startswith("./") or word.startswith("../")
    ways = [way for way in _ways(word) if way]
    for folder in dirs:
        for way in ways:
            if not files.has(folder, way):
                continue
            place = _joined(folder, way)
            if place is None:
                continue
            if "*" in way or "?" in way:
                hits = files.match(place.casefold())
                yield from ((hit, False) for hit, _ in zip(hits, range(_MAX_GLOB), strict=False))
            for end in _SOURCES if relative else ("",):
                yield from files.find(place + end)


def _ways(word: str) -> Iterator[str]:
    way = word.rstrip(",/") if word.startswith(".") else word.strip(".,").strip("/")
    if not way or way in (".", "..") or "**" in way or "//" in way:
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
