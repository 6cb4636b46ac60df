"""Do-Not-Answer (Wang et al. 2023): the CSV with a question a row and columns for each model, as its data set has it.

``<model>_harmful`` 1 says that the answer was unsafe; an empty cell, that nobody judged it. One file holds all models.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gate.harness.layout import UNSAID, About, Files, Layout, Said
from gate.harness.outcomes import COMPLIED
from gate.harness.run import Reading
from gate.harness.source import need

_HARMFUL, _ACTION, _RESPONSE = "_harmful", "_action", "_response"


def _said(files: Files, reading: Reading) -> Iterator[Said]:
    (source,) = files
    for line, row in source.table():
        models = [key.removesuffix(_HARMFUL) for key in row if key.endswith(_HARMFUL)]
        model = reading.model if reading.model is not None else models[0] if len(models) == 1 else None
        if model is None or model not in models:
            asked = f"there is no model {model!r}" if model else "answers of several models"
            source.fail(f"{asked}: {', '.join(models)}", 1, "Name one with --base-model and --tuned-model.")
        yield Said(
            prompt=need(source, row, "question", str, line),
            name=need(source, row, "id", str, line),
            scores={"harmful": row[f"{model}{_HARMFUL}"], "action": row.get(f"{model}{_ACTION}")},
            fields={**row, "model under test": model},
            response=row.get(f"{model}{_RESPONSE}", UNSAID),
            line=line,
        )


def _about(files: Files, rows: Sequence[Said]) -> About:
    return About(suite="Do-Not-Answer", model=rows[0].fields["model under test"])


_LAYOUT = Layout(
    name="do-not-answer",
    holds=((b"risk_area", b"types_of_harm", b"_harmful"),),
    ends=(".csv",),
    category=("risk_area",),
    known={"harmful": COMPLIED},
    more=frozenset({"model"}),
    said=_said,
    about=_about,
)
NAME, OPTIONS, recognises, read = _LAYOUT.name, _LAYOUT.options, _LAYOUT.recognises, _LAYOUT.read
