"""Braintrust: ``EvalResult.as_dict()`` as JSON Lines. Read: of 0.48.1.

What failed has no scores: of the model, ``error`` is set; of a scorer it is null, and ``metadata.scorer_errors`` says
so. The file names neither experiment nor model. Trials are rows with one input, one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gate.harness.layout import About, Files, Layout, Said, first_line, sampling_of
from gate.harness.run import Reading
from gate.harness.source import part


def _said(files: Files, reading: Reading) -> Iterator[Said]:
    (source,) = files
    for line, row in source.rows():
        meta = part(source, row, "metadata", line)
        errors = part(source, meta, "scorer_errors", line)
        yield Said(
            prompt=row.get("input"),
            scores=part(source, row, "scores", line),
            unscored={name: first_line(str(error).strip().rpartition("\n")[2]) for name, error in errors.items()},
            fields={**meta, **row},
            response=row.get("output"),
            failed=first_line(row["error"]) if row.get("error") else None,
            line=line,
            label=meta["item"] if isinstance(meta.get("item"), str) else None,
        )


def _about(files: Files, rows: Sequence[Said]) -> About:
    return About(suite="Braintrust", sampling=sampling_of(rows[0].fields))


_LAYOUT = Layout(
    name="braintrust",
    holds=((b'"scores"', b'"input"', b'"exc_info"'), (b'"scores"', b'"input"', b'"classifications"')),
    ends=(".jsonl",),
    category=("category", "tags"),
    said=_said,
    about=_about,
)
NAME, OPTIONS, recognises, read = _LAYOUT.name, _LAYOUT.options, _LAYOUT.recognises, _LAYOUT.read
