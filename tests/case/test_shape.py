"""The types of the case say what its schema says, key by key, so that a change of one is a change of both."""

from __future__ import annotations

import types
import typing
from typing import Any, NotRequired, TypedDict, get_args, get_origin, is_typeddict

from gate.case.shape import Case
from tests.command import schema

Schema = dict[str, Any]
JSON = {str: "string", int: "integer", float: "number", bool: "boolean", types.NoneType: "null"}


class Walk:
    """Compares a type with a schema, and keeps every difference with the way to it."""

    def __init__(self) -> None:
        self.documents = {name: schema(name) for name in ("case", "common")}
        self.found: list[str] = []
        self.seen: set[tuple[str, str]] = set()

    def resolved(self, node: Schema, home: str) -> tuple[Schema, str]:
        """The node behind a reference, with what is said beside it; and the document that it is in."""
        if "$ref" not in node:
            return node, home
        address, _, pointer = str(node["$ref"]).partition("#")
        home = address.split(":")[3] if address else home
        found: Any = self.documents[home]
        for part in pointer.split("/")[1:]:
            found = found[part]
        rest = {key: value for key, value in node.items() if key != "$ref"}
        if "required" in rest and "required" in found:
            rest["required"] = [*found["required"], *rest["required"]]
        return self.resolved({**found, **rest}, home)

    def compare(self, kind: Any, node: Schema, home: str, where: str) -> None:
        node, home = self.resolved(node, home)
        branches = node.get("anyOf") or node.get("oneOf")
        if kind is Any or branches:
            self.union(kind, [self.resolved(part, home) for part in branches or ()], where)
            return
        kinds = list(get_args(kind)) if get_origin(kind) in (types.UnionType, typing.Union) else [kind]
        stated = node.get("type", [])
        names = set(stated if isinstance(stated, list) else [stated])
        if "const" in node or "enum" in node:
            values = node.get("enum", [node.get("const")])
            names = {JSON[type(value)] for value in values}
        self.expect({self.name(part) for part in kinds}, names, where)
        for part in kinds:
            self.inside(part, node, home, where)

    def union(self, kind: Any, parts: list[tuple[Schema, str]], where: str) -> None:
        """Several schemas, of which one has to fit: each kind has to have one of its name."""
        if kind is Any:
            return
        kinds = list(get_args(kind)) if get_origin(kind) in (types.UnionType, typing.Union) else [kind]
        self.expect({self.name(part) for part in kinds}, {str(node.get("type")) for node, _ in parts}, where)
        for part in kinds:
            for node, home in parts:
                if node.get("type") == self.name(part):
                    self.inside(part, node, home, where)

    def inside(self, kind: Any, node: Schema, home: str, where: str) -> None:
        origin = get_origin(kind)
        if is_typeddict(kind):
            self.fields(kind, node, home, where)
        elif origin is list:
            self.compare(get_args(kind)[0], node["items"], home, f"{where}[]")
        elif origin is dict and "additionalProperties" in node and node["additionalProperties"]:
            self.compare(get_args(kind)[1], node["additionalProperties"], home, f"{where}{{}}")
        elif origin is dict and "properties" in node:  # a fixed set of names, all of one kind
            for name, part in node["properties"].items():
                self.compare(get_args(kind)[1], part, home, f"{where}.{name}")

    def fields(self, kind: Any, node: Schema, home: str, where: str) -> None:
        self.expect(node.get("additionalProperties"), False, f"{where} additionalProperties")
        hints = typing.get_type_hints(kind, include_extras=True)
        required = {name for name, hint in hints.items() if get_origin(hint) is not NotRequired}
        shown = set(node["properties"]) - {name for name in SHARED.get(kind.__name__, ()) if name not in hints}
        self.expect(set(hints), shown, where)
        self.expect(required, set(node.get("required", ())), f"{where} required")
        for name, hint in hints.items():
            part = get_args(hint)[0] if get_origin(hint) is NotRequired else hint
            if name in node["properties"]:
                self.compare(part, node["properties"][name], home, f"{where}.{name}")

    def expect(self, one: object, other: object, where: str) -> None:
        if one != other:
            said = [sorted(side) if isinstance(side, set) else side for side in (one, other)]
            self.found.append(f"{where}: {said[0]} is not {said[1]}")

    @staticmethod
    def name(kind: Any) -> str:
        if is_typeddict(kind) or get_origin(kind) in (dict, typing.get_origin(typing.Mapping[str, Any])):
            return "object"
        return "array" if get_origin(kind) is list else JSON[kind]


# a definition of the schema that is of several kinds, with the keys that one of them does not have
SHARED = {
    "DocumentFacts": ("approval", "derived", "starts_from", "stood"),
    "ArtefactFacts": ("approval", "starts_from", "stood"),
    "DecisionFacts": ("derived", "starts_from", "stood"),
    "DeterminationFacts": ("derived",),
}


def differences(kind: Any = Case, node: Schema | None = None) -> list[str]:
    walk = Walk()
    walk.compare(kind, node or walk.documents["case"], "case", "case")
    return walk.found


def test_types_of_the_case_are_those_of_its_schema() -> None:
    assert differences() == []


class Less(TypedDict):
    a: str


class More(TypedDict):
    a: NotRequired[str]
    b: int | None


def test_differences_are_seen() -> None:
    """The comparison itself, on types and schemas that differ."""
    node: Schema = {
        "type": "object",
        "additionalProperties": False,
        "required": ["a"],
        "properties": {"a": {"type": "integer"}},
    }
    assert differences(Less, node) == ["case.a: ['string'] is not ['integer']"]
    assert differences(More, {**node, "additionalProperties": True}) == [
        "case additionalProperties: True is not False",
        "case: ['a', 'b'] is not ['a']",
        "case required: ['b'] is not ['a']",
        "case.a: ['string'] is not ['integer']",
    ]
    assert differences(list[int], {"type": "array", "items": {"type": ["integer", "null"]}}) == [
        "case[]: ['integer'] is not ['integer', 'null']"
    ]
