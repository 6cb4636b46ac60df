"""Whether a value fits a JSON Schema: a quick yes, for what does.

Most documents fit, and of those there is nothing to say. All others go to ``jsonschema``, which decides, and says what
is wrong where; importing it takes longer than a whole pack takes here.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeGuard

Check = Callable[[Any], bool]
Schema = Mapping[str, Any]
Compile = Callable[[Any], Check]
Maker = Callable[[Schema, Compile], Check]

_WORDS = frozenset("$comment $defs $id $schema default description else examples then title".split())


def compiled(schema: Any, formats: Mapping[str, Check], refer: Callable[[str], Check]) -> Check:
    """What says whether a value fits a schema of draft 2020-12.

    ``formats`` are the ones that count; ``refer`` compiles what a reference names. Raises ValueError where a keyword is
    none of those known here.
    """
    if isinstance(schema, bool):
        return lambda value: schema
    sub = partial(compiled, formats=formats, refer=refer)
    checks: list[Check] = []
    made: set[Maker] = set()
    for keyword in schema:
        if keyword == "format":
            if schema["format"] in formats:
                checks.append(formats[schema["format"]])
        elif keyword == "$ref":
            checks.append(refer(schema["$ref"]))
        elif keyword not in _WORDS:
            make = _MAKERS.get(keyword)
            if make is None:
                raise ValueError(f"unknown keyword: {keyword}")
            if make not in made:  # one looks at several keywords
                made.add(make)
                checks.append(make(schema, sub))
    return checks[0] if len(checks) == 1 else _both(*checks) if len(checks) == 2 else partial(_all, checks)


def _both(one: Check, other: Check) -> Check:
    return lambda value: one(value) and other(value)


def _all(checks: list[Check], value: Any) -> bool:
    return all(check(value) for check in checks)


# -- values of any type

_TYPES: dict[str, Check] = {
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: _is_number(value) and (isinstance(value, int) or value.is_integer()),
    "null": lambda value: value is None,
    "number": lambda value: _is_number(value),
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: isinstance(value, str),
}


def _type(schema: Schema, sub: Compile) -> Check:
    names = schema["type"]
    if isinstance(names, str):
        return _TYPES[names]
    types = [_TYPES[name] for name in names]
    return lambda value: any(is_one(value) for is_one in types)


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


def _any_of(schema: Schema, sub: Compile) -> Check:
    checks = [sub(part) for part in schema["anyOf"]]
    return lambda value: any(check(value) for check in checks)


def _just_one_of(schema: Schema, sub: Compile) -> Check:
    checks = [sub(part) for part in schema["oneOf"]]
    return lambda value: sum(check(value) for check in checks) == 1


def _not(schema: Schema, sub: Compile) -> Check:
    refused = sub(schema["not"])
    return lambda value: not refused(value)


def _if(schema: Schema, sub: Compile) -> Check:
    asked, then, other = (sub(schema.get(name, True)) for name in ("if", "then", "else"))
    return lambda value: then(value) if asked(value) else other(value)


# -- objects and lists


def _members(schema: Schema, sub: Compile) -> Check:
    return partial(
        _object,
        {name: sub(part) for name, part in schema.get("properties", {}).items()},
        sub(schema.get("additionalProperties", True)),
        sub(schema["propertyNames"]) if "propertyNames" in schema else None,
        schema.get("required", ()),
    )


def _object(
    properties: Mapping[str, Check], others: Check, names: Check | None, required: list[str], value: Any
) -> bool:
    if not isinstance(value, dict):
        return True
    for name in required:
        if name not in value:
            return False
    for name, part in value.items():
        if not properties.get(name, others)(part) or (names is not None and not names(name)):
            return False
    return True


def _dependent(schema: Schema, sub: Compile) -> Check:
    rows = {name: set(needs) for name, needs in schema["dependentRequired"].items()}
    return lambda value: (
        not isinstance(value, dict) or all(value.keys() >= needs for name, needs in rows.items() if name in value)
    )


def _items(schema: Schema, sub: Compile) -> Check:
    first, others = [sub(part) for part in schema.get("prefixItems", ())], sub(schema.get("items", True))
    if not first:
        return lambda value: not isinstance(value, list) or all(others(part) for part in value)
    return lambda value: (
        not isinstance(value, list)
        or (
            all(check(part) for check, part in zip(first, value, strict=False))
            and all(others(part) for part in value[len(first) :])
        )
    )


def _unique(schema: Schema, sub: Compile) -> Check:
    if not schema["uniqueItems"]:
        return lambda value: True
    return lambda value: not isinstance(value, list) or len({_exact(part) for part in value}) == len(value)


# -- sizes, numbers and texts


def _sized(kind: type[str] | type[list[Any]] | type[dict[str, Any]], name: str) -> Maker:
    def make(schema: Schema, sub: Compile) -> Check:
        least, most = schema.get("min" + name, 0), schema.get("max" + name)
        if most is None:
            return lambda value: not isinstance(value, kind) or len(value) >= least
        return lambda value: not isinstance(value, kind) or least <= len(value) <= most

    return make


def _limited(name: str, fits: Callable[[Any, Any], bool]) -> Maker:
    def make(schema: Schema, sub: Compile) -> Check:
        limit = schema[name]
        return lambda value: not _is_number(value) or fits(value, limit)

    return make


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _pattern(schema: Schema, sub: Compile) -> Check:
    found = re.compile(schema["pattern"]).search
    return lambda value: not isinstance(value, str) or found(value) is not None


_MAKERS: dict[str, Maker] = {
    "type": _type,
    "const": lambda schema, sub: _one_of([schema["const"]]),
    "enum": lambda schema, sub: _one_of(schema["enum"]),
    "allOf": lambda schema, sub: partial(_all, [sub(part) for part in schema["allOf"]]),
    "anyOf": _any_of,
    "oneOf": _just_one_of,
    "not": _not,
    "if": _if,
    **dict.fromkeys(("properties", "additionalProperties", "propertyNames", "required"), _members),
    "dependentRequired": _dependent,
    **dict.fromkeys(("items", "prefixItems"), _items),
    "uniqueItems": _unique,
    **dict.fromkeys(("minProperties", "maxProperties"), _sized(dict, "Properties")),
    **dict.fromkeys(("minItems", "maxItems"), _sized(list, "Items")),
    **dict.fromkeys(("minLength", "maxLength"), _sized(str, "Length")),
    "minimum": _limited("minimum", operator.ge),
    "maximum": _limited("maximum", operator.le),
    "exclusiveMinimum": _limited("exclusiveMinimum", operator.gt),
    "exclusiveMaximum": _limited("exclusiveMaximum", operator.lt),
    "pattern": _pattern,
}
