"""Files that a tool reads in place of a reviewed one, or after it, because of their names alone.

Each row is what the tool's own documentation says of the order in which it looks:

- Python: in a folder first a package of that name, then an extension module, source, and compiled code
  (``importlib.machinery.FileFinder``; ``_get_supported_file_loaders`` of CPython 3.11: extensions, source, bytecode).
  A folder without ``__init__`` comes last (PEP 420). Compiled code in ``__pycache__`` is read in place of its source
  where it says that nobody is to check (PEP 552), or has its time and size.
- Node.js: a file of that very name, then ``.js``, and a file before a folder (Modules: CommonJS modules, "All
  together"). TypeScript, Vite, esbuild and Jest complete a name with other endings, each in an order of its own, so
  that each ending can come before each other. ``package.json`` says which file a folder stands for.
- What other tools look for by fixed names, or by the name of an environment: `gate.surfaces.stand_in_names`.

What takes a module's place from another folder of the path, or as a program starts (``sitecustomize``, ``.pth``),
is not told from its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from gate.git.entry import FOLDER, GITLINK, SYMLINK
from gate.git.snapshot import Snapshot
from gate.surfaces.stand_in_names import named_places
from gate.values.regex import regex

_EXTENSION = regex(r"([^.]+)(?:\.[^/]*)?\.(?:so|pyd)")  # NAME.cpython-311-x86_64-linux-gnu.so, NAME.abi3.so, NAME.pyd
_COMPILED = regex(r"([^.]+)\.[^/]+\.pyc")  # NAME.cpython-311.opt-1.pyc
_SCRIPT = regex(r"(.+)\.([cm]?[jt]s|[jt]sx)")
_SCRIPT_ENDINGS = ("js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx")


class Place(NamedTuple):
    """A file whose place another takes; ``reader`` is the tool that prefers the other."""

    path: str
    reader: str


def places_taken(snapshot: Snapshot, path: str, *, is_new: bool) -> Iterator[Place]:
    """The files of a snapshot that are read no more, or only at first, where the file ``path`` is there.

    ``is_new``: it was not there before, which tells a change of what is imported from another version of it.
    """
    folder, _, name = path.rpartition("/")
    lead = f"{folder}/" if folder else ""
    if snapshot.mode(path) in (SYMLINK, GITLINK) and "." not in name:
        yield from _there(snapshot, f"{path}.py", "Python")
    for place in (*_python(lead, name), *_scripts(lead, name, is_new), *_by_name(snapshot, path, is_new)):
        yield from _there(snapshot, *place)
    module = _module(name) if is_new else None
    if module == "__init__" and (name == "__init__.py" or snapshot.mode(f"{lead}__init__.py") is None):
        yield from _sources(snapshot, folder, path, deep=False)
    elif module not in (None, "__init__") and snapshot.mode(f"{lead}{module}/__init__.py") is None:
        yield from _sources(snapshot, f"{lead}{module}", path, deep=True)


def _module(name: str) -> str | None:
    """The module that Python finds in a file of that name."""
    if name.endswith(".py"):
        return name.removesuffix(".py")
    match = _EXTENSION.fullmatch(name)
    return match[1] if match else "__init__" if name == "__init__.pyc" else None


def _python(lead: str, name: str) -> Iterator[Place]:
    extension, compiled = _EXTENSION.fullmatch(name), _COMPILED.fullmatch(name)
    if extension:
        yield Place(f"{lead}{extension[1]}.py", "Python")
    if compiled and lead.endswith("__pycache__/"):
        yield Place(f"{lead.removesuffix('__pycache__/')}{compiled[1]}.py", "Python")
    if _module(name) == "__init__" and lead:
        yield Place(f"{lead[:-1]}.py", "Python")


def _scripts(lead: str, name: str, is_new: bool) -> Iterator[Place]:
    match = _SCRIPT.fullmatch(name)
    if match and not match[1].endswith(".d"):
        for ending in _SCRIPT_ENDINGS:
            if ending != match[2]:
                yield Place(f"{lead}{match[1]}.{ending}", "Node.js")
            yield Place(f"{lead}{match[1]}/index.{ending}", "Node.js")
    elif "." not in name:
        yield Place(f"{lead}{name}.js", "Node.js")
    elif name == "package.json" and is_new:
        for ending in _SCRIPT_ENDINGS:
            yield Place(f"{lead}index.{ending}", "Node.js")


def _by_name(snapshot: Snapshot, path: str, is_new: bool) -> Iterator[Place]:
    for reader, place in named_places(path, is_new=is_new):
        folder, _, pattern = place.rpartition("/")
        if "*" not in pattern:
            yield Place(place, reader)
            continue
        for other in snapshot.entries([folder]):
            name = other.removeprefix(f"{folder}/") if folder else other
            if other != path and "/" not in name and fnmatchcase(name, pattern):
                yield Place(other, reader)


def _there(snapshot: Snapshot, path: str, reader: str) -> Iterator[Place]:
    mode = snapshot.mode(path)
    if mode is not None and mode != FOLDER:
        yield Place(path, reader)


def _sources(snapshot: Snapshot, folder: str, path: str, *, deep: bool) -> Iterator[Place]:
    """The modules in a folder; ``path`` is none of them."""
    if folder and snapshot.mode(folder) != FOLDER:
        return
    for other in snapshot.entries([folder]):
        inside = other.removeprefix(f"{folder}/") if folder else other
        if other != path and other.endswith(".py") and (deep or "/" not in inside):
            yield Place(other, "Python")
