"""Runs the tests of Rego policies on the embedded engine."""

from __future__ import annotations

import json
import re
from pathlib import Path

from gate.errors import ConfigError
from gate.policy.embedded import parsed
from gate.policy.lint import lint

_PACKAGE = re.compile(r"^package (\S+)", re.MULTILINE)
_TEST = re.compile(r"^(test_\w+)", re.MULTILINE)


def run(folder: Path) -> dict[str, str | None]:
    """Name of every ``test_`` rule below a folder -> None where it passes, what happened otherwise.

    The built-in policies are at hand, so that a rule of one's own can be tried on its own. Raises ConfigError where a
    module is not UTF-8, does not parse, or uses what the engines do not share.
    """
    from gate.policy.bundle import load_builtin

    modules = dict(load_builtin().modules)
    own: dict[str, str] = {}
    for path in sorted(folder.rglob("*.rego")):
        try:
            own[path.as_posix()] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise ConfigError("the policy is not UTF-8 text", path=path.as_posix(), remedy="Save it.") from None
    if found := lint({path: text for path, text in own.items() if not path.endswith("_test.rego")}):
        raise ConfigError(found)
    packages = {match[1] for text in own.values() if (match := _PACKAGE.search(text))}
    kept = {path: text for path, text in modules.items() if _named(text) not in packages}
    engine = parsed({**kept, **own})
    results: dict[str, str | None] = {}
    for text in own.values():
        for test in dict.fromkeys(_TEST.findall(text)):
            name = f"data.{_named(text)}.{test}"
            results[name.removeprefix("data.")] = _outcome(engine, name)
    return results


def _named(text: str) -> str:
    match = _PACKAGE.search(text)
    return match[1] if match else ""


def _outcome(engine: object, name: str) -> str | None:
    try:
        rows = json.loads(engine.eval_query_as_json(name)).get("result") or []  # type: ignore[attr-defined]
    except Exception as error:
        return str(error).strip().splitlines()[0]
    values = [expression["value"] for row in rows for expression in row["expressions"]]
    return None if values == [True] else "it does not hold"
