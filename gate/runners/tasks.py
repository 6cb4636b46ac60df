"""Files of many tasks, of which a few run the gate: which of their lines count.

A change of another target of a Makefile, of another job of a GitLab pipeline, or of another hook is no change of the
gate. Where the parts cannot be told apart, the whole file counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from gate.documents import DocumentError, parse, tree_format
from gate.runners.make import MISSING, Tasks, closure, made
from gate.runners.tools import DEPENDENCIES, TABLE

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
# what goes for all of their tasks
_SHARED: dict[str, tuple[tuple[str, ...], ...]] = {
    "taskfile": ((),),
    "package.json": (
        ("packageManager",),
        ("devEngines",),
        ("config",),
        ("workspaces",),
        ("volta",),
        ("wireit",),
        ("pnpm",),
    ),
    "pyproject.toml": (
        ("tool", "poe"),
        ("tool", "hatch", "envs"),
        ("tool", "pdm", "scripts", "_"),
        ("tool", "pixi", "activation"),
        ("tool", "uv", "sources"),
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
    *(
        ("tool", name)
        for name in ("hatch", "setuptools", "flit", "maturin", "scikit-build", "meson-python", "setuptools_scm")
    ),
    ("project", "gui-scripts"),
    ("project", "dynamic"),
    ("options",),
)


def has_tasks(path: str) -> bool:
    return _kind(path) is not None


def tasks_of(path: str, text: str) -> Tasks | None:
    """Name of each task -> its text with what it needs; None where the file has no tasks that can be told apart."""
    kind = _kind(path)
    try:
        if kind == "make":
            return made(text)
        if kind is not None:
            return _pointed(parse(text.encode(), tree_format(path) or "yaml").plain(), kind)
    except DocumentError:
        pass
    return None


def task_text(path: str, text: str, task: str) -> str:
    """The text of one task ("" is the first); of none where it has no such task; of the file where it has none."""
    tasks = tasks_of(path, text)
    if tasks is None:
        return text
    if not task and tasks:
        return next((body for name, body in tasks.items() if not name.startswith((".", "#"))), "")
    return tasks.get(task, tasks.get(MISSING, ""))


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
    whole = {name: closure(name, texts, lambda body, known: _called(body, known)) for name in texts}
    for name in list(whole):
        if kind == "package.json":
            whole[name] += "".join(texts.get(prefix + name, "") for prefix in ("pre", "post"))
    shared = dump([_settings(_at(value, pointer)) for pointer in _SHARED[kind]])
    whole = {name: f"{text}\n{shared}" for name, text in whole.items()}
    whole[MISSING] = shared
    whole[DEPENDENCIES] = dump({".".join(pointer): _at(value, pointer) for pointer in _DEPENDENCIES})
    tables = _at(value, ("tool",))
    if kind == "pyproject.toml" and isinstance(tables, dict):
        whole.update((TABLE + name, dump(table)) for name, table in tables.items())
    return whole


def _settings(value: Any) -> Any:
    """A table without its tasks."""
    if not isinstance(value, dict):
        return value
    return {key: _settings(row) for key, row in value.items() if key not in ("tasks", "scripts")}


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
