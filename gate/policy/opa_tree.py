"""What ``opa parse`` says of a module, in the shape of the embedded engine's syntax tree, as far as the lint reads it.

OPA's tree (OPA, "ast" package, its JSON with locations) has a call as a list of terms, the first of which is the
function; operators are functions with names of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from gate.policy.program import Pinned, Program, opened
from gate.policy.protocol import EVALUATION_SECONDS
from gate.values.errors import ConfigError, UndecidedError

_OPERATORS = frozenset(
    "and div equal gt gte internal.member_2 internal.member_3 lt lte minus mul neq or plus rem".split()
)
_ASSIGNED = ("assign", "eq")


def trees(pinned: Pinned, modules: Mapping[str, str]) -> list[dict[str, Any]]:
    """A row for each module. Raises ConfigError where one does not parse, UndecidedError where OPA gives no answer."""
    with opened(pinned) as program:
        return [
            {"source": {"file": path, "contents": text}, "ast": _module(_parsed(program, path, text))}
            for path, text in modules.items()
        ]


def _parsed(program: Program, path: str, text: str) -> Mapping[str, Any]:
    place = program.folder / "module.rego"
    place.write_bytes(text.encode("utf-8", "surrogatepass"))
    arguments = ("parse", "--format=json", "--json-include=locations", place.name)
    said = program.run(*arguments, seconds=EVALUATION_SECONDS)
    if said.status:
        raise _error(said.errors, path)
    try:
        value = json.loads(said.output)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or not isinstance(value.get("package"), dict):
        raise UndecidedError("OPA does not say how the policy reads", path=path, remedy="Name OPA's own program.")
    return value


def _error(said: str, path: str) -> ConfigError:
    """What OPA writes to standard error, as JSON."""
    try:
        first = json.loads(said)["errors"][0]
        message, line = " ".join(str(first["message"]).split())[:300], first["location"]["row"]
    except (ValueError, LookupError, TypeError, RecursionError):
        message, line = (said.strip().splitlines() or ["OPA does not say why"])[0][:300], None
    line = line if isinstance(line, int) and line > 0 else None
    return ConfigError(f"not valid Rego: {message}", path=path, line=line, remedy="Run 'opa check' on the policy.")


def _module(value: Mapping[str, Any]) -> dict[str, Any]:
    _, *path = value["package"]["path"]  # the first is 'data'
    path = [{**path[0], "type": "var"}, *path[1:]] if path else [{"type": "string"}]
    return {
        "package": {"span": _span(value["package"]), "refr": _reference(path)},
        "imports": [_imported(row) for row in value.get("imports") or ()],
        "rules": [row for rule in value.get("rules") or () for row in _rule(rule)],
    }


def _imported(row: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"span": _span(row), "refr": _reference(row["path"]["value"])}
    return {**found, "alias": row["alias"]} if "alias" in row else found


def _rule(rule: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    head = rule["head"]
    name = _reference(head.get("ref") or [{"type": "var", "value": head.get("name", "")}])
    if rule.get("default"):
        yield {"Default": {"span": _span(rule), "refr": name, "args": head.get("args") or []}}
        return
    parts = [_node(part) for key, part in rule.items() if key not in ("location", "else")]
    yield {"Spec": {"span": _span(rule), "head": {"Compr": {"span": _span(rule), "refr": name}}, "parts": parts}}
    if isinstance(rule.get("else"), dict):
        yield from _rule(rule["else"])


def _reference(terms: Any) -> dict[str, Any]:
    """A dotted name; something else where a part is not a constant text."""
    if terms[0].get("type") != "var":  # what a call gives
        return {"RefBrack": {"span": _span(terms[0]), "parts": [_node(term) for term in terms]}}
    found: dict[str, Any] = {"Var": {"span": _span(terms[0]), "value": terms[0]["value"]}}
    for term in terms[1:]:
        if term.get("type") != "string":
            return {"RefBrack": {"span": _span(term), "refr": found, "parts": [_node(row) for row in terms[1:]]}}
        found = {"RefDot": {"span": _span(term), "refr": found, "field": [_span(term), term["value"]]}}
    return found


def _node(value: Any) -> Any:
    if isinstance(value, list):
        return [_node(part) for part in value]
    if not isinstance(value, dict):
        return None
    kind, inner = value.get("type"), value.get("value")
    if kind == "call" and isinstance(inner, list):
        return _call(inner, value)
    if isinstance(value.get("terms"), list):
        return {"Expr": {"span": _span(value), "parts": [_call(value["terms"], value), _node(value.get("with"))]}}
    if kind == "ref" and isinstance(inner, list):
        return _reference(inner)
    if kind == "string":
        return {"String": {"span": _span(value), "value": inner}}
    if kind == "array":
        return {"Array": {"span": _span(value), "items": _node(inner)}}
    return {"Other": {"span": _span(value), "parts": [_node(part) for key, part in value.items() if key != "location"]}}


def _call(terms: list[Any], place: Mapping[str, Any]) -> dict[str, Any]:
    name = ".".join(str(part.get("value")) for part in terms[0]["value"]) if terms[0].get("type") == "ref" else ""
    given = [_node(term) for term in terms[1:]]
    if name in _ASSIGNED and len(given) == 2:
        return {"AssignExpr": {"span": _span(place), "lhs": given[0], "rhs": given[1]}}
    if name in _OPERATORS:
        return {"BinExpr": {"span": _span(place), "parts": given}}
    return {"Call": {"span": _span(place), "fcn": _node(terms[0]), "params": given}}


def _span(node: Any) -> dict[str, int]:
    spot = node.get("location") if isinstance(node, dict) else None
    return {"line": max(1, int(spot.get("row", 1)))} if isinstance(spot, dict) else {"line": 1}
