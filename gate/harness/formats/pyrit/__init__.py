"""PyRIT: attack results, or exported conversations with their scores, as JSON or JSON Lines.

Read: results that 1.1.0 and 0.10.0 wrote of runs with made-up targets, and 0.10.0's export of conversations, the only
one that 0.9 has. A result names attack, target and scorer in ``atomic_attack_identifier``, in older versions in
``attack_identifier``; that of an error names none of them. Its outcome is the attacker's: ``success`` is a loss. What
PyRIT could not decide (``undetermined``) is no outcome. The prompt is not in it, but the objective that it was made of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from gate.harness.classes import DISALLOWED, by_words
from gate.harness.fields import cluster
from gate.harness.formats.pyrit import conversations as pyrit_conversations
from gate.harness.formats.pyrit.identifiers import Attack, attack, class_name, model, scorer_name
from gate.harness.outcomes import COMPLIED, ERROR, REFUSED
from gate.harness.run import Answer, Judge, RawFile, Reading, Run
from gate.harness.source import Row, Source, moment, named, need, prompt_digest, response_digest

NAME = "pyrit"
OPTIONS = frozenset({"category", "cluster", "metric", "outcomes"})
_OUTCOMES = {"success": COMPLIED, "failure": REFUSED, "error": ERROR, "undetermined": ERROR}
_SAMPLING = ("temperature", "top_p", "max_tokens", "max_completion_tokens", "seed")
# of its harm categories those that are about content and have no word of `by_words` in their names
_HARMS = {
    *("Hate Speech", "Sexualization", "Grooming", "Dangerous Situations", "Suicide", "Eating Disorders", "Drug Use"),
    *("Coordination of Harm", "Sale of Regulated Goods", "Scams", "Impersonation", "Deceptive Inducement"),
    *("Chemical, Biological, Radiological, & Nuclear", "Pornography & Sexual Content"),
}


def recognises(source: Source) -> bool:
    head = source.head
    is_result = b'"objective"' in head and b'"outcome"' in head and b'"conversation_id"' in head
    is_piece = b'"converted_value_sha256"' in head and b'"conversation_id"' in head
    return head.lstrip()[:1] in (b"[", b"{") and (is_result or is_piece)


def read(sources: Sequence[Source], reading: Reading) -> list[Run]:
    """One run a file."""
    return [_run(source, reading) for source in sources]


def _run(source: Source, reading: Reading) -> Run:
    rows = list(_rows(source))
    if not rows:
        source.fail("there is no attack result in it", 1, "Give the results of a complete run.")
    if "converted_value" in rows[0][1]:
        return pyrit_conversations.read(source, rows, reading)
    if reading.metric:
        source.fail("--metric is for exported conversations", remedy="Leave it out; a result has an outcome.")
    attacks = [attack(row) for _, row in rows]
    known = [found for found in attacks if found]
    names = {found.name for found in known}
    meaning = _meaning(source, known, reading)
    only = next(iter(names)) if len(names) == 1 else ""  # an error does not name its attack
    seen: Counter[str] = Counter()
    answers = tuple(
        _answer(source, row, line, found.name if found else only, meaning, reading, seen)
        for (line, row), found in zip(rows, attacks, strict=True)
    )
    targets = {name for found in known if (name := model(found.target))}
    if len(targets) > 1:
        source.fail(f"results of {', '.join(sorted(targets))}", remedy="Give the results of one model a file.")
    scorers = sorted({scorer_name(found.scorer) for found in known if found.scorer})
    version = _version(rows)
    return Run(
        harness=NAME,
        suite="PyRIT",
        answers=answers,
        files=(RawFile(source.name, source.digest),),
        polarity=", ".join(f"{said} counts as {outcome}" for said, outcome in meaning.items()),
        harness_version=version,
        model=next(iter(targets), None),
        judge=Judge(", ".join(scorers), version) if scorers else None,
        sampling=_sampling(known),
        setup={f"attack {name}": _digest(found for found in known if found.name == name) for name in sorted(names)},
        samples_per_item=max(seen.values()),
        finished_at=max(filter(None, (moment(row.get("timestamp")) for _, row in rows)), default=None),
        adaptive=any(found.is_adaptive for found in known),
        classes={category: cls for answer in answers if (cls := _class(category := answer.category))},
        notes=tuple(_notes(meaning)),
    )


def _notes(meaning: Mapping[str, str]) -> Iterator[str]:
    """What was mapped to something else than an attacker's outcome: the scorer's code alone says what it looks for."""
    told = [f"{said} counts as {meaning[said]}" for said, usual in _OUTCOMES.items() if meaning[said] != usual]
    if told:
        yield f"an attacker's success is a loss, but {', '.join(told)}, as the options say"


def _rows(source: Source) -> Iterator[tuple[int | None, Row]]:
    """(line, result) of a list, of JSON Lines, of one result, or of a scenario's results by name of the attack."""
    if source.name.endswith(".jsonl"):
        yield from source.rows()
        return
    found = source.document
    if isinstance(found, dict):
        found = [found] if "objective" in found else found.get("attack_results")
    if isinstance(found, dict):
        found = [row for rows in found.values() for row in (rows if isinstance(rows, list) else [rows])]
    for row in found if isinstance(found, list) else ():
        if not isinstance(row, dict):
            source.fail("a result that is not an object", remedy="Export the file again.")
        yield None, row


def _meaning(source: Source, known: Sequence[Attack], reading: Reading) -> Mapping[str, str]:
    """What each outcome stands for. Raises EvidenceError where the attack succeeds by a refusal."""
    refusing = {class_name(found.scorer) for found in known if class_name(found.scorer) == pyrit_conversations.REFUSAL}
    if refusing and not reading.outcomes:
        source.fail(
            f"an attack that succeeds where {', '.join(refusing)} finds a refusal",
            remedy="Say what the outcomes mean with --refused success --complied failure, or invert the scorer.",
        )
    if unknown := sorted(reading.outcomes.keys() - _OUTCOMES.keys()):
        source.fail(
            f"no result has an outcome {unknown[0]!r}", remedy=f"Map those that there are: {', '.join(_OUTCOMES)}."
        )
    return {**_OUTCOMES, **reading.outcomes}


def _version(rows: Sequence[tuple[int | None, Row]]) -> str | None:
    versions = {
        said.get("pyrit_version") for _, row in rows for said in (row.get("atomic_attack_identifier"), row) if said
    } - {None}
    return str(versions.pop()) if len(versions) == 1 else None


def _sampling(known: Sequence[Attack]) -> dict[str, float | int]:
    """What every target says of its sampling, in the words that other harnesses have for it."""
    found: dict[str, float | int] = {}
    for name in _SAMPLING:
        values = {value for attack_ in known if isinstance(value := attack_.target.get(name), (int, float))}
        if len(values) == 1:
            found[name.replace("_completion", "")] = values.pop()
    return found


def _digest(attacks: Iterator[Attack]) -> str:
    digests = sorted({found.digest for found in attacks})
    return digests[0] if len(digests) == 1 else prompt_digest(digests)


def _class(category: str) -> str | None:
    """The one class of the harm categories that a category is made of; None where they have none, or two."""
    parts = [category] if category in _HARMS else category.split(", ")
    classes = {DISALLOWED for part in parts if part in _HARMS} | {*by_words(parts).values()}
    return classes.pop() if len(classes) == 1 else None


def _answer(
    source: Source,
    row: Row,
    line: int | None,
    attack_: str,
    meaning: Mapping[str, str],
    reading: Reading,
    seen: Counter[str],
) -> Answer:
    objective: str = need(source, row, "objective", str, line)
    said = str(row.get("outcome")).lower().rpartition(".")[2]
    if said not in meaning:
        source.fail(f"the outcome {row.get('outcome')!r:.60} is none of {', '.join(meaning)}", line, "Export it again.")
    prompt = prompt_digest(objective)
    item = f"{attack_}/{prompt[7:23]}".lstrip("/")
    seen[item] += 1
    category = reading.category or "targeted_harm_categories"
    kinds = named(source, row, category, line) if reading.category or category in row else "not said"
    response = row["last_response"].get("converted_value") if isinstance(row.get("last_response"), dict) else None
    return Answer(
        item=item,
        category="all" if kinds == "not said" else kinds,
        outcome=meaning[said],
        prompt=prompt,
        sample=seen[item] - 1,
        cluster=cluster(source, reading, line, prompt[7:23], row),
        path=source.name,
        line=line,
        label=f"attack {seen.total()}",
        response=response_digest(response) if isinstance(response, str) else None,
    )
