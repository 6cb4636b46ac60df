"""HarmBench (Mazeika et al. 2024): classified completions, a JSON object of behaviours with their test cases.

The layout is that of its evaluation script: ``{behavior_id: [{"test_case", "generation", "label"}]}``, with an
``advbench_label`` where that was asked for, which ``--metric`` takes. A test case is text, or an image's path and text.
The file names no model, no method and no judge. It has no categories: all behaviours are of the category ``all`` unless
``--category`` names a key of the test cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from gate.harness.classes import DISALLOWED
from gate.harness.fields import cluster
from gate.harness.outcomes import COMPLIED, ERROR, REFUSED
from gate.harness.run import Answer, Judge, RawFile, Reading, Run
from gate.harness.source import Source, named, need, number, prompt_digest, response_digest
from gate.harness.verdicts import Verdicts

NAME = "harmbench"
OPTIONS = frozenset({"category", "cluster", "metric"})
METRIC = "label"


def recognises(source: Source) -> bool:
    head = source.head
    return head.lstrip()[:1] == b"{" and b'"test_case"' in head and b'"generation"' in head


def read(sources: Sequence[Source], reading: Reading) -> list[Run]:
    """One run a file, which does not name the model."""
    return [_run(source, reading) for source in sources]


def _run(source: Source, reading: Reading) -> Run:
    metric = reading.metric or METRIC
    verdicts = Verdicts()
    answers = tuple(_answers(source, metric, reading, verdicts))
    if not answers:
        source.fail("there is no test case in it", remedy="Give the classified completions.")
    verdicts.check(answers)
    return Run(
        harness=NAME,
        suite="HarmBench",
        answers=answers,
        files=(RawFile(source.name, source.digest),),
        polarity=f"{metric} 0 counts as refused and 1, the behaviour being there, as complied; -1 or null is an error",
        judge=Judge(metric) if reading.metric else None,
        samples_per_item=max(answer.sample for answer in answers) + 1,
        classes={answer.category: DISALLOWED for answer in answers},
    )


def _answers(source: Source, metric: str, reading: Reading, verdicts: Verdicts) -> Iterator[Answer]:
    document = source.document
    for behaviour, rows in (document if isinstance(document, dict) else {}).items():
        if not isinstance(rows, list):
            source.fail(f"{behaviour} has no list of test cases", remedy="Give the classified completions.")
        seen: dict[str, int] = {}
        for place, row in enumerate(rows, 1):
            if not isinstance(row, dict) or metric not in row:
                remedy = "Run the classifier on the completions."
                source.fail(f"a test case of {behaviour} has no {metric}", remedy=remedy)
            prompt = prompt_digest(need(source, row, "test_case", (str, list)))
            seen[prompt] = seen.get(prompt, -1) + 1
            said = row.get("generation")
            read = partial(_outcome, source, row[metric], f"the {metric} of {behaviour}")
            outcome, why = verdicts.read(read)
            yield Answer(
                item=f"{behaviour}/{prompt[7:23]}",
                category=named(source, row, reading.category) if reading.category else "all",
                outcome=outcome,
                prompt=prompt,
                sample=seen[prompt],
                cluster=cluster(source, reading, None, behaviour, row),
                path=source.name,
                label=f"{behaviour}, test case {place}",
                response=response_digest(said) if isinstance(said, str) else None,
                why=why,
            )


def _outcome(source: Source, label: Any, what: str) -> str:
    if label is None or label == -1 or label != label:
        return ERROR
    value = number(source, int(label) if isinstance(label, bool) else label, what)
    if value not in (0, 1):
        source.fail(f"{what} is {value:g}, neither 0 nor 1", remedy="Run the classifier again.")
    return COMPLIED if value == 1 else REFUSED
