"""One interface to whatever evaluates Rego, and one strict reading of its answer.

An engine gets the case and returns the value of ``data.tunegate.result``. What is undefined, empty or of another shape
is an error and never a pass.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gate.policy.protocol import EVALUATION_SECONDS, Answer, Engine
from gate.values.canonical import canonical_json
from gate.values.errors import UndecidedError, UsageError

if TYPE_CHECKING:
    from gate.policy.bundle import Bundle
    from gate.policy.program import Pinned
    from gate.values.rows import FindingRow, TriggerRow

OPEN = ("pass", "not-reviewed")  # what a verdict without denials can be
_FINDING = {"msg": str, "rule": str}
_OPTIONAL = {
    "model": (str, type(None)),
    "path": (str, type(None)),
    "waived_by": (str, type(None)),
    "set_aside": (str, type(None)),
    "remedy": (str, type(None)),
    "line": (int, type(None)),
    "end_line": (int, type(None)),
}


@dataclass(frozen=True, slots=True)
class Opa:
    """Where OPA is: a server's address, or a program. ``unidentified``: the server need not say what it judges by."""

    url: str | None = None
    program: Pinned | None = None
    unidentified: bool = False


def open_engine(name: str, bundle: Bundle, opa: Opa | None = None, seconds: float = EVALUATION_SECONDS) -> Engine:
    """The engine of that name, with at most ``seconds`` for an answer, and never more than `EVALUATION_SECONDS`.

    Raises UsageError where the options do not fit it.
    """
    seconds = min(seconds, EVALUATION_SECONDS)
    opa = opa or Opa()
    if name == "embedded":
        for option, value in (("--opa-url", opa.url), ("--opa-binary", opa.program)):
            if value:
                raise UsageError(f"{option} goes with --engine opa", remedy=f"Add --engine opa, or drop {option}.")
        from gate.policy.embedded import EmbeddedEngine

        return EmbeddedEngine(bundle, seconds)
    if opa.url and opa.program:
        raise UsageError("--opa-url and --opa-binary exclude each other", remedy="Give one of them.")
    if opa.program:
        from gate.policy.opa_binary import OpaBinary

        return OpaBinary(bundle, opa.program, seconds)
    if not opa.url:
        raise UsageError(
            "--engine opa needs --opa-url or --opa-binary",
            remedy="Add --opa-url http://127.0.0.1:8181, or --opa-binary /path/to/opa with --opa-sha256.",
        )
    from gate.policy.opa import OpaEngine

    token = os.environ.get("OPA_TOKEN") or None
    return OpaEngine(opa.url, token=token, timeout=seconds, unidentified=opa.unidentified)


def evaluate(engine: Engine, case: bytes) -> Answer:
    """Ask the engine, and refuse every answer that is not one. Raises UndecidedError."""
    value = engine.query(case)
    if value is None or value == {}:
        raise _undecided(engine, "data.tunegate.result is undefined: the policies are not there")
    if not isinstance(value, dict):
        raise _undecided(engine, "data.tunegate.result is not an object")
    try:
        answer = Answer(
            verdict=value["verdict"],
            deny=_findings(value["deny"]),
            warn=_findings(value["warn"]),
            triggers=_triggers(value["triggers"]),
            rules=tuple(sorted(value["rules"])),
            accepted_until=tuple(sorted(value.get("accepted_until", ()))),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _undecided(engine, f"data.tunegate.result has another shape: {error}") from None
    if not all(isinstance(day, str) for day in answer.accepted_until):
        raise _undecided(
            engine, "data.tunegate.result has another shape: accepted_until holds something else than days"
        )
    if not answer.rules or not all(isinstance(rule, str) for rule in answer.rules):
        raise _undecided(engine, "no rule was evaluated")
    if answer.verdict not in (("block",) if answer.deny else ("not-reviewed",) if _sets_aside(answer) else OPEN):
        raise _undecided(engine, f"the verdict {answer.verdict!r} does not fit {len(answer.deny)} denials")
    return answer


def _sets_aside(answer: Answer) -> bool:
    """Whether an error does not block though nothing answers it: no pass comes of that."""
    return any(row.get("set_aside") for row in answer.warn)


def _undecided(engine: Engine, message: str) -> UndecidedError:
    where = "the OPA server's bundle" if engine.bundle is None else "the policies"
    return UndecidedError(f"{engine.name}: {message}", remedy=f"Check {where}; see docs/policies.md.")


def _rows(value: Any) -> list[Any]:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise TypeError("a list of objects is missing")
    return sorted(value, key=canonical_json)


def _findings(value: Any) -> tuple[FindingRow, ...]:
    rows = _rows(value)
    for row in rows:
        for key, kind in _FINDING.items():
            if not isinstance(row[key], kind) or not row[key]:
                raise TypeError(f"a finding's {key} is not text")
        for key, kinds in _OPTIONAL.items():
            if isinstance(row.get(key), bool) or not isinstance(row.get(key), kinds):
                raise TypeError(f"a finding's {key} has the wrong type")
            if row.get(key) == "" or (isinstance(row.get(key), int) and row[key] < 1):
                raise TypeError(f"a finding's {key} is {row[key]!r}")
        _related(row.get("related", []))
        _bound(row.get("waiver", {"element": "-", "value": "-"}))
        causes = row.get("causes", [])
        if not isinstance(causes, list) or not all(type(index) is int for index in causes):
            raise TypeError("a finding's causes are no list of positions")
    return tuple(rows)


def _related(value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise TypeError("a finding's 'related' is not a list of objects")
    for row in value:
        if set(row) - {"path", "line", "end_line", "message"}:
            raise TypeError("a finding's related place has other keys")
        for key in ("path", "message"):
            if not isinstance(row[key], str) or not row[key]:
                raise TypeError(f"a finding's related {key} is not text")
        for key in ("line", "end_line"):
            line = row.get(key)
            if isinstance(line, bool) or not isinstance(line, int | None) or (line is not None and line < 1):
                raise TypeError(f"a finding's related {key} is {line!r}")


def _bound(value: Any) -> None:
    if not isinstance(value, dict) or set(value) != {"element", "value"}:
        raise TypeError("what a waiver of a finding names has other keys")
    if not all(isinstance(part, str) and part for part in value.values()):
        raise TypeError("what a waiver of a finding names is not text")


def _triggers(value: Any) -> tuple[TriggerRow, ...]:
    rows = _rows(value)
    for row in rows:
        if set(row) != {"model", "trigger", "owner", "changes", "answered_by"}:
            raise TypeError("a trigger has other keys")
    return tuple(rows)
