"""OpenAI evals: the event log of ``oaieval --record_path``, JSON Lines. Read: ``match`` and ``modelgraded`` of
3.0.1.post1.

A judge that could not be read leaves ``choice: __invalid__`` with a score of 0, which is in the mean. The first
sampling event of a sample is the model's, a second the judge's. ``sample_id`` counts the rows of the data file; the
category is in that file alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gate.harness.layout import About, Files, Layout, Said, one_of
from gate.harness.run import Reading
from gate.harness.source import Row, Source, moment, need, part

_INVALID = "__invalid__"


def _said(files: Files, reading: Reading) -> Iterator[Said]:
    (source,) = files
    asked: dict[str, tuple[int, Row]] = {}
    found: dict[str, tuple[dict[str, Any], dict[str, str]]] = {}
    for line, row in source.rows():
        kind = row.get("type")
        if kind not in ("sampling", "match", "metrics"):
            continue
        name = need(source, row, "sample_id", str, line)
        data = need(source, row, "data", dict, line)
        if kind == "sampling":
            first = asked.setdefault(name, (line, data))[1]
            if first is not data:
                first["judge"] = data.get("model")
            continue
        scores, errors = found.setdefault(name, ({}, {}))
        for key in ("correct", "score"):
            if key in data and data.get("choice") == _INVALID:
                errors[key] = "the judge's choice could not be read"
            elif key in data:
                scores[key] = data[key]
    for name, (line, data) in asked.items():
        scores, errors = found.get(name, ({}, {}))
        yield Said(
            prompt=data.get("prompt"),
            name=name,
            scores=scores,
            unscored=errors,
            fields=data,
            response=data.get("sampled"),
            line=line,
        )


def _about(files: Files, rows: Sequence[Said]) -> About:
    spec = _spec(files[0])
    run = part(files[0], spec, "run_config")
    models = spec.get("completion_fns")
    names = [name for name in models if isinstance(name, str)] if isinstance(models, list) else []
    judged = run.get("eval_spec", {}).get("cls")
    return About(
        suite=f"OpenAI evals {spec.get('eval_name') or ''}".strip(),
        model=one_of([row.fields.get("model") for row in rows]) or (names[0] if names else None),
        judge=one_of([row.fields.get("judge") for row in rows])
        or (names[1] if len(names) > 1 else str(judged) if judged else None),
        sampling={"seed": run["seed"]} if isinstance(run.get("seed"), int) else {},
        finished_at=moment(spec.get("created_at")),
    )


def _spec(source: Source) -> Row:
    return next((part(source, row, "spec", line) for line, row in source.rows() if "spec" in row), {})


_LAYOUT = Layout(
    name="openai-evals",
    holds=((b'"spec"', b'"completion_fns"', b'"eval_name"'),),
    ends=(".jsonl",),
    said=_said,
    about=_about,
)
NAME, OPTIONS, recognises, read = _LAYOUT.name, _LAYOUT.options, _LAYOUT.recognises, _LAYOUT.read
