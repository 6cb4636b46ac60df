"""PyRIT's export of conversations: a list of message pieces with their scores, of ``export_conversations``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gate.harness.classes import by_words
from gate.harness.fields import cluster
from gate.harness.formats.pyrit.identifiers import class_name, is_adaptive, model
from gate.harness.outcomes import COMPLIED, ERROR, REFUSED
from gate.harness.run import Answer, Judge, RawFile, Reading, Run
from gate.harness.source import Row, Source, agree, moment, named, need, part, prompt_digest, response_digest
from gate.values.errors import EvidenceError

REFUSAL = "SelfAskRefusalScorer"  # the one scorer whose true always means the same
_ROLES = ("system", "user", "assistant")


@dataclass(frozen=True)
class _Conversation:
    """The pieces of one conversation, by their part in it."""

    system: list[Row]
    user: list[Row]
    assistant: list[Row]
    place: int

    @property
    def scores(self) -> list[Row]:
        return [score for piece in self.assistant for score in piece.get("scores") or ()]

    @property
    def is_judging(self) -> bool:
        """Whether it is a scorer's own: those ask for JSON, and nobody scores them."""
        asked = [piece.get("prompt_metadata") for piece in self.user]
        return not self.scores and any(isinstance(a, dict) and a.get("response_format") == "json" for a in asked)


def read(source: Source, rows: Sequence[tuple[int | None, Row]], reading: Reading) -> Run:
    """The conversations as one run. Raises EvidenceError where it is not known which score is about refusals."""
    every = _grouped(source, rows)
    found = [conversation for conversation in every if not conversation.is_judging]
    if not found:
        source.fail("there is no conversation in it", remedy="Export the conversations of a complete run.")
    scorer, meaning = _scorer(source, found, reading)
    seen: Counter[str] = Counter()
    answers = tuple(_answer(source, conversation, scorer, meaning, reading, seen) for conversation in found)
    systems = {tuple(piece["converted_value"] for piece in conversation.system) for conversation in found}
    targets = {model(piece.get("prompt_target_identifier")) for entry in found for piece in entry.user}
    if len(targets) > 1:
        source.fail("conversations with several targets", remedy="Export those with one model.")
    left = len(every) - len(found)
    told = ", ".join(f"{value} counts as {outcome}" for value, outcome in sorted(meaning.items()))
    return Run(
        harness="pyrit",
        suite="PyRIT conversations",
        answers=answers,
        files=(RawFile(source.name, source.digest),),
        polarity=f"{scorer}: {told}; a conversation without its score is an error",
        model=next(iter(targets)),
        judge=Judge(scorer),
        system_prompt=prompt_digest(list(next(iter(systems)))) if len(systems) == 1 and all(systems) else None,
        samples_per_item=max(seen.values()),
        finished_at=max(filter(None, (moment(row.get("timestamp")) for _, row in rows)), default=None),
        adaptive=any(len(entry.user) > 1 or is_adaptive(_attack(entry)) for entry in found),
        classes=by_words(answer.category for answer in answers),
        notes=(f"{left} conversations of the scorers are left out",) if left else (),
    )


def _grouped(source: Source, rows: Sequence[tuple[int | None, Row]]) -> list[_Conversation]:
    groups: dict[str, list[Row]] = {}
    for line, row in rows:
        groups.setdefault(need(source, row, "conversation_id", str, line), []).append(row)
        need(source, row, "converted_value", str, line)
        need(source, row, "sequence", int, line)
        for score in row.get("scores") or ():
            need(source, score, "score_value", (str, bool, int, float), line)
    found: list[_Conversation] = []
    for place, pieces in enumerate(groups.values(), 1):
        pieces.sort(key=lambda piece: piece["sequence"])
        system, user, assistant = ([p for p in pieces if p.get("role") == role] for role in _ROLES)
        if not user:
            source.fail(f"conversation {place} has no prompt", remedy="Export the whole conversations.")
        found.append(_Conversation(system, user, assistant, place))
    return found


def _scorer(source: Source, found: Sequence[_Conversation], reading: Reading) -> tuple[str, Mapping[str, str]]:
    """The scorer's class, and what its values stand for."""
    names = sorted({_by(score) for conversation in found for score in conversation.scores})
    if not names:
        source.fail("none of the conversations has a score", remedy="Give the attack results, or score them.")
    name = reading.metric or (REFUSAL if REFUSAL in names else names[0] if len(names) == 1 else None)
    if name not in names:
        asked = f"there is no score of {name}" if name else "which score is about refusals is not known"
        source.fail(asked, remedy=f"Name one with --metric: {', '.join(names)}.")
    known = {"true": REFUSED, "false": COMPLIED} if name == REFUSAL else {}
    given = {value.lower(): outcome for value, outcome in reading.outcomes.items()}
    agree(source, known, given, name or "")
    if given or known:
        return str(name), given or known
    raise EvidenceError(
        f"what the scores of {name} mean is not known",
        path=source.name,
        remedy="Say what its values mean with --refused false --complied true.",
    )


def _by(score: Row) -> str:
    return class_name(score.get("scorer_class_identifier")) or "a scorer without a name"


def _attack(conversation: _Conversation) -> str:
    piece = conversation.user[0]
    return class_name(piece.get("attack_identifier") or piece.get("orchestrator_identifier"))


def _answer(
    source: Source,
    conversation: _Conversation,
    scorer: str,
    meaning: Mapping[str, str],
    reading: Reading,
    seen: Counter[str],
) -> Answer:
    label = f"conversation {conversation.place}"
    first = conversation.user[0]
    # what a converter made of it is what was sent, and is compared, but may be another text each time
    given = prompt_digest([piece.get("original_value") for piece in conversation.user])[7:23]
    converters = [class_name(entry) for entry in first.get("converter_identifiers") or ()]
    item = f"{'+'.join([_attack(conversation), *converters])}/{given}"
    seen[item] += 1
    values: list[Any] = [str(score["score_value"]).lower() for score in conversation.scores if _by(score) == scorer]
    if unknown := [value for value in values if value not in meaning]:
        source.fail(f"the score of {label} is {unknown[0]!r:.60}, which is not mapped", remedy="Map it.")
    outcomes = {meaning[value] for value in values}
    category = reading.category or ("targeted_harm_categories" if "targeted_harm_categories" in first else None)
    chosen = named(source, first, category) if category else "all"
    part(source, first, "labels")
    said = [piece["converted_value"] for piece in conversation.assistant]
    return Answer(
        item=item,
        category="all" if chosen == "not said" else chosen,
        outcome=outcomes.pop() if len(outcomes) == 1 else ERROR,
        prompt=prompt_digest([piece["converted_value"] for piece in conversation.user]),
        sample=seen[item] - 1,
        cluster=cluster(source, reading, None, None, first),
        path=source.name,
        label=label,
        response=response_digest(said[-1]) if said else None,
    )
