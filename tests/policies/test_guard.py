"""No field of a complete evidence pack is unguarded: taken out or spoiled, each makes the gate refuse."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from gate.documents import parse
from gate.documents.schema import expanded, problems
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


def changed(value: Any, place: Place, new: Any) -> Any:
    """A copy with another value at a place; without it where ``new`` is ``...``."""
    found = copy.deepcopy(value)
    holder = found
    for step in place[:-1]:
        holder = holder[step]
    if new is ...:
        del holder[place[-1]]
    else:
        holder[place[-1]] = new
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_no_required_field_can_be_left_out(kind: str) -> None:
    value = document(kind)
    assert not refused(kind, value)
    places = list(required(expanded(kind), value))
    assert len(places) > 8
    assert [place for place in places if not refused(kind, changed(value, place, ...))] == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_field_can_be_of_another_type(kind: str) -> None:
    value = document(kind)
    free = ("hyperparameters", "final_metrics")  # what a trainer is given and says is of its own making
    places = [place for place, _ in scalars(value) if place[0] not in free]
    assert [place for place in places if not refused(kind, changed(value, place, {"a": []}))] == []
    first = ("supersedes",)  # null where the disposition is the first one
    assert [p for p in places if p != first and not refused(kind, changed(value, p, None))] == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_can_be_blank_and_no_count_negative(kind: str) -> None:
    value = document(kind)
    free = ("hyperparameters", "final_metrics")
    rows = [(place, old) for place, old in scalars(value) if place[0] not in free]
    texts = [place for place, old in rows if isinstance(old, str)]
    assert [place for place in texts if not refused(kind, changed(value, place, " "))] == []
    counts = [place for place, old in rows if isinstance(old, int) and not isinstance(old, bool)]
    assert [place for place in counts if not refused(kind, changed(value, place, -1))] == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_digest_can_be_of_another_kind(kind: str) -> None:
    value = document(kind)
    digests = [place for place, old in scalars(value) if isinstance(old, str) and old.startswith("sha256:")]
    for spoiled in ("sha1:" + "0" * 40, "sha256:" + "0" * 63, "sha256:" + "G" * 64, "0" * 64):
        assert [place for place in digests if not refused(kind, changed(value, place, spoiled))] == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_key_can_be_made_up(kind: str) -> None:
    value = document(kind)
    free = ("hyperparameters", "final_metrics", "environment")
    holders = {place[:-1] for place in required(expanded(kind), value) if place[0] not in free}
    assert [h for h in holders if not refused(kind, changed(value, (*h, "made_up"), "x"))] == []
