"""LangSmith: ``ExperimentResults`` as JSON Lines (run, example, evaluation_results) or CSV. Read: both of 0.15.1.

``example.id`` survives a second run, ``run.id`` does not. A score is a boolean or a number, in ``score`` or in
``value``; an evaluator that failed is recorded twice, without a score. Repetitions are whole passes in the CSV, which
has no category: a column of ``inputs`` can be one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gate.harness.layout import About, Files, Layout, Said, first_line, one_of, sampling_of, scored
from gate.harness.run import Reading
from gate.harness.source import Row, Source, moment, need, part

_FEEDBACK, _INPUTS, _OUTPUTS = "feedback.", "inputs.", "outputs."


def _said(files: Files, reading: Reading) -> Iterator[Said]:
    (source,) = files
    if source.path.name.endswith(".csv"):
        yield from _table(source)
        return
    for line, row in source.rows():
        run, example = need(source, row, "run", dict, line), need(source, row, "example", dict, line)
        results = part(source, row, "evaluation_results", line).get("results")
        entries = [{**e, "score": e["value"] if e.get("score") is None else e["score"]} for e in _rows(results)]
        yield Said(
            prompt=example.get("inputs"),
            name=need(source, example, "id", str, line),
            scores=scored(source, entries, "key", "score", line),
            unscored={str(e.get("key")): first_line(e.get("comment")) for e in entries if e["score"] is None},
            fields={**part(source, example, "metadata", line), **row},
            response=run.get("outputs"),
            failed=first_line(run["error"]) if run.get("error") else None,
            line=line,
        )


def _rows(results: Any) -> list[Row]:
    rows = [row for row in results if isinstance(row, dict)] if isinstance(results, list) else []
    return [{"value": None, "score": None, **row} for row in rows]


def _table(source: Source) -> Iterator[Said]:
    for line, row in source.table():
        parts: dict[str, Row] = {
            prefix: {key.removeprefix(prefix): value for key, value in row.items() if key.startswith(prefix)}
            for prefix in (_FEEDBACK, _INPUTS, _OUTPUTS)
        }
        yield Said(
            prompt=parts[_INPUTS],
            name=need(source, row, "example_id", str, line),
            scores=parts[_FEEDBACK],
            fields={**row},
            response=parts[_OUTPUTS],
            failed=first_line(row["error"]) if row.get("error") else None,
            line=line,
        )


def _about(files: Files, rows: Sequence[Said]) -> About:
    (source,) = files
    runs = [run for row in rows if isinstance(run := row.fields.get("run"), dict)]
    examples = [e for row in rows if isinstance(e := row.fields.get("example"), dict)]
    given = [meta for run in runs if isinstance(meta := part(source, run, "extra").get("metadata"), dict)]
    data = one_of([example.get("dataset_id") for example in examples])
    judges = [
        info.get("model")
        for row in rows
        for entry in _rows(_results(row))
        if isinstance(info := entry.get("evaluator_info"), dict)
    ]
    return About(
        suite=f"LangSmith data set {data[:8]}" if data else "LangSmith",
        model=one_of([meta.get("model") or meta.get("ls_model_name") for meta in given]),
        judge=one_of(judges) or one_of([meta.get("judge") for meta in given]),
        sampling=sampling_of(given[0]) if given else {},
        finished_at=max(filter(None, (moment(run.get("end_time")) for run in runs)), default=None),
    )


def _results(row: Said) -> Any:
    found = row.fields.get("evaluation_results")
    return found.get("results") if isinstance(found, dict) else None


_LAYOUT = Layout(
    name="langsmith",
    holds=((b'"run"', b'"example"', b'"reference_example_id"'), (b"example_id", b"feedback.", b"inputs.")),
    ends=(".jsonl", ".csv"),
    said=_said,
    about=_about,
)
NAME, OPTIONS, recognises, read = _LAYOUT.name, _LAYOUT.options, _LAYOUT.recognises, _LAYOUT.read
