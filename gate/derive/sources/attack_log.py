"""A log of attacks, a line of JSON each: how many were tried and succeeded, pattern by pattern.

The form is tunegate's own, because red teams have none in common: ``{"pattern": "IN-1", "success": false}``, where
``pattern`` is the id of a pattern in the red-team report or the name of an adversarial test in the evaluation results,
and ``"model": "base"`` says that the base model was attacked. Other keys, such as the transcript, are not read.

Facts: ``patterns`` (pattern -> attempts and successes on the fine-tune).
"""

from __future__ import annotations

from dataclasses import dataclass

from gate.derive.given import Given, Source, SourceError, Value
from gate.derive.parsing import json_lines

KIND = "attack-log"
MODELS = ("tuned", "base")
_REPORT, _RESULTS = "red-team-report", "evaluation-results"
_REMEDY = 'Write a line for each attack: {"pattern": "IN-1", "success": false}.'


@dataclass(slots=True)
class _Tally:
    first: int
    last: int
    attempts: int = 0
    successes: int = 0


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
    if not tallies:
        raise SourceError("there is no attack in it", 1, _REMEDY)
    tuned = {pattern: tally for (model, pattern), tally in tallies.items() if model == "tuned"}
    return Given(
        values=tuple(value for key, tally in tallies.items() for value in _values(*key, tally)),
        facts={"patterns": {name: {"attempts": t.attempts, "successes": t.successes} for name, t in tuned.items()}},
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
    return pattern.strip(), success, str(model)


def _values(model: str, pattern: str, tally: _Tally) -> list[Value]:
    counts = {"attempts": tally.attempts, "successes": tally.successes}
    lists = [(_RESULTS, "adversarial_tests", "base_" if model == "base" else "")]
    if model == "tuned":
        lists += [(_REPORT, "in_scope_patterns", ""), (_REPORT, "out_of_scope_patterns", "")]
    return [
        Value(document, f"/{name}/*/{lead}{key}", count, tally.first, tally.last, (pattern,))
        for document, name, lead in lists
        for key, count in counts.items()
    ]
