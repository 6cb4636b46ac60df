"""Do the tests of the policies notice when a policy is wrong? Each mutant is one small fault in one line.

python -m tests.policies.mutants [FOLDER ...]
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

import regorus

from tests.tools import ROOT

POLICIES = ROOT / "policies"
SWAPS = (
    (r" == ", " != "),
    (r" != ", " == "),
    (r" < ", " <= "),
    (r" < ", " > "),
    (r" > ", " >= "),
    (r" > ", " < "),
    (r"(?<=\t)not ", ""),
    (
        r"^\t(?!not |some |every |}|\{|\[|\"|deny|warn)(?=[^\n]*\b(in|==|!=|<|>|is_\w+\(|startswith\(|contains\())",
        "\tnot ",
    ),
    (r"\btrue\b", "false"),
    (r"\bfalse\b", "true"),
    (r"(?<=[ (\[])0(?=[,\]) ]|$)", "1"),
)


@cache
def modules() -> dict[str, str]:
    return {path.relative_to(ROOT).as_posix(): path.read_text() for path in sorted(POLICIES.rglob("*.rego"))}


def package_of(text: str) -> str:
    return str(re.findall(r"^package (\S+)", text, re.MULTILINE)[0])


def is_test(path: str) -> bool:
    return path.endswith("_test.rego") and "fixture" not in path


@cache
def packages() -> dict[str, list[str]]:
    """Package -> the files that it stands in."""
    found: dict[str, list[str]] = {}
    for path, text in modules().items():
        found.setdefault(package_of(text), []).append(path)
    return found


@cache
def named_by(path: str) -> frozenset[str]:
    """The files of the packages that a file names, and of its own; those of all rules where it looks through them."""
    names = {package_of(modules()[path]), *re.findall(r"\bdata\.(tunegate(?:\.\w+)+)", modules()[path])}
    found = {name.rsplit(".", cut)[0] if cut else name for name in names for cut in (0, 1)}
    every = "tunegate.rules" in names
    return frozenset(
        other
        for package, files in packages().items()
        for other in files
        if package in found or (every and package.startswith("tunegate.rules.") and not is_test(other))
    )


@cache
def guards_of(path: str) -> list[str]:
    """The files of tests that have to notice a fault in a module: those beside a rule, and all that reach a library.

    One that notices ends the search, so the likely ones come first: its own, then those of what names it.
    """
    own, package, folder = (
        path.removesuffix(".rego") + "_test.rego",
        package_of(modules()[path]),
        path.rpartition("/")[0],
    )
    tests = [other for other in modules() if is_test(other)]
    guards = [
        other for other in tests if (path in needed(other) if "/lib/" in path else other.startswith(folder + "/"))
    ]
    near = {other for other in guards if package in modules()[beside(other)]}
    return sorted(guards, key=lambda other: (other != own, other not in near, len(needed(other))))


_HEAD = re.compile(r"^(?:default )?([a-z_]\w*)", re.MULTILINE)
Rule = tuple[str, str]  # a file, and the name of a rule in it


@cache
def rules_in(path: str) -> dict[str, str]:
    """Name -> all that rules of that name say, with what is imported written out."""
    text, found = modules()[path], dict[str, str]()
    for place, last, other in re.findall(r"^import (data(?:\.\w+)*\.(\w+))(?: as (\w+))?$", text, re.MULTILINE):
        text = re.sub(rf"(?<![\w.]){other or last}(?=[.\[(])", place, text)
    heads = [head for head in _HEAD.finditer(text) if head[1] not in ("package", "import")]
    for head, end in zip(heads, [*(head.start() for head in heads[1:]), len(text)], strict=True):
        found[head[1]] = found.get(head[1], "") + text[head.start() : end]
    return found


@cache
def named_in(path: str, name: str) -> frozenset[Rule]:
    """The rules that those of a name can lead to: of their own package by a word, of others by data.tunegate and so on;
    all of a package where what follows its name is no name of a rule."""
    text = rules_in(path)[name]
    words = set(re.findall(r"[a-z_]\w*", text))
    found = {
        (other, word) for other in packages()[package_of(modules()[path])] for word in words & rules_in(other).keys()
    }
    for said in re.findall(r"\bdata\.(tunegate(?:\.\w+)*)", text):
        for package, files in packages().items():
            rest = f"{said}.".removeprefix(f"{package}.") if f"{said}.".startswith(f"{package}.") else ""
            if f"{package}.".startswith(f"{said}.") or rest:
                word = rest.partition(".")[0]
                found |= {(other, one) for other in files for one in rules_in(other) if not word or one == word}
    return frozenset(found)


@cache
def reached(guard: str) -> frozenset[Rule]:
    """The rules that the tests of a file can lead to."""
    found, todo = set[Rule](), [(guard, name) for name in rules_in(guard)]
    while todo:
        rule = todo.pop()
        if rule not in found and (rule[0] == guard or not is_test(rule[0])):
            found.add(rule)
            todo += named_in(*rule)
    return frozenset(found)


def reaches(guard: str, path: str, line: int) -> bool:
    """Whether the rule in a line of a policy is one that tests of a file can lead to."""
    before = "\n".join(modules()[path].split("\n")[:line])
    name = [head[1] for head in _HEAD.finditer(before)][-1]
    return (path, name) in reached(guard)


def beside(guard: str) -> str:
    """The module that a file of tests stands beside."""
    path = guard.removesuffix("_test.rego") + ".rego"
    return path if path in modules() else guard


@cache
def queries_of(guard: str) -> str:
    """One query for all tests of a file, which finds nothing where one of them fails."""
    text = modules()[guard]
    return "\n".join(  # the engine takes no line of more than 1,024 characters
        f"data.{package_of(text)}.{name} == true" for name in re.findall(r"^(test_\w+)", text, re.MULTILINE)
    )


@cache
def needed(guard: str) -> frozenset[str]:
    """What a file of tests is loaded with: what it reaches by name, where its tests pass with that, else every policy.

    None of the other tests is: what looks through all of data.tunegate.rules would evaluate them each time.
    Raises ValueError where a test fails without a fault.
    """
    whole = frozenset(other for other in modules() if not is_test(other) or other == guard)
    reached, todo = set[str](), [guard]
    while todo:
        path = todo.pop()
        if path not in reached and (path == guard or not is_test(path)):
            reached.add(path)
            todo += named_by(path)
    for names in (frozenset(reached), whole):
        if passes(loaded(names), guard):
            return names
    raise ValueError(f"{guard} fails without a fault")


@cache
def loaded(names: frozenset[str]) -> regorus.Engine:
    """Parsed once; each mutant is added to a clone."""
    engine = regorus.Engine()
    for name in sorted(names):
        engine.add_policy(name, modules()[name])
    engine.set_input_json("{}")
    return engine


def with_fault(names: frozenset[str], path: str, text: str) -> regorus.Engine:
    engine = loaded(names - {path}).clone()
    engine.add_policy(path, text)
    return engine


def answered(names: frozenset[str], path: str, text: str, guard: str) -> bool | None:
    """Whether every test of a file passes with a fault; None where the engine gives no answer."""
    try:
        found = with_fault(names, path, text).eval_query_as_json(queries_of(guard))
    except BaseException:
        return None
    return bool(json.loads(found).get("result"))


def compiles(names: frozenset[str], path: str, text: str) -> bool:
    try:
        with_fault(names, path, text).eval_query_as_json("true")
    except BaseException:
        return False
    return True


def passes(engine: regorus.Engine, guard: str) -> bool:
    """Whether every one of these tests does."""
    try:
        return bool(json.loads(engine.eval_query_as_json(queries_of(guard))).get("result"))
    except BaseException:
        return False


def mutants(text: str) -> Iterator[tuple[int, str, str]]:
    """(line, what it was, the whole text) with one fault."""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith("#") or not line.startswith("\t"):
            continue
        found = {re.sub(pattern, new, line, count=1) for pattern, new in SWAPS} - {line}
        if not line.strip().startswith(("some ", "}", "]", ")", "every ")) and line.count("(") == line.count(")"):
            found.add("")
        for other in sorted(found):
            yield (
                number,
                f"{line.strip()}  ->  {other.strip() or '(nothing)'}",
                "\n".join([*lines[: number - 1], other, *lines[number:]]),
            )


class Watch:
    """The files of tests that have to notice a fault in a policy, and what each is loaded with."""

    def __init__(self, guards: Mapping[str, list[str]], needs: Mapping[str, frozenset[str]]) -> None:
        self._guards = guards
        self._needs = needs

    def notices(self, path: str, line: int, text: str) -> bool | None:
        """Whether a test fails; None where the fault does not even parse or compile."""
        guards = [guard for guard in self._guards[path] if reaches(guard, path, line)]
        if not guards:
            return False if compiles(frozenset({path}), path, text) else None
        for guard in guards:
            answer = answered(self._needs[guard], path, text, guard)
            if answer is None and not compiles(self._needs[guard], path, text):
                return None
            if not answer:
                self._guards[path].remove(guard)
                self._guards[path].insert(0, guard)  # it likely notices the next fault too, in the same line or near it
                return True
        return False


_WATCH: list[Watch] = []  # of a process that evaluates; to find what each file of tests needs takes seconds


def _start(watch: Watch) -> None:
    _WATCH.append(watch)


def noticed(path: str, line: int, text: str) -> bool | None:
    return _WATCH[0].notices(path, line, text)


def survey(paths: Sequence[str]) -> tuple[int, list[str]]:
    """How many faults in these policies are noticed, and those that are not.

    Raises ValueError where a test fails without a fault.
    """
    guards = {path: guards_of(path) for path in paths}
    watch = Watch(guards, {guard: needed(guard) for guard in {one for found in guards.values() for one in found}})
    faults = [(path, line, what, mutant) for path in paths for line, what, mutant in mutants(modules()[path])]
    rows = [f[0] for f in faults], [f[1] for f in faults], [f[3] for f in faults]
    with ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=_start, initargs=(watch,)) as pool:
        results = list(zip(faults, pool.map(noticed, *rows, chunksize=16), strict=True))
    killed = sum(outcome is True for _, outcome in results)
    return killed, [f"{path}:{line}: {what}" for (path, line, what, _), outcome in results if outcome is False]


def main(folders: Sequence[str]) -> int:
    """Look at the policies below some folders, or at all of them. 1: some fault is not noticed."""
    paths = [path for path in judged() if not folders or path.startswith(tuple(folders))]
    killed, survived = survey(paths)
    print("\n".join([*survived, f"{killed} of {killed + len(survived)} faults are noticed"]))
    return 1 if survived else 0


def judged() -> list[str]:
    """What is looked at: every policy but the one that collects what the others find."""
    return [path for path in modules() if not path.endswith(("_test.rego", "main.rego"))]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
