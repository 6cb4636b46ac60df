"""Langfuse: experiment items, as the SDK returns them (JSON Lines) and as the API does. Read: both of the SDK 5.0.4,
the API's from its model classes.

A boolean score is 1.0 or 0.0 in the one and true or false in the other. ``trace_id`` is of one run, and all zeros
without tracing. The SDK leaves out the items that the model failed on; the API has them with ``level: ERROR``. A page
of the API may be one of many, and scores alone name no item.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gate.harness.layout import About, Files, Layout, Said, one_of, sampling_of, scored
from gate.harness.run import Reading
from gate.harness.source import Row, Source, moment, need, part


def _said(files: Files, reading: Reading) -> Iterator[Said]:
    (source,) = files
    if source.path.name.endswith(".jsonl"):
        for line, row in source.rows():
            item = need(source, row, "item", dict, line)
            meta = part(source, item, "metadata", line)
            yield Said(
                prompt=item.get("input"),
                name=str(item["id"]) if item.get("id") else None,
                scores=scored(source, row.get("evaluations"), "name", "value", line),
                fields={**meta, **row},
                response=row.get("output"),
                line=line,
                label=_text(meta.get("item")),
            )
        return
    for row in _whole(source):
        yield Said(
            prompt=row.get("input"),
            name=need(source, row, "experimentItemId", str),
            scores=scored(source, row.get("scores"), "name", "value"),
            fields={**part(source, row, "experimentItemMetadata"), **row},
            response=row.get("output"),
            failed=str(row.get("statusMessage") or "level ERROR") if row.get("level") == "ERROR" else None,
        )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _whole(source: Source) -> list[Row]:
    """The rows of all pages. Raises EvidenceError where the file is one page of several."""
    rows: list[Row] = need(source, source.document, "data", list)
    meta = part(source, source.document, "meta")
    total = meta.get("totalItems")
    if (isinstance(total, int) and total > len(rows)) or meta.get("cursor"):
        of = f" of {total}" if isinstance(total, int) else ""
        source.fail(f"one page, with {len(rows)}{of} items", remedy="Fetch all pages, and put their data in one file.")
    return rows


def _about(files: Files, rows: Sequence[Said]) -> About:
    given = [meta for row in rows if isinstance(meta := row.fields.get("experimentMetadata"), dict)]
    scores = [s for row in rows for key in ("evaluations", "scores") for s in row.fields.get(key) or () if s]
    judges = [meta.get("judge") or meta.get("model") for s in scores if isinstance(meta := s.get("metadata"), dict)]
    data = one_of([row.fields.get("experimentDatasetId") for row in rows])
    return About(
        suite=f"Langfuse data set {data}" if data else "Langfuse",
        model=one_of([meta.get("model") for meta in given]),
        judge=one_of(judges) or one_of([meta.get("judge") for meta in given]),
        sampling=sampling_of(given[0]) if given else {},
        finished_at=max(filter(None, (moment(row.fields.get("endTime")) for row in rows)), default=None),
    )


_LAYOUT = Layout(
    name="langfuse",
    holds=(
        (b'"evaluations"', b'"item"', b'"experiment_id"'),
        (b'"experimentItemId"',),
        (b'"dataType"', b'"subject"', b'"projectId"'),
    ),
    ends=(".jsonl", ".json"),
    lacks=(b'"evaluation_runs"',),
    said=_said,
    about=_about,
)
NAME, OPTIONS, recognises = _LAYOUT.name, _LAYOUT.options, _LAYOUT.recognises


def read(sources: Files, reading: Reading) -> list[Any]:
    """One run a file. Raises EvidenceError for scores without their items."""
    for source in sources:
        if b'"dataType"' in source.head and b'"experimentItemId"' not in source.head:
            source.fail("scores alone, which name a trace and no item", remedy="Give the experiment's items.")
    return _LAYOUT.read(sources, reading)
