"""deepeval: the test run that ``evaluate()`` leaves in ``results_folder``, JSON with ``testCases``. Read: of 4.3.1.

A metric that failed has ``error`` and no score, yet ``success: false``, and is counted among the failed tests. What the
model did not answer has no ``actualOutput``, and a score of 0 all the same. Names are numbers where nobody gave them,
so that an item is told by its input. Which way a metric points is not in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gate.harness.layout import About, Files, Layout, Said, first_line, one_of, sampling_of
from gate.harness.run import Reading
from gate.harness.source import need, part


def _said(files: Files, reading: Reading) -> Iterator[Said]:
    (source,) = files
    document = source.document
    if document.get("conversationalTestCases"):
        source.fail("conversations of many turns are in it", remedy="Give a run of single prompts.")
    for place, row in enumerate(need(source, document, "testCases", list), 1):
        metrics = need(source, row, "metricsData", list)
        errors = {need(source, m, "name", str): first_line(m["error"]) for m in metrics if m.get("error")}
        yield Said(
            prompt=need(source, row, "input", str),
            scores={need(source, m, "name", str): m.get("success") for m in metrics if not m.get("error")},
            unscored=errors,
            fields={**row, **part(source, row, "additionalMetadata"), **part(source, row, "metadata")},
            response=row.get("actualOutput"),
            label=str(row.get("name") or f"test case {place}"),
        )


def _about(files: Files, rows: Sequence[Said]) -> About:
    (source,) = files
    given = part(source, source.document, "hyperparameters")
    metrics = [m for row in source.document["testCases"] for m in row["metricsData"]]
    limits = {
        f"threshold of {m['name']}": m["threshold"] for m in metrics if isinstance(m.get("threshold"), (int, float))
    }
    return About(
        suite="deepeval",
        model=one_of([given.get("model")]),
        judge=one_of([m.get("evaluationModel") for m in metrics]),
        sampling=sampling_of(given),
        setup=limits,
    )


_LAYOUT = Layout(
    name="deepeval",
    holds=((b'"testCases"', b'"metricsData"'), (b'"testCases"', b'"conversationalTestCases"')),
    category=("category", "tags"),
    said=_said,
    about=_about,
)
NAME, OPTIONS, recognises, read = _LAYOUT.name, _LAYOUT.options, _LAYOUT.recognises, _LAYOUT.read
