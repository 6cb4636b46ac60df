"""Weave (Weights & Biases): the calls of an evaluation as JSON Lines, with the rows of its data set. Read: of 0.54.0.

Of the calls only ``Evaluation.predict_and_score`` counts, one for each row and trial. A model that failed leaves a null
output and no scores, a scorer that failed an exception. The category and the item are in the data set's rows, which the
last part of ``inputs.example`` names. ``eval_results.json`` has neither, and is told by position alone: refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gate.harness.layout import ANY, UNSAID, About, Files, Layout, Said, first_line, one_of
from gate.harness.run import Reading
from gate.harness.source import Row, Source, loads, moment, need, part

_ROWS = (b'"digest"', b'"val"')
_STEP = "/op/Evaluation.predict_and_score:"


def _groups(sources: Files) -> list[list[Source]]:
    """Each file of calls, with the rows of the data sets."""
    for file in sources:
        if b'"op_name"' not in file.head and b'"model_latency"' in file.head:
            remedy = "Give the evaluation's calls, and the rows of its data set."
            file.fail("results without the items that they are of", remedy=remedy)
    rows = [file for file in sources if _is_rows(file)]
    calls = [file for file in sources if file not in rows]
    if not calls:
        rows[0].fail("the calls of this evaluation are missing", remedy="Add calls.jsonl of the same run.")
    return [[file, *rows] for file in calls]


def _is_rows(source: Source) -> bool:
    return b'"op_name"' not in source.head and all(mark in source.head for mark in _ROWS)


def _said(files: Files, reading: Reading) -> Iterator[Said]:
    source, *beside = files
    rows = {need(f, row, "digest", str, n): part(f, row, "val", n) for f in beside for n, row in f.rows()}
    for line, call in source.rows():
        if _STEP not in str(call.get("op_name")):
            continue
        example = str(part(source, call, "inputs", line).get("example"))
        digest = example.rpartition("/")[2]
        row = rows.get(digest, {})
        output = part(source, call, "output", line)
        exception = _message(source, call.get("exception"), line)
        answer = output.get("output")
        yield Said(
            prompt=row or None,
            name=str(row["id"]) if row.get("id") else digest,
            scores={} if exception else dict(_flat(part(source, output, "scores", line))),
            fields={**row, **call},
            response=UNSAID if exception else answer,
            unscored={ANY: exception} if exception else {},
            line=line,
        )


def _flat(scores: Row) -> Iterator[tuple[str, Any]]:
    """Scores by their path: a scorer may give an object, of which the values that are no text are scores."""
    for name, value in scores.items():
        if not isinstance(value, dict):
            yield name, value
            continue
        for key, one in value.items():
            if isinstance(one, (bool, int, float)):
                yield f"{name}.{key}", one


def _message(source: Source, text: Any, line: int) -> str:
    if not isinstance(text, str) or not text:
        return ""
    found = loads(source, text, line) if text.lstrip().startswith("{") else {"message": text}
    return first_line(f"{found.get('type', '')} {found.get('message', '')}".strip())


def _about(files: Files, rows: Sequence[Said]) -> About:
    models = [part(files[0], row.fields, "inputs").get("model") for row in rows]
    named = [text.rpartition("/object/")[2].partition(":")[0] for text in models if isinstance(text, str)]
    scores = [value for row in rows for value in _scores(row)]
    return About(
        suite=one_of([_evaluation(row) for row in rows]) or "Weave",
        model=one_of(named),
        judge=one_of([value.get("judge") or value.get("model") for value in scores]),
        finished_at=max(filter(None, (moment(row.fields.get("ended_at")) for row in rows)), default=None),
    )


def _scores(row: Said) -> list[Row]:
    output = row.fields.get("output")
    scores = output.get("scores") if isinstance(output, dict) else None
    return [value for value in scores.values() if isinstance(value, dict)] if isinstance(scores, dict) else []


def _evaluation(row: Said) -> str | None:
    own = row.fields["inputs"].get("self")
    return own.rpartition("/object/")[2].partition(":")[0] if isinstance(own, str) else None


_LAYOUT = Layout(
    name="weave",
    holds=((b'"op_name"', b"weave:///"), _ROWS, (b'"summary"', b'"rows"', b'"model_latency"')),
    ends=(".jsonl", ".json"),
    lacks=(b'"evalId"',),
    groups=_groups,
    said=_said,
    about=_about,
)
NAME, OPTIONS, recognises, read = _LAYOUT.name, _LAYOUT.options, _LAYOUT.recognises, _LAYOUT.read
