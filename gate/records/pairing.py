"""Pairs the records that only one side has: reformatted, labels updated, added, removed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any

from gate.records.files import Record

MAX_PARSED = 16 * 1024 * 1024  # bytes of a record; a longer one counts by its bytes

ASSISTANT_ROLES = frozenset({"assistant", "gpt", "model", "bot", "chatbot"})
_MESSAGE_KEYS = ("messages", "conversations", "conversation")
_PREFERENCE_KEYS = ("chosen", "rejected")
_SCORE_KEYS = ("score_chosen", "score_rejected", "chosen_score", "rejected_score")
# what a record has of these is its target; the rest is its input (alpaca, prompt/completion, classification, ...)
_TARGET_KEYS = ("output", "completion", "response", "answer", "target", "label", "labels", "score")

Pair = tuple[str, Record | None, Record | None]


def pair(lost: Iterable[Record], won: Iterable[Record]) -> Iterator[Pair]:
    """(kind, base's record, head's record) for every record that only one side has."""
    whole: dict[bytes, list[Record]] = defaultdict(list)
    inputs: dict[bytes, list[Record]] = defaultdict(list)
    left: dict[int, Record] = {}
    for record in lost:
        canonical, given = keys(record.raw)
        left[id(record)] = record
        whole[canonical].append(record)
        if given is not None:
            inputs[given].append(record)
    rest: list[tuple[Record, bytes | None]] = []
    for record in won:
        canonical, given = keys(record.raw)
        if same := _take(whole, canonical, left):
            yield "reformatted", same, record
        else:
            rest.append((record, given))
    for record, given in rest:
        if other := _take(inputs, given, left) if given is not None else None:
            yield "labels updated", other, record
        else:
            yield "added", None, record
    for record in left.values():
        yield "removed", record, None


def _take(known: dict[bytes, list[Record]], key: bytes, left: dict[int, Record]) -> Record | None:
    """The first record under the key that was not taken yet."""
    candidates = known.get(key, [])
    while candidates:
        record = candidates.pop(0) if len(candidates) < 64 else candidates.pop()
        if left.pop(id(record), None) is not None:
            return record
    return None


def keys(raw: bytes) -> tuple[bytes, bytes | None]:
    """Digests of the record's value, and of its input (None where it has no target that could be told apart)."""
    record = parsed(raw)
    if record is None:
        return b"raw:" + _digest(raw), None
    given = input_of(record) if isinstance(record, dict) else None
    whole = json.dumps(record, sort_keys=True).encode()
    asked = None if given is None else _digest(json.dumps(given, sort_keys=True).encode())
    return _digest(whole), asked


def parsed(raw: bytes) -> Any:
    """The record's value; None where it has none, or is too long to be looked into."""
    if len(raw) > MAX_PARSED:
        return None
    try:
        return json.loads(raw, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()


def target_text(raw: bytes) -> str:
    """What a record teaches, as text: its target, or all of it where its shape is not known."""
    record = parsed(raw)
    if not isinstance(record, dict) or input_of(record) is None:
        return raw.decode("utf-8", "replace").strip()
    for key in _MESSAGE_KEYS:
        turns = record.get(key)
        if isinstance(turns, list):
            said = [_content(turn) for turn in turns if isinstance(turn, dict) and _role(turn) in ASSISTANT_ROLES]
            if said:
                return "\n".join(said)
    target = {name: record[name] for name in (*_PREFERENCE_KEYS, *_TARGET_KEYS) if name in record}
    values = list(target.values())
    if len(values) == 1:
        return values[0] if isinstance(values[0], str) else json.dumps(values[0], ensure_ascii=False)
    return json.dumps(target, ensure_ascii=False)


def _role(turn: Mapping[str, Any]) -> Any:
    role = turn.get("role", turn.get("from"))
    return role if isinstance(role, str) else None


def _content(turn: Mapping[str, Any]) -> str:
    content = turn.get("content", turn.get("value"))
    return content if isinstance(content, str) else json.dumps(turn, ensure_ascii=False)


def input_of(record: Mapping[str, Any]) -> Any:
    """The part of a training record that the model is given, or None where the record's shape is not known.

    Known are chat messages (OpenAI and ShareGPT keys), preference pairs, alpaca, prompt/completion and labelled text.
    """
    for key in _MESSAGE_KEYS:
        messages = record.get(key)
        if isinstance(messages, list) and messages and all(isinstance(m, dict) for m in messages):
            asked = [m for m in messages if _role(m) not in ASSISTANT_ROLES]
            if len(asked) < len(messages) or any(name in record for name in _PREFERENCE_KEYS):
                given = {name: value for name, value in record.items() if name not in (key, *_PREFERENCE_KEYS)}
                return {**given, key: asked}
    if any(name in record for name in _PREFERENCE_KEYS):
        target = (*_PREFERENCE_KEYS, *_SCORE_KEYS)
        if "prompt" not in record:  # the chosen and rejected conversations share the turns that were asked
            return {"asked": _asked(record), **_without(record, target)}
        return _without(record, target)
    present = [name for name in _TARGET_KEYS if name in record]
    if present and len(record) > len(present):
        return _without(record, tuple(present))
    return None


def _asked(record: Mapping[str, Any]) -> Any:
    for name in _PREFERENCE_KEYS:
        turns = record.get(name)
        if isinstance(turns, list):
            return [m for m in turns if isinstance(m, dict) and _role(m) not in ASSISTANT_ROLES]
    return None


def _without(record: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in names}
