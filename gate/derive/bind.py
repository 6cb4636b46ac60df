"""From what a source gives to the values of a document that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from gate.derive.given import Value
from gate.derive.locks import normal
from gate.derive.meanings import stated
from gate.documents import pointer_of, tokens_of

HYPERPARAMETERS = ("hyperparameters",)
FRAMEWORKS = ("environment", "frameworks")
MANIFEST = "training-data-manifest"
ANY = "*"
# by which a list tells its items apart, and by which an item names one of another list
_NAMES = ("id", "name", "pattern", "location", "category", "option", "reference")

# the same value stands in several documents: (document, pointer) -> where else
_ALSO = {
    ("training-run", "/base_model/id"): (
        ("evaluation-results", "/base_model/id"),
        ("alignment-regression", "/base_model/id"),
        ("base-model-evidence", "/base_model/id"),
    ),
    ("training-run", "/base_model/revision"): (
        ("evaluation-results", "/base_model/revision"),
        ("alignment-regression", "/base_model/revision"),
        ("base-model-evidence", "/base_model/revision"),
    ),
    ("training-run", "/output/id"): (
        ("evaluation-results", "/tuned_model/id"),
        ("red-team-report", "/tested_model/id"),
    ),
    ("training-run", "/output/digest"): (
        ("evaluation-results", "/tuned_model/digest"),
        ("red-team-report", "/tested_model/digest"),
    ),
}


def spread(values: Iterable[Value]) -> Iterator[Value]:
    """The values, each also for the other documents that state it."""
    for value in values:
        yield value
        for document, pointer in _ALSO.get((value.document, value.pointer), ()):
            yield replace(value, document=document, pointer=pointer)


def pointers(value: Value, document: Mapping[str, Any], source_of_data: str | None = None) -> list[str]:
    """The JSON Pointers of a document that a value is for; none where nothing in it is what the value is about.

    ``source_of_data`` is the id of a manifest's source that the row of the report names. It narrows what the report
    says itself, and stands in where the report says nothing; where neither does, a manifest with one source has it.
    """
    try:
        tokens = tokens_of(value.pointer)
    except ValueError:
        return []
    if ANY not in tokens:
        return _named_alike(document, tokens) or [value.pointer]
    found = _expanded(document, tokens, (), value.about, source_of_data)
    return [pointer_of(one) for one in found]


def _named_alike(document: Mapping[str, Any], tokens: tuple[str, ...]) -> list[str]:
    """Where a document states a hyperparameter or a framework under another name of the same thing."""
    where, name = tokens[:-1], tokens[-1]
    if where not in (HYPERPARAMETERS, FRAMEWORKS):
        return []
    here: Any = document
    for token in where:
        here = here.get(token) if isinstance(here, Mapping) else None
    if not isinstance(here, Mapping):
        return []
    names = stated(here, name) if where == HYPERPARAMETERS else [key for key in here if normal(key) == normal(name)]
    return [pointer_of((*where, key)) for key in names]


def _expanded(
    here: Any, left: tuple[str, ...], done: tuple[str, ...], about: tuple[str, ...], named: str | None
) -> list[tuple[str, ...]]:
    if ANY not in left:
        return [(*done, *left)]
    step = left.index(ANY)
    for token in left[:step]:
        here = here.get(token) if isinstance(here, Mapping) else None
    if not isinstance(here, list):
        return []
    before = (*done, *left[:step])
    if before == ("sources",):
        chosen = _sources(here, about, named)
    else:
        chosen = [index for index, item in enumerate(here) if _is_among(_path(item), about) or _is_called(item, about)]
    found = []
    for index in chosen:
        found += _expanded(here[index], left[step + 1 :], (*before, str(index)), about, named)
    return found


def _sources(rows: list[Any], about: tuple[str, ...], named: str | None) -> list[int]:
    """The positions of the sources of data that a report is about."""
    chosen = []
    for index, row in enumerate(rows):
        if not isinstance(row, Mapping) or (named is not None and row.get("id") != named):
            continue
        files = row.get("files")
        own = [_path(file) for file in files] if isinstance(files, list) else []
        if about and own and not any(_is_among(path, about) for path in own):
            continue
        if about and not own and named is None:
            continue
        chosen.append(index)
    if not about and named is None and len(rows) != 1:
        return []
    return chosen


def _path(item: Any) -> str:
    path = item.get("path") if isinstance(item, Mapping) else None
    return path if isinstance(path, str) else ""


def _is_called(item: Any, about: tuple[str, ...]) -> bool:
    """Whether an item of a list has one of the names, as its id or its name, or names it."""
    return isinstance(item, Mapping) and any(item.get(key) in about for key in _NAMES if item.get(key))


def called(pointer: str, about: tuple[str, ...], document: Mapping[str, Any]) -> Iterator[str]:
    """JSON Pointers of the ids and names by which a source told the items of lists on the way to a value."""
    here: Any = document
    done: tuple[str, ...] = ()
    for token in tokens_of(pointer):
        if isinstance(here, list):
            here = here[int(token)] if token.isdigit() and int(token) < len(here) else None
        else:
            here = here.get(token) if isinstance(here, Mapping) else None
        done = (*done, token)
        if isinstance(here, Mapping):
            yield from (pointer_of((*done, key)) for key in _NAMES if here.get(key) in about)


def _is_among(path: str, about: tuple[str, ...]) -> bool:
    """Whether a path of the repository is one that a report names; tools ran elsewhere, and name it from there."""
    return bool(path) and any(named == path or is_end_of(path, named) for named in about)


def is_end_of(path: str, named: str) -> bool:
    """Whether a path that a tool names ends with that of the repository: ``/workspace/data/train.jsonl`` does so with
    ``data/train.jsonl``."""
    whole = named.replace("\\", "/")
    return whole.removeprefix("./") == path or whole.endswith("/" + path)
