"""No field of a complete evidence pack is unguarded: taken out or spoiled, each makes the gate refuse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, cast

import pytest

from gate.documents import Node, parse
from gate.documents.schema import _fits, _validator, expanded, problems
from gate.evidence.defaults import DEFAULTS, effective
from gate.values.terms import ARTEFACT_KINDS
from tests.command import EVIDENCE, EXAMPLE

PACK = EXAMPLE / EVIDENCE
KINDS = (*ARTEFACT_KINDS, "disposition")
Place = tuple[str | int, ...]


def document(kind: str) -> Any:
    """The document with its defaults in place, so that what is taken out of a source is missing."""
    value = effective(kind, parse((PACK / f"{kind}.yaml").read_bytes(), "yaml")).plain()
    value.pop(DEFAULTS, None)
    assert not refused(kind, value)
    return value


def refused(kind: str, value: Any) -> bool:
    """Whether the gate refuses the document (exit 2 of every command that reads the pack)."""
    return bool(problems(kind, parse(json.dumps(value).encode(), "json"), f"{kind}.yaml"))


def required(schema: dict[str, Any], value: Any, place: Place = ()) -> Iterator[Place]:
    """The places of a value that its schema asks for, item by item."""
    if isinstance(value, dict):
        for key, child in value.items():
            part = schema.get("properties", {}).get(key)
            if part is None:
                continue
            if key in schema.get("required", ()):
                yield (*place, key)
            yield from required(part, child, (*place, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from required(schema.get("items", {}), child, (*place, index))


def scalars(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not isinstance(value, dict | list):
        yield place, value
    for key, child in children:
        yield from scalars(child, (*place, key))


class Document:
    """A complete document that takes one change after the other; each is undone."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.value = document(kind)
        self._root = parse(json.dumps(self.value).encode(), "json")

    def refuses(self, place: Place, new: Any) -> bool:
        """Whether the gate refuses it with another value at a place; without what is there where ``new`` is ``...``."""
        holder = self._root
        for step in place[:-1]:
            holder = cast("Node", holder.child(str(step)))
        known, last = holder.children, place[-1]
        node = None if new is ... else parse(json.dumps(new).encode(), "json")
        if isinstance(known, list):
            assert node is not None
            holder.children = [node if index == last else child for index, child in enumerate(known)]
        else:
            assert known is not None
            others = {key: child for key, child in known.items() if key != last or node is not None}
            holder.children = others if node is None else others | {str(last): node}
        try:
            value = self._root.plain()  # as `problems` says it, without the whole list
            return not (_fits(self.kind)(value) or _validator(self.kind).is_valid(value))
        finally:
            holder.children = known


@pytest.mark.parametrize("kind", KINDS)
def test_no_required_field_can_be_left_out(kind: str) -> None:
    value = Document(kind)
    places = list(required(expanded(kind), value.value))
    assert len(places) > 8
    assert [place for place in places if not value.refuses(place, ...)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_field_can_be_of_another_type(kind: str) -> None:
    value = Document(kind)
    free = ("hyperparameters", "final_metrics")  # what a trainer is given and says is of its own making
    places = [place for place, _ in scalars(value.value) if place[0] not in free]
    assert [place for place in places if not value.refuses(place, {"a": []})] == []
    first = ("supersedes",)  # null where the disposition is the first one
    assert [p for p in places if p != first and not value.refuses(p, None)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_can_be_blank_and_no_count_negative(kind: str) -> None:
    value = Document(kind)
    free = ("hyperparameters", "final_metrics")
    rows = [(place, old) for place, old in scalars(value.value) if place[0] not in free]
    texts = [place for place, old in rows if isinstance(old, str)]
    assert [place for place in texts if not value.refuses(place, " ")] == []
    counts = [place for place, old in rows if isinstance(old, int) and not isinstance(old, bool)]
    assert [place for place in counts if not value.refuses(place, -1)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_digest_can_be_of_another_kind(kind: str) -> None:
    value = Document(kind)
    digests = [place for place, old in scalars(value.value) if isinstance(old, str) and old.startswith("sha256:")]
    for spoiled in ("sha1:" + "0" * 40, "sha256:" + "0" * 63, "sha256:" + "G" * 64, "0" * 64):
        assert [place for place in digests if not value.refuses(place, spoiled)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_key_can_be_made_up(kind: str) -> None:
    value = Document(kind)
    free = ("hyperparameters", "final_metrics", "environment")
    holders = {place[:-1] for place in required(expanded(kind), value.value) if place[0] not in free}
    assert [h for h in holders if not value.refuses((*h, "made_up"), "x")] == []
