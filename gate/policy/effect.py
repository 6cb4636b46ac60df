"""Policies that can have no effect: what they deny would never be heard, so each is refused with what to write.

``policies/main.rego`` collects ``deny`` and ``warn`` of each package ``tunegate.rules.<name>`` and nothing else; Rego
itself makes no difference between a rule that finds nothing and one that nothing asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from gate.policy.bundle import Bundle, read_metadata
from gate.policy.case_keys import unknown_key
from gate.policy.syntax import Ref, path_of, refs, root_of
from gate.policy.trees import is_complete, tree
from gate.values.errors import Problem
from gate.values.regex import regex

Path = tuple[str, ...]

COLLECTED = ("deny", "warn")
RULES: Path = ("tunegate", "rules")
_SPELLINGS = regex(r"(?i)(deny|warn|violation)|(denies|denied|warns|warning|warnings|violations|error|errors)$")
_WRITE = 'Write: deny contains data.tunegate.lib.facts.at_model(id, name, "...") if { ... }'
_HEAD = regex(r"^(?:default )?(?P<name>[A-Za-z_]\w*)", re.MULTILINE)
_PACKAGE = regex(r"^package (?P<name>\S+)", re.MULTILINE)
_STATED: Path = ("tunegate", "bundle")  # data that 'tunegate policy bundle' adds
_NO_FINDINGS = ("String", "RawString", "Number", "Bool", "True", "False", "Null", "Object")


def without_effect(modules: Mapping[str, str], builtin: Mapping[str, str], *, gate: bool = False) -> list[Problem]:
    """Everything in the modules that nothing collects, or that refers to what nothing defines, by path and line.

    ``builtin`` are the gate's own modules; with ``gate`` the modules are themselves the gate's, whose questions beside
    the case are collected too. Nothing where the embedded engine, which reads them, is not installed. Raises
    ConfigError where a module does not parse.
    """
    if not is_complete():
        return []
    rows = [_Module(entry["source"]["file"], entry["source"]["contents"], entry["ast"]) for entry in tree(modules)]
    known = {**_known(builtin), _STATED: {"digest"}}
    for row in rows:
        known.setdefault(row.package, set()).update(row.heads)
    packages: dict[Path, list[_Module]] = {}
    for row in rows:
        packages.setdefault(row.package, []).append(row)
    found: list[Problem] = []
    for package, members in packages.items():
        if _is_rule(package):
            found += _Package(package, members, rows).problems()
    found += _unused(packages, gate)
    found += _repeated(packages, builtin)
    for row in rows:
        asks_of_case = not gate or len(row.package) != len(RULES) or row.package == RULES[:1]
        found += [*_undefined(row, known), *(_unknown_keys(row) if asks_of_case else ())]
    return sorted(dict.fromkeys(found), key=lambda p: (p.path or "", p.line or 0, p.message))


@dataclass(frozen=True)
class _Module:
    path: str
    text: str
    ast: Mapping[str, Any]

    @cached_property
    def package(self) -> Path:
        return tuple(path_of(self.ast["package"]["refr"]).split("."))

    @property
    def line(self) -> int:
        return int(self.ast["package"]["span"]["line"])

    @cached_property
    def heads(self) -> dict[str, list[Mapping[str, Any]]]:
        """The first name of each rule -> its nodes."""
        found: dict[str, list[Mapping[str, Any]]] = {}
        for row in self.ast["rules"]:
            found.setdefault(root_of(row), []).append(row)
        return found

    @cached_property
    def refs(self) -> list[Ref]:
        """What the module refers to, names of imports written out, without the names that it defines."""
        alias = {name: ref for row in self.ast["imports"] for name, ref in [_imported(row, self.text)] if ref}
        found: list[Ref] = [ref for ref in alias.values() if ref.root == "input"]
        for row in self.ast["rules"]:
            for ref in refs(_inside(row)):
                other = alias.get(ref.root)
                found.append(Ref(other.root, (*other.steps, *ref.steps), ref.line) if other else ref)
        return found

    def problem(self, message: str, line: int, remedy: str) -> Problem:
        return Problem(message, self.path, line, line, remedy)


def _imported(row: Mapping[str, Any], text: str) -> tuple[str, Ref | None]:
    """The name that an import has, and what it stands for; None for what is no reference to input or data."""
    ref = next(iter(refs(row["refr"])), None)
    if ref is None or ref.root not in ("input", "data") or not ref.steps:
        return "", None
    span = row.get("as")
    name = text.encode()[span["start"] : span["end"]].decode() if isinstance(span, dict) else str(ref.steps[-1])
    return name, ref


def _inside(row: Mapping[str, Any]) -> list[Any]:
    """A rule's node without its own name."""
    node = row.get("Spec") or {}
    heads = [{k: v for k, v in head.items() if k != "refr"} for head in (node.get("head") or {}).values()]
    return [heads, node.get("bodies"), (row.get("Default") or {}).get("value")]


def _is_rule(package: Path) -> bool:
    return len(package) == len(RULES) + 1 and package[: len(RULES)] == RULES


def _line(row: Mapping[str, Any]) -> int:
    return int((row.get("Spec") or row["Default"])["span"]["line"])


@dataclass(frozen=True)
class _Package:
    """One package below ``tunegate.rules``, of one module or more."""

    package: Path
    members: list[_Module]
    all: list[_Module]

    def problems(self) -> Iterator[Problem]:
        heard = False
        for module in self.members:
            for name, rows in module.heads.items():
                if name in COLLECTED:
                    heard = True
                    yield from self.collected(module, name, rows)
                elif problem := self.lookalike(module, name, rows):
                    heard = True
                    yield problem
        first = self.members[0]
        if not heard:
            message = f"the rule {'.'.join(self.package)} has neither 'deny' nor 'warn', so it finds nothing"
            yield first.problem(message, first.line, _WRITE)
        yield from self.identified()

    def collected(self, module: _Module, name: str, rows: list[Mapping[str, Any]]) -> Iterator[Problem]:
        for row in rows:
            if why := _no_findings(row):
                yield module.problem(f"{name!r} {why}", _line(row), _WRITE)

    def lookalike(self, module: _Module, name: str, rows: list[Mapping[str, Any]]) -> Problem | None:
        """A rule that looks as if it were to be collected, and is not used by another one."""
        collects = any("Set" in (row.get("Spec") or {}).get("head", {}) for row in rows)
        alike = _SPELLINGS.match(name) or get_close_matches(name.lower(), COLLECTED, 1, 0.75)
        if name == "id" or not (collects or alike) or self.uses(name):
            return None
        return module.problem(
            f"nothing collects {name!r}: only 'deny' and 'warn' are findings, and no rule uses it",
            _line(rows[0]),
            "Call it 'deny' or 'warn', or use it in one of them.",
        )

    def uses(self, name: str) -> bool:
        here = any(ref.root == name for module in self.members for ref in module.refs)
        path = (*self.package, name)
        return here or any(
            ref.root == "data" and ref.steps[: len(path)] == path for module in self.all for ref in module.refs
        )

    def identified(self) -> Iterator[Problem]:
        first = self.members[0]
        ids = {value for module in self.members for value in _ids(module)}
        kept = {str(record["id"]) for m in self.members if (record := read_metadata(m.path, m.text)).get("id")}
        proposal = next(iter(sorted(kept | ids)), self.package[-1].replace("_", "-"))
        if not ids:
            message = f"the rule {'.'.join(self.package)} has no id, so no report, waiver or severity can name it"
            yield first.problem(message, first.line, f'Write: id := "{proposal}"')
        elif not kept:
            yield first.problem(
                f"the METADATA of {'.'.join(self.package)} has no id",
                first.line,
                f"Write above the package: # METADATA, # title: ..., # custom:, #   id: {proposal}, #   remedy: ...",
            )
        elif len(ids) > 1 or ids != kept:
            names = ", ".join(sorted(ids | kept))
            yield first.problem(
                f"the rule {'.'.join(self.package)} goes by several ids: {names}", first.line, "Write one id alike."
            )


def _ids(module: _Module) -> Iterator[str]:
    for row in module.heads.get("id", ()):
        head = (row.get("Spec") or {}).get("head", {}).get("Compr", {})
        value = ((head.get("assign") or {}).get("value") or {}).get("String")
        if value:
            yield str(value["value"])


def _no_findings(row: Mapping[str, Any]) -> str | None:
    """Why a rule called deny or warn can hold no finding; None where it can."""
    spec = row.get("Spec")
    if spec is None:
        return "has a default, which is no finding" if _is_constant(row["Default"].get("value")) else None
    ((kind, head),) = spec["head"].items()
    if kind == "Func":
        return "is a function, which nothing calls"
    if kind == "Set":
        if "Var" not in head["refr"]:
            return "has names below it, which nothing collects"
    else:
        assign = head.get("assign")
        if assign is None:
            return "is true or undefined; findings are collected from a set"
        if _is_constant(assign["value"]):
            return "is a constant without a finding"
    if spec["bodies"] and all(_is_never(body) for body in spec["bodies"]):
        return "has the condition 'false', so it never holds"
    return None


def _is_constant(node: Any) -> bool:
    if not isinstance(node, dict):
        return False
    return any(kind in node for kind in _NO_FINDINGS) or any(
        kind in node and not node[kind].get("items") for kind in ("Set", "Array")
    )


def _is_never(body: Mapping[str, Any]) -> bool:
    rows = [row["literal"].get("Expr", {}).get("expr", {}) for row in (body.get("query") or {}).get("stmts", ())]
    return any(row.get("Bool", {}).get("value") is False or "False" in row for row in rows)


def _unused(packages: Mapping[Path, list[_Module]], gate: bool) -> Iterator[Problem]:
    """Packages that are no rules, and that no rule asks for."""
    reached = {package for package in packages if _is_rule(package)}
    if gate:
        reached |= {package for package in packages if package[:1] == ("tunegate",) and len(package) <= 2}
    todo = list(reached)
    while todo:
        for module in packages[todo.pop()]:
            for ref in module.refs:
                if ref.root == "data":
                    found = {package for package in packages.keys() - reached if _meets(ref.steps, package)}
                    reached |= found
                    todo += found
    for package in packages.keys() - reached:
        for module in packages[package]:
            yield _unused_package(module)


def _unused_package(module: _Module) -> Problem:
    name = ".".join(module.package)
    findings = [rule for rule in module.heads if _SPELLINGS.match(rule)]
    if findings:
        last = re.sub(r"\W", "_", module.package[-1])
        last = "acme" if last in ("main", "rules", "rule", "tunegate") else last
        return module.problem(
            f"nothing collects {findings[0]!r} of the package {name}: only packages tunegate.rules.NAME are rules",
            module.line,
            f"Write: package tunegate.rules.{last}",
        )
    return module.problem(
        f"no rule uses the package {name}", module.line, f"Use data.{name} in a rule, or take the file out."
    )


def _meets(steps: tuple[str | None, ...], package: Path) -> bool:
    """Whether a reference leads to, into or through a package."""
    return all(step in (None, part) for step, part in zip(steps, package, strict=False))


def _repeated(packages: Mapping[Path, list[_Module]], builtin: Mapping[str, str]) -> Iterator[Problem]:
    rules = {package: members for package, members in packages.items() if _is_rule(package)}
    ids = {package: set(_ids(module)) for package, members in rules.items() for module in members}
    shipped = Bundle(builtin).rules({name for names in ids.values() for name in names})
    seen: dict[str, Path] = {}
    for package, names in sorted(ids.items()):
        module = packages[package][0]
        for name in sorted(names):
            if name in shipped:
                message = f"the id {name!r} is that of a rule of the gate's own"
                yield module.problem(message, module.line, "Give the rule an id of its own.")
            elif name in seen:
                message = f"the id {name!r} is that of {'.'.join(seen[name])}, too"
                yield module.problem(message, module.line, "Give each rule an id of its own.")
            seen.setdefault(name, package)


def _known(builtin: Mapping[str, str]) -> dict[Path, set[str]]:
    """Package -> names of the gate's own rules; a look at the first columns is enough, as 'opa fmt' wrote them."""
    found: dict[Path, set[str]] = {}
    for text in builtin.values():
        if match := _PACKAGE.search(text):
            found.setdefault(tuple(match["name"].split(".")), set()).update(_HEAD.findall(text))
    return found


def _undefined(module: _Module, known: Mapping[Path, set[str]]) -> Iterator[Problem]:
    """References to data that no module defines."""
    for ref in module.refs:
        if ref.root != "data" or not ref.steps or ref.steps[0] is None:
            continue
        steps = tuple(step for step in ref.steps[: (*ref.steps, None).index(None)] if step is not None)
        if any(_resolves(steps, package, names) for package, names in known.items()):
            continue
        name = "data." + ".".join(steps)
        every = ["data." + ".".join((*package, rule)) for package, rules in known.items() for rule in rules]
        close = get_close_matches(name, every, 1, 0.85)
        yield module.problem(
            f"{name} is not defined: of the policy folders the gate loads the Rego modules only, no data files",
            ref.line,
            f"Did you mean {close[0]}?" if close else "Define it in a module: 'package acme', then 'max := 3'.",
        )


def _resolves(steps: Path, package: Path, names: set[str]) -> bool:
    if len(steps) <= len(package):
        return package[: len(steps)] == steps
    return steps[: len(package)] == package and steps[len(package)] in names


def _unknown_keys(module: _Module) -> Iterator[Problem]:
    """References to keys that no case has."""
    for ref in module.refs:
        if ref.root == "input" and (found := unknown_key(ref.steps)):
            place, known = found
            close = get_close_matches(place.rpartition(".")[2], known, 1)
            remedy = f"Did you mean {close[0]!r}?" if close else f"It has: {', '.join(sorted(known)) or 'no keys'}."
            yield module.problem(f"no case has {place} (schemas/case.schema.json)", ref.line, remedy)
