"""Opik: the ``EvaluationResult`` of an experiment as JSON. Read: of 2.2.122.

A judge that failed leaves ``value: 0.0`` with ``scoring_failed: true``; an answer that is null is scored 0.0 as any
other. ``dataset_item_id`` is made up for each run where the data are local (``temp_item_N``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gate.harness.layout import About, Files, Layout, Said, first_line, one_of, scored
from gate.harness.run import Reading
from gate.harness.source import need, part

_LOCAL = "temp_item"
_OWN = ("id", "expected", "expected_output")  # of a data set's item, what is no part of what was asked


def _said(files: Files, reading: Reading) -> Iterator[Said]:
    (source,) = files
    for row in need(source, source.document, "test_results", list):
        case = need(source, row, "test_case", dict)
        content = part(source, case, "dataset_item_content")
        name = str(case.get("dataset_item_id") or _LOCAL)
        results = need(source, row, "score_results", list)
        failed = [entry for entry in results if entry.get("scoring_failed")]
        trial = row.get("trial_id")
        yield Said(
            prompt=content.get("prompt", content.get("input", {k: v for k, v in content.items() if k not in _OWN})),
            name=None if name.startswith(_LOCAL) else name,
            scores=scored(source, [entry for entry in results if not entry.get("scoring_failed")], "name", "value"),
            unscored={str(entry.get("name")): first_line(entry.get("reason")) for entry in failed},
            fields={**content, "dataset_item_content": content},
            response=case.get("task_output"),
            sample=trial if isinstance(trial, int) and trial >= 0 else None,
            label=content["item"] if isinstance(content.get("item"), str) else None,
        )


def _about(files: Files, rows: Sequence[Said]) -> About:
    document = files[0].document
    results = [entry for row in document["test_results"] for entry in row["score_results"]]
    judges = [meta.get("judge") or meta.get("model") for e in results if isinstance(meta := e.get("metadata"), dict)]
    data = one_of([document.get("dataset_id")])
    return About(suite=f"Opik data set {data}" if data else "Opik", judge=one_of(judges))


_LAYOUT = Layout(
    name="opik",
    holds=((b'"test_results"', b'"test_case"', b'"dataset_item_id"'),),
    ends=(".json",),
    said=_said,
    about=_about,
)
NAME, OPTIONS, recognises, read = _LAYOUT.name, _LAYOUT.options, _LAYOUT.recognises, _LAYOUT.read
