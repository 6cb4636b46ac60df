"""Files of many tasks, of which a few run the gate: which of their lines count.

A change of another target of a Makefile, of another job of a GitLab pipeline, or of another hook is no change of the
gate. Where the parts cannot be told apart, the whole file counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gate.documents import DocumentError, parse, tree_format
from gate.runners.tools import DEPENDENCIES
from gate.values.regex import regex

_RULE = regex(r"^(?![\s#])@?(?P<names>[\w./%-]+(?:\s+[^\s:=]+)*?(?:\s+[\w+*$-]+=\S*)*)\s*::?(?!=)(?P<needs>[^\n]*)$")
_VARIABLE = regex(r"^(?:export\s+|override\s+)*(?P<name>[\w.-]+)\s*(?:\?|:{1,3}|\+|!)?=")
_USED = regex(r"\$[({](?P<make>[\w.-]+)[)}]|\{\{\s*(?P<just>\w+)")
_SETTINGS = regex(r"^(?:-?include|sinclude|import|mod|set|export|unexport|vpath|\.\w+)\b")
_INTERPRETED = regex(r"^\.[A-Z]+|^(?:export\s+)?(?:SHELL|MAKEFLAGS|\.SHELLFLAGS)\b")

Tasks = Mapping[str, str]

# where the tasks of structured files are, by the start of their names
_POINTERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "taskfile": (("tasks",),),
    "package.json": (("scripts",),),
    "pyproject.toml": (
        ("tool", "poe", "tasks"),
        ("tool", "pdm", "scripts"),
        ("tool", "hatch", "envs", "default", "scripts"),
        ("tool", "pixi", "tasks"),
        ("tool", "taskipy", "tasks"),
        ("project", "scripts"),
    ),
}
_DEPENDENCIES = (
    ("dependencies",),
    ("devDependencies",),
    ("optionalDependencies",),
    ("overrides",),
    ("resolutions",),
    ("build-system",),
    ("dependency-groups",),
    ("project", "dependencies"),
    ("project", "optional-dependencies"),
    ("project", "scripts"),  # which program gets the name of another
    ("project", "entry-points"),
    *(("scripts", name) for name in ("preinstall", "install", "postinstall", "prepare")),  # npm runs these to install
    ("tool", "uv"),
    ("tool", "pdm"),
    ("tool", "poetry"),
    ("options",),
)


def has_tasks(path: str) -> bool:
    return _kind(path) is not None


def tasks_of(path: str, text: str) -> Tasks | None:
    """Name of each task -> its text with what it needs; None where the file has no tasks that can be told apart."""
    kind = _kind(path)
    try:
        if kind == "make":
            return _made(text)
        if kind is not None:
            return _pointed(parse(text.encode(), tree_format(path) or "yaml").plain(), kind)
    except DocumentError:
        pass
    return None


def task_text(path: str, text: str, task: str) -> str:
    """The text of one task ("" is the first); of none where there is no such task; of the file where it has none."""
    tasks = tasks_of(path, text)
    if tasks is None:
        return text
    if not task and tasks:
        return next((body for name, body in tasks.items() if not name.startswith((".", "#"))), "")
    return tasks.get(task, "")


def _kind(path: str) -> str | None:
    name = path.rpartition("/")[2].casefold()
    if name in ("makefile", "gnumakefile", "justfile", ".justfile") or name.endswith(".mk"):
        return "make"
    return next((start for start in _POINTERS if name.startswith(start)), None)


def _pointed(value: Any, kind: str) -> Tasks:
    found: dict[str, Any] = {}
    for pointer in _POINTERS[kind]:
        rows = _at(value, pointer)
        if isinstance(rows, dict):
            found.update(rows)
    texts = {str(name): dump(row) for name, row in found.items()}
    # what a task calls by its name is part of it: deps of Taskfile, "npm run build" of package.json, pre and post
    whole = {name: _closure(name, texts, lambda body, known: _called(body, known)) for name in texts}
    for name in list(whole):
        if kind == "package.json":
            whole[name] += "".join(texts.get(prefix + name, "") for prefix in ("pre", "post"))
    whole[DEPENDENCIES] = dump([_at(value, pointer) for pointer in _DEPENDENCIES])
    return whole


def _at(value: Any, pointer: Iterable[str]) -> Any:
    for step in pointer:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def lines_of(value: Any) -> str:
    """Keys and values, a line each, in one order."""
    lines: list[str] = []
    todo = [value]
    while todo:
        item = todo.pop()
        if isinstance(item, dict):
            todo += [part for key, child in sorted(item.items(), reverse=True) for part in (child, f"{key}:")]
        elif isinstance(item, list):
            todo += reversed(item)
        elif item is not None:
            lines.append(str(item))
    return "\n".join(lines)


def dump(value: Any) -> str:
    """Keys and values, a line each, and how they stand in each other."""
    return lines_of(value) + "\n" + json.dumps(value, sort_keys=True, default=str)


def _called(body: str, known: Iterable[str]) -> list[str]:
    words = set(re.findall(r"[\w:.-]+", body))
    return [name for name in known if name in words]


def _closure(name: str, texts: Mapping[str, str], below: Callable[[str, Iterable[str]], list[str]]) -> str:
    done: dict[str, None] = {}
    todo = [name]
    while todo:
        at = todo.pop()
        if at not in done and at in texts:
            done[at] = None
            todo += below(texts[at], texts)
    return "\n".join(texts[at] for at in done)


def _made(text: str) -> Tasks:
    """The targets of a Makefile, or the recipes of a justfile, with their prerequisites and the variables they use."""
    bodies: dict[str, str] = {}
    variables: dict[str, str] = {}
    common: list[str] = []
    at: list[str] = []
    for line in text.replace("\\\r\n", " ").replace("\\\n", " ").splitlines():
        rule = _RULE.match(line) if not _VARIABLE.match(line) else None
        variable = _VARIABLE.match(line)
        if rule and not _INTERPRETED.match(line):
            at = rule["names"].split()
        elif line[:1] in ("\t", " ") and at:
            pass
        elif variable or _SETTINGS.match(line):
            at = []
            if variable and not _INTERPRETED.match(line):
                variables[variable["name"]] = variables.get(variable["name"], "") + line + "\n"
            else:
                common.append(line)
        else:
            at = at if not line.strip() or line.startswith("#") else []
        for name in at:
            bodies[name] = bodies.get(name, "") + line + "\n"
    needs = {name: body + _used(body, variables) for name, body in bodies.items()}
    return {name: "\n".join([*common, _closure(name, needs, _needed)]) for name in bodies}


def _used(body: str, variables: Mapping[str, str]) -> str:
    done: dict[str, str] = {}
    todo = [body]
    while todo:
        for match in _USED.finditer(todo.pop()):
            name = match["make"] or match["just"]
            if name in variables and name not in done:
                done[name] = variables[name]
                todo.append(variables[name])
    return "".join(done.values())


def _needed(body: str, known: Iterable[str]) -> list[str]:
    """The targets that a rule needs, or that its recipe makes by another call."""
    names = set(known)
    words = [word for line in body.splitlines() if line[:1] not in ("\t", " ") for word in line.split()]
    words += [word for call in re.findall(r"(?:\$[({]MAKE[)}]|make|just)\s([^\n;&|]*)", body) for word in call.split()]
    return [word for word in dict.fromkeys(words) if word in names]
