"""OPA as a program on this machine, over the policies that the gate read: the embedded engine's answer without it.

Each evaluation is a process of its own (`gate/policy/program.py`). What a policy can call is the portable subset and
nothing else, by a capabilities file (OPA, "Capabilities"): no network, clock, environment, randomness.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gate.policy.bundle import Bundle
from gate.policy.lint import BUILTINS
from gate.policy.program import Pinned, Program, opened
from gate.policy.protocol import EVALUATION_SECONDS, QUERY
from gate.values.errors import ConfigError, Problem, UndecidedError
from gate.values.regex import regex

OLDEST = (1, 0, 0)  # the first whose Rego is v1 without a flag

_VERSION = regex(r"^Version: (?P<text>(?P<numbers>\d+\.\d+\.\d+)\S*)$", re.MULTILINE)
_INTERNAL = ("internal.member_2", "internal.member_3", "internal.print")  # what 'in' and 'print' become
# parts of the language that the embedded engine has, too; OPA lists them where they were new
_FEATURES = ("keywords_in_refs", "rego_v1", "rego_v1_import", "rule_head_refs", "rule_head_ref_string_prefixes")
_KEYWORDS = ("contains", "every", "if", "in")


class OpaBinary:
    """Evaluates a bundle that was read by the gate. ``version`` is known after a query."""

    name = "opa"

    def __init__(self, bundle: Bundle, pinned: Pinned, seconds: float = EVALUATION_SECONDS) -> None:
        self.bundle: Bundle | None = bundle
        self.version: str | None = None
        self._pinned = pinned
        self._seconds = seconds

    @property
    def identity(self) -> Mapping[str, Any]:
        return {"name": self.name, "version": self.version, "sha256": self._pinned.sha256}

    @property
    def policies(self) -> str | None:
        return self.bundle.digest if self.bundle else None

    def query(self, case: bytes) -> Any:
        modules = self.bundle.modules if self.bundle else {}
        with opened(self._pinned) as program:
            self.version = version_of(program, self._seconds)
            capabilities = program.folder / "capabilities.json"
            capabilities.write_text(json.dumps(self._capabilities(program)), encoding="utf-8")
            places = _write(program.folder / "policies", modules)
            said = program.run(
                *("eval", "--format=json", "--strict-builtin-errors", "--stdin-input"),
                f"--capabilities={capabilities.name}",
                "--data=policies",
                "data." + ".".join(QUERY),
                given=case,
                seconds=self._seconds,
            )
        answer = _json(said.output, said.errors)
        if answer.get("errors") or said.status:
            raise _error(answer.get("errors"), said.errors, places)
        rows = answer.get("result") or []
        values = [expression["value"] for row in rows for expression in row["expressions"]]
        return values[0] if len(values) == 1 else None

    def _capabilities(self, program: Program) -> dict[str, Any]:
        said = program.run("capabilities", "--current", seconds=self._seconds)
        return confined(_json(said.output, said.errors))


def confined(current: Mapping[str, Any]) -> dict[str, Any]:
    """The capabilities of an OPA, less what the policies may not use. Raises UndecidedError where they are none."""
    try:
        known = [
            row
            for row in current["builtins"]
            if row["name"] in BUILTINS or row.get("infix") or row["name"] in _INTERNAL
        ]
    except (KeyError, TypeError):
        raise UndecidedError("OPA does not say what it can do", remedy="Name OPA's own program.") from None
    return {
        "builtins": known,
        "future_keywords": [name for name in current.get("future_keywords") or () if name in _KEYWORDS],
        "features": [name for name in current.get("features") or () if name in _FEATURES],
        "allow_net": [],  # a schema of a METADATA block is not fetched either
    }


def version_of(program: Program, seconds: float) -> str:
    """The version that an OPA states. Raises UndecidedError for one that is too old, and for another program."""
    said = program.run("version", seconds=seconds)
    found = _VERSION.search(said.output.decode("utf-8", "replace"))
    if said.status or found is None:
        raise UndecidedError("the program does not answer 'opa version' as OPA does", remedy="Name OPA's own program.")
    if tuple(map(int, found["numbers"].split("."))) < OLDEST:
        raise UndecidedError(
            f"OPA {found['text']} is too old: it evaluates an older Rego", remedy="Take OPA 1.0.0 or newer."
        )
    return found["text"]


def _write(folder: Path, modules: Mapping[str, str]) -> dict[str, str]:
    """The modules as files; name of a file -> path of the module, which may be none on this system."""
    folder.mkdir()
    places: dict[str, str] = {}
    for number, (path, text) in enumerate(modules.items()):
        name = f"{number}.rego"
        (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))
        places[f"{folder.name}/{name}"] = path
    return places


def _json(output: bytes, errors: str) -> dict[str, Any]:
    try:
        value = json.loads(output)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict):
        return value
    lines = errors.strip().splitlines() or ["its output is not JSON"]
    raise UndecidedError(f"OPA failed: {lines[0][:300]}", remedy="Run 'opa eval' on the policies.")


def _error(rows: Any, errors: str, places: Mapping[str, str]) -> ConfigError | UndecidedError:
    """What OPA says: of a policy that it cannot load, or of an evaluation."""
    found = list(_problems(rows, places))
    if not found:
        said = errors.strip()
        what = f"OPA failed: {said.splitlines()[0][:300]}" if said else "OPA failed without saying why"
        return UndecidedError(what, remedy="Run 'opa eval' on the policies.")
    if str(rows[0].get("code", "")).startswith("rego_"):
        return ConfigError(found)
    first = found[0]
    message = f"the policies cannot be evaluated: {first.message}"
    return UndecidedError(message, path=first.path, line=first.line, remedy="Correct the policy.")


def _problems(rows: Any, places: Mapping[str, str]) -> Iterator[Problem]:
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict):
            spot = row.get("location") or {}
            file = str(spot.get("file", "")).replace("\\", "/")
            row_number = spot.get("row")
            line = row_number if isinstance(row_number, int) and row_number > 0 else None
            path = places.get(file)
            message = " ".join(str(row.get("message", "an error")).split())[:300]
            yield Problem(
                message, path, line if path else None, line if path else None, "Run 'opa check' on the policy."
            )
