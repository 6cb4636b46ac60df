"""What of a document is open, and how each value has to be written: read from the schema, beside what is there.

A scaffold shows it in its comments, ``evidence edit`` asks for it, and ``disposition draft`` lists it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from gate.documents import Node, pointer_of
from gate.documents.schema import expanded, misfit
from gate.evidence.defaults import effective
from gate.evidence.follow_ups import also_asked

_WIDEST = 80  # columns of an example
_EXAMPLE = "for example "


@dataclass(frozen=True, slots=True)
class Question:
    """One value that is open.

    ``tokens`` lead to it. ``says`` is what it means and ``rule`` how it has to be written, both of its schema;
    ``required`` is False where it may stay out, though what is there asks for it.
    """

    tokens: tuple[str, ...]
    says: str
    rule: str
    schema: Mapping[str, Any]
    required: bool = True

    @property
    def name(self) -> str:
        return pointer_of(self.tokens).removeprefix("/")

    @property
    def choices(self) -> tuple[Any, ...]:
        """The values that are allowed, where there are a few; of a list, those of its items."""
        return choices(self.schema)

    def default(self) -> Any:
        """The only value that is allowed; else None."""
        return self.schema.get("const")


def choices(schema: Mapping[str, Any]) -> tuple[Any, ...]:
    of = flat(schema.get("items", {})) if schema.get("type") == "array" else schema
    if of.get("type") == "boolean":
        return (True, False)
    return tuple(of.get("enum", ()))


def flat(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema with the parts of its ``allOf`` in one mapping; what stands beside a reference goes first."""
    parts = schema.get("allOf")
    if not parts:
        return schema
    found: dict[str, Any] = {}
    for part in (*map(flat, parts), {key: value for key, value in schema.items() if key != "allOf"}):
        found = {
            **found,
            **part,
            "properties": {**found.get("properties", {}), **part.get("properties", {})},
            "required": [*found.get("required", ()), *part.get("required", ())],
        }
    return {key: value for key, value in found.items() if value or key not in ("properties", "required")}


def usual(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is asked for where a block is not there that stands in for it: ``else`` of an ``if`` about its presence."""
    found = schema.get("else", {}) if schema.get("if", {}).keys() == {"required"} else {}
    return found if isinstance(found, Mapping) else {}


def rule_of(schema: Mapping[str, Any]) -> str:
    """How a value has to be written, in a few words; empty where everything goes."""
    schema = flat(schema)
    kinds = schema.get("type")
    if kinds == "array":
        item = flat(schema.get("items", {}))
        if item.get("properties"):
            return "" if schema.get("minItems") else "[] where there is none"
        each = rule_of(item)
        least = schema.get("minItems", 0)
        return f"a list{f' of {least} or more' if least else ''}{f', each {each}' if each else ''}"
    if "enum" in schema:
        return "one of " + ", ".join("null" if value is None else str(value) for value in schema["enum"])
    if kinds == "boolean":
        return "true or false"
    words = str(schema.get("written", ""))
    if not words and kinds in ("integer", "number"):
        words = "a whole number" if kinds == "integer" else "a number"
        low, high = schema.get("minimum"), schema.get("maximum")
        words += f" from {low} to {high}" if low is not None and high is not None else ""
        words += f", {low} or more" if low is not None and high is None else ""
    example = next((str(one) for one in schema.get("examples", ()) if not isinstance(one, list | dict)), "")
    if example and not words and len(example) <= _WIDEST:
        return f"{_EXAMPLE}{example}"
    return words


def sentence(rule: str) -> str:
    """A rule as a sentence."""
    return f"F{rule[1:]}." if rule.startswith(_EXAMPLE) else f"Write {rule}."


def open_questions(kind: str, document: Node) -> list[Question]:
    """What a document of a kind leaves open: what its schema requires, in that order, and what its answers ask for."""
    document = effective(kind, document)
    found = [*_mapping(flat(expanded(kind)), document, ())]
    known = {asked.tokens for asked in found}
    return [*found, *(asked for asked in _follow_ups(kind, document) if asked.tokens not in known)]


def _mapping(schema: Mapping[str, Any], node: Node | None, at: tuple[str, ...]) -> Iterator[Question]:
    branch = _branch(schema, node)
    required = {*schema.get("required", ()), *branch.get("required", ())}
    more = branch.get("properties", {})
    for key, prop in schema.get("properties", {}).items():
        child = node.child(key) if node is not None else None
        if child is None and key not in required:
            continue
        part = dict(flat(prop))
        if key in more:
            part["required"] = [*part.get("required", ()), *more[key].get("required", ())]
        yield from _value(part, child, (*at, key), key in required)


def _branch(schema: Mapping[str, Any], node: Node | None) -> Mapping[str, Any]:
    """What a schema asks for on the condition that holds; nothing while what decides that is open."""
    condition = schema.get("if")
    value = node.plain() if node is not None and node.children is not None else {}
    if not isinstance(condition, Mapping) or any(value.get(key) is None for key in condition.get("properties", ())):
        return {}
    found = schema.get("else" if misfit(condition, value) else "then", {})
    return found if isinstance(found, Mapping) else {}


def _value(schema: Mapping[str, Any], node: Node | None, at: tuple[str, ...], required: bool) -> Iterator[Question]:
    is_empty = node is None or (node.children is None and node.value in (None, ""))
    if schema.get("properties"):
        if not is_empty or required:
            yield from _mapping(schema, node if not is_empty else None, at)
        return
    item = flat(schema["items"]) if isinstance(schema.get("items"), Mapping) else {}
    if item.get("properties"):
        yield from _rows(schema, item, node, at)
        return
    kinds = schema.get("type")
    is_null = node is not None and isinstance(kinds, list) and "null" in kinds
    is_short = node is not None and kinds == "array" and not node.children and bool(schema.get("minItems"))
    if (is_empty and "const" not in schema and not is_null) or is_short:
        yield question(schema, at, required=required)


def _rows(
    schema: Mapping[str, Any], item: Mapping[str, Any], node: Node | None, at: tuple[str, ...]
) -> Iterator[Question]:
    """The items of a list; of one that has to have some and has none, those of its first."""
    if node is None or (node.children is None and node.value in (None, "")) or not node.children:
        if schema.get("minItems") or node is None or node.children is None:
            yield from _mapping(item, None, (*at, "0"))
        return
    for index, child in node.items():
        if child.children is not None or child.value is None:
            yield from _mapping(item, child if child.children is not None else None, (*at, index))


def question(schema: Mapping[str, Any], at: Sequence[str], *, required: bool = True) -> Question:
    return Question(tuple(at), str(schema.get("description", "")), rule_of(schema), schema, required)


def _follow_ups(kind: str, document: Node) -> Iterator[Question]:
    """What the answers that are there ask for: a licence where the content is licensed."""
    for tokens in also_asked(kind, document):
        schema = part_of(kind, tokens)
        if schema is None:
            continue
        node = document
        for token in tokens:
            found = node.child(token)
            if found is None:
                break
            node = found
        else:
            if node.children is not None or node.value not in (None, ""):
                continue
        if schema.get("properties"):
            yield from _mapping(schema, None, tokens)
        else:
            yield question(schema, tokens, required=False)


def part_of(kind: str, tokens: Sequence[str]) -> Mapping[str, Any] | None:
    """The part of a kind's schema that is about a place in a document; None where it knows no such place."""
    here: Mapping[str, Any] = flat(expanded(kind))
    for token in tokens:
        below = here.get("properties", {}).get(token)
        if below is None and token.isdigit():
            below = here.get("items")
        if below is None:
            below = here.get("additionalProperties")
        if not isinstance(below, Mapping):
            return None
        here = flat(below)
    return here


# -- answers


_YES, _NO = ("y", "yes", "true"), ("n", "no", "false")


def answer(asked: Question, text: str) -> tuple[Any, str]:
    """(the value that an answer stands for, what is wrong with it); one of them is empty.

    A list is separated by commas, and a mapping is written ``name=value, name=value``.
    """
    schema, text = asked.schema, text.strip()
    kinds = schema.get("type")
    parts = [part.strip() for part in text.split(",") if part.strip()]
    value: Any = text
    if kinds == "array":
        item = flat(schema.get("items", {}))
        value = [] if text == "[]" else [_scalar(item, part) for part in parts]
    elif kinds == "object" or isinstance(schema.get("additionalProperties"), Mapping):
        pairs = [part.partition("=") for part in parts]
        if not all(name.strip() and sign for name, sign, _ in pairs):
            return None, "write it as name=value, separated by commas"
        of = schema.get("additionalProperties")
        value = {name.strip(): _scalar(of if isinstance(of, Mapping) else {}, part.strip()) for name, _, part in pairs}
    else:
        value = _scalar(schema, text)
    wrong = misfit(schema, value)
    return (None, wrong) if wrong else (value, "")


def _scalar(schema: Mapping[str, Any], text: str) -> Any:
    """The value of a word by the type that its schema asks for; the word itself where it has no such value."""
    schema = flat(schema)
    kinds = schema.get("type")
    wanted = {*kinds} if isinstance(kinds, list) else {kinds}
    low = text.lower()
    for value in schema.get("enum", ()):
        if str("null" if value is None else value).lower() == low:
            return value
    if wanted & {"boolean", None} and low in (*_YES, *_NO) and (None not in wanted or low in ("true", "false")):
        return low in _YES
    for kind, read in (("integer", int), ("number", float)):
        if wanted & {kind, None}:
            with suppress(ValueError):
                return read(text)
    return text
