"""The portable subset of Rego: what every engine that the gate knows evaluates alike.

A policy outside of it can be undefined in silence on one engine and hold on another, so it is refused when it is
loaded. docs/policies.md lists the subset and what each exclusion was seen to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from gate.policy.syntax import head_of, path_of, walk
from gate.policy.trees import tree
from gate.values.errors import Problem
from gate.values.regex import regex
from gate.values.terms import SECURITY_SEVERITY, STEPS

BUILTINS = frozenset(
    """
    abs array.concat array.reverse array.slice base64.decode base64.encode bits.and bits.or ceil concat contains count
    endswith floor format_int indexof intersection is_array is_boolean is_null is_number is_object is_set is_string
    json.filter json.marshal json.patch json.remove json.unmarshal lower max min numbers.range object.filter object.get
    object.keys object.remove object.subset object.union object.union_n print product regex.match regex.replace
    regex.split replace round sort split sprintf startswith strings.any_prefix_match strings.any_suffix_match
    strings.replace_n strings.reverse substring sum time.parse_rfc3339_ns to_number trim trim_left trim_prefix
    trim_right trim_space trim_suffix type_name union upper walk
    """.split()  # a list of words reads better than a list of quotes
)

_VERB = regex(r"%(?!%)(?P<flags>[^a-zA-Z%]*)(?P<verb>[a-zA-Z]?)")
_PACKAGE = regex(r"^package (\S+)$", re.MULTILINE)
_OWN_PACKAGE = "Give it a package of its own, such as tunegate.rules.acme, in a folder of another name."
_REMEDY = "docs/policies.md lists what every engine evaluates alike."


def lint(modules: Mapping[str, str]) -> list[Problem]:
    """Everything in the modules that is outside the portable subset. Raises ConfigError where one does not parse."""
    found: list[Problem] = []
    for entry in tree(modules):
        found.extend(_Module(entry["source"]["file"], entry["source"]["contents"].encode(), entry["ast"]).problems())
    return sorted(found, key=lambda p: (p.path or "", p.line or 0, p.message))


def shadows(modules: Mapping[str, str], builtin: Mapping[str, str]) -> list[Problem]:
    """Modules that stand in the place, or add to a package, of the gate's own: they could take back what it denies.

    Raises ConfigError where one does not parse.
    """
    packages = {match[1] for text in builtin.values() if (match := _PACKAGE.search(text))}
    return [
        Problem(
            "the policy has the path of one of the gate's own"
            if path in builtin
            else f"the policy adds to the gate's own package {name}"
            if name
            else "the name of the policy's package is not written with dots",
            path,
            1,
            1,
            _OWN_PACKAGE,
        )
        for path, name in sorted(_packages(modules).items())
        if not name or name in packages or path in builtin
    ]


def _packages(modules: Mapping[str, str]) -> dict[str, str]:
    """Path -> package; nothing for a package that is not written with dots."""
    return {entry["source"]["file"]: path_of(entry["ast"]["package"]["refr"]) for entry in tree(modules)}


class _Module:
    def __init__(self, path: str, source: bytes, tree: Mapping[str, Any]) -> None:
        self.path = path
        self.tree = tree
        self.imported = {_alias(row, source) for row in tree["imports"]}
        self.own = {name for row in tree["rules"] if (name := head_of(row))}

    def problem(self, node: Mapping[str, Any], message: str) -> Problem:
        line = node["span"]["line"]
        return Problem(message, self.path, line, line, _REMEDY)

    def problems(self) -> Iterator[Problem]:
        for row in self.tree["rules"]:
            if (node := row.get("Default")) and node.get("args"):
                yield self.problem(node, "a function has a default, which one engine applies by order of evaluation")
        for row in self.tree["imports"]:
            if path_of(row["refr"]).startswith("data."):
                yield self.problem(
                    row, "an import of data: one engine can resolve it against another module; write it out"
                )
        for kind, node in walk(self.tree["rules"]):
            if kind == "Call":
                yield from self.call(node)
            elif kind in ("AssignExpr", "BoolExpr") and _call_name(node.get("rhs")) == "walk":
                yield self.problem(node, "the result of walk is assigned, which finds nothing on one engine")

    def call(self, node: Mapping[str, Any]) -> Iterator[Problem]:
        name = path_of(node["fcn"])
        if not name or name in self.own or name.split(".")[0] in self.imported | {"data"}:
            return
        if name not in BUILTINS:
            yield self.problem(node, f"the function {name} is not one that every engine evaluates alike")
        elif name == "sprintf":
            yield from self.format(node)

    def format(self, node: Mapping[str, Any]) -> Iterator[Problem]:
        text = node["params"][0].get("String", {}).get("value")
        if not isinstance(text, str):
            yield self.problem(node, "the format of sprintf is not a constant")
            return
        verbs = list(_VERB.finditer(text.replace("%%", "")))
        for match in verbs:
            if match["flags"] or match["verb"] not in ("s", "d", "v"):
                yield self.problem(node, f"sprintf knows {match[0]!r} on one engine only; use %s, %d or %v")
        values = node["params"][1].get("Array", {}).get("items") if len(node["params"]) > 1 else None
        if isinstance(values, list) and len(values) != len(verbs):
            yield self.problem(node, f"sprintf has {len(verbs)} verbs and {len(values)} values")


def _call_name(node: Any) -> str:
    return path_of(node["Call"]["fcn"]) if isinstance(node, dict) and "Call" in node else ""


def _alias(row: Mapping[str, Any], source: bytes) -> str:
    """The name that an import has in its module."""
    if "alias" in row:
        return str(row["alias"])
    span = row.get("as")
    if isinstance(span, dict):
        return source[span["start"] : span["end"]].decode()
    return path_of(row["refr"]).rpartition(".")[2]


_SEVERITIES = ("error", "warning")
_KEYS = ("id", "severity", "remedy", "requirement", "step", "mappings", "about", "security-severity")
_ABOUT = ("approval",)
_RULE = regex(r"^package tunegate\.rules\.", re.MULTILINE)
_ID = regex(r'^id := "([^"]*)"', re.MULTILINE)


def lint_metadata(modules: Mapping[str, str]) -> list[Problem]:
    """What a report would miss in the METADATA of rules (packages under ``tunegate.rules``), at the package's line.

    Raises ConfigError where a block cannot be read.
    """
    return [
        problem
        for path, text in sorted(modules.items())
        if (match := _RULE.search(text))
        for problem in _record(path, text, text.count("\n", 0, match.start()) + 1)
    ]


def _record(path: str, text: str, line: int) -> Iterator[Problem]:
    from difflib import get_close_matches

    from gate.policy.bundle import read_metadata

    record = read_metadata(path, text)
    custom = {key: value for key, value in record.items() if key not in _ANNOTATIONS}
    for key in ("title", "id", "severity", "remedy"):
        if not isinstance(record.get(key), str) or not record[key].strip():
            yield Problem(f"the METADATA has no {key}", path, line, line, "Add it; reports show it.")
    for key in custom.keys() - set(_KEYS):
        close = get_close_matches(key, _KEYS, n=1)
        hint = f"Did you mean {close[0]!r}?" if close else f"Known keys: {', '.join(_KEYS)}."
        yield Problem(f"the METADATA has an unknown key {key!r}", path, line, line, hint)
    for key, known in (("severity", _SEVERITIES), ("step", STEPS), ("about", _ABOUT)):
        if key in record and record[key] not in known:
            yield Problem(f"the {key} {record[key]!r} is none of {', '.join(known)}", path, line, line, "Correct it.")
    score = record.get("security-severity", "0.0")
    if not isinstance(score, str) or not re.fullmatch(SECURITY_SEVERITY, score):
        message = f"the security-severity {score!r} is not a base score of CVSS"
        yield Problem(message, path, line, line, 'Write it as text with one decimal, such as "7.0".')
    found = _ID.search(text)
    if found is None or found[1] != record.get("id"):
        yield Problem("the rule's 'id' is not that of its METADATA", path, line, line, 'Write id := "..." alike.')


# what OPA itself knows of a METADATA block (OPA, "Annotations")
_ANNOTATIONS = frozenset(
    "title description scope entrypoint organizations related_resources authors schemas compile".split()
)
