"""``all_results.json``, ``train_results.json`` and ``eval_results.json`` of transformers' ``Trainer.save_metrics``.

Facts: ``train_samples``, ``eval_samples``, ``epoch``.
"""

from __future__ import annotations

from gate.derive.given import Given, Source, SourceError
from gate.derive.parsing import finite, line_of_key, python_json
from gate.derive.progress import metrics
from gate.derive.trainer import Run

KIND = "training-results"
_FILES = frozenset({"all_results.json", "train_results.json", "eval_results.json"})


def recognises(source: Source) -> bool:
    return source.name in _FILES


def read(source: Source) -> Given:
    found = python_json(source)
    if not isinstance(found, dict) or not any(str(name).endswith(("_loss", "_runtime")) for name in found):
        raise SourceError("not the metrics of a trainer", 1, "Record what Trainer.save_metrics wrote.")
    run = Run(
        facts={name: found[name] for name in ("train_samples", "eval_samples", "epoch") if finite(found.get(name))}
    )
    metrics(run, found, {name: line_of_key(source.data, name) for name in found})
    seconds = found.get("train_runtime")
    if finite(seconds) and float(seconds or 0) > 0:
        run.give("/duration_seconds", seconds, line_of_key(source.data, "train_runtime"))
    return run.given()
