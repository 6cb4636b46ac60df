"""Items of lists that a source tells of and a document lacks: a pattern of a log, a task of an evaluation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gate.derive.bind import pointers
from gate.derive.sources.attack_log import KIND as ATTACKS
from gate.derive.sources.attack_log import SCOPES, TESTS
from gate.derive.sources.lm_eval import KIND as EVALUATION
from gate.documents import tokens_of

if TYPE_CHECKING:
    from gate.derive.outcomes import Outcome

_BY_NAME = ("task_evaluations", TESTS)
_NAMED_BY = {**dict.fromkeys(_BY_NAME, "name"), **dict.fromkeys(SCOPES.values(), "id")}
_RAW = "raw_files"
_RAW_KINDS = (ATTACKS, EVALUATION)  # sources that are what was measured, and not a description of it
Put = tuple[tuple[str, ...], Any]  # tokens, and the value that goes there


def unlisted(kind: str, document: Mapping[str, Any], outcomes: Iterable[Outcome]) -> tuple[str, str] | None:
    """The list and the name of the first item that a source tells of and a document lacks; None where none is.

    A pattern that could be of more than one list is a person's to place.
    """
    for outcome in outcomes:
        lists: dict[str, set[str]] = {}
        missing: dict[str, None] = {}
        for value, name in _of_items(kind, outcome):
            lists.setdefault(value.about[-1], set()).add(name)
            if not pointers(value, document):
                missing[value.about[-1]] = None
        for item in missing:
            if len(lists[item]) == 1 and _is_told(outcome, item):
                return next(iter(lists[item])), item
    return None


def put_item(document: Mapping[str, Any], name: str, item: str) -> Put:
    """The item in place of the empty one that a new document has, or behind the others."""
    key, rows = _NAMED_BY[name], _rows(document, name)
    empty = next((index for index, row in enumerate(rows) if not (isinstance(row, Mapping) and row.get(key))), None)
    return ((name, str(len(rows))), {key: item}) if empty is None else ((name, str(empty), key), item)


def raw_files(kind: str, document: Mapping[str, Any], outcomes: Iterable[Outcome]) -> Iterator[Put]:
    """The sources that are raw files of the document, or of its items, and are not listed there."""
    for outcome in outcomes:
        for at in {
            _owner(pointer): None for value, _ in _of_items(kind, outcome) for pointer in pointers(value, document)
        }:
            here: Any = document
            for token in at:
                here = here[int(token)] if isinstance(here, list) else here.get(token, {})
            rows = [row for row in _rows(here, _RAW) if isinstance(row, Mapping) and row.get("path")]
            if all(row["path"] != outcome.path for row in rows):
                listed = [*rows, {"path": outcome.path, "digest": outcome.digest}]
                yield (*at, _RAW), listed
                break  # the document is another one now


def _owner(pointer: str) -> tuple[str, ...]:
    """Whose raw files a source of a value is: those of the item, or of the whole report for its patterns."""
    name, index, *_ = tokens_of(pointer)
    return (name, index) if name in _BY_NAME else ()


def _of_items(kind: str, outcome: Outcome) -> Iterator[tuple[Any, str]]:
    for value in outcome.given.values if outcome.given and outcome.kind in _RAW_KINDS else ():
        name, *rest = tokens_of(value.pointer)
        if value.document == kind and name in _NAMED_BY and rest[:1] == ["*"] and value.about:
            yield value, name


def _is_told(outcome: Outcome, item: str) -> bool:
    """Whether a source says which list an item is of: an evaluation has one, a log says it by scope or kind."""
    told = outcome.given.facts.get("told", ()) if outcome.given else ()
    return outcome.kind != ATTACKS or item in told


def _rows(value: Any, name: str) -> list[Any]:
    rows = value.get(name) if isinstance(value, Mapping) else None
    return rows if isinstance(rows, list) else []
