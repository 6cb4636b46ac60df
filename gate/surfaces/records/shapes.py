"""Which part of a training record the model is given, and which part it is to learn.

A name that says "target" decides; everything else of the record, metadata and weights too, is its input. So a record
whose metadata alone changed is another record (one added, one removed): whoever filters or weighs by that field trains
on something else, but no label was updated. What an assistant's turn itself holds (tool calls, a weight) is target.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from gate.values.regex import regex

# turns that the model writes; tool results and observations are given to it
_WRITERS = frozenset({"assistant", "gpt", "model", "bot", "chatbot", "function_call"})
_CONVERSATIONS = ("messages", "conversations", "conversation")
_TARGETS = frozenset(
    {
        *("output", "outputs", "completion", "completions", "response", "responses", "answer", "answers", "summary"),
        *("target", "targets", "label", "labels", "class"),
        *("score", "scores", "rating", "ratings", "reward", "rewards"),
    }
)
_PREFERENCE = regex(r"(?:^|[_-])(?:chosen|rejected|preferred|non_preferred|margin)(?:[_-]|$)")


@lru_cache(1_000)
def _is_preference(name: str) -> bool:
    return _PREFERENCE.search(name) is not None


def split(record: Mapping[str, Any]) -> tuple[Any, Any] | None:
    """(input, target) of a record, as JSON values; None where no part of it is known to be a target.

    Known are chat messages (OpenAI with tool calls, ShareGPT), preferences (DPO, ORPO, with scores or as pairs of
    outputs), binary preferences (KTO), rewards, instruction, prompt, question or query with its answer, and labelled
    text.
    """
    pair = {name: value for name, value in record.items() if _is_preference(name)}
    target = pair or {name: value for name, value in record.items() if name in _TARGETS}
    given = {name: value for name, value in record.items() if name not in target} if target else dict(record)
    for name in _CONVERSATIONS:
        if name in given and (turns := _turns(given[name])) is not None:
            asked, told = _parts(turns)
            if told:
                target = {**target, name: told}
                given[name] = asked
    if pair and not given.keys() & {"prompt", "input", "instruction", "question", "query", *_CONVERSATIONS}:
        return _shared_question(given, pair, target)
    return (given, target) if given and target else None


def _shared_question(given: dict[str, Any], pair: dict[str, Any], target: Any) -> tuple[Any, Any] | None:
    """A preference that repeats what was asked in each of its conversations."""
    for value in pair.values():
        if (turns := _turns(value)) is not None:
            return {**given, "asked": _parts(turns)[0]}, target
        if isinstance(value, str) and "\n\nAssistant:" in value:
            return {**given, "asked": value.rpartition("\n\nAssistant:")[0]}, target
    return None


def _turns(value: Any) -> list[dict[str, Any]] | None:
    return value if isinstance(value, list) and value and all(isinstance(turn, dict) for turn in value) else None


def _parts(turns: list[dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    """What is said to the model, and what it says."""
    parts: tuple[list[Any], list[Any]] = [], []
    for turn in turns:
        role = turn.get("role", turn.get("from"))
        parts[isinstance(role, str) and role in _WRITERS].append(turn)
    return parts


def difference(old: Any, new: Any) -> tuple[Any, Any]:
    """The first parts of two targets that differ: a text rather than the message or the mapping that holds it."""
    while True:
        if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
            old, new = next(((old[key], new[key]) for key in old if old[key] != new[key]), (old, new))
        elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
            old, new = next(((a, b) for a, b in zip(old, new, strict=True) if a != b), (old, new))
        else:
            return old, new
        if old == new:
            return old, new


def essence(target: Any) -> Any:
    """What a target says: a text rather than the one message, list or mapping that holds it."""
    while True:
        if isinstance(target, dict) and len(target) == 1:
            (target,) = target.values()
        elif isinstance(target, list) and len(target) == 1 and isinstance(target[0], dict):
            (target,) = target
        elif isinstance(target, dict) and {"role", "from"} & target.keys() and {"content", "value"} & target.keys():
            target = target["content"] if "content" in target else target["value"]
        else:
            return target
