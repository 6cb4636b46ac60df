"""Whether a value fits a JSON Schema: a quick yes, for what certainly does.

Most documents fit, and of those there is nothing to say. All others go to ``jsonschema``, which decides, and says what
is wrong where; importing it takes longer than a whole pack takes here.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeGuard

Check = Callable[[Any], bool]
Schema = Mapping[str, Any]

_TYPES: dict[str, Check] = {
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: _is_number(value) and (isinstance(value, int) or value.is_integer()),
    "null": lambda value: value is None,
    "number": lambda value: _is_number(value),
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: isinstance(value, str),
}
_OBJECTS = frozenset("additionalProperties maxProperties minProperties properties propertyNames required".split())
_OTHERS = frozenset(
    "allOf anyOf const dependentRequired else enum exclusiveMaximum exclusiveMinimum format if items maximum maxItems "
    "maxLength minimum minItems minLength not oneOf pattern then type uniqueItems".split()
)
_WORDS = frozenset("$comment $defs $id $schema default description examples title".split())


def compiled(schema: Any, formats: Mapping[str, Check]) -> Check:
    """What says whether a value fits a schema of draft 2020-12 that has no references.

    ``formats`` are the ones that count. Raises ValueError where a keyword is none of those known here.
    """
    if isinstance(schema, bool):
        return lambda value: schema
    if unknown := schema.keys() - _OBJECTS - _OTHERS - _WORDS:
        raise ValueError(f"unknown keywords: {', '.join(sorted(unknown))}")
    checks = list(_checks(schema, partial(compiled, formats=formats), formats))
    return checks[0] if len(checks) == 1 else partial(_all, checks)


def _all(checks: list[Check], value: Any) -> bool:
    return all(check(value) for check in checks)


def _checks(schema: Schema, sub: Callable[[Any], Check], formats: Mapping[str, Check]) -> Iterator[Check]:
    if "type" in schema:
        yield _type(schema["type"])
    if "const" in schema:
        yield _one_of([schema["const"]])
    if "enum" in schema:
        yield _one_of(schema["enum"])
    for name in ("allOf", "anyOf", "oneOf"):
        if name in schema:
            yield _combined(name, [sub(part) for part in schema[name]])
    if "not" in schema:
        refused = sub(schema["not"])
        yield lambda value: not refused(value)
    if "if" in schema:
        asked, then, other = sub(schema["if"]), sub(schema.get("then", True)), sub(schema.get("else", True))
        yield lambda value: then(value) if asked(value) else other(value)
    if not _OBJECTS.isdisjoint(schema):
        yield partial(_object, *_members(schema, sub))
    if "dependentRequired" in schema:
        yield partial(_dependent, schema["dependentRequired"])
    if "items" in schema:
        yield partial(_items, sub(schema["items"]))
    if schema.get("uniqueItems"):
        yield _unique
    yield from _sizes(schema)
    if "pattern" in schema:
        found = re.compile(schema["pattern"]).search
        yield lambda value: not isinstance(value, str) or found(value) is not None
    if schema.get("format") in formats:
        yield formats[schema["format"]]


def _type(names: str | list[str]) -> Check:
    types = [_TYPES[name] for name in ([names] if isinstance(names, str) else names)]
    return types[0] if len(types) == 1 else lambda value: any(is_one(value) for is_one in types)


def _one_of(values: list[Any]) -> Check:
    known = {_exact(value) for value in values}
    return lambda value: _exact(value) in known


def _exact(value: Any) -> Any:
    """What is equal where two JSON values are: true is not 1, and 1 is 1.0."""
    if isinstance(value, dict):
        return frozenset((key, _exact(part)) for key, part in value.items())
    if isinstance(value, list):
        return tuple(_exact(part) for part in value)
    return (bool, value) if isinstance(value, bool) else value


def _combined(name: str, checks: list[Check]) -> Check:
    if name == "allOf":
        return partial(_all, checks)
    if name == "anyOf":
        return lambda value: any(check(value) for check in checks)
    return lambda value: sum(check(value) for check in checks) == 1


def _members(schema: Schema, sub: Callable[[Any], Check]) -> tuple[Any, ...]:
    return (
        {name: sub(part) for name, part in schema.get("properties", {}).items()},
        sub(schema.get("additionalProperties", True)),
        sub(schema["propertyNames"]) if "propertyNames" in schema else None,
        schema.get("required", ()),
        schema.get("minProperties", 0),
        schema.get("maxProperties"),
    )


def _object(
    properties: Mapping[str, Check],
    others: Check,
    names: Check | None,
    required: list[str],
    least: int,
    most: int | None,
    value: Any,
) -> bool:
    if not isinstance(value, dict):
        return True
    if len(value) < least or (most is not None and len(value) > most):
        return False
    for name in required:
        if name not in value:
            return False
    for name, part in value.items():
        if not properties.get(name, others)(part) or (names is not None and not names(name)):
            return False
    return True


def _dependent(rows: Mapping[str, list[str]], value: Any) -> bool:
    return not isinstance(value, dict) or all(
        value.keys() >= set(needs) for name, needs in rows.items() if name in value
    )


def _items(check: Check, value: Any) -> bool:
    if isinstance(value, list):
        for part in value:
            if not check(part):
                return False
    return True


def _unique(value: Any) -> bool:
    return not isinstance(value, list) or len({_exact(part) for part in value}) == len(value)


def _sizes(schema: Schema) -> Iterator[Check]:
    for name, kind in (("Length", str), ("Items", list)):
        least, most = schema.get("min" + name), schema.get("max" + name)
        if least is not None or most is not None:
            yield partial(_size, kind, least or 0, most)
    if not _LIMITS.keys().isdisjoint(schema):
        limits = [(test, schema[name]) for name, test in _LIMITS.items() if name in schema]
        yield lambda value: not _is_number(value) or all(test(value, limit) for test, limit in limits)


def _size(kind: type[str] | type[list[Any]], least: int, most: int | None, value: Any) -> bool:
    return not isinstance(value, kind) or (len(value) >= least and (most is None or len(value) <= most))


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


_LIMITS: dict[str, Callable[[Any, Any], bool]] = {
    "minimum": operator.ge,
    "maximum": operator.le,
    "exclusiveMinimum": operator.gt,
    "exclusiveMaximum": operator.lt,
}
