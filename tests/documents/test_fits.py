"""What fits a schema by the gate's own quick look fits it by jsonschema, and what does not does not."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from gate.documents.fits import Check, compiled
from gate.documents.schema import _fits, _validator
from tests.command import EVIDENCE, EXAMPLE
from tests.tools import ROOT

NAMES = sorted(path.name.removesuffix(".schema.json") for path in (ROOT / "schemas").glob("*.schema.json"))
DOCUMENTS = ["config", *sorted(path.stem for path in (EXAMPLE / EVIDENCE).glob("*.yaml"))]
VALUES: list[Any] = [
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        2,
        1.0,
        1.5,
        2**60,
        "",
        "a",
        "1",
        "ab",
        "a\n",
        "\U0001f600",
        "2026-02-30",
        "2026-11-23",
    ),
    *(
        [],
        [1],
        [1, 1.0],
        [True, 1],
        [1, True, 1],
        [[1], [True]],
        [{"a": 1}, {"a": 1.0}],
        ["a", "b"],
        ["a", "a"],
        [None, 0],
    ),
    *({}, {"a": 1}, {"a": True}, {"a": "1", "b": None}, {"a": 1, "b": 2, "c": 3}, {"A": 1}, {"a": []}),
]
SCHEMAS: list[Any] = [
    *(True, False, {}, {"description": "d", "title": "t", "default": 1, "examples": [1], "$comment": "c"}),
    *({"type": name} for name in ("array", "boolean", "integer", "null", "number", "object", "string")),
    *({"type": ["string", "null"]}, {"type": ["integer", "array"]}),
    *({"const": value} for value in VALUES),
    *({"enum": VALUES[first::5]} for first in range(5)),
    *({"allOf": [{"type": "string"}, {"minLength": 1}]}, {"anyOf": [{"type": "string"}, {"minimum": 1}]}),
    *({"oneOf": [{"type": "integer"}, {"minimum": 1}]}, {"not": {"type": "object", "required": ["a"]}}),
    *({"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"type": "null"}}, {"if": {"type": "null"}}),
    *({"if": {"type": "string"}, "else": {"type": "number"}}, {"if": {"type": "string"}, "then": False}),
    *({"properties": {"a": {"type": "integer"}}}, {"properties": {"a": {}}, "additionalProperties": False}),
    *(
        {"additionalProperties": {"type": "integer"}},
        {"properties": {"a": False}, "additionalProperties": {"minimum": 2}},
    ),
    *({"propertyNames": {"pattern": "^[a-z]$"}}, {"required": ["a", "b"]}, {"required": []}),
    *({"minProperties": 1}, {"maxProperties": 1}, {"minProperties": 1, "maxProperties": 2}),
    *({"dependentRequired": {"a": ["b"]}}, {"dependentRequired": {"b": ["a", "c"], "x": ["y"]}}),
    *(
        {"items": {"type": "integer"}},
        {"items": False},
        {"minItems": 1},
        {"maxItems": 1},
        {"minItems": 2, "maxItems": 2},
    ),
    *(
        {"prefixItems": [{"type": "integer"}]},
        {"prefixItems": [{"type": "integer"}, {"minimum": 1}], "items": False},
        {"prefixItems": [True], "items": {"type": "integer"}, "minItems": 1},
    ),
    *(
        {"uniqueItems": True},
        {"uniqueItems": False},
        {"minLength": 1},
        {"maxLength": 1},
        {"minLength": 2, "maxLength": 2},
    ),
    *(
        {"minimum": 1},
        {"maximum": 1},
        {"exclusiveMinimum": 1},
        {"exclusiveMaximum": 1},
        {"minimum": 0, "exclusiveMaximum": 1.5},
    ),
    *({"pattern": "a"}, {"pattern": "^a$"}, {"pattern": r"^a(?!\n)$"}, {"format": "date"}, {"format": "unknown"}),
]


def unreferred(reference: str) -> Check:
    raise AssertionError(reference)


@pytest.mark.parametrize("schema", SCHEMAS, ids=json.dumps)
def test_keyword(schema: Any) -> None:
    validator = Draft202012Validator(schema)
    fits = compiled(schema, {}, unreferred)
    assert [fits(value) for value in VALUES] == [validator.is_valid(value) for value in VALUES]


@pytest.mark.parametrize("keyword", ["patternProperties", "multipleOf", "contains", "$anchor", "unevaluatedProperties"])
def test_keyword_that_is_not_known(keyword: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"unknown keyword: {keyword}")):
        compiled({"properties": {"a": {keyword: {}}}}, {}, unreferred)


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_that_ships_is_understood(name: str) -> None:
    assert _fits(name)(1) == _validator(name).is_valid(1)


@cache
def document(name: str) -> Any:
    path = EXAMPLE / ("tunegate.yaml" if name == "config" else f"{EVIDENCE}/{name}.yaml")
    return json.loads(json.dumps(yaml.safe_load(path.read_text()), default=str))


def places(value: Any) -> list[tuple[Any, Any]]:
    """(container, key or index) of every value below."""
    rows = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    return [place for key, child in rows for place in [(value, key), *places(child)]]


WORDS = [
    "",
    " ",
    "x",
    "sha256:" + "0" * 64,
    "2026-11-23",
    "2026-11-23T12:00:00Z",
    "2026-11-23T24:00:00Z",
    "a@b.example",
]
PARTS: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, 1, -1, 0.5, 2.0, *WORDS, [], ["x"], ["x", "x"], {}, {"x": 1}, [{}]]
)


@given(st.sampled_from([*DOCUMENTS]), st.data())
def test_changed_document_fits_by_both_or_by_neither(name: str, data: st.DataObject) -> None:
    value = copy.deepcopy(document(name))
    for _ in range(data.draw(st.integers(0, 3))):
        holder, key = data.draw(st.sampled_from(places(value)))
        how = data.draw(st.sampled_from(["replace", "drop", "add", "copy"]))
        if how == "replace":
            holder[key] = data.draw(PARTS)
        elif how == "drop":
            del holder[key]
        elif isinstance(holder, list):
            holder.append(data.draw(PARTS) if how == "add" else holder[key])
        else:
            holder[data.draw(st.sampled_from(["x", "note", key]))] = data.draw(PARTS)
    assert _fits(name)(value) == _validator(name).is_valid(value)
