"""What kind of change a JSONL data file went through, record by record.

Lines that are equal on both sides are cancelled before anything is parsed, so the work follows the change. A record
whose input is the same and whose target is not has had its **label updated**, which the domain document names as a
trigger of its own.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ASSISTANT_ROLES = frozenset({"assistant", "gpt", "model", "bot", "chatbot"})
_MESSAGE_KEYS = ("messages", "conversations", "conversation")
_PREFERENCE_KEYS = ("chosen", "rejected")
# the first key that a record has is its target; the rest is its input (alpaca, prompt/completion, classification, ...)
_TARGET_KEYS = ("output", "completion", "response", "answer", "target", "label", "labels", "score")


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One kind of change: how many records, on which lines (1-based) of the head's and of the base's file."""

    kind: str  # labels updated, added, removed, reordered, reformatted
    count: int
    lines: tuple[int, ...]
    base_lines: tuple[int, ...]

    def sentence(self) -> str:
        noun = "record" if self.count == 1 else "records"
        lines = self.lines or self.base_lines
        side = "" if self.lines else " of the base"
        where = f" (line{'s' if len(lines) > 1 else ''} {ranges(lines)}{side})" if lines else ""
        if self.kind == "reordered":
            return "records reordered only"
        if self.kind == "line endings":
            return "line endings or blank lines only"
        return f"{self.kind}: {self.count:,} {noun}{where}"


def compare_records(base: bytes, head: bytes) -> list[RecordChange]:
    """The changes between two JSONL files, most telling kind first; empty only where the bytes are equal."""
    if base == head:
        return []
    lost, won = _cancel(base, head)
    if not lost and not won:
        base_order = [line.strip() for line in base.splitlines() if line.strip()]
        head_order = [line.strip() for line in head.splitlines() if line.strip()]
        if base_order != head_order:
            first = next(i for i, (b, h) in enumerate(zip(base_order, head_order, strict=True)) if b != h)
            return [RecordChange("reordered", 0, (first + 1,), (first + 1,))]
        return [RecordChange("line endings", 0, (), ())]
    pairs = list(_pair(lost, won))
    kinds: dict[str, list[tuple[int | None, int | None]]] = defaultdict(list)
    for kind, base_line, head_line in pairs:
        kinds[kind].append((base_line, head_line))
    return [
        RecordChange(
            kind,
            len(kinds[kind]),
            tuple(sorted(h for _, h in kinds[kind] if h is not None)),
            tuple(sorted(b for b, _ in kinds[kind] if b is not None)),
        )
        for kind in ("labels updated", "added", "removed", "reformatted")
        if kind in kinds
    ]


def _cancel(base: bytes, head: bytes) -> tuple[list[tuple[int, bytes]], list[tuple[int, bytes]]]:
    """(line number, line) of what only one side has, counting repeats."""
    base_lines = [line.strip() for line in base.split(b"\n")]
    head_lines = [line.strip() for line in head.split(b"\n")]
    surplus = Counter(base_lines)
    surplus.subtract(head_lines)
    del surplus[b""]
    return (
        list(_pick(base_lines, {line: n for line, n in surplus.items() if n > 0})),
        list(_pick(head_lines, {line: -n for line, n in surplus.items() if n < 0})),
    )


def _pick(lines: list[bytes], wanted: dict[bytes, int]) -> Iterator[tuple[int, bytes]]:
    """The last ``n`` places of every wanted line: repeats are appended more often than put in front."""
    for number in range(len(lines), 0, -1):
        line = lines[number - 1]
        if wanted.get(line, 0) > 0:
            wanted[line] -= 1
            yield number, line


def _pair(lost: list[tuple[int, bytes]], won: list[tuple[int, bytes]]) -> Iterator[tuple[str, int | None, int | None]]:
    whole: dict[str, list[int]] = defaultdict(list)
    inputs: dict[str, list[int]] = defaultdict(list)
    parsed: dict[int, tuple[str, str | None]] = {}
    for number, line in reversed(lost):
        parsed[number] = canonical, given = _keys(line)
        whole[canonical].append(number)
        if given is not None:
            inputs[given].append(number)
    used: set[int] = set()
    rest: list[tuple[int, str | None]] = []
    for number, line in reversed(won):
        canonical, given = _keys(line)
        same = next((n for n in whole.get(canonical, ()) if n not in used), None)
        if same is not None:
            used.add(same)
            whole[canonical].remove(same)
            yield "reformatted", same, number
        else:
            rest.append((number, given))
    for number, given in rest:
        candidates = inputs.get(given, []) if given is not None else []
        while candidates and candidates[0] in used:
            candidates.pop(0)
        if candidates:
            used.add(candidates[0])
            yield "labels updated", candidates.pop(0), number
        else:
            yield "added", None, number
    for number in parsed:
        if number not in used:
            yield "removed", number, None


def _keys(line: bytes) -> tuple[str, str | None]:
    """The record's canonical text, and that of its input (None where it has no target that could be told apart)."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return "raw:" + line.decode("utf-8", "backslashreplace"), None
    canonical = "json:" + json.dumps(record, sort_keys=True)
    given = input_of(record) if isinstance(record, dict) else None
    return canonical, None if given is None else json.dumps(given, sort_keys=True)


def input_of(record: Mapping[str, Any]) -> Any:
    """The part of a training record that the model is given, or None where the record's shape is not known.

    Known are chat messages (OpenAI and ShareGPT keys), preference pairs, alpaca, prompt/completion and labelled text.
    """
    for key in _MESSAGE_KEYS:
        messages = record.get(key)
        if isinstance(messages, list) and messages and all(isinstance(m, dict) for m in messages):
            asked = [m for m in messages if m.get("role", m.get("from")) not in ASSISTANT_ROLES]
            if len(asked) < len(messages) or any(name in record for name in _PREFERENCE_KEYS):
                given = {name: value for name, value in record.items() if name not in (key, *_PREFERENCE_KEYS)}
                return {**given, key: asked}
    if any(name in record for name in _PREFERENCE_KEYS):
        target = _PREFERENCE_KEYS
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
            return [m for m in turns if isinstance(m, dict) and m.get("role", m.get("from")) not in ASSISTANT_ROLES]
    return None


def _without(record: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in names}


def runs(lines: tuple[int, ...]) -> list[tuple[int, int]]:
    """Sorted line numbers as (first, last) runs of consecutive ones."""
    found: list[tuple[int, int]] = []
    for line in lines:
        if found and line <= found[-1][1] + 1:
            found[-1] = (found[-1][0], line)
        else:
            found.append((line, line))
    return found


def ranges(lines: tuple[int, ...], most: int = 6) -> str:
    """``3, 17-18, 40`` and, behind ``most`` runs, how many more lines."""
    found = runs(lines)
    shown = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in found[:most])
    more = sum(b - a + 1 for a, b in found[most:])
    return f"{shown} and {more} more" if more else shown
