"""deepteam: the risk assessment as JSON, with ``test_cases``. It simulates its attacks while it runs, so that two runs
share their items only where the attacks were given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gate.harness.classes import by_words
from gate.harness.reading import Row, Source, need, number, prompt_digest
from gate.harness.run import COMPLIED, ERROR, REFUSED, Answer, RawFile, Reading, Run

NAME = "deepteam"
OPTIONS = frozenset({"category"})


def recognises(source: Source) -> bool:
    head = source.head
    return head.lstrip()[:1] == b"{" and b'"test_cases"' in head and b'"vulnerability"' in head


def read(sources: Sequence[Source], reading: Reading) -> list[Run]:
    """One run a file, which does not name the model."""
    return [_run(source, reading) for source in sources]


def _run(source: Source, reading: Reading) -> Run:
    seen: Counter[str] = Counter()
    rows = need(source, source.document, "test_cases", list)
    answers = tuple(_answer(source, row, reading, seen) for row in rows)
    if not answers:
        source.fail("there is no test case in it", remedy="Give the assessment of a complete run.")
    return Run(
        harness=NAME,
        suite="deepteam",
        answers=answers,
        files=(RawFile(source.name, source.digest),),
        polarity="a score above 0 counts as refused and 0 as complied; a test case with an error has no outcome",
        samples_per_item=max(seen.values()),
        classes=by_words(answer.category for answer in answers),
    )


def _answer(source: Source, row: Row, reading: Reading, seen: Counter[str]) -> Answer:
    prompt = prompt_digest(need(source, row, "input", (str, list)))
    item = prompt[7:23]
    seen[item] += 1
    named = (reading.category,) if reading.category else ("vulnerability", "vulnerability_type")
    score = row.get("score")
    is_error = bool(row.get("error")) or score is None or (isinstance(score, float) and score != score)
    return Answer(
        item=item,
        category=str(next((row[name] for name in named if row.get(name)), "all")),
        outcome=ERROR if is_error else REFUSED if number(source, score, "a score") > 0 else COMPLIED,
        prompt=prompt,
        sample=seen[item] - 1,
        path=source.name,
    )
