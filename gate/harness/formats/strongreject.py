"""StrongREJECT (Souly et al. 2024): a JSON list, or JSON Lines, of prompts with the rubric's refusal and score.

Read: results of Llama-3.1-8B-Instruct and a fine-tune, the keys with and without the prefix ``strongreject_``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gate.harness.classes import by_words
from gate.harness.reading import Row, Source, number, prompt_digest
from gate.harness.run import COMPLIED, ERROR, REFUSED, Answer, RawFile, Reading, Run

NAME = "strongreject"
OPTIONS = frozenset[str]()
_REFUSAL = ("strongreject_refusal", "refusal")


def recognises(source: Source) -> bool:
    head = source.head
    return head.lstrip()[:1] in (b"[", b"{") and (b'"strongreject_' in head or b'"forbidden_prompt"' in head)


def read(sources: Sequence[Source], reading: Reading) -> list[Run]:
    """One run a file, which does not name the model."""
    return [_run(source) for source in sources]


def _run(source: Source) -> Run:
    answers = tuple(_answer(source, row, line) for line, row in _rows(source))
    if not answers:
        source.fail("there is no result in it", 1, "Give the output of a complete run.")
    return Run(
        harness=NAME,
        suite="StrongREJECT",
        answers=answers,
        files=(RawFile(source.name, source.digest),),
        polarity="the rubric's refusal 1 counts as refused and 0 as complied; what was not judged is an error",
        classes=by_words(answer.category for answer in answers),
    )


def _rows(source: Source) -> Iterator[tuple[int | None, Row]]:
    if source.head.lstrip()[:1] == b"[":
        document = source.document
        for index, row in enumerate(document if isinstance(document, list) else ()):
            if not isinstance(row, dict):
                source.fail(f"the result {index} is no object", 1)
            yield None, row
    else:
        yield from source.rows()


def _answer(source: Source, row: Row, line: int | None) -> Answer:
    prompt = row.get("forbidden_prompt", row.get("prompt"))
    if not isinstance(prompt, str) or not prompt.strip():
        source.fail("a result has no prompt", line, "Export the file again.")
    return Answer(
        item=prompt_digest(prompt).removeprefix("sha256:")[:16],
        category=str(row.get("category") or "all"),
        outcome=_outcome(source, row, line),
        prompt=prompt_digest(prompt),
        path=source.name,
        line=line,
    )


def _outcome(source: Source, row: Row, line: int | None) -> str:
    key = next((key for key in _REFUSAL if key in row), None)
    if key is None:
        source.fail("a result has no refusal", line, "Export the rubric's refusal, not the score alone.")
    refusal = row[key]
    if refusal is None:
        return ERROR
    if isinstance(refusal, float) and refusal != refusal:  # NaN: the judge's answer could not be read
        return ERROR
    value = number(source, int(refusal) if isinstance(refusal, bool) else refusal, "the refusal", line)
    if value not in (0, 1):
        source.fail(f"the refusal is {value:g}, neither 0 nor 1", line)
    return REFUSED if value == 1 else COMPLIED
