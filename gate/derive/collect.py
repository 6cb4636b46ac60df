"""What `tunegate evidence collect` puts into a document: values of its sources, and what contradicts them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gate.derive.facts import NOTHING, Bound, Derived, said_at
from gate.derive.meanings import meaning
from gate.documents import tokens_of
from gate.documents.schema import expanded

ROWS = "derived"
HYPERPARAMETERS = "hyperparameters"


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens to a document: ``fill`` is put in, ``agree`` stands there already, ``contradict`` is typed otherwise
    and kept."""

    fill: Sequence[Bound]
    agree: Sequence[Bound]
    contradict: Sequence[Bound]


def plan(derived: Derived, kind: str, document: Mapping[str, Any], *, replace: bool) -> Plan:
    """The plan for a document of a kind, which may be half empty. ``replace``: what sources say goes before what was
    typed. What the document's schema has no place for is left out."""
    fill: dict[str, Bound] = {}
    agree: list[Bound] = []
    contradict: list[Bound] = []
    for one in derived.bound:
        said = said_at(document, one.pointer)
        if said is NOTHING or said is None:
            if has_place(kind, one.pointer) and not _is_stated_otherwise(one.pointer, document, fill):
                fill.setdefault(one.pointer, one)
        elif one.agrees:
            agree.append(one)
        elif replace:
            fill.setdefault(one.pointer, one)
        else:
            contradict.append(one)
    return Plan([*fill.values()], agree, contradict)


def _is_stated_otherwise(pointer: str, document: Mapping[str, Any], fill: Mapping[str, Bound]) -> bool:
    """Whether a hyperparameter has its value by another trainer's name: of two runs, the first goes into a record."""
    head, *rest = tokens_of(pointer)
    if head != HYPERPARAMETERS or len(rest) != 1:
        return False
    said = document.get(head)
    beside = [tokens_of(other)[1] for other in fill if other.startswith(f"/{head}/")]
    names = {*(said if isinstance(said, Mapping) else ()), *beside} - {rest[0]}
    return any(meaning(name) == meaning(rest[0]) for name in names)


def has_place(kind: str, pointer: str) -> bool:
    """Whether the schema of a document has a place for a value at a JSON Pointer."""
    here: Any = expanded(kind)
    for token in tokens_of(pointer):
        parts = [here, *here.get("allOf", ()), *here.get("anyOf", ()), *here.get("oneOf", ())]
        here = next((found for part in parts if (found := _below(part, token)) is not None), None)
        if here is None:
            return False
    return True


def _below(schema: Any, token: str) -> Any:
    known = schema.get("properties", {}).get(token) if isinstance(schema, dict) else None
    if known is not None or not isinstance(schema, dict):
        return known
    if "items" in schema and token.isdigit():
        return schema["items"]
    more = schema.get("additionalProperties")
    return more if isinstance(more, dict) else None


def is_same_row(there: Any, row: Mapping[str, Any]) -> bool:
    """Whether a row that a document has is about the same source."""
    return isinstance(there, dict) and all(there.get(key) == row.get(key) for key in ("kind", "path", "for"))
