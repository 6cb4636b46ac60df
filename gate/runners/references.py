"""What a text of a job or a script refers to: files that its words name, and what its commands and settings find."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gate.git.entry import SYMLINK
from gate.runners.files import Files
from gate.runners.kinds import is_requirements, is_script
from gate.runners.modules import is_package, modules, stand_ins
from gate.runners.settings import search_paths
from gate.runners.tools import DEPENDENCIES, PIP, TABLE, Tool, brought_in, commands
from gate.runners.words import SOURCES, Words, at, joined
from gate.values.regex import regex

_ACTIONS = ("action.yml", "action.yaml")
_ROOT_ACTION = regex(r"(?m)^[ \t\"'-]*(?:uses:[ \t\"']+)?\./[\"']?[ \t]*$")
_HASHED = regex(r"hashFiles\([^()\n]*\)")  # a key of a cache: nothing reads what is in them
_VENV = regex(
    r"\bvenv\s+(?:-\S+\s+){0,5}[\"']?(?P<made>[\w./-]{1,200})"
    r"|(?<![\w./-])(?P<used>[\w./-]{1,200})[/\\](?:bin|Scripts)[/\\](?:activate|python|pip|tunegate|uv|pytest|tox|nox|pre-commit)"
)
_LOCAL = regex(r"\b(?:file|link|portal):(?://)?(\.{0,2}/?[\w./-]{1,200})")  # a package in the tree, of npm or pip
_IS_THERE = regex(
    r"^[\"']?(?:\.|\$\{?PWD\}?|\$\(pwd\)|%cd%|\$\{?\w*WORKSPACE\}?|\$\{\{\s*github\.workspace\s*\}\})?(?:[:;\"'\s]|$)"
)
_PROGRAM = regex(r"(?i)\.(exe|com|bat|cmd|ps1)$")
_MOVES = regex(
    r"PYTHONPATH|pythonpath|sys\.path|working.directory|\b(?:cd|pushd|chdir|Set-Location)\b|--(?:project|directory|cwd|prefix)\b|\s-C\b"
)
_SOURCES = (".py", ".js", ".mjs", ".cjs", ".ts", ".rb")
_MANIFESTS = (".py", "pyproject.toml", ".cfg", ".ini", ".pth")
_LAYOUTS = ("src", "lib", "python")  # of a project that a job installs
_MAX_FOLDERS = 200


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A file, or of a file with tasks the task of that name (``task`` is "" for the whole file, or for the first)."""

    path: str
    task: str = ""
    tasked: bool = False


@dataclass(frozen=True, slots=True)
class References:
    """``runs`` may run the gate; ``pins`` only say what is installed, or what is found on the way to it.

    ``folders`` count whole: those of local actions, and where programs look for code. ``cases`` are run by a test
    runner with many others, and count where they lead to the gate.
    """

    runs: frozenset[Part] = frozenset()
    pins: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    cases: frozenset[Part] = frozenset()


def references(files: Files, text: str, path: str, *, all: bool = True, runs: bool = True) -> References:
    """What a text of the file ``path`` refers to; without ``all``, not what it imports, and of a glob only scripts.

    Without ``runs`` it is a list of what is to be installed: the name of a program there is no call of it.
    """
    found = _Found(files, path, _HASHED.sub("", text), all, runs)
    found.named()
    found.imported()
    found.called()
    found.searched()
    found.runs.discard(Part(path))
    return References(frozenset(found.runs), frozenset(found.pins), frozenset(found.folders), frozenset(found.cases))


@dataclass
class _Found:
    files: Files
    path: str
    text: str
    all: bool
    is_run: bool
    runs: set[Part] = field(default_factory=set)
    pins: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    cases: set[Part] = field(default_factory=set)
    dirs: list[str] = field(default_factory=list)

    def named(self) -> None:
        """By its words; ``dirs`` are the root, its own folder, and those that it names."""
        self.dirs = ["", self.path.rpartition("/")[0]] if "/" in self.path else [""]
        words = Words(self.text, self.all, globs=is_script(self.path) or self.path.endswith(_SOURCES))
        named: dict[str, None] = {}
        for found, is_folder in words.found(self.files, self.dirs):
            if not is_folder:
                self.runs.add(Part(found))
                continue
            named[found] = None
            hits = [hit for name in _ACTIONS for hit in self.files.files(f"{found}/{name}")]
            self.runs.update(Part(hit) for hit in hits)
            if hits:
                self.folders.add(found)
        more = [folder for folder in named if folder not in self.dirs][:_MAX_FOLDERS]
        self.runs.update(Part(hit) for hit, is_folder in words.found(self.files, more) if not is_folder)
        self.dirs += more
        if _ROOT_ACTION.search(self.text):
            self.runs.update(Part(hit) for name in _ACTIONS for hit in self.files.files(name))

    def imported(self) -> None:
        places = list(self.dirs)
        if not self.path.startswith(
            tuple(f"{name}/" for name in _LAYOUTS)
        ):  # what is there imports what stands beside it
            places += [place for place in self._layouts(self.dirs) if self._is_folder(place)]
        ways = list(dict.fromkeys(modules(self.text, imports=self.all, runs=self.is_run)))
        for folder in places:
            there = self.files.names_in(folder)
            for way in (way + end for way in ways for end in SOURCES[1:]):
                if way.partition("/")[0].casefold() in there:
                    self.runs.update(Part(hit) for hit in at(self.files, folder, way))

    def called(self) -> None:
        searches = self.path.endswith(_MANIFESTS)
        if is_requirements(self.path):
            text = "\n".join(f"pip install {line}" for line in self.text.splitlines())
            called = [(tool, words) for tool, words in commands(text) if tool.words == PIP]
        else:
            called = list(commands(self.text)) if self.is_run else []
        for tool, arguments in called:
            self._by_tool(tool, arguments)
            searches = searches or tool.modules
        for tool in brought_in(self.path):
            self._brought_in(tool)
        if searches and self.all:
            self._modules()

    def _by_tool(self, tool: Tool, arguments: Iterable[str]) -> None:
        for folder in self.dirs:
            for name in tool.tasks:
                hits = at(self.files, folder, name)
                if any("$" in task for task in arguments):  # any of them
                    self.runs.update(Part(hit) for hit in hits)
                self.runs.update(Part(hit, _task(task), True) for hit in hits for task in arguments or [""])
            self.runs.update(Part(hit) for name in tool.files for hit in at(self.files, folder, name))
            self.pins.update(hit for name in tool.pins for hit in at(self.files, folder, name))
            parts = [(name, DEPENDENCIES) for name in tool.manifests]
            parts += [("pyproject.toml", TABLE + tool.table)] if tool.table else []
            self.runs.update(Part(hit, part, True) for name, part in parts for hit in at(self.files, folder, name))
            self.folders.update(place for name in tool.folders if self._is_folder(place := _below(folder, name)))
        if tool.cases:
            self._cases(tool, arguments)

    def _cases(self, tool: Tool, arguments: Iterable[str]) -> None:
        named = {
            path
            for word in arguments
            for path, is_folder in self.files.find(joined("", word) or "")
            if is_folder and path
        }
        named = named or {path for path, is_folder in self.files.below("") if is_folder and "test" in path.casefold()}
        globs = [f"{folder.casefold()}/**/{name}" for folder in named for name in tool.cases]
        for hit in (hit for glob in [*globs, *tool.cases] for hit in self.files.match(glob)):
            self.cases.add(Part(hit))

    def _brought_in(self, tool: Tool) -> None:
        """What a file of a tool has it read in the folders that the file names, and above its own."""
        folder = self.path.rpartition("/")[0]
        above = [folder[:end] for end in (i for i, char in enumerate(folder) if char == "/")]
        self.dirs += [place for place in above if place not in self.dirs]
        self.runs.update(Part(hit) for place in self.dirs for name in tool.files for hit in at(self.files, place, name))

    # -- where programs look

    def _modules(self) -> None:
        own = {"", self.path.rpartition("/")[0]}
        moves = _MOVES.search(self.text) is not None
        for folder in self.dirs:
            if not moves and folder not in own and is_package(self.files, folder):
                continue
            for place in (folder, *self._layouts([folder])):
                if place and not self._is_folder(place):
                    continue
                for hit, is_folder in stand_ins(self.files, place):
                    (self.folders if is_folder else self.pins).add(hit)

    def searched(self) -> None:
        if not self.all:
            return
        for only_programs, value in search_paths(self.text):
            places = {
                path for path, is_folder in Words(value, False).found(self.files, self.dirs) if is_folder and path
            }
            for place in places:
                if only_programs:
                    self.pins.update(path for path, is_folder in self.files.below(place) if not is_folder)
                else:
                    self.folders.add(place)
            if _IS_THERE.search(value):
                self.pins.update(self._at_root(only_programs))
        for place in _LOCAL.findall(self.text):
            hits = (hit for folder in self.dirs for hit in self.files.find(joined(folder, place) or ""))
            self.folders.update(path for path, is_folder in hits if is_folder and path)
        for match in _VENV.finditer(self.text):
            for folder in self.dirs:
                way = joined(folder, match["made"] or match["used"]) or ""
                self.folders.update(path for path, is_folder in self.files.find(way) if is_folder and path)

    def _at_root(self, only_programs: bool) -> Iterator[str]:
        """What programs find at the root: those that can be run there, or the files of a home."""
        for path, is_folder in self.files.below(""):
            if is_folder:
                continue
            modes = {entry.mode for _, entry in self.files.entries(path)}
            if (modes & {"100755", SYMLINK} or _PROGRAM.search(path)) if only_programs else path.startswith("."):
                yield path

    @staticmethod
    def _layouts(folders: Iterable[str]) -> Iterator[str]:
        yield from (_below(folder, name) for folder in folders for name in _LAYOUTS)

    def _is_folder(self, path: str) -> bool:
        return any(is_folder for _, is_folder in self.files.find(path))


def _below(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _task(word: str) -> str:
    """The name of a task in a command: ``just ci::gate`` names ``gate`` of another file."""
    return word.rpartition("::")[2]
