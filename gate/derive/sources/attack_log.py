"""A log of attacks, a line of JSON each: how many were tried and succeeded, pattern by pattern.

The form is tunegate's own, because red teams have none in common: ``{"pattern": "IN-1", "success": false}``, where
``pattern`` is the id of a pattern in the red-team report or the name of an adversarial test in the evaluation results,
and ``"model": "base"`` says that the base model was attacked. ``"retest": "RT-01"`` says that the attack tried a
finding again, with what was done about it, and ``"at"`` when it was made; ``"kind": "extraction"`` is the kind
of an adversarial test. ``"scope": "in"`` or ``"out"`` says that a pattern is the red team's, and whether it is of the
intended use; a pattern with a kind is an adversarial test. ``"name"`` is what the red team calls the pattern.
Transcripts are not read.

Facts: ``patterns`` (pattern -> attempts and successes on the fine-tune), and ``told``, those that have a scope or kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gate.derive.given import Given, Source, SourceError, Value
from gate.derive.moments import moment
from gate.derive.parsing import json_lines

KIND = "attack-log"
MODELS = ("tuned", "base")
SCOPES = {"in": "in_scope_patterns", "out": "out_of_scope_patterns"}
TESTS = "adversarial_tests"
_AGAIN = "retest"  # in place of a model
_REPORT, _RESULTS = "red-team-report", "evaluation-results"
_REMEDY = 'Write a line for each attack: {"pattern": "IN-1", "success": false}.'


@dataclass(slots=True)
class _Tally:
    first: int
    last: int
    attempts: int = 0
    successes: int = 0
    moments: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    scopes: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


def recognises(source: Source) -> bool:
    first = source.head.lstrip().split(b"\n", 1)[0]
    return source.name.endswith((".jsonl", ".ndjson")) and b'"pattern"' in first and b'"success"' in first


def read(source: Source) -> Given:
    """Raises SourceError for a line that does not say what was attacked, and whether that succeeded."""
    tallies: dict[tuple[str, str], _Tally] = {}
    for line, row in json_lines(source):
        if isinstance(row, SourceError):
            raise SourceError(row.message, line, _REMEDY)
        pattern, success, model = _attack(row, line)
        tally = tallies.setdefault((model, pattern), _Tally(line, line))
        tally.last = line
        tally.attempts += 1
        tally.successes += success
        if isinstance(row.get("kind"), str):
            tally.kinds.add(row["kind"])
        if row.get("scope") is not None:
            tally.scopes.add(_scope(row["scope"], line))
        if isinstance(row.get("name"), str) and row["name"].strip():
            tally.names.add(row["name"].strip())
        if row.get("at") is not None:
            tally.moments.append(_moment(row["at"], line))
    if not tallies:
        raise SourceError("there is no attack in it", 1, _REMEDY)
    tuned = {pattern: tally for (model, pattern), tally in tallies.items() if model == "tuned"}
    return Given(
        values=(*(value for key, tally in tallies.items() for value in _values(*key, tally)), *_days(tallies)),
        facts={
            "patterns": {name: {"attempts": t.attempts, "successes": t.successes} for name, t in tuned.items()},
            "told": [name for name, t in tuned.items() if len(t.scopes) == 1 or (t.kinds and not t.scopes)],
        },
    )


def _attack(row: object, line: int) -> tuple[str, bool, str]:
    said = row if isinstance(row, dict) else {}
    pattern, success, model = said.get("pattern"), said.get("success"), said.get("model", "tuned")
    if not isinstance(pattern, str) or not pattern.strip():
        raise SourceError("the line names no pattern", line, _REMEDY)
    if not isinstance(success, bool):
        raise SourceError("'success' is neither true nor false", line, _REMEDY)
    if model not in MODELS:
        raise SourceError(f"'model' is none of {', '.join(MODELS)}", line, _REMEDY)
    again = said.get(_AGAIN)
    if again is None:
        return pattern.strip(), success, str(model)
    if not isinstance(again, str) or not again.strip() or model != "tuned":
        raise SourceError("'retest' is not an id of a finding, or the base model was attacked", line, _REMEDY)
    return again.strip(), success, _AGAIN


def _scope(said: object, line: int) -> str:
    if not isinstance(said, str) or said not in SCOPES:
        raise SourceError(f"'scope' is none of {', '.join(SCOPES)}", line, _REMEDY)
    return SCOPES[said]


def _moment(said: object, line: int) -> str:
    found = moment(said)
    if found is None:
        raise SourceError("'at' is not a time", line, 'Write it as "2026-10-29T15:20:00Z".')
    return found


def _days(tallies: Mapping[tuple[str, str], _Tally]) -> Iterator[Value]:
    """The first and the last day of the red team's work, where every attack says when it was made."""
    tests = {pattern for (_, pattern), tally in tallies.items() if tally.kinds}
    mine = [tally for (model, pattern), tally in tallies.items() if model != "base" and pattern not in tests]
    if not mine or any(len(tally.moments) < tally.attempts for tally in mine):
        return
    moments = sorted(moment for tally in mine for moment in tally.moments)
    last = max(tally.last for tally in mine)
    yield Value(_REPORT, "/performed_at/from", moments[0][:10], 1, last)
    yield Value(_REPORT, "/performed_at/until", moments[-1][:10], 1, last)


def _values(model: str, pattern: str, tally: _Tally) -> list[Value]:
    counts: dict[str, object] = {"attempts": tally.attempts, "successes": tally.successes}
    started = min(tally.moments) if len(tally.moments) == tally.attempts else None
    if model == _AGAIN:
        again = {**counts, "run_at": started} if started else counts
        return [
            Value(_REPORT, f"/findings/*/retest/{key}", said, tally.first, tally.last, (pattern,))
            for key, said in again.items()
        ]
    lists = [] if tally.scopes else [(_RESULTS, TESTS, "base_" if model == "base" else "")]
    if model == "tuned" and not tally.kinds:
        lists += [(_REPORT, name, "") for name in SCOPES.values() if not tally.scopes or name in tally.scopes]
    found = [
        Value(document, f"/{name}/*/{lead}{key}", count, tally.first, tally.last, (pattern,))
        for document, name, lead in lists
        for key, count in counts.items()
    ]
    if model == "tuned" and started and not tally.scopes:
        found.append(Value(_RESULTS, "/adversarial_tests/*/run_at", started, tally.first, tally.last, (pattern,)))
    if model == "tuned" and len(tally.kinds) == 1:
        (kind,) = tally.kinds
        found.append(Value(_RESULTS, "/adversarial_tests/*/kind", kind, tally.first, tally.last, (pattern,)))
    if model == "tuned" and len(tally.names) == 1:
        (name,) = tally.names
        found += [
            Value(document, f"/{place}/*/name", name, tally.first, tally.last, (pattern,), is_worded=True)
            for document, place, _ in lists
            if document == _REPORT
        ]
    if model == "tuned" and tally.successes and not tally.kinds:
        found.append(Value(_REPORT, "/findings/*/pattern", pattern, tally.first, tally.last, (pattern,)))
    return found
