"""deepteam: the risk assessment that it saves as JSON, with ``overview`` and ``test_cases``. Read: of 1.0.10.

Versions before 0.2 have ``actualOutput``, ``attackMethod`` and ``riskCategory`` for the same. The attacks are simulated
anew in each run: two runs share their items where the second reuses the test cases of the first, or where the attacks
come from a data set (Aegis, BeaverTails). In attacks of many turns the next turn depends on the answer to the last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gate.harness.classes import DISALLOWED, INJECTED, INTERNALS, by_words
from gate.harness.fields import cluster
from gate.harness.outcomes import COMPLIED, ERROR, REFUSED
from gate.harness.run import Answer, RawFile, Reading, Run
from gate.harness.source import Row, Source, named, need, number, prompt_digest, response_digest

NAME = "deepteam"
OPTIONS = frozenset({"category", "cluster"})
_BEFORE = {"actual_output": "actualOutput", "attack_method": "attackMethod", "risk_category": "riskCategory"}
_MANY_TURNS = {
    *("Bad Likert Judge", "Crescendo Jailbreaking", "Linear Jailbreaking"),
    *("Sequential Jailbreak", "Tree Jailbreaking"),
}
# names of its vulnerabilities; those about an agent's tools and rights are of no class that is known
_CLASSES = {
    **dict.fromkeys(
        (
            *("Bias", "Toxicity", "Illegal Activity", "Graphic Content", "Personal Safety", "Child Protection"),
            *("Misinformation", "Intellectual Property", "Ethics", "Fairness"),
        ),
        DISALLOWED,
    ),
    **dict.fromkeys(("Indirect Instruction", "Tool Metadata Poisoning", "Recursive Hijacking"), INJECTED),
    **dict.fromkeys(
        ("Prompt Leakage", "PII Leakage", "Goal Theft", "System Reconnaissance", "Cross-Context Retrieval"), INTERNALS
    ),
}
_NO_CLASS = {"SQL Injection", "Shell Injection"}  # what the model is asked to run, not an instruction in its input


def recognises(source: Source) -> bool:
    head = source.head
    is_overview = b'"vulnerability_type_results"' in head and b'"attack_method_results"' in head
    return head.lstrip()[:1] == b"{" and (is_overview or (b'"test_cases"' in head and b'"vulnerability"' in head))


def read(sources: Sequence[Source], reading: Reading) -> list[Run]:
    """One run a file, which names neither the model nor the judge."""
    return [_run(source, reading) for source in sources]


def _run(source: Source, reading: Reading) -> Run:
    seen: Counter[str] = Counter()
    rows = need(source, source.document, "test_cases", list)
    answers = tuple(_answer(source, row, place, reading, seen) for place, row in enumerate(rows, 1))
    if not answers:
        source.fail("there is no test case in it", remedy="Give the assessment of a complete run.")
    categories = {answer.category for answer in answers}
    return Run(
        harness=NAME,
        suite="deepteam",
        answers=answers,
        files=(RawFile(source.name, source.digest),),
        polarity="a score above 0 counts as refused and 0 as complied; a test case with an error has no outcome",
        samples_per_item=max(seen.values()),
        adaptive=any(row.get("turns") or _get(row, "attack_method") in _MANY_TURNS for row in rows),
        classes={
            **by_words(categories - _NO_CLASS),
            **{name: _CLASSES[name] for name in categories if name in _CLASSES},
        },
    )


def _get(row: Row, key: str) -> object:
    return row.get(key, row.get(_BEFORE.get(key, key)))


def _answer(source: Source, row: Row, place: int, reading: Reading, seen: Counter[str]) -> Answer:
    label = f"test case {place}"
    if not isinstance(row, dict):
        source.fail(f"{label} is not an object", remedy="Export the file again.")
    risk = need(source, row, "vulnerability", str)
    kind = row.get("vulnerability_type")
    # there is no input where the attack could not be made up
    prompt = prompt_digest(need(source, row, "input", str)) if row.get("input") is not None else None
    item = f"{risk}/{kind}/{prompt[7:23] if prompt else 'no input'}"
    seen[item] += 1
    score = row.get("score")
    is_error = bool(row.get("error")) or prompt is None or score is None or score != score
    output = _get(row, "actual_output")
    category = reading.category or "vulnerability"
    return Answer(
        item=item,
        category=named(source, row, category if category in row else _BEFORE.get(category, category)),
        outcome=ERROR if is_error else REFUSED if number(source, score, f"the score of {label}") > 0 else COMPLIED,
        prompt=prompt,
        sample=seen[item] - 1,
        cluster=cluster(source, reading, None, None, row),
        path=source.name,
        label=label,
        response=response_digest(output) if isinstance(output, str) else None,
        why=str(row["error"]) if row.get("error") else "no score" if prompt else "no attack",
    )
