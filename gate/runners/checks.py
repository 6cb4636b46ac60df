"""Jobs that report under the name of the gate's check: GitHub tells checks apart by their names alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from gate.runners.pipelines import value_of
from gate.values.regex import regex

_EXPRESSION = regex(r"\$\{\{(.*?)\}\}")
_MATRIX = regex(r"\s*matrix\.([\w-]+)\s*")
_TEXT = regex(r"\s*'([^']*)'\s*")


def check_name(name: str, job: Any) -> str:
    """What a job's check is called: its ``name``, or its key."""
    given = job.get("name") if isinstance(job, dict) else None
    return str(given) if given else name


def reports_as(names: Iterable[str], base: str | None, head: str | None) -> bool:
    """Whether a workflow's new or changed job can report under one of the names, compared without case."""
    wanted = {name.casefold() for name in names}
    old, new = _jobs(base), _jobs(head)
    return any(_is_new_reporter(wanted, name, old.get(name), job) for name, job in new.items())


def _is_new_reporter(wanted: set[str], name: str, old: Any, job: Any) -> bool:
    if old == job:
        return False
    for title in _titles(check_name(name, job), job):
        if not _EXPRESSION.search(title):
            if title.casefold() in wanted:
                return True
        elif not _named_alike(old, job):  # what it is called is known at run time only
            pattern = ".*".join(re.escape(part.casefold()) for part in _EXPRESSION.sub("\0", title).split("\0"))
            if any(re.fullmatch(pattern, each, re.DOTALL) for each in wanted):
                return True
    return False


def _named_alike(old: Any, job: Any) -> bool:
    return isinstance(old, dict) and all(old.get(key) == job.get(key) for key in ("name", "strategy"))


def _titles(title: str, job: Any) -> list[str]:
    """A title with its texts, and with the values of its matrix where it has one and they are constants."""
    title = _EXPRESSION.sub(lambda match: text[1] if (text := _TEXT.fullmatch(match[1])) else match[0], title[:1000])
    found = list(_EXPRESSION.finditer(title))
    key = _MATRIX.fullmatch(found[0][1]) if len(found) == 1 else None
    values = _matrix(job, key[1]) if key else None
    if values is None:
        return [title]
    return [title[: found[0].start()] + value + title[found[0].end() :] for value in values]


def _matrix(job: Any, key: str) -> list[str] | None:
    """The values of a key of a job's matrix; None where they are not written in the workflow."""
    strategy = job.get("strategy") if isinstance(job, dict) else None
    matrix = strategy.get("matrix") if isinstance(strategy, dict) else None
    if not isinstance(matrix, dict):
        return None
    include = matrix.get("include", [])
    rows = [*_list(matrix.get(key, [])), *(row[key] for row in _list(include) if isinstance(row, dict) and key in row)]
    if "${{" in str(matrix.get(key, "")) or isinstance(include, str) or not rows:
        return None
    return [str(row) for row in rows if not isinstance(row, (dict, list))]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _jobs(text: str | None) -> Mapping[str, Any]:
    value = value_of(text) if text is not None else None
    found = value.get("jobs") if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}
