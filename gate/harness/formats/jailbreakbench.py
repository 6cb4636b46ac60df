"""JailbreakBench (Chao et al. 2024): an artifact, JSON with ``parameters`` and ``jailbreaks``.

The layout is that of its repository's artifacts. Most methods look for prompts of each model's own; only those that two
models were sent alike can be compared.
"""

from __future__ import annotations

from collections.abc import Sequence

from gate.harness.classes import INDIRECT
from gate.harness.reading import Source, moment, need, prompt_digest
from gate.harness.run import COMPLIED, ERROR, REFUSED, Answer, Judge, RawFile, Reading, Run

NAME = "jailbreakbench"
OPTIONS = frozenset[str]()


def recognises(source: Source) -> bool:
    head = source.head
    return head.lstrip()[:1] == b"{" and b'"jailbreaks"' in head and b'"jailbroken"' in head


def read(sources: Sequence[Source], reading: Reading) -> list[Run]:
    """One run a file."""
    return [_run(source) for source in sources]


def _run(source: Source) -> Run:
    document = source.document
    about = need(source, document, "parameters", dict)
    answers: list[Answer] = []
    for row in need(source, document, "jailbreaks", list):
        index = need(source, row, "index", int)
        prompt = row.get("prompt")
        broken = row.get("jailbroken")
        if broken not in (True, False, None):
            source.fail(f"'jailbroken' of {index} is {broken!r}", remedy="Judge it again.")
        answers.append(
            Answer(
                item=str(index),
                category=need(source, row, "category", str),
                outcome=ERROR if broken is None else COMPLIED if broken else REFUSED,
                prompt=prompt_digest(prompt) if prompt is not None else None,
                path=source.name,
            )
        )
    if not answers:
        source.fail("there is no behaviour in it", remedy="Give the artifact of a complete run.")
    method = str(about.get("method") or "")
    return Run(
        harness=NAME,
        suite=f"JailbreakBench {method}".strip(),
        answers=tuple(answers),
        files=(RawFile(source.name, source.digest),),
        polarity="jailbroken false counts as refused and true as complied; null is an error",
        model=about.get("model"),
        judge=Judge(str(about["judge"])) if about.get("judge") else None,
        finished_at=moment(about.get("evaluation_date")),
        classes={answer.category: INDIRECT for answer in answers},
    )
