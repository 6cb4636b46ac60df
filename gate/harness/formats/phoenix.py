"""Arize Phoenix: ``evaluate_dataframe`` as JSON Lines (evals 3.9.4) and ``run_experiment`` as JSON (client 3.5.0).

An evaluator that failed leaves a null score and FAILED in its details; an answer that is null is scored as any other.
An experiment leaves out the items that the model failed on, has its answers and its scores in two lists, and no
categories. CSV has scores as Python writes them, and annotations name no category: neither is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gate.harness.layout import About, Files, Layout, Said, first_line, one_of
from gate.harness.run import Reading
from gate.harness.source import Row, Source, moment, need, part

_SCORE, _DETAILS = "_score", "_execution_details"
_PROMPTS, _ANSWERS = ("prompt", "input", "question"), ("output", "response", "answer")


def _said(files: Files, reading: Reading) -> Iterator[Said]:
    (source,) = files
    if source.path.name.endswith(".json"):
        yield from _experiment(source)
        return
    for line, row in source.rows():
        names = [key.removesuffix(_SCORE) for key in row if key.endswith(_SCORE)]
        details = {name: part(source, row, f"{name}{_DETAILS}", line) for name in names}
        yield Said(
            prompt=next((row[key] for key in _PROMPTS if row.get(key) is not None), None),
            name=str(row["item_id"]) if row.get("item_id") is not None else None,
            scores={name: part(source, row, f"{name}{_SCORE}", line).get("score") for name in names},
            unscored={name: _errors(said) for name, said in details.items() if said.get("status") != "COMPLETED"},
            fields=row,
            response=next((row[key] for key in _ANSWERS if key in row), None),
            line=line,
        )


def _errors(details: Row) -> str:
    found = details.get("exceptions")
    return first_line(found[-1]) if isinstance(found, list) and found else str(details.get("status"))


def _experiment(source: Source) -> Iterator[Said]:
    scores: dict[str, dict[str, Any]] = {}
    errors: dict[str, dict[str, str]] = {}
    for row in need(source, source.document, "evaluation_runs", list):
        run, name = need(source, row, "experiment_run_id", str), need(source, row, "name", str)
        scores.setdefault(run, {})[name] = part(source, row, "result").get("score")
        if row.get("error"):
            errors.setdefault(run, {})[name] = first_line(row["error"])
    for row in need(source, source.document, "task_runs", list):
        number = row.get("repetition_number")
        run = need(source, row, "id", str)
        yield Said(
            prompt=None,
            name=need(source, row, "dataset_example_id", str),
            scores=scores.get(run, {}),
            unscored=errors.get(run, {}),
            fields=row,
            response=row.get("output"),
            failed=first_line(row["error"]) if row.get("error") else None,
            sample=number - 1 if isinstance(number, int) and number > 0 else None,
        )


def _about(files: Files, rows: Sequence[Said]) -> About:
    scores = [value for row in rows for key, value in row.fields.items() if key.endswith(_SCORE)]
    metas = [meta for value in scores if isinstance(value, dict) and isinstance(meta := value.get("metadata"), dict)]
    ended = filter(None, (moment(row.fields.get("end_time")) for row in rows))
    return About(
        suite="Phoenix",
        judge=one_of([meta.get("judge") or meta.get("model") for meta in metas]),
        finished_at=max(ended, default=None),
    )


_LAYOUT = Layout(
    name="phoenix",
    holds=((b'_execution_details"', b'_score"'), (b'"task_runs"', b'"evaluation_runs"')),
    ends=(".jsonl", ".json"),
    said=_said,
    about=_about,
)
NAME, OPTIONS, recognises, read = _LAYOUT.name, _LAYOUT.options, _LAYOUT.recognises, _LAYOUT.read
