"""What `tunegate evidence collect` puts into a document: values of its sources, and what contradicts them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gate.derive.facts import NOTHING, Bound, Derived, said_at
from gate.derive.meanings import meaning
from gate.derive.within import KIND as SAME_DOCUMENT
from gate.documents import pointer_of, tokens_of
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
    typed, what people may say in other words too. What the document's schema has no place for is left out."""
    fill: dict[str, Bound] = {}
    agree: list[Bound] = []
    contradict: list[Bound] = []
    settled = {one.pointer for one in derived.bound}
    loose = [one for one in derived.loose if one.pointer not in settled and one.origin.outcome.kind != SAME_DOCUMENT]
    for one in (*derived.bound, *(loose if replace else ())):
        said = said_at(document, one.pointer)
        if (said is NOTHING or said is None) and one.agrees is None:
            is_stated = _is_stated_otherwise(one.pointer, document, fill)
            if has_place(kind, one.pointer) and is_asked(document, one.pointer) and not is_stated:
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


def is_asked(document: Mapping[str, Any], pointer: str) -> bool:
    """Whether a document has use for a value that it does not state: a card of data tells of a corpus, which data of
    one's own are none of, and a contract a purpose, which the law asks of personal data."""
    tokens = tokens_of(pointer)
    source = said_at(document, pointer_of(tokens[:2])) if tokens[0] == "sources" else NOTHING
    if not isinstance(source, Mapping):
        return True
    if tokens[2] == "corpus":
        return "corpus" in source or source.get("origin") in (None, "", "public-corpus")
    basis = pointer_of(("legal_basis", *tokens[3:4]))
    said = said_at(source, basis)
    known = said if isinstance(said, Mapping) else {}
    if tokens[3:] == ("personal_data", "purpose"):
        return known.get("contains") not in ("none", None, "")
    if tokens[3:4] == ("copyright",):
        return known.get("status") in (None, "", "licensed")
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
