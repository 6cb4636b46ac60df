"""PyRIT: attack results as JSON or JSON Lines, each with ``objective`` and ``outcome``.

The layout is that of its memory's attack results. The outcome is the attacker's: ``success`` is a loss. What PyRIT
could not decide (``undetermined``) is no outcome.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from gate.harness.classes import by_words
from gate.harness.reading import Row, Source, moment, need, prompt_digest
from gate.harness.run import COMPLIED, ERROR, REFUSED, Answer, RawFile, Reading, Run

NAME = "pyrit"
OPTIONS = frozenset({"category"})
_OUTCOMES = {"success": COMPLIED, "failure": REFUSED, "error": ERROR, "undetermined": ERROR}
_MANY_TURNS = ("crescendo", "redteaming", "tree", "pair", "tap")


def recognises(source: Source) -> bool:
    head = source.head
    return head.lstrip()[:1] in (b"[", b"{") and b'"objective"' in head and b'"outcome"' in head


def read(sources: Sequence[Source], reading: Reading) -> list[Run]:
    """One run a file, which does not name the model."""
    return [_run(source, reading) for source in sources]


def _run(source: Source, reading: Reading) -> Run:
    seen: Counter[str] = Counter()
    rows = list(_rows(source))
    answers = tuple(_answer(source, row, line, reading, seen) for line, row in rows)
    if not answers:
        source.fail("there is no attack result in it", 1, "Give the results of a complete run.")
    attacks = {_attack(row) for _, row in rows}
    return Run(
        harness=NAME,
        suite="PyRIT",
        answers=answers,
        files=(RawFile(source.name, source.digest),),
        polarity="outcome failure counts as refused and success as complied; error and undetermined are errors",
        samples_per_item=max(seen.values()),
        finished_at=max(filter(None, (moment(row.get("timestamp")) for _, row in rows)), default=None),
        adaptive=any(word in attack.lower() for attack in attacks for word in _MANY_TURNS),
        classes=by_words(answer.category for answer in answers),
    )


def _rows(source: Source) -> Iterator[tuple[int | None, Row]]:
    if source.name.endswith(".jsonl"):
        yield from source.rows()
        return
    document = source.document
    found = document.get("attack_results") if isinstance(document, dict) else document
    for row in found if isinstance(found, list) else ():
        if not isinstance(row, dict):
            source.fail("a result that is no object", remedy="Export the file again.")
        yield None, row


def _attack(row: Row) -> str:
    named: Any = row.get("attack_identifier") or row.get("attack_strategy_identifier") or {}
    return str(named.get("__type__") or named.get("name") or "") if isinstance(named, dict) else str(named)


def _answer(source: Source, row: Row, line: int | None, reading: Reading, seen: Counter[str]) -> Answer:
    objective: str = need(source, row, "objective", str, line)
    said = str(row.get("outcome")).lower().rpartition(".")[2]
    if said not in _OUTCOMES:
        source.fail(f"the outcome {row.get('outcome')!r} is none of {', '.join(_OUTCOMES)}", line)
    item = f"{_attack(row)}/{prompt_digest(objective)[7:23]}".lstrip("/")
    seen[item] += 1
    kinds = row.get(reading.category) if reading.category else row.get("targeted_harm_categories")
    first = kinds[0] if isinstance(kinds, list) and kinds else kinds
    return Answer(
        item=item,
        category=str(first or "all"),
        outcome=_OUTCOMES[said],
        prompt=prompt_digest(objective),
        sample=seen[item] - 1,
        path=source.name,
        line=line,
    )
