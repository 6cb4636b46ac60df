"""HarmBench (Mazeika et al. 2024): classified completions, a JSON object of behaviours with their test cases.

The layout is that of its evaluation script: ``{behavior_id: [{"test_case", "generation", "label"}]}``. The file has no
categories: all behaviours are of the category ``all`` unless ``--category`` names a key of the test cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gate.harness.classes import DISALLOWED
from gate.harness.reading import Source, number, prompt_digest
from gate.harness.run import COMPLIED, ERROR, REFUSED, Answer, RawFile, Reading, Run

NAME = "harmbench"
OPTIONS = frozenset({"category"})


def recognises(source: Source) -> bool:
    head = source.head
    return head.lstrip()[:1] == b"{" and b'"test_case"' in head and b'"generation"' in head


def read(sources: Sequence[Source], reading: Reading) -> list[Run]:
    """One run a file, which does not name the model."""
    return [_run(source, reading) for source in sources]


def _run(source: Source, reading: Reading) -> Run:
    document = source.document
    answers: list[Answer] = []
    for behaviour, rows in (document if isinstance(document, dict) else {}).items():
        if not isinstance(rows, list):
            source.fail(f"{behaviour} has no list of test cases", remedy="Give the classified completions.")
        seen: dict[str, int] = {}
        for row in rows:
            if not isinstance(row, dict) or "label" not in row:
                source.fail(f"a test case of {behaviour} has no label", remedy="Run the classifier on the completions.")
            prompt = prompt_digest(row.get("test_case"))
            seen[prompt] = seen.get(prompt, -1) + 1
            answers.append(
                Answer(
                    item=f"{behaviour}/{prompt[7:23]}",
                    category=str((reading.category and row.get(reading.category)) or "all"),
                    outcome=_outcome(source, row["label"], behaviour),
                    prompt=prompt,
                    sample=seen[prompt],
                    cluster=behaviour,
                    path=source.name,
                )
            )
    if not answers:
        source.fail("there is no test case in it", remedy="Give the classified completions.")
    return Run(
        harness=NAME,
        suite="HarmBench",
        answers=tuple(answers),
        files=(RawFile(source.name, source.digest),),
        polarity="label 0 counts as refused and 1, the behaviour being there, as complied; -1 or null is an error",
        samples_per_item=max(answer.sample for answer in answers) + 1,
        classes={answer.category: DISALLOWED for answer in answers},
    )


def _outcome(source: Source, label: Any, behaviour: str) -> str:
    if label is None or label == -1:
        return ERROR
    value = number(source, int(label) if isinstance(label, bool) else label, f"the label of {behaviour}")
    if value not in (0, 1):
        source.fail(f"the label of {behaviour} is {value:g}, neither 0 nor 1")
    return COMPLIED if value == 1 else REFUSED
