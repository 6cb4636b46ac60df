"""Checking documents against the JSON Schemas that ship with the gate, with the line of every error."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from gate.documents import Node
from gate.documents.fits import Check, compiled
from gate.process.resources import resource
from gate.values.errors import ConfigError, Problem

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

_URN = "urn:tunegate:schema:"
_DAMAGED = "Install tunegate again; its files are damaged."
# how a value is written that a definition of ``common`` is about, in the words of 'Write ...'
WRITTEN = {
    "commit": "a full commit id, in quotes",
    "count": "a whole number, 0 or more",
    "date": "YYYY-MM-DD",
    "datetime": "YYYY-MM-DDThh:mm:ssZ, in UTC",
    "digest": "sha256: and 64 hexadecimal digits",
    "identifier": "letters, digits, '.', '_' and '-'",
    "licence": "an SPDX expression, or LicenseRef-NAME",
    "mailbox-or-team": "a mailbox or @org/team, without spaces",
    "path": "a path from the root of the repository",
    "positive": "a whole number, 1 or more",
    "prose": "a sentence of 20 characters or more",
}
_ANNOTATIONS = {"title", "description", "examples", "default"}


@cache
def load(name: str) -> dict[str, Any]:
    """The schema ``schemas/<name>.schema.json``. Raises ConfigError where it cannot be read."""
    path = resource("schemas") / f"{name}.schema.json"
    try:
        schema = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"the schema {name} cannot be read: {error}", remedy=_DAMAGED) from None
    if not isinstance(schema, dict) or not schema.get("$id"):
        raise ConfigError(f"the schema {name} is empty", remedy=_DAMAGED)
    return schema


@cache
def expanded(name: str) -> dict[str, Any]:
    """The schema with every ``$ref`` replaced by what it names. The schemas refer to ``common`` and to themselves."""
    schema: dict[str, Any] = _expand(load(name), name)
    return schema


def _expand(node: Any, name: str) -> Any:
    if isinstance(node, list):
        return [_expand(item, name) for item in node]
    if not isinstance(node, dict):
        return node
    own = {key: _expand(value, name) for key, value in node.items() if key not in ("$ref", "$defs")}
    reference = node.get("$ref")
    if reference is None:
        return own
    part, target = _target(reference, name)
    target = _expand(target, part)
    # next to a reference stand annotations, or constraints that hold beside the target's
    written = WRITTEN.get(reference.rpartition("/")[2])
    target = {**target, "written": written} if written else target
    return {**target, **own} if own.keys() <= _ANNOTATIONS else {"allOf": [target, own]}


def _target(reference: str, name: str) -> tuple[str, Any]:
    """(the schema, the part of it) that a reference in the schema ``name`` names."""
    document, _, pointer = reference.partition("#")
    part = document.removeprefix(_URN).rpartition(":")[0] if document else name
    target: Any = load(part)
    for step in filter(None, pointer.split("/")):
        target = target[step]
    return part, target


@cache
def _validator(name: str) -> Validator:
    return _validator_of(expanded(name))


def _validator_of(schema: Any) -> Validator:
    from jsonschema import Draft202012Validator, FormatChecker

    # only formats that are the same wherever the gate runs: others depend on which packages are there
    formats = FormatChecker(formats=())
    formats.checks("date", raises=ValueError)(_is_date)
    formats.checks("date-time", raises=ValueError)(_is_datetime)
    return Draft202012Validator(schema, format_checker=formats)


@cache
def _fits(name: str, reference: str = "#") -> Check:
    """What says whether a value fits the part of a schema that a reference in it names."""
    part, target = _target(reference, name)
    formats = {"date": _has_form(_is_date), "date-time": _has_form(_is_datetime)}
    return compiled(target, formats, partial(_fits, part))


def _has_form(check: Callable[[object], bool]) -> Check:
    def fits(value: object) -> bool:
        try:
            return check(value)
        except ValueError:
            return False

    return fits


def _is_date(value: object) -> bool:
    from datetime import date

    return not isinstance(value, str) or bool(date.fromisoformat(value))


def _is_datetime(value: object) -> bool:
    from datetime import datetime

    # newer Pythons take 24:00:00 for the next day's midnight, which RFC 3339 does not know
    return not isinstance(value, str) or (value[11:13] != "24" and bool(datetime.fromisoformat(value)))


def problems(name: str, node: Node, path: str) -> list[Problem]:
    """Everything in the document that does not fit the schema, in the order of the file.

    Raises ConfigError where the schema itself cannot be used.
    """
    value = node.plain()
    try:
        if _fits(name)(value):
            return []
        errors = list(_flat(_validator(name).iter_errors(value)))
    except ConfigError:
        raise
    except Exception as error:  # the library has no base of its own for what a schema can make it raise
        said = " ".join(str(error).split())[:200]
        raise ConfigError(f"the schema {name} is damaged: {type(error).__name__}: {said}", remedy=_DAMAGED) from None
    found = {problem for error in errors for problem in _told(error, node, path)}
    return sorted(found, key=lambda p: (p.line or 0, p.message))


def problems_of_part(name: str, steps: Sequence[str], value: Any, path: str) -> list[Problem]:
    """Everything in a value that does not fit the part of a schema at ``steps``; the problems have no line."""
    from gate.documents import parse

    target: Any = expanded(name)
    for step in steps:
        target = target[step]
    node = parse(json.dumps(value).encode(), "json")
    rows = _flat(_validator_of(target).iter_errors(value))
    return [replace(problem, line=None, end_line=None) for error in rows for problem in _told(error, node, path)]


def misfit(schema: Any, value: Any) -> str:
    """What keeps a value from fitting a part of an expanded schema, in words; empty where it fits."""
    found = next(iter(_flat(_validator_of(schema).iter_errors(value))), None)
    return "" if found is None else _said(found)


def _flat(errors: Any) -> Any:
    for error in errors:
        if error.validator in ("anyOf", "oneOf") and error.context:
            best = max(error.context, key=lambda e: len(e.absolute_path))
            if len(best.absolute_path) > len(error.absolute_path):
                yield best
                continue
        yield error


def _told(error: ValidationError, node: Node, path: str) -> list[Problem]:
    tokens = tuple(error.absolute_path)
    place = node.at(tokens)
    key = "/".join(str(token) for token in tokens) or "the document"
    remedy = ""
    schema: Any = error.schema
    instance: Any = error.instance
    if isinstance(schema, dict):
        remedy = str(schema.get("description", ""))
    wanted: Any = error.validator_value
    if error.validator == "required":
        missing = [name for name in wanted if name not in instance]
        first = next((name for name in missing if repr(name) in error.message), missing[0])
        hint = schema.get("properties", {}).get(first, {}) if isinstance(schema, dict) else {}
        remedy = f"Add {first!r}. {hint.get('description', '')}".strip()
        return [Problem(f"{key}: the required key {first!r} is missing", path, place.line, place.line, remedy)]
    if error.validator == "additionalProperties" and isinstance(schema, dict):
        return [_unknown_key(name, key, list(schema.get("properties", {})), place, path) for name in _unknown(error)]
    if "propertyNames" in error.absolute_schema_path:  # it is a key that is wrong
        place = place.at((instance,))
    return [Problem(f"{key}: {_said(error)}", path, place.line, place.end_line, remedy)]


def _unknown(error: ValidationError) -> list[str]:
    schema: Any = error.schema
    instance: Any = error.instance
    return [name for name in instance if name not in schema.get("properties", {})]


def _unknown_key(name: str, key: str, known: list[str], place: Node, path: str) -> Problem:
    spot = place.at((name,))
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=1)
    hint = f"Did you mean {close[0]!r}?" if close else f"Known keys: {', '.join(known)}."
    return Problem(f"{key}: unknown key {name!r}", path, spot.line, spot.end_line, hint)


def _said(error: ValidationError) -> str:
    """The error in words; the library's own text repeats the whole value, which can be long."""
    value = json.dumps(error.instance, ensure_ascii=False)
    shown = value if len(value) <= 60 else value[:57] + "..."
    wanted: Any = error.validator_value
    if error.instance is None:
        return "is not filled in"
    if error.validator == "enum":
        return f"{shown} is none of {', '.join(map(str, wanted))}"
    if error.validator == "const":
        return f"{shown} should be {wanted}"
    if error.validator == "type":
        return f"{shown} is not of type {wanted if isinstance(wanted, str) else ' or '.join(wanted)}"
    if error.validator in ("minLength", "minItems", "minProperties") and not error.instance:
        return "is empty"
    written = error.schema.get("written") if isinstance(error.schema, dict) else None
    if written and error.validator in ("pattern", "minLength"):
        return f"{shown} does not fit: write {written}"
    text = error.message.replace(repr(error.instance), shown) if len(error.message) > 200 else error.message
    return text if len(text) <= 300 else text[:297] + "..."
