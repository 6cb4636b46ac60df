"""The jobs of a pipeline's file: what each of them says, whatever the CI system is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from gate.documents import DocumentError, parse
from gate.runners.tasks import dump, lines_of
from gate.values.regex import regex

# GitLab, "CI/CD YAML syntax reference": the keys that are no jobs
_GITLAB_KEYS = frozenset(
    "after_script before_script cache default image include services spec stages variables workflow".split()
)
_STEPS = frozenset("steps script scripts commands command run uses plugins tasks before_script".split())
_SHARED = ("env", "defaults", "variables", "default", "before_script", "image")
_HIDDEN = regex(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|/)|\"[^\"\n]*\\\r?\n|\\N")
_STAGE = regex(r"(?m)^[^\n]{0,200}?\bstage[ \t]*\(")


@dataclass(frozen=True, slots=True)
class Job:
    """``name`` is the key or the index of the job in its file; ``text`` is all that it says, a value a line.

    ``own`` is False for what only brings other files in: of those, only the ones that lead to the gate count.
    """

    name: str
    text: str
    value: Any = None
    own: bool = True


def is_yaml(path: str) -> bool:
    return path.casefold().endswith((".yml", ".yaml"))


def value_of(text: str) -> Any:
    """The document of a YAML text, or None."""
    try:
        return parse(text.encode("utf-8", "replace"), "yaml").plain()
    except DocumentError:
        return None


def decoded(path: str, text: str) -> str:
    """The text, with the values that escapes hide in it."""
    if is_yaml(path) and _HIDDEN.search(text):
        return text + "\n" + lines_of(value_of(text))
    return text


def jobs(path: str, text: str) -> list[Job]:
    """The jobs of a file; all of it is one where they cannot be told apart."""
    value = value_of(text) if is_yaml(path) else None
    if value is None:
        pieces = _STAGE.split(text)
        return [Job(str(n), piece) for n, piece in enumerate(pieces)]
    name = path.rpartition("/")[2].casefold()
    if is_gitlab(path):
        found = list(_gitlab_jobs(value))
    elif name.startswith(".pre-commit-config."):
        rows = value.get("repos") if isinstance(value, dict) else None
        found = [Job(str(n), lines_of(row), row) for n, row in enumerate(rows if isinstance(rows, list) else ())]
    else:
        shared = lines_of([value.get(key) for key in _SHARED]) if isinstance(value, dict) else ""
        found = [Job(name, f"{shared}\n{name}:\n{lines_of(row)}", row) for name, row in _with_steps(value, "")]
    return found or [Job("", lines_of(value), value, own=False)]


def is_gitlab(path: str) -> bool:
    return path.rpartition("/")[2].casefold().endswith((".gitlab-ci.yml", ".gitlab-ci.yaml"))


def _with_steps(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    """The outermost mappings that have steps."""
    if isinstance(value, dict):
        if _STEPS & value.keys():
            yield name, value
            return
        for key, child in value.items():
            yield from _with_steps(child, key)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            label = child.get("job") or child.get("name") if isinstance(child, dict) else None
            yield from _with_steps(child, str(label or index))


def _gitlab_jobs(value: Any) -> Iterator[Job]:
    if not isinstance(value, dict):
        return
    shared = lines_of([value.get(key) for key in _SHARED])
    yield Job("include", lines_of(value.get("include")), own=False)
    for name, row in value.items():
        if name not in _GITLAB_KEYS:
            below = {key: value[key] for key in _templates(name, value) if key != name}
            yield Job(name, f"{shared}\n{name}:\n{lines_of(row)}\n{lines_of(below)}", [row, below])


def _templates(name: str, value: dict[str, Any]) -> list[str]:
    """The job, and the jobs that it names (``extends``, ``!reference``, ``needs``)."""
    done: dict[str, None] = {}
    todo = [name]
    while todo:
        at = todo.pop()
        if at not in done:
            done[at] = None
            lines = set(re.split(r"[\n\s,]+", lines_of(value[at])))
            todo += [key for key in value if key in lines and key not in _GITLAB_KEYS]
    return list(done)


def essence(path: str, names_it: Callable[[Job], bool]) -> Callable[[str], str] | None:
    """What of a file counts where only some of its jobs run the gate; None where all of it does."""
    gitlab, hooks = is_gitlab(path), path.rpartition("/")[2].casefold().startswith(".pre-commit-config.")
    if not gitlab and not hooks:
        return None

    def relevant(text: str) -> str:
        value = value_of(text)
        if not isinstance(value, dict):
            return text
        shared = {key: row for key, row in value.items() if (key in _GITLAB_KEYS if gitlab else key != "repos")}
        return dump([shared, *(job.value for job in jobs(path, text) if names_it(job))])

    return relevant
