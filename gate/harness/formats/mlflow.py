"""MLflow: traces of ``mlflow.genai.evaluate`` as JSON Lines, its ``result_df``, and ``eval_results_table.json`` of
``mlflow.models.evaluate``, with ``run.json`` beside them. Read: all of 3.17.2.

A scorer also runs where the model failed (``state: ERROR``), and says "no" of an answer that is not there; a scorer
that failed leaves no value and an error. Expectations stand among the assessments. Trace ids are of one run: an item is
told by its inputs, which metadata cut off and the root span has whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

from gate.harness.layout import About, Files, Layout, Said, first_line, one_of, sampling_of
from gate.harness.run import Reading
from gate.harness.source import Row, Source, moment, need, part

_RUN = (b'"artifact_uri"', b'"lifecycle_stage"')
_VALUE, _SCORE, _ERROR = "/value", "/score", "/error_message"
_PROMPTS, _ANSWERS = ("inputs", "input", "prompt", "question", "request"), ("outputs", "output", "response")


def _groups(sources: Files) -> list[list[Source]]:
    """Of the files of one folder the traces go before their table; ``run.json`` says more of the same run."""
    found: dict[PurePosixPath, list[Source]] = {}
    for source in sources:
        found.setdefault(PurePosixPath(source.name).parent, []).append(source)
    groups: list[list[Source]] = []
    for files in found.values():
        about = [file for file in files if all(mark in file.head for mark in _RUN)]
        main = [file for file in files if file not in about]
        traces = [file for file in main if b'"trace_location"' in file.head]
        if not main:
            about[0].fail("the answers of this run are missing", remedy="Add its traces or its table of results.")
        groups += [[file, *about] for file in (traces or main)]
    return groups


def _said(files: Files, reading: Reading) -> Iterator[Said]:
    source = files[0]
    if source.path.name.endswith(".json"):
        yield from _table(source)
        return
    for line, row in source.rows():
        yield _trace(source, line, row) if "info" in row else _frame(source, line, row)


def _trace(source: Source, line: int, row: Row) -> Said:
    info = need(source, row, "info", dict, line)
    tags, meta = part(source, info, "tags", line), part(source, info, "trace_metadata", line)
    spans = part(source, row, "data", line).get("spans")
    roots = (
        [s for s in spans if isinstance(s, dict) and s.get("parent_span_id") is None] if isinstance(spans, list) else []
    )
    root = part(source, roots[0], "attributes", line) if roots else {}
    scores, errors = _feedback(source, info.get("assessments"), line)
    return Said(
        prompt=root.get("mlflow.spanInputs") or meta.get("mlflow.traceInputs") or info.get("request_preview"),
        scores=scores,
        unscored=errors,
        fields={**tags, **row, "tags": tags},
        response=root.get("mlflow.spanOutputs") or meta.get("mlflow.traceOutputs") or info.get("response_preview"),
        failed=None if info.get("state") == "OK" else f"state {info.get('state')}",
        line=line,
        label=tags.get("item") if isinstance(tags.get("item"), str) else None,
    )


def _feedback(source: Source, rows: Any, line: int | None) -> tuple[dict[str, Any], dict[str, str]]:
    scores: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for row in rows if isinstance(rows, list) else ():
        found = row.get("feedback") if isinstance(row, dict) else None
        if not isinstance(found, dict) or row.get("valid") is False:
            continue
        name = need(source, row, "assessment_name", str, line)
        scores[name] = found.get("value")
        if found.get("error"):
            scores[name] = None
            errors[name] = first_line(part(source, found, "error", line).get("error_message"))
    return scores, errors


def _frame(source: Source, line: int, row: Row) -> Said:
    tags = part(source, row, "tags", line)
    expected = {a.get("assessment_name") for a in row.get("assessments") or () if "expectation" in a}
    names = [key.removesuffix(_VALUE) for key in row if key.endswith(_VALUE)]
    return Said(
        prompt=row.get("request"),
        scores={name: row[f"{name}{_VALUE}"] for name in names if name not in expected},
        unscored={name: first_line(row[f"{name}{_ERROR}"]) for name in names if row.get(f"{name}{_ERROR}")},
        fields={**tags, **row},
        response=row.get("response"),
        failed=None if row.get("state") == "OK" else f"state {row.get('state')}",
        line=line,
        label=tags.get("item") if isinstance(tags.get("item"), str) else None,
    )


def _table(source: Source) -> Iterator[Said]:
    columns = need(source, source.document, "columns", list)
    for place, cells in enumerate(need(source, source.document, "data", list), 1):
        if not isinstance(cells, list) or len(cells) != len(columns):
            source.fail(f"row {place} has not one cell a column", remedy="Export the table again.")
        row = dict(zip(columns, cells, strict=True))
        prompt = next((row[name] for name in _PROMPTS if row.get(name) is not None), None)
        yield Said(
            prompt=prompt,
            name=next((str(row[name]) for name in ("item_id", "id") if row.get(name) is not None), None),
            scores={key.removesuffix(_SCORE): row[key] for key in row if str(key).endswith(_SCORE)},
            fields=row,
            response=next((row[name] for name in _ANSWERS if name in row), None),
        )


def _about(files: Files, rows: Sequence[Said]) -> About:
    run = files[1].document if len(files) > 1 else {}
    info, data = (part(files[-1], run, key) for key in ("info", "data"))
    given = part(files[-1], data, "params")
    judges = [_judge(row) for row in rows]
    ended = info.get("end_time")
    return About(
        suite="MLflow evaluation",
        model=one_of([given.get("model")]),
        judge=one_of(judges) or one_of([given.get("judge")]),
        sampling=sampling_of(given),
        finished_at=moment(ended / 1000) if isinstance(ended, int) else None,
    )


def _judge(row: Said) -> str | None:
    """Who assessed an answer; a scorer that failed is named in place of its judge."""
    info = row.fields.get("info")
    assessed = info.get("assessments") if isinstance(info, dict) else row.fields.get("assessments")
    named = [
        source.get("source_id")
        for entry in assessed or ()
        if "feedback" in entry and not part_of(entry, "feedback").get("error")
        if isinstance(source := entry.get("source"), dict)
    ]
    return one_of(named)


def part_of(row: Row, key: str) -> Row:
    """The object at a key; empty where it is none."""
    found = row.get(key)
    return found if isinstance(found, dict) else {}


_LAYOUT = Layout(
    name="mlflow",
    holds=(
        (b'"trace_location"', b'"assessments"'),
        (b'"trace_id"', b'/value"', b'"assessments"'),
        (b'"columns"', b'"data"', b'/score"'),
        _RUN,
    ),
    ends=(".jsonl", ".json"),
    groups=_groups,
    said=_said,
    about=_about,
)
NAME, OPTIONS, recognises, read = _LAYOUT.name, _LAYOUT.options, _LAYOUT.recognises, _LAYOUT.read
