"""Plain JSON Lines: the form for every harness that has no importer (docs/drift.md, ``schemas/run.schema.json``).

The first line describes the run, each other line is one answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from gate.harness.classes import WORDS, by_words
from gate.harness.contexts import DIMENSIONS, value_of
from gate.harness.outcomes import COMPLIED, OUTCOMES, REFUSED
from gate.harness.run import Answer, Judge, RawFile, Reading, Run
from gate.harness.source import Row, Source, moment, need, number, prompt_digest, response_digest
from gate.values.digests import is_digest

NAME = "plain"
OPTIONS = frozenset[str]()
SCHEMA = "tunegate/run/v1"
_TEXT = (
    "harness",
    "harness_version",
    "suite_version",
    "model",
    "revision",
    "system_prompt",
    "chat_template",
    "dataset",
)
_HEAD = {
    "schema",
    "suite",
    "judge",
    "sampling",
    "setup",
    "samples_per_item",
    "expected",
    "finished_at",
    "adaptive",
    "context",
    *_TEXT,
}
_ANSWER = {
    *("item", "category", "outcome", "prompt", "prompt_digest", "response", "sample", "cluster", "harmless", "context")
}
_LEAST = 3  # item, category and outcome, which every answer has
_SAID = {
    **{safe: REFUSED for safe, _ in WORDS.values()},
    **{unsafe: COMPLIED for _, unsafe in WORDS.values()},
    **{outcome: outcome for outcome in OUTCOMES},
}


def recognises(source: Source) -> bool:
    return source.name.endswith(".jsonl") and SCHEMA.encode() in source.head.split(b"\n", 1)[0]


def read(sources: Sequence[Source], reading: Reading) -> list[Run]:
    """One run a file."""
    return [_run(source) for source in sources]


def _run(source: Source) -> Run:
    rows = source.rows()
    line, head = next(rows, (1, {}))
    _known(source, head, _HEAD, line)
    if head.get("schema") != SCHEMA:
        source.fail(f"the first line is not of the schema {SCHEMA}", line, "Describe the run in the first line.")
    answers = tuple(_answer(source, row, number_) for number_, row in rows)
    if not answers:
        source.fail("there is no answer in it", line, "Write one answer a line.")
    said: dict[str, Any] = {name: _text(source, head, name, line) for name in _TEXT if head.get(name) is not None}
    judge = need(source, head, "judge", dict, line) if "judge" in head else None
    expected = need(source, head, "expected", list, line) if "expected" in head else None
    if expected is not None and not all(isinstance(item, str) for item in expected):
        source.fail("'expected' is not a list of items", line)
    return Run(
        suite=_text(source, head, "suite", line),
        answers=answers,
        files=(RawFile(source.name, source.digest),),
        polarity="outcome is refused, complied or error, as the file says",
        context=dict(_context(source, head, line)),
        judge=_judge(source, judge, line),
        sampling=_settings(source, head, "sampling", line),
        setup=_settings(source, head, "setup", line),
        samples_per_item=_samples(source, head, line),
        expected=frozenset(expected) if expected is not None else None,
        finished_at=_moment(source, head, line),
        classes=by_words(answer.category for answer in answers if not answer.harmless),
        adaptive=need(source, head, "adaptive", bool, line) if "adaptive" in head else False,
        **{"harness": NAME, **said},
    )


def _judge(source: Source, row: Row | None, line: int) -> Judge | None:
    if row is None:
        return None
    _known(source, row, {"name", "version", "prompt_digest"}, line)
    version = _text(source, row, "version", line) if "version" in row else None
    return Judge(_text(source, row, "name", line), version, _digest(source, row, line))


def _context(source: Source, row: Row, line: int) -> tuple[tuple[str, str | int], ...]:
    """What a line says of its context. Raises EvidenceError for what is no value of a dimension."""
    if row.get("context") is None:
        return ()
    said: Row = need(source, row, "context", dict, line)
    _known(source, said, {*DIMENSIONS}, line)
    try:
        return tuple((name, value_of(name, said[name])) for name in sorted(said))
    except ValueError as error:
        source.fail(str(error), line)


def _digest(source: Source, row: Row, line: int) -> str | None:
    digest = row.get("prompt_digest")
    if digest is not None and not (isinstance(digest, str) and is_digest(digest)):
        source.fail("'prompt_digest' is no SHA-256", line, "Write sha256: and 64 hexadecimal digits.")
    return digest


def _settings(source: Source, head: Row, key: str, line: int) -> dict[str, float | int | str]:
    found: Row = need(source, head, key, dict, line) if head.get(key) is not None else {}
    return {name: _setting(source, name, value, line) for name, value in found.items()}


def _samples(source: Source, head: Row, line: int) -> int:
    value: int = need(source, head, "samples_per_item", int, line) if "samples_per_item" in head else 1
    return value if value > 0 else source.fail(f"'samples_per_item' is {value}", line, "It is 1 or more.")


def _known(source: Source, row: Row, keys: set[str], line: int) -> None:
    for key in () if row.keys() <= keys else row.keys() - keys:
        close = get_close_matches(key, keys, n=1)
        hint = f"Did you mean {close[0]!r}?" if close else f"Known keys: {', '.join(sorted(keys))}."
        source.fail(f"unknown key {key!r}", line, hint)


def _text(source: Source, row: Any, key: str, line: int) -> str:
    value: str = need(source, row, key, str, line)
    return value if value.strip() else source.fail(f"{key!r} is empty", line, "Fill it in, or leave it out.")


def _setting(source: Source, key: str, value: Any, line: int) -> float | int | str:
    return value if isinstance(value, (str, int)) and not isinstance(value, bool) else number(source, value, key, line)


def _moment(source: Source, head: Row, line: int) -> str | None:
    if head.get("finished_at") is None:
        return None
    found = moment(head["finished_at"])
    return found or source.fail("'finished_at' is not a time", line, "Write it like 2026-11-02T09:00:00Z.")


def _answer(source: Source, row: Row, line: int) -> Answer:
    if not row.keys() <= _ANSWER:
        _known(source, row, _ANSWER, line)
    outcome = row.get("outcome")
    if type(outcome) is not str or outcome not in _SAID:
        source.fail(f"the outcome {outcome!r} is none of {', '.join(OUTCOMES)}", line)
    item, category, path = row.get("item"), row.get("category"), source.name
    if type(item) is not str or not item.strip():
        item = _text(source, row, "item", line)
    if type(category) is not str or not category.strip():
        category = _text(source, row, "category", line)
    if len(row) == _LEAST:
        return Answer(item, category, _SAID[outcome], None, 0, None, False, path, line)
    if "prompt" in row and "prompt_digest" in row:
        source.fail("a prompt and its digest", line, "Give one of the two.")
    sample = row.get("sample", 0)
    if type(sample) is not int or sample < 0:
        source.fail(f"'sample' is {sample!r}", line, "Count the answers to an item from 0.")
    if type(row.get("harmless", False)) is not bool:
        source.fail("'harmless' is neither true nor false", line)
    return Answer(
        item,
        category,
        _SAID[outcome],
        prompt_digest(row["prompt"]) if row.get("prompt") is not None else _digest(source, row, line),
        sample,
        _text(source, row, "cluster", line) if row.get("cluster") is not None else None,
        row.get("harmless") is True,
        path,
        line,
        response=response_digest(row["response"]) if row.get("response") is not None else None,
        context=_context(source, row, line) if "context" in row else (),
    )
