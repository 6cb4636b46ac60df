"""What ``not`` is asked of a value that may be undefined: one engine says true, another that nothing follows.

``not f(x.y)`` where ``x`` has no ``y``: regorus evaluates the argument inside of the ``not``, so it is true; OPA
evaluates it before (its compiler names the argument first), so it is undefined. The same holds for every operator
but ``==`` and ``=`` of plain references, which both call true. Measured: ``tests/policy/test_negation.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from gate.policy.syntax import path_of

REMEDY = (
    "Name it first ('value := x.y'), then write 'not f(value)'. Where a missing value has to count, name "
    "'object.get(x, \"y\", null)'."
)
_COMPREHENSIONS = ("ArrayCompr", "SetCompr", "ObjectCompr", "Comprehension")


def undefined_at_times(rules: Sequence[Mapping[str, Any]], builtins: Set[str]) -> set[str]:
    """The rules of a module that may have no value: all but sets and objects of many values, those with a default, and
    those that are one constant."""
    names = {_root(row) for row in rules} - {""}
    return names - {_root(row) for row in rules if row.get("Default") or _holds(row.get("Spec") or {}, names, builtins)}


def _root(row: Mapping[str, Any]) -> str:
    """The first name of the rule that a rule node defines."""
    node = row.get("Spec") or row.get("Default") or {}
    for head in (*(node.get("head") or {}).values(), node):
        found = head.get("refr") or {}
        while isinstance(found, dict) and found.keys() & {"RefDot", "RefBrack"}:
            (found,) = (inner.get("refr") for inner in found.values())
        if "Var" in (found or {}):
            return str(found["Var"]["value"])
    return ""


def _holds(spec: Mapping[str, Any], names: Set[str], builtins: Set[str]) -> bool:
    (kind, head), *_ = (spec.get("head") or {"": {}}).items()
    if kind == "Set" or "RefBrack" in (head.get("refr") or {}):
        return True
    if kind != "Compr" or any(body["query"]["stmts"] for body in spec.get("bodies") or ()):
        return False
    return not any(True for _ in _parts((head.get("assign") or {}).get("value"), names, builtins))


def unsettled(node: Mapping[str, Any], rules: Set[str], builtins: Set[str]) -> Iterator[str]:
    """What a ``not`` is asked of and may be undefined, as words for a message.

    ``node`` is the ``NotExpr``; ``rules`` are the names of the module's rules that may be undefined.
    """
    asked = node["expr"]
    (kind, inner), *_ = asked.items()
    is_equation = kind in ("BoolExpr", "AssignExpr") and inner.get("op") in ("Eq", None)
    if is_equation and _is_plain(inner["lhs"]) and _is_plain(inner["rhs"]):
        return
    if kind == "Call":
        yield from (word for part in inner["params"] for word in _parts(part, rules, builtins))
    elif kind in ("RefDot", "RefBrack", "Var"):
        yield from (word for part in _indices(asked) for word in _parts(part, rules, builtins))
    else:
        yield from (word for part in _children(inner) for word in _parts(part, rules, builtins))


def _parts(node: Any, rules: Set[str], builtins: Set[str]) -> Iterator[str]:
    """What may be undefined of an argument and of what it is made of."""
    if isinstance(node, list):
        yield from (word for part in node for word in _parts(part, rules, builtins))
        return
    if not isinstance(node, dict) or not node:
        return
    (kind, inner), *_ = node.items()
    if kind in ("RefDot", "RefBrack"):
        yield path_of(node) or "a value by its key"
    elif kind == "Var" and inner["value"] in rules:
        yield f"the rule {inner['value']}"
    elif kind == "Call" and path_of(inner["fcn"]) not in builtins:
        yield f"the result of {path_of(inner['fcn']) or 'a function'}"
    elif kind == "Call":
        yield from _parts(inner["params"], rules, builtins)
    elif kind not in _COMPREHENSIONS:
        yield from _parts(_children(inner), rules, builtins)


def _is_plain(node: Mapping[str, Any]) -> bool:
    """A constant or a reference whose keys are constants and names."""
    kind = next(iter(node))
    if kind in ("RefDot", "RefBrack"):
        return not any(kind not in ("Var", "String", "Number") for row in _indices(node) for kind in row)
    return kind in ("Var", "String", "RawString", "Number", "Bool", "True", "False", "Null", "Other")


def _indices(node: Any) -> list[Any]:
    """What stands in the brackets of a reference."""
    found: list[Any] = []
    while isinstance(node, dict) and node.keys() & {"RefDot", "RefBrack"}:
        inner = next(iter(node.values()))
        found += [inner["index"]] if "index" in inner else inner.get("parts", [])
        node = inner.get("refr")
    return found


def _children(inner: Any) -> list[Any]:
    if not isinstance(inner, dict):
        return []
    return [part for key, part in inner.items() if key != "span" and isinstance(part, (dict, list))]
