"""Follows a repository's CI files to whatever runs the gate, and from there to what those jobs use.

Up: a file that names the gate, and every file that leads to one, from the files that CI systems start with. Down: the
local actions, scripts, tasks and pins of the jobs that run it. Both sides of a change are followed at once, so a job
that names the gate on one of them counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from gate.runners.checks import check_name, reports_as
from gate.runners.files import Files
from gate.runners.kinds import calls, can_run, is_document, is_followed, is_script
from gate.runners.pipelines import Job, decoded, essence, is_gitlab, is_yaml, jobs
from gate.runners.references import Part, References, references
from gate.runners.systems import GLOBS, TASK_FILES, WORKFLOWS
from gate.runners.tasks import has_tasks, task_text, tasks_of
from gate.runners.tools import DEPENDENCIES
from gate.values.regex import regex

GATE = "tunegate"
_MODULE = regex(r"-m\s+gate\b")
_NAME = regex(r"tunegate(?!\.ya?ml\b)|-m\s+gate\b")
_TRIGGERS = regex(r"(?m)^[\"']?on[\"']?:.*\n(?:[ \t#-].*\n|\r?\n)*")  # of a workflow: their paths run nothing
_UP = 4  # files on the way from a CI system's file to the one that names the gate
_DOWN = 4  # and from a job to what its scripts name


@dataclass
class Runners:
    """What counts as the gate beside its configuration.

    ``paths``: files, whole. ``folders``: of local actions, and where their programs look for code.
    ``partly``: file -> what of its text counts.
    ``names``: what the checks of the gate's jobs are called.
    """

    paths: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    partly: dict[str, Callable[[str], str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def counts(self, path: str) -> bool:
        return self.holds(path) or path in self.partly

    def holds(self, path: str) -> bool:
        return path in self.paths or any(path.startswith(folder + "/") for folder in self.folders)


def find_runners(
    files: Files,
    changed: Iterable[str],
    skip: Callable[[str], bool],
    named: frozenset[str] = frozenset(),
    *,
    always: bool = False,
) -> Runners:
    """Everything of the two sides that runs the gate.

    ``skip`` says which files are reviewed already, as configuration, evidence or a surface. ``named`` are files of CI
    systems that run it by whatever name. Nothing is looked for where no other file changed, but with ``always``. Raises
    UndecidedError where a file on the way cannot be read.
    """
    changed = [path for path in changed if not skip(path)]
    finder = _Finder(files, skip, named)
    if not changed and not always:
        return finder.found
    finder.follow_up(changed)
    finder.follow_down()
    return finder.found


def names_gate(text: str) -> bool:
    """Whether a text of a job in small letters names the gate: the program, the package or the action."""
    return GATE in text or _MODULE.search(text) is not None


def changed_runners(files: Files, runners: Runners, changed: Iterable[str]) -> set[str]:
    """The changed paths that count as the gate, by what of them counts."""
    found: set[str] = set()
    for path in changed:
        relevant = runners.partly.get(path)
        is_check = path.startswith(WORKFLOWS) and _is_new_check(files, runners.names, path)
        if runners.holds(path) or is_check or files.takes_place(path, runners.counts):
            found.add(path)
        elif relevant is not None:
            sides = [files.text_at(path, head=head) for head in (False, True)]
            base, head = (relevant(text) if text is not None else None for text in sides)
            if base != head:
                found.add(path)
    return found


def _is_new_check(files: Files, names: set[str], path: str) -> bool:
    return bool(names) and reports_as(names, files.text_at(path, head=False), files.text_at(path, head=True))


class _Finder:
    def __init__(self, files: Files, skip: Callable[[str], bool], named: frozenset[str]) -> None:
        self.files = files
        self.skip = skip
        self.named = named
        self.entries: list[str] = []
        self.texts: dict[Part, str] = {}
        self.known: dict[Part, References] = {}
        self.leading: set[Part] = set()
        self.found = Runners()
        self.tasks: dict[str, set[str]] = {}
        self.down: list[tuple[Part, int]] = []
        self.done: set[Part] = set()

    # -- up

    def follow_up(self, changed: Iterable[str]) -> None:
        self.entries = sorted({path for glob in GLOBS for path in self.files.match(glob)})
        starts = [Part(path) for path in self.entries]
        for path in changed:
            if path.rpartition("/")[2].casefold() in TASK_FILES and not self.skip(path) and self.files.differs(path):
                starts += self._tasks(path)
        level = starts
        above: dict[Part, set[Part]] = {}
        for step in range(_UP):
            found: list[Part] = []
            for part in level:
                if part in self.known or self.skip(part.path):
                    continue
                known = self.references(part, direct=step == 1)
                for case in known.cases:
                    if case not in known.runs and "subprocess" not in self.text(case):
                        self.known.setdefault(case, References())
                for below in known.runs | known.cases:
                    if can_run(below.path) or below.tasked:
                        above.setdefault(below, set()).add(part)
                        found.append(below)
            level = found
        todo = [part for part in self.known if self._names(part)]
        while todo:
            part = todo.pop()
            if part not in self.leading:
                self.leading.add(part)
                todo += above.get(part, ())

    def _tasks(self, path: str) -> list[Part]:
        names = {name for text in self.files.texts(path) for name in tasks_of(path, text) or () if name[:1] != "#"}
        return [Part(path, name, True) for name in sorted(names)] or [Part(path)]

    def text(self, part: Part) -> str:
        known = self.texts.get(part)
        if known is None:
            texts = self.files.texts(part.path)
            if part.tasked and has_tasks(part.path):
                texts = tuple(task_text(part.path, text, part.task) for text in texts)
            known = self.texts[part] = "\n".join(decoded(part.path, text) for text in texts)
        return known

    def references(self, part: Part, *, direct: bool = False) -> References:
        known = self.known.get(part)
        if known is None:
            text = self.text(part)
            if part.tasked or part.path in self.entries or calls(part.path, len(text), direct=direct):
                known = references(self.files, _TRIGGERS.sub("", text), part.path, all=False)
            else:
                known = References()
            self.known[part] = known
        return known

    def _names(self, part: Part) -> bool:
        text = self.text(part).casefold()
        if part.path in self.entries:
            return names_gate(text) or part.path in self.named
        return (can_run(part.path) or part.tasked) and part.task != DEPENDENCIES and _NAME.search(text) is not None

    # -- down

    def follow_down(self) -> None:
        for part in sorted(self.leading):
            if part.path in self.entries:
                self._entry(part)
            else:
                self._add(part)
                self._included(part)
                self._follow(references(self.files, self.text(part), part.path), 0)
        while self.down:
            part, depth = self.down.pop()
            if part in self.done or depth > _DOWN:
                continue
            self.done.add(part)
            self._add(part)
            if part.tasked or is_followed(part.path):
                runs = part.task != DEPENDENCIES
                found = references(self.files, self.text(part), part.path, runs=runs)
                self._follow(found, depth if runs else _DOWN - 1)  # a build reads what it names, and no further

    def _entry(self, part: Part) -> None:
        """A file of a CI system that leads to the gate: which of its jobs do?"""
        path = part.path
        names_itself = self._names(part)
        hits: set[str] = set()
        every = [(job, references(self.files, job.text, path)) for t in self.files.texts(path) for job in jobs(path, t)]
        running = [(job, found) for job, found in every if self._runs(job, found)]
        for job, found in running or (every if path in self.named else ()):
            hits.add(job.name)
            self.found.names.update(self._checks(path, job, found))
            if job.own:
                self._follow(found, 0)
        if not hits and not names_itself:
            return
        partly = essence(path, lambda job: self._counts(job, path, hits))
        if partly is None:
            self._add(part)
        else:
            self.found.partly[path] = partly

    def _included(self, part: Part) -> None:
        """Jobs of a file that a GitLab pipeline includes, which the pipeline's own jobs of their names override."""
        if not is_yaml(part.path) or not any(is_gitlab(path) for path in self.entries):
            return
        for text in self.files.texts(part.path):
            for job in jobs(part.path, text):
                if self._runs(job, references(self.files, job.text, part.path)):
                    self.found.names.add(job.name)

    def _counts(self, job: Job, path: str, hits: set[str]) -> bool:
        if not path.rpartition("/")[2].startswith(".pre-commit") and job.name in hits | self.found.names:
            return True
        return self._runs(job, references(self.files, job.text, path))

    def _runs(self, job: Job, found: References) -> bool:
        return names_gate(job.text.casefold()) or bool((found.runs | found.cases) & self.leading)

    def _checks(self, path: str, job: Job, found: References) -> list[str]:
        """What the checks of a job are called; those of a called workflow stand after its caller's name."""
        if not (path.startswith(WORKFLOWS) or is_gitlab(path)):
            return []
        own = check_name(job.name, job.value)
        called = [
            check_name(inner.name, inner.value)
            for part in found.runs & self.leading
            if part.path.startswith(WORKFLOWS)
            for text in self.files.texts(part.path)
            for inner in jobs(part.path, text)
        ]
        return [own, *(f"{own} / {name}" for name in called)]

    def _follow(self, found: References, depth: int) -> None:
        self.down += [(part, depth + 1) for part in found.runs if not self._is_aside(part.path)]
        self.down += [(Part(path), depth + 1) for path in found.pins if not self._is_aside(path)]
        for folder in found.folders - self.found.folders:
            self.found.folders.add(folder)
            scripts = (path for path in self.files.match(f"{folder.casefold()}/**") if is_script(path))
            self.down += [(Part(path), depth + 1) for path in scripts if not self._is_aside(path)]

    def _is_aside(self, path: str) -> bool:
        return is_document(path) or self.skip(path)

    def _add(self, part: Part) -> None:
        path = part.path
        if part.tasked and has_tasks(path):
            if path not in self.found.paths:
                self.tasks.setdefault(path, set()).add(part.task)
                self.found.partly[path] = _of_tasks(path, self.tasks[path])
            return
        self.found.paths.add(path)
        self.found.partly.pop(path, None)
        if path.rpartition("/")[2].casefold() in ("action.yml", "action.yaml") and "/" in path:
            self.found.folders.add(path.rpartition("/")[0])


def _of_tasks(path: str, tasks: set[str]) -> Callable[[str], str]:
    return lambda text: "\0".join(task_text(path, text, task) for task in sorted(tasks))
