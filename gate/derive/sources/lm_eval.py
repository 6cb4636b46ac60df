"""Results of lm-evaluation-harness (``results_<time>.json``, read: 0.4.9 and 0.4.13) on the intended task.

A task is told by its name or its alias. Facts: ``model``, the id of the evaluated model, which says whether the score
is the base model's or the fine-tune's. Of several metrics the document has to name one, so that none is derived.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gate.derive.given import Given, Note, Source, SourceError, Value
from gate.derive.moments import moment
from gate.derive.parsing import finite, line_of_key, python_json

KIND = "lm-eval"
MODEL_VALUE = "model_value"  # of the base or of the fine-tune, as ``model`` says
_RESULTS, _AT = "evaluation-results", "/task_evaluations/*"


def recognises(source: Source) -> bool:
    keys = (b'"results"', b'"configs"')
    return source.name.endswith(".json") and all(key in source.head for key in keys) and b'"samples"' not in source.head


def read(source: Source) -> Given:
    """Raises SourceError where no task has a result, or nothing says which model was evaluated."""
    found = python_json(source)
    said = found if isinstance(found, dict) else {}
    results, model = said.get("results"), said.get("model_name")
    if not isinstance(results, dict) or not results or not isinstance(model, str):
        raise SourceError("no task has a result, or no model is named", 1, "Give the output of a complete run.")
    values: list[Value] = []
    notes: list[Note] = []
    for task, row in results.items():
        about = tuple(dict.fromkeys((task, str(row.get("alias", task)).strip(" -"))))
        line = line_of_key(source.data, task)
        values += [Value(_RESULTS, f"{_AT}/{key}", value, line, line, about) for key, value in _of_task(said, task)]
        metrics = {
            name: value for name, value in row.items() if "," in name and "_stderr," not in name and finite(value)
        }
        if len(metrics) == 1:
            ((name, value),) = metrics.items()
            metric = name.partition(",")[0]
            better = (said.get("higher_is_better") or {}).get(task, {}).get(metric)
            at = line_of_key(source.data, name)
            values.append(Value(_RESULTS, f"{_AT}/{MODEL_VALUE}", value, at, at, about, rounded=True))
            values.append(Value(_RESULTS, f"{_AT}/metric", metric, at, at, about))
            if isinstance(better, bool):
                values.append(Value(_RESULTS, f"{_AT}/higher_is_better", better, at, at, about))
        else:
            notes.append(Note(f"{task} has {len(metrics)} metrics", line, "Type the one that counts."))
    version = said.get("lm_eval_version")
    return Given(f"lm-evaluation-harness {version}", tuple(values), facts={"model": model}, notes=tuple(notes))


def _of_task(said: Mapping[str, Any], task: str) -> Iterator[tuple[str, Any]]:
    if isinstance(said.get("lm_eval_version"), str):
        yield "harness", f"lm-evaluation-harness {said['lm_eval_version']}"
    if when := moment(said.get("date")):
        yield "run_at", when
    count = (said.get("n-samples") or {}).get(task, {}).get("effective")
    if isinstance(count, int):
        yield "dataset/items", count
    kwargs = (said.get("configs") or {}).get(task, {}).get("dataset_kwargs") or {}
    files = kwargs.get("data_files") if isinstance(kwargs, dict) else None
    names = [*files.values()] if isinstance(files, dict) else [files]
    if len(names) == 1 and isinstance(names[0], str):
        yield "dataset/name", names[0]
