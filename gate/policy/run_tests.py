"""Runs the tests of Rego policies, on the embedded engine or on an OPA program, with their coverage."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gate.policy.confined import run as run_confined
from gate.policy.effect import without_effect
from gate.policy.folder import inert_names, inert_test, is_test
from gate.policy.lint import lint, lint_metadata
from gate.process.limits import run_program
from gate.values.errors import ConfigError, Problem, UndecidedError, UsageError
from gate.values.regex import regex

TIMEOUT_SECONDS = 300
_PACKAGE = regex(r"^package (\S+)", re.MULTILINE)
_TEST = regex(r"^(test_\w+)", re.MULTILINE)


@dataclass(frozen=True)
class TestReport:
    """``results``: name of a test -> None where it passes, what happened otherwise. ``lines``: path of a module that is
    no test -> (1-based lines that were reached, lines that were not)."""

    __test__ = False  # no test class of pytest's

    results: Mapping[str, str | None]
    lines: Mapping[str, tuple[tuple[int, ...], tuple[int, ...]]]

    @property
    def coverage(self) -> float:
        """Share of the lines that were reached, in percent; 100 where there is none."""
        reached = sum(len(row[0]) for row in self.lines.values())
        missed = sum(len(row[1]) for row in self.lines.values())
        return 100.0 * reached / (reached + missed) if reached + missed else 100.0


def run(folder: Path, opa: str | None = None) -> TestReport:
    """Run every ``test_`` rule below a folder, on the program ``opa`` where it is given.

    The built-in policies are at hand, so that a rule can be tried on its own, and in a checkout so is what their tests
    share; a module of the folder takes the place of a built-in one of the same package. Raises ConfigError where a
    module is not UTF-8, does not parse, uses what the engines do not share, or has a METADATA block that lacks
    something or has something unknown.
    """
    from gate.policy.bundle import load_builtin, load_fixtures

    own: dict[str, str] = {}
    for path in sorted(folder.rglob("*.rego")):
        try:
            own[path.as_posix()] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise ConfigError("the policy is not UTF-8 text", path=path.as_posix(), remedy="Save it.") from None
    rules = {path: text for path, text in own.items() if not is_test(path)}
    shipped = load_builtin().modules
    if found := [*_inert(folder, own), *lint(rules), *lint_metadata(rules)] or _unheard(rules, shipped):
        raise ConfigError(found)
    packages = {_package(text) for text in own.values()}
    at_hand = {**shipped, **load_fixtures()}
    builtin = {path: text for path, text in at_hand.items() if _package(text) not in packages}
    names = [f"{_package(text)}.{test}" for text in own.values() for test in dict.fromkeys(_TEST.findall(text))]
    report = _on_opa(opa, builtin, own, names) if opa else _embedded(builtin, own, names)
    return TestReport(report.results, {path: report.lines.get(path, ((), ())) for path in rules})


def _inert(folder: Path, own: Mapping[str, str]) -> Iterator[Problem]:
    yield from inert_names(folder.as_posix(), (path.as_posix() for path in folder.rglob("*")))
    for path, text in own.items():
        if is_test(path):
            yield from inert_test(path, text)


def _unheard(rules: Mapping[str, str], shipped: Mapping[str, str]) -> list[Problem]:
    """What can have no effect in the modules; those of the gate's own folders are looked at together with the rest."""
    there = {_package(text) for text in shipped.values()}
    if not any(_package(text) in there for text in rules.values()):
        return without_effect(rules, shipped)
    packages = {_package(text) for text in rules.values()}
    rest = {path: text for path, text in shipped.items() if _package(text) not in packages}
    return without_effect({**rest, **rules}, {}, gate=True)


def _package(text: str) -> str:
    match = _PACKAGE.search(text)
    return match[1] if match else ""


def _embedded(builtin: Mapping[str, str], own: Mapping[str, str], names: list[str]) -> TestReport:
    tests = [["query", f"data.{name}"] for name in names]
    packages = [["query", f"data.{_package(text)}"] for text in own.values()]
    # a module that no test touches is not in the engine's report, so every package is asked for after the tests
    steps = [*tests, ["coverage"], *packages, ["coverage"]]
    answers = run_confined({**builtin, **own}, steps, coverage=True, seconds=TIMEOUT_SECONDS)
    results = {name: _outcome(answer) for name, answer in zip(names, answers, strict=False)}
    reached = _covered(answers[len(tests)], own)
    lines: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {}
    for path, (covered, missed) in _covered(answers[-1], own).items():
        there = set(reached.get(path, ((), ()))[0])
        lines[path] = tuple(sorted(there)), tuple(sorted({*covered, *missed} - there))
    return TestReport(results, lines)


def _covered(answer: Mapping[str, str], own: Mapping[str, str]) -> dict[str, tuple[list[int], list[int]]]:
    if "error" in answer:
        raise UndecidedError(f"there is no coverage: {answer['error'][:300]}", remedy="Try it with --engine opa.")
    files = json.loads(answer["json"])["files"]
    return {row["path"]: (row["covered"], row["not_covered"]) for row in files if row["path"] in own}


def _outcome(answer: Mapping[str, str]) -> str | None:
    if "error" in answer:
        return (answer["error"].strip().splitlines() or ["the engine says nothing"])[0]
    rows = json.loads(answer["json"]).get("result") or []
    values = [expression["value"] for row in rows for expression in row["expressions"]]
    return None if values == [True] else "it does not hold"


def _on_opa(opa: str, builtin: Mapping[str, str], own: Mapping[str, str], names: list[str]) -> TestReport:
    with tempfile.TemporaryDirectory(prefix="tunegate-") as root:
        places: dict[str, str] = {}
        for number, (path, text) in enumerate({**builtin, **own}.items()):
            place = Path(root) / f"{number}{'_test' if path.endswith('_test.rego') else ''}.rego"
            place.write_text(text, encoding="utf-8")
            places[str(place)] = path
        rows = _opa(opa, "test", "--format=json", root)
        files = _opa(opa, "test", "--coverage", "--format=json", root)["files"] if rows else {}
    results: dict[str, str | None] = dict.fromkeys(names, "OPA did not run it")
    for row in rows:
        name = f"{row['package'].removeprefix('data.')}.{row['name']}"
        error = row.get("error")
        results[name] = str(error.get("message", error)) if error else "it does not hold" if row.get("fail") else None
    lines = {
        places[place]: (_numbers(row.get("covered")), _numbers(row.get("not_covered")))
        for place, row in files.items()
        if place in places
    }
    return TestReport(results, lines)


def _opa(opa: str, *arguments: str) -> Any:
    try:
        done = run_program([opa, *arguments], b"", TIMEOUT_SECONDS)
    except FileNotFoundError:
        raise UsageError(f"there is no program {opa!r}", remedy="Install OPA, or name it with --opa-binary.") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UndecidedError(f"{opa} cannot be run: {error}", remedy="Try it by hand: opa test.") from None
    try:
        return json.loads(done.stdout or b"[]")
    except ValueError:
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines() or ["it printed nothing"]
        raise ConfigError(f"OPA failed: {said[0][:300]}", remedy="Run 'opa check' on the policies.") from None


def _numbers(ranges: Any) -> tuple[int, ...]:
    return tuple(sorted({line for row in ranges or () for line in range(row["start"]["row"], row["end"]["row"] + 1)}))
